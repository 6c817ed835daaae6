//! Intents that a migration would need and this version cannot carry out. Those that are done already, or never had
//! anything to do, are passed over: they may stay in the specs.

use std::collections::{HashMap, HashSet};

use underpin_schema::{
    ColumnIntent, DataStep, Diagnostic, DiagnosticId, Expr, Intents, Located, Name, ObjectId, QName, Removal, Rename,
    Schema, Signature,
};

use crate::{Pair, difference::Difference};

/// The intents that are still to be carried out.
pub(super) struct Pending<'a> {
    pair: Pair<&'a Schema>,
    intents: &'a Intents,
    /// New object, old object, place of the old name.
    renames: Vec<(&'a ObjectId, ObjectId, &'a Located<Name>)>,
    removals: Vec<&'a Removal>,
}

impl<'a> Pending<'a> {
    pub(super) fn new(pair: Pair<&'a Schema>, intents: &'a Intents, differences: &[Difference<'_>]) -> Self {
        let dropped: HashSet<_> = differences
            .iter()
            .filter_map(|difference| match difference {
                Difference::Dropped(part) => Some(part.object()),
                Difference::Created(_) | Difference::Altered(_) => None,
            })
            .collect();
        let mut renames = Vec::new();
        for Rename { object, was } in &intents.renames {
            for name in was {
                let old = renamed(object, name);
                if dropped.contains(&old) {
                    renames.push((object, old, name));
                }
            }
        }
        let removals = intents.removals.iter().filter(|removal| dropped.contains(&removal.object.value)).collect();
        Self { pair, intents, renames, removals }
    }

    /// The objects for which a refusal of an intent speaks already.
    pub(super) fn objects(&self) -> impl Iterator<Item = ObjectId> {
        let renamed = self.renames.iter().flat_map(|(new, old, _)| [(*new).clone(), old.clone()]);
        renamed.chain(self.removals.iter().map(|removal| removal.object.value.clone()))
    }

    pub(super) fn refusals(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        // Several old names of one object are a merge: one refusal.
        let mut seen: HashMap<&ObjectId, usize> = HashMap::new();
        for (new, old, was) in &self.renames {
            if let Some(&index) = seen.get(new) {
                let diagnostic: Diagnostic = std::mem::replace(
                    &mut diagnostics[index],
                    Diagnostic::error(DiagnosticId::UnplannedIntent, String::new()),
                );
                diagnostics[index] = diagnostic.at(was.span, "and this one too");
                continue;
            }
            seen.insert(new, diagnostics.len());
            diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::UnplannedIntent,
                    format!("`{old}` is to become `{new}`, and this version of underpin cannot carry out a `was`"),
                )
                .at(was.span, "the old name, which the last migration still knows")
                .help(format!("keep the old name `{}` for now", was.value)),
            );
        }
        for Removal { object, target: _ } in &self.removals {
            diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::UnplannedIntent,
                    format!(
                        "`{}` is to be dropped, and this version of underpin cannot carry out a `removed`",
                        object.value
                    ),
                )
                .at(object.span, "the last migration still has it")
                .help(format!("put `{}` back into the specs for now", object.value)),
            );
        }
        diagnostics
    }

    /// What is to be said of data steps: which of them have run is not known to a schema.
    pub(super) fn steps(&self, differences: &[Difference<'_>]) -> Vec<Diagnostic> {
        let from_nothing = *self.pair.old == Schema::default();
        let mut diagnostics = Vec::new();
        for DataStep { name, phase: _, sql: _ } in &self.intents.steps {
            let message = format!("the data step `{}` is not run by this version of underpin", name.value);
            let diagnostic = if from_nothing || differences.is_empty() {
                Diagnostic::warning(DiagnosticId::UnplannedIntent, message)
                    .at(name.span, "")
                    .help("take it out of `steps` until a version of underpin runs data steps")
            } else {
                Diagnostic::error(DiagnosticId::UnplannedIntent, message)
                    .at(name.span, "the rows that are there may need it in this migration")
                    .help("take it out of `steps`, and run its SQL yourself if the rows that are there need it")
            };
            diagnostics.push(diagnostic);
        }
        diagnostics
    }

    /// The `fill` of a column.
    pub(super) fn fill(&self, table: &QName, column: &Name) -> Option<&'a Located<Expr>> {
        find(&self.intents.fills, table, column)
    }

    /// The `using` of a column.
    pub(super) fn using(&self, table: &QName, column: &Name) -> Option<&'a Located<Expr>> {
        find(&self.intents.usings, table, column)
    }
}

fn find<'a>(intents: &'a [ColumnIntent], table: &QName, column: &Name) -> Option<&'a Located<Expr>> {
    intents
        .iter()
        .find(|ColumnIntent { table: t, column: c, expr: _ }| t == table && c == column)
        .map(|intent| &intent.expr)
}

/// The object under another name.
fn renamed(object: &ObjectId, was: &Name) -> ObjectId {
    let qualified = |name: &QName| {
        // The old name of a table or type may say its schema; without one it is that of the new name.
        QName::new(name.namespace.clone(), was.clone())
    };
    match object {
        ObjectId::Namespace(_) => ObjectId::Namespace(was.clone()),
        ObjectId::Extension(_) => ObjectId::Extension(was.clone()),
        ObjectId::Enum(name) => ObjectId::Enum(qualified(name)),
        ObjectId::EnumValue(ty, _) => ObjectId::EnumValue(ty.clone(), was.clone()),
        ObjectId::Table(name) => ObjectId::Table(qualified(name)),
        ObjectId::Column(table, _) => ObjectId::Column(table.clone(), was.clone()),
        ObjectId::PrimaryKey(table) => ObjectId::PrimaryKey(table.clone()),
        ObjectId::Unique(table, _) => ObjectId::Unique(table.clone(), was.clone()),
        ObjectId::Index(table, _) => ObjectId::Index(table.clone(), was.clone()),
        ObjectId::ForeignKey(table, _) => ObjectId::ForeignKey(table.clone(), was.clone()),
        ObjectId::Check(table, _) => ObjectId::Check(table.clone(), was.clone()),
        ObjectId::Trigger(table, _) => ObjectId::Trigger(table.clone(), was.clone()),
        ObjectId::Policy(table, _) => ObjectId::Policy(table.clone(), was.clone()),
        ObjectId::View(name) => ObjectId::View(qualified(name)),
        ObjectId::Function(Signature { name, args }) => {
            ObjectId::Function(Signature { name: qualified(name), args: args.clone() })
        }
    }
}
