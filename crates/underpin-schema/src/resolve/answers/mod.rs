//! Answers -> intents: the names of an answers file are looked up in the two schemas, and every answer says what it does, so
//! that one which does nothing can be told.

mod find;
mod maps;
mod names;
mod others;
mod renames;

use crate::spec::{AnswersSpec, Entries, StepAnswer};
use crate::{
    ColumnIntent, DataStep, Diagnostic, DiagnosticId, Expr, IntentForm, Intents, Located, Name, ObjectId, QName,
    Removal, Schema, Span,
};

pub use names::{answer_name, answer_word};

use find::Lookup;
use renames::Renamed;

/// What an answers file comes to.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// The intents, for the planner.
    pub intents: Intents,
    /// The answers, each with what a plan has to do for it to be of use.
    pub answers: Vec<Answer>,
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it stands.
    pub span: Span,
    /// What it is called: `` `fill` of `Product.slug` ``.
    pub what: String,
    /// What it does.
    pub effect: Effect,
}

/// What an answer has a plan do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// An object gets this name.
    Rename(ObjectId),
    /// Rows of a column are filled.
    Fill(QName, Name),
    /// A column is converted by an expression.
    Convert(QName, Name),
    /// An enum type gets other labels, or columns of it are converted.
    Labels {
        /// The type that its labels become ones of.
        ty: QName,
        /// The label of old.
        from: Name,
        /// The columns that are converted for it by an expression.
        columns: Vec<(QName, Name)>,
    },
    /// An object goes.
    Drop(ObjectId),
    /// A step runs.
    Step(Name),
}

/// What the answers mean for the way from one schema to another. Mistakes are returned beside it, all at once.
pub fn resolve_answers(spec: &AnswersSpec, old: &Schema, new: &Schema) -> (Answered, Vec<Diagnostic>) {
    let mut cx = Cx { old, new, answered: Answered::default(), diagnostics: Vec::new() };
    cx.answered.intents.form = IntentForm::Answers;
    let AnswersSpec { rename, maps, fills, usings, rekeys, removals, steps } = spec;
    let renamed = renames::tables_and_enums(rename, maps, &mut cx);
    renames::columns(&rename.columns, &renamed, &mut cx);
    others::renames(&rename.others, &renamed, &mut cx);
    let expressions = Expressions::new(usings, rekeys);
    for (key, sql) in fills {
        if let Some((table, column)) = cx.new_column(key, "fill", &renamed) {
            cx.answered.intents.fills.push(column_intent(&table, &column, sql));
            cx.answer(key, "fill", Effect::Fill(table, column));
        }
    }
    for (word, key, sql) in expressions.0 {
        if let Some((table, column)) = cx.new_column(key, word, &renamed) {
            let intent = column_intent(&table, &column, sql);
            if word == "rekey" {
                cx.answered.intents.rekeys.push(intent.clone());
            }
            cx.answered.intents.usings.push(intent);
            cx.answer(key, word, Effect::Convert(table, column));
        }
    }
    maps::maps(maps, &renamed, &mut cx);
    for removal in removals {
        others::removal(removal, &renamed, &mut cx);
    }
    self::steps(steps, &mut cx);
    cx.twice();
    (cx.answered, cx.diagnostics)
}

/// `using:` and `rekey:`, which say the same of a column: what its values become.
struct Expressions<'s>(Vec<(&'static str, &'s Located<String>, &'s Located<String>)>);

impl<'s> Expressions<'s> {
    fn new(usings: &'s Entries<Located<String>>, rekeys: &'s Entries<Located<String>>) -> Self {
        let of = |word: &'static str, entries: &'s Entries<Located<String>>| {
            entries.iter().map(move |(key, sql)| (word, key, sql))
        };
        Self(of("using", usings).chain(of("rekey", rekeys)).collect())
    }
}

fn column_intent(table: &QName, column: &Name, sql: &Located<String>) -> ColumnIntent {
    let expr = Located::new(Expr::new(sql.as_str()), sql.span);
    ColumnIntent { table: table.clone(), column: column.clone(), expr }
}

