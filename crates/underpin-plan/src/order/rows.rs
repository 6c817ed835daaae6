//! What reads and writes rows: fills, data steps, and the questions that stop a migration.
//!
//! A text that the specs give is written in the new names and sees the old shape: what is new and filled is there, what is
//! to go is there still.

use std::collections::{HashMap, HashSet};

use underpin_schema::{Expr, Name, ObjectId, QName};

use super::{
    Reason,
    edges::{Edges, Sees},
    index::{Index, Touch},
    needs::{Needs, Uses},
    text::Scope,
};
use crate::{
    DataStep, Fill, FillRows, FillValue, Object, Op, Phase, Precondition,
    changes::Draft,
    mentions::{Mention, MentionedName, Place, mentions},
};

/// What a fill reads.
pub(super) fn fill<'a>(edges: &mut Edges<'a>, node: usize, fill: &'a Fill) {
    let Fill { table, column, value, rows, quiet: _ } = fill;
    let sees = seen_by_fill(edges, (table, column), *rows);
    edges.reads(node, (sees, Uses::Rows), Some((table, column)), |needs| {
        needs.on_table(table);
        match value {
            FillValue::Expr(expr) => computed(needs, table, expr),
            FillValue::Parent { parent, column, on } => {
                needs.relation(parent, Reason::Mentions);
                needs.columns(parent, on.iter().map(|(_, theirs)| theirs).chain([column]));
                needs.columns(table, on.iter().map(|(ours, _)| ours));
            }
        }
    });
    let dropped = edges.gone.triggers.get(table).cloned().unwrap_or_default();
    dropped.into_iter().for_each(|dropped| edges.add(dropped, node, Reason::WouldFire));
}

/// Where its own column is converted, a fill of NULLs writes values of the new type, so it comes after the conversion.
fn seen_by_fill(edges: &Edges<'_>, (table, column): (&QName, &Name), rows: FillRows) -> Sees {
    let converted = rows == FillRows::Null && is_converted(&edges.made, table, column);
    if converted { Sees::New } else { Sees::Old }
}

/// What an expression over a row reads: its own row, and what it asks of others.
fn computed<'a>(needs: &mut Needs<'_, 'a>, table: &'a QName, expr: &'a Expr) {
    needs.extensions();
    needs.row(table, expr);
    needs.text(expr.as_str(), Scope::Query);
}

pub(super) fn is_converted(made: &Index<'_>, table: &QName, column: &Name) -> bool {
    made.columns.get(table).into_iter().flatten().any(|(name, touch, _)| *name == column && *touch == Touch::Altered)
}

/// What a data step reads and writes. Before the phase of data nothing is filled for it; after it, it sees the new shape.
pub(super) fn step<'a>(edges: &mut Edges<'a>, node: usize, step: &'a DataStep) {
    let reading = match step.phase {
        Phase::Prepare | Phase::Expand => (Sees::Old, Uses::Shape),
        Phase::Data => (Sees::Old, Uses::Rows),
        Phase::Tighten | Phase::Contract => (Sees::New, Uses::Rows),
    };
    edges.reads(node, reading, None, |needs| {
        needs.extensions();
        needs.text(step.sql.as_str(), Scope::Query);
    });
}

/// What a question reads, and what it guards.
pub(super) fn question<'a>(edges: &mut Edges<'a>, node: usize, precondition: &'a Precondition) {
    // The first two are about values that are to be converted, the third about such as are to be computed, the others about rows as
    // they will be.
    let (sees, own) = match precondition {
        Precondition::Fits { table: _, column: _, from: _, to: _ }
        | Precondition::IsValue { table: _, column: _, to: _, name: _, expr: _ }
        | Precondition::IsLabel { table: _, column: _, from: _, labels: _ } => (Sees::Old, None),
        Precondition::Yields { table, column, value: _, to: _, nullable: _, rows } => {
            let by_step = [Touch::Filled, Touch::Altered].map(|touch| touching(&edges.made, table, column, touch));
            let sees = match by_step.iter().all(Vec::is_empty) {
                // A column that is always computed is so from rows as they will be.
                true => Sees::New,
                false => seen_by_fill(edges, (table, column), *rows),
            };
            (sees, Some((table, column)))
        }
        // It reads no row.
        Precondition::Counts { counter: _, counting: _ } => (Sees::Old, None),
        Precondition::NoNulls { table: _, column: _ }
        | Precondition::NoDuplicates { table: _, key: _, targets: _, nulls: _, predicate: _ }
        | Precondition::NoOrphans { table: _, name: _, key: _ }
        | Precondition::Passes { table: _, name: _, expr: _ }
        | Precondition::NoConflicts { table: _, name: _, exclusion: _ } => (Sees::New, None),
    };
    edges.reads(node, (sees, Uses::Rows), own, |needs| read(needs, precondition));
    let guarded = match precondition {
        Precondition::Fits { table, column, from: _, to: _ }
        | Precondition::IsValue { table, column, to: _, name: _, expr: _ }
        | Precondition::IsLabel { table, column, from: _, labels: _ } => {
            touching(&edges.made, table, column, Touch::Altered)
        }
        Precondition::Yields { table, column, value: _, to: _, nullable: _, rows } => {
            let mut guarded = touching(&edges.made, table, column, Touch::Filled);
            // One that fills what a conversion leaves empty is asked after it.
            if *rows == FillRows::All {
                guarded.extend(touching(&edges.made, table, column, Touch::Altered));
            }
            // A column that is always computed gets its values as it is made.
            if guarded.is_empty() {
                guarded.extend(edges.made.objects.get(&precondition.object()));
            }
            guarded
        }
        Precondition::Counts { counter, counting: _ } => edges.made.counters.get(counter).cloned().unwrap_or_default(),
        Precondition::NoNulls { table, column } => {
            let mut guarded = touching(&edges.made, table, column, Touch::Nulls);
            guarded.extend(edges.made.objects.get(&ObjectId::PrimaryKey(table.clone())));
            guarded
        }
        Precondition::NoDuplicates { table: _, key: _, targets: _, nulls: _, predicate: _ }
        | Precondition::NoOrphans { table: _, name: _, key: _ }
        | Precondition::Passes { table: _, name: _, expr: _ }
        | Precondition::NoConflicts { table: _, name: _, exclusion: _ } => {
            edges.made.objects.get(&precondition.object()).copied().into_iter().collect()
        }
    };
    guarded.into_iter().for_each(|guarded| edges.add(node, guarded, Reason::Guards));
}

