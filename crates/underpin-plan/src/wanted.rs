//! What the specs want beyond two states: intents, looked up by what they are about.

use rustc_hash::FxHashMap;
use underpin_schema::{ColumnIntent, DataStep, Done, Expr, Intents, Located, Name, ObjectId, QName, Removal, Rename};

/// The intents of the specs, by object.
pub(crate) struct Wanted<'a> {
    fills: FxHashMap<(&'a QName, &'a Name), &'a Located<Expr>>,
    usings: FxHashMap<(&'a QName, &'a Name), &'a Located<Expr>>,
    rekeys: &'a [ColumnIntent],
    removals: FxHashMap<&'a ObjectId, &'a Removal>,
    /// All of `was`.
    pub(crate) renames: &'a [Rename],
    steps: &'a [DataStep],
    done: &'a Done,
}

impl<'a> Wanted<'a> {
    pub(crate) fn new(intents: &'a Intents, done: &'a Done) -> Self {
        let Intents { form: _, renames, fills, usings, rekeys, removals, steps } = intents;
        let by_column = |intents: &'a [ColumnIntent]| {
            intents.iter().map(|ColumnIntent { table, column, expr }| ((table, column), expr)).collect()
        };
        Self {
            fills: by_column(fills),
            usings: by_column(usings),
            rekeys,
            removals: removals.iter().map(|removal| (&removal.object.value, removal)).collect(),
            renames,
            steps,
            done,
        }
    }

    /// The `fill` of a column.
    pub(crate) fn fill(&self, table: &QName, column: &Name) -> Option<&'a Located<Expr>> {
        self.fills.get(&(table, column)).copied()
    }

    /// The `using` of a column.
    pub(crate) fn using(&self, table: &QName, column: &Name) -> Option<&'a Located<Expr>> {
        self.usings.get(&(table, column)).copied()
    }

    /// The columns whose values are to be others of the same type, with what they become.
    pub(crate) fn rekeys(&self) -> impl Iterator<Item = (&'a QName, &'a Name, &'a Located<Expr>)> + use<'a> {
        self.rekeys.iter().map(|ColumnIntent { table, column, expr }| (table, column, expr))
    }

    /// The `removed` that names an object.
    pub(crate) fn removal(&self, object: &ObjectId) -> Option<&'a Removal> {
        self.removals.get(object).copied()
    }

    /// The data steps that have not run.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &'a DataStep> + '_ {
        self.steps.iter().filter(|step| !self.done.steps.contains(&step.name.value))
    }

    /// Whether a swap of names was carried out by an earlier migration.
    pub(crate) fn swapped(&self, object: &ObjectId, was: &Name) -> bool {
        // The set is small: swaps are rare.
        self.done.swaps.iter().any(|(new, old)| new == object && old == was)
    }
}