fn steps(steps: &[StepAnswer], cx: &mut Cx<'_>) {
    for StepAnswer { name, phase, sql } in steps {
        if name.is_empty() || sql.trim().is_empty() {
            continue;
        }
        if let Some(first) = cx.answered.intents.steps.iter().find(|step| step.name.value.as_str() == name.as_str()) {
            let first = first.name.span;
            let message = format!("the step `{}` stands twice", name.value);
            let diagnostic = Diagnostic::error(DiagnosticId::DuplicateName, message).at(name.span, "again here");
            cx.diagnostics.push(diagnostic.at(first, "first here").help("give one of the two another name"));
            continue;
        }
        cx.answered.intents.steps.push(DataStep {
            name: Located::new(Name::new(name.as_str()), name.span),
            phase: phase.clone(),
            sql: Located::new(Expr::new(sql.as_str()), sql.span),
        });
        let effect = Effect::Step(Name::new(name.as_str()));
        cx.answered.answers.push(Answer { span: name.span, what: format!("the step `{}`", name.value), effect });
    }
}

/// What is looked in, and what was found.
pub(super) struct Cx<'a> {
    old: &'a Schema,
    new: &'a Schema,
    answered: Answered,
    diagnostics: Vec<Diagnostic>,
}

impl Cx<'_> {
    /// Notes an answer of a section.
    fn answer(&mut self, key: &Located<String>, section: &str, effect: Effect) {
        let what = format!("`{section}` of `{}`", key.value);
        self.answered.answers.push(Answer { span: key.span, what, effect });
    }

    fn wrong(&mut self, message: String, span: Span, help: Option<String>) {
        let diagnostic = Diagnostic::error(DiagnosticId::BadAnswer, message).at(span, "");
        self.diagnostics.push(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    /// The column of the new schema that an answer is about.
    fn new_column(&mut self, key: &Located<String>, section: &str, renamed: &Renamed) -> Option<(QName, Name)> {
        let tables = find::columns_of(self.new);
        match find::part(key, &tables) {
            Lookup::One(found) => Some(found),
            Lookup::Several(found) => {
                self.ambiguous(key, found.iter().map(|(table, column)| names::part(table, column)).collect());
                None
            }
            Lookup::None(near) => {
                // One that speaks of a table by its old name.
                let help = match find::part(key, &find::columns_of(self.old)) {
                    Lookup::One((table, column)) => renamed.of_table(&table).map(|new| {
                        let name = names::part(new, &column);
                        format!(
                            "the table is `{new}` in the new schema, and answers speak the new names: write `{name}`"
                        )
                    }),
                    Lookup::Several(_) | Lookup::None(_) => None,
                };
                let help = help.unwrap_or(near);
                self.wrong(
                    format!("`{section}` names `{}`, and the new schema has no such column", key.value),
                    key.span,
                    Some(help),
                );
                None
            }
        }
    }

    fn ambiguous(&mut self, key: &Located<String>, readings: Vec<String>) {
        let list: Vec<String> = readings.iter().map(|one| format!("`{one}`")).collect();
        let message = format!("`{}` may mean {}", key.value, list.join(" or "));
        self.wrong(message, key.span, Some("put names that hold dots in double quotes, as PostgreSQL does".to_owned()));
    }

    /// Removes a removal that is said twice, and refuses what contradicts itself.
    fn twice(&mut self) {
        let removals = &self.answered.intents.removals;
        for (at, Removal { object, target: _ }) in removals.iter().enumerate() {
            let first = removals[..at].iter().find(|other| other.object.value == object.value);
            if let Some(first) = first.filter(|first| first.object.span != object.span) {
                let message = format!("what becomes of `{}` is said twice", object.value);
                let diagnostic = Diagnostic::error(DiagnosticId::BadAnswer, message).at(object.span, "again here");
                self.diagnostics.push(diagnostic.at(first.object.span, "first here").help("take out one of the two"));
            }
        }
        let usings = &self.answered.intents.usings;
        for (at, one) in usings.iter().enumerate() {
            let same = |other: &&ColumnIntent| other.table == one.table && other.column == one.column;
            if let Some(first) = usings[..at].iter().find(same) {
                let message =
                    format!("what the values of `{}` become is said twice", names::part(&one.table, &one.column));
                let diagnostic = Diagnostic::error(DiagnosticId::BadAnswer, message).at(one.expr.span, "again here");
                self.diagnostics.push(diagnostic.at(first.expr.span, "first here").help("take out one of the two"));
            }
        }
    }
}