fn read<'a>(needs: &mut Needs<'_, 'a>, precondition: &'a Precondition) {
    needs.on_table(precondition.table());
    match precondition {
        Precondition::Counts { counter: _, counting: _ } => {}
        Precondition::NoNulls { table, column }
        | Precondition::Fits { table, column, from: _, to: _ }
        | Precondition::IsLabel { table, column, from: _, labels: _ } => needs.columns(table, [column]),
        Precondition::IsValue { table, column, to, name: _, expr } => {
            needs.columns(table, [column]);
            needs.ty(to);
            needs.over_value(expr);
        }
        Precondition::NoDuplicates { table, key: _, targets, nulls: _, predicate } => {
            targets.iter().for_each(|target| needs.target(table, target));
            predicate.iter().for_each(|predicate| needs.row(table, predicate));
        }
        Precondition::NoOrphans { table, name: _, key } => needs.sides(table, key),
        Precondition::NoConflicts { table, name: _, exclusion } => {
            needs.extensions();
            exclusion.index.keys.iter().for_each(|key| needs.target(table, &key.target));
            exclusion.index.predicate.iter().for_each(|predicate| needs.row(table, predicate));
        }
        Precondition::Passes { table, name: _, expr } => needs.row(table, expr),
        Precondition::Yields { table, column: _, value, to, nullable: _, rows: _ } => {
            needs.ty(to);
            needs.labels(to);
            computed(needs, table, value);
        }
    }
}

fn touching(made: &Index<'_>, table: &QName, column: &Name, touch: Touch) -> Vec<usize> {
    let columns = made.columns.get(table).into_iter().flatten();
    columns.filter(|(name, how, _)| *name == column && *how == touch).map(|(_, _, node)| *node).collect()
}

/// The steps among one another, and what reads rows that a step may have put right.
pub(super) fn steps(drafts: &[Draft], edges: &mut Edges<'_>) {
    let mut last: HashMap<Phase, usize> = HashMap::new();
    let mut writers = Vec::new();
    for (node, draft) in drafts.iter().enumerate() {
        let Op::Run(step) = &draft.op else { continue };
        if let Some(before) = last.insert(step.phase, node) {
            edges.add(before, node, Reason::StepOrder);
        }
        match step.phase {
            Phase::Prepare | Phase::Expand | Phase::Data => writers.push((node, Words::of(&step.sql.0))),
            Phase::Tighten | Phase::Contract => {}
        }
    }
    if writers.is_empty() {
        return;
    }
    // A step that mentions a column that is filled comes after the fill. What else is in a new table, a step has put there.
    let mut filled_for = HashSet::new();
    let mut read_by_fills: HashMap<usize, Vec<&QName>> = HashMap::new();
    for edge in &edges.list {
        if matches!(drafts[edge.before].op, Op::Fill(_)) {
            filled_for.insert((edge.before, edge.after));
        }
        if let (Op::Create(Object::Table(table, _)), Op::Fill(_)) = (&drafts[edge.before].op, &drafts[edge.after].op) {
            read_by_fills.entry(edge.after).or_default().push(table);
        }
    }
    for (after, draft) in drafts.iter().enumerate() {
        let tables = match read_by_fills.remove(&after) {
            Some(tables) => tables,
            None => rows_of(&draft.op),
        };
        let read = match &draft.op {
            Op::Fill(fill) => Some(Read::of(fill)),
            _ => None,
        };
        for (step, words) in &writers {
            let puts = || tables.iter().any(|table| words.mention(table));
            let writes = || read.as_ref().is_some_and(|read| words.written().any(|name| read.has(name)));
            if (puts() || writes()) && !filled_for.contains(&(after, *step)) {
                edges.add(*step, after, Reason::MayWrite);
            }
        }
    }
}

