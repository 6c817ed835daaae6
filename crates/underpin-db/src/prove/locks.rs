//! Whether the locks, rewrites and scans that were seen are those that were declared.

use underpin_plan::{Blocks, LockMode};
use underpin_schema::QName;

use super::{
    declared::{Declared, DeclaredStep},
    observe::{Observation, SeenTable},
    proof::{Conclusion, Findings, Point, Telling},
    script::{Border, border, statements},
};

pub(super) const EXPECTED: &str = "each table is locked, rewritten and read as the plan says";

/// Compares what a migration did with what its plan says.
pub(super) fn compare(observed: &Observation, declared: &Declared) -> Conclusion {
    let mut findings = Findings::new(Point::Locks, EXPECTED, Telling::Values);
    let steps = attribute(observed, declared);
    if steps.is_none() {
        findings.against("migration.sql does not hold the statements of plan.json, one after the other");
    }
    let compared = Compared { observed, declared, steps };
    for table in &observed.tables {
        compared.locks(table, &mut findings);
        compared.rewrites(table, &mut findings);
        compared.scans(table, &mut findings);
    }
    let count = |words: &str, count: usize| match count {
        0 => None,
        1 => Some(format!("1 table {words}")),
        many => Some(format!("{many} tables {words}")),
    };
    let blocked = observed.tables.iter().filter(|table| blocks(table) > Blocks::Nothing).count();
    let rewritten = observed.tables.iter().filter(|table| !table.rewrites.is_empty()).count();
    let seen: Vec<String> =
        [count("locked against others", blocked), count("rewritten", rewritten)].into_iter().flatten().collect();
    findings.conclude(if seen.is_empty() { "nothing that others would wait for".to_owned() } else { seen.join(", ") })
}

fn blocks(table: &SeenTable) -> Blocks {
    table.lock.map_or(Blocks::Nothing, |lock| lock.mode.blocks())
}

/// For each statement the step that it belongs to; nothing where the script is not the one of the plan.
fn attribute(observed: &Observation, declared: &Declared) -> Option<Vec<Option<usize>>> {
    let mut expected = declared
        .up
        .iter()
        .enumerate()
        .flat_map(|(at, step)| statements(&step.sql).into_iter().map(move |statement| (at, statement)));
    let mut steps = Vec::new();
    for statement in &observed.statements {
        steps.push(match border(statement) {
            Border::Begin | Border::Commit | Border::Setting => None,
            Border::Neither => {
                let (step, text) = expected.next()?;
                (text == statement).then_some(Some(step))?
            }
        });
    }
    expected.next().is_none().then_some(steps)
}

struct Compared<'a> {
    observed: &'a Observation,
    declared: &'a Declared,
    steps: Option<Vec<Option<usize>>>,
}

impl Compared<'_> {
    /// The statement as it is quoted in messages.
    fn quote(&self, statement: usize) -> String {
        let text = self.observed.statements.get(statement).map(String::as_str).unwrap_or_default();
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(100) {
            Some((end, _)) => format!("`{}...`", &line[..end]),
            None => format!("`{line}`"),
        }
    }

    /// Whether a table that a step names is this one: a rename names it as it is called afterwards.
    fn is_named(&self, table: &SeenTable, name: &QName, step: usize) -> bool {
        let Some(steps) = &self.steps else { return table.names.iter().any(|(_, known)| known == name) };
        let statements = steps.iter().enumerate().filter(|(_, of)| **of == Some(step));
        statements.into_iter().any(|(at, _)| table.name_at(at) == name || table.name_at(at + 1) == name)
    }

    fn step_of(&self, statement: usize) -> Option<&DeclaredStep> {
        let step = self.steps.as_ref()?.get(statement).copied().flatten()?;
        self.declared.up.get(step)
    }

    fn locks(&self, table: &SeenTable, findings: &mut Findings) {
        let Some(seen) = table.lock else { return };
        let steps = self.declared.up.iter().enumerate();
        let declared = steps.flat_map(|(at, step)| step.locks.iter().map(move |lock| (at, lock)));
        let declared =
            declared.filter(|(at, lock)| self.is_named(table, &lock.table, *at)).map(|(_, lock)| lock.mode()).max();
        let name = table.name_at(0);
        let said = declared.map_or("no lock".to_owned(), |mode| mode.to_string());
        let free = self.step_of(seen.statement).is_some_and(DeclaredStep::is_free);
        // What neither reads nor writes wait for is not worth a word: checks of keys and triggers take such locks too.
        let stronger = seen.mode > declared.unwrap_or(LockMode::AccessShare) && seen.mode.blocks() > Blocks::Nothing;
        if stronger && !free {
            findings.against(format!(
                "{name}: {} where {said} was declared, by {}",
                seen.mode,
                self.quote(seen.statement)
            ));
        } else if stronger {
            findings.fine(format!("{name}: {} by a data step: {}", seen.mode, self.quote(seen.statement)));
        } else if seen.mode.blocks() > Blocks::Nothing {
            findings.fine(format!("{name}: {}, declared {said}", seen.mode));
        }
    }

    fn rewrites(&self, table: &SeenTable, findings: &mut Findings) {
        let steps = self.declared.up.iter().enumerate();
        let declared = steps
            .filter(|(at, step)| step.rewrites.as_ref().is_some_and(|name| self.is_named(table, name, *at)))
            .count();
        let name = table.name_at(0);
        for statement in table.rewrites.iter().skip(declared) {
            findings.against(format!("{name}: rewritten where that was not declared, by {}", self.quote(*statement)));
        }
        if !table.rewrites.is_empty() && declared >= table.rewrites.len() {
            findings.fine(format!("{name}: rewritten, as declared"));
        }
    }

    fn scans(&self, table: &SeenTable, findings: &mut Findings) {
        for statement in &table.scans {
            // Without its step nothing can be said of a statement.
            let Some(step) = self.step_of(*statement) else { continue };
            let names = [table.name_at(*statement), table.name_at(statement + 1)];
            if step.reads_freely() || step.scans.iter().any(|scanned| names.contains(&scanned)) {
                continue;
            }
            let (name, quoted) = (table.name_at(0), self.quote(*statement));
            // An operation knows its columns, and not whether an index sorts by them that has to be built anew.
            if step.op == "alter_types" {
                findings.fine(format!("{name}: all rows read for an index, by {quoted}"));
            } else {
                findings.against(format!("{name}: all rows read where that was not declared, by {quoted}"));
            }
        }
    }
}