/// The tables whose rows an operation reads, where a step may have put them right for it.
fn rows_of(op: &Op) -> Vec<&QName> {
    match op {
        Op::Create(object) => match object {
            Object::PrimaryKey(table, _)
            | Object::Unique(table, _, _)
            | Object::Index(table, _, _)
            | Object::Check(table, _, _)
            | Object::Exclusion(table, _, _) => vec![table],
            Object::ForeignKey(table, _, key) => vec![table, &key.table],
            Object::Namespace(_)
            | Object::Extension(_, _)
            | Object::Enum(_, _)
            | Object::Type(_, _)
            | Object::Sequence(_, _)
            | Object::Table(_, _)
            | Object::Column(_, _, _)
            | Object::Trigger(_, _, _)
            | Object::Policy(_, _, _)
            | Object::View(_, _)
            | Object::Function(_, _) => Vec::new(),
        },
        Op::Assert(Precondition::NoOrphans { table, name: _, key }) => vec![table, &key.table],
        Op::Assert(precondition) => vec![precondition.table()],
        Op::SetValidity(pair) => match &pair.new {
            Object::ForeignKey(table, _, key) => vec![table, &key.table],
            other => other.owner().into_iter().collect(),
        },
        Op::AlterTypes(table, _) | Op::SetNotNull(table, _) | Op::AdvanceSequence(table, _, _) => vec![table],
        Op::Drop(_)
        | Op::Rename(_)
        | Op::RenamePrimaryKey(_, _)
        | Op::RenameSequence(_, _, _)
        | Op::AddEnumValue { ty: _, value: _, place: _ }
        | Op::RenameEnumValue { ty: _, value: _ }
        | Op::AlterDomain(_)
        | Op::AlterComposite(_)
        | Op::SetDefault { table: _, column: _, ty: _, default: _ }
        | Op::SetIdentity(_, _, _)
        | Op::CreateSequence(_, _, _)
        | Op::DropSequence(_, _, _)
        | Op::ChangeSequence(_, _, _)
        | Op::AlterSequence(_, _)
        | Op::SetOwner(_, _)
        | Op::DropExpression(_, _, _)
        | Op::DropNotNull(_, _)
        | Op::ReplaceFunction(_, _)
        | Op::SetRowSecurity(_, _)
        | Op::MoveExtension(_, _)
        | Op::Comment(_, _)
        | Op::Access(_)
        | Op::Fill(_)
        | Op::Run(_) => Vec::new(),
    }
}

/// What a fill reads: the row that it is of, and what its text mentions.
struct Read<'t> {
    table: &'t QName,
    words: Words<'t>,
}

impl<'t> Read<'t> {
    fn of(fill: &'t Fill) -> Self {
        let words = match &fill.value {
            FillValue::Expr(expr) => Words::of(expr.as_str()),
            FillValue::Parent { parent: _, column: _, on: _ } => Words(Vec::new()),
        };
        Self { table: &fill.table, words }
    }

    fn has(&self, written: &MentionedName<'_>) -> bool {
        let is = |table: &str, namespace: Option<&str>| {
            written.name == table
                && match (&written.qualifier, namespace) {
                    (Some(own), Some(other)) => own == other,
                    (_, _) => true,
                }
        };
        is(&self.table.name, Some(&self.table.namespace))
            || self.words.0.iter().any(|mention| match mention {
                Mention::Name(name) => is(&name.name, name.qualifier.as_deref()),
                Mention::Text(_) => false,
            })
    }
}

/// The names that a step mentions.
struct Words<'t>(Vec<Mention<'t>>);

impl<'t> Words<'t> {
    fn of(sql: &'t str) -> Self {
        Self(mentions(sql))
    }

    /// The tables that the text writes to, as far as it says so: a function that it calls may write to others.
    fn written(&self) -> impl Iterator<Item = &MentionedName<'t>> {
        let names = |at: usize| match self.0.get(at) {
            Some(Mention::Name(name)) => Some(name),
            Some(Mention::Text(_)) | None => None,
        };
        let word = move |at: Option<usize>| at.and_then(names).map(|name| name.name.as_ref());
        (0..self.0.len()).filter_map(move |at| {
            let name = names(at).filter(|name| name.place != Place::Owner)?;
            // Before a table: its schema, ONLY, and the word for what is done to it.
            let mut before = at.checked_sub(1);
            if name.qualifier.is_some() {
                before = before.and_then(|at| at.checked_sub(1));
            }
            if word(before) == Some("only") {
                before = before.and_then(|at| at.checked_sub(1));
            }
            let verb = word(before);
            let deletes = || verb == Some("from") && word(before.and_then(|at| at.checked_sub(1))) == Some("delete");
            (matches!(verb, Some("into" | "update" | "truncate" | "copy")) || deletes()).then_some(name)
        })
    }

    fn mention(&self, table: &QName) -> bool {
        self.0.iter().any(|mention| match mention {
            Mention::Name(name) => {
                name.name == table.name.as_str()
                    && name.qualifier.as_ref().is_none_or(|qualifier| qualifier == table.namespace.as_str())
            }
            Mention::Text(_) => false,
        })
    }
}
