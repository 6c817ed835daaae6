//! What a migration has to ask of the values that it makes itself.

use std::collections::BTreeSet;

use underpin_plan::ValueEffect;
use underpin_render::sql::Ident;
use underpin_schema::{Expr, ForeignKey, KeyTarget, Name, NullsEqual, QName};

use super::{Ask, AskKind, Finder, InTheWay};
use crate::{
    prove::made::{Keyed, of_one},
    rows::Fit,
};

impl Finder<'_> {
    /// A fill must not give NULL where that is forbidden.
    pub(super) fn emptied(&self, effect: &ValueEffect, name: &Name) -> Option<Ask> {
        let given = match effect {
            ValueEffect::FillAll(expr) => format!("({expr}\n) IS NOT NULL"),
            ValueEffect::FillNull(expr) => format!("({} IS NOT NULL OR ({expr}\n) IS NOT NULL)", Ident(name)),
            ValueEffect::Using(_, _)
            | ValueEffect::Labels(_)
            | ValueEffect::Cast(_)
            | ValueEffect::Reshaped(_)
            | ValueEffect::Carried { parent: _, column: _ } => {
                return None;
            }
        };
        let reads = self.made().read_by(&BTreeSet::from([name.clone()]));
        let words = format!("a row that gets NULL in {}.{name}", self.new_name);
        Some(self.ask(words, AskKind::Empty(of_one(self.fit(given), &reads), reads)))
    }

    /// Two rows of one key, where the migration makes what the key looks at.
    pub(super) fn twins(
        &self,
        name: &str,
        (targets, predicate): (&[KeyTarget], Option<&Expr>),
        nulls: NullsEqual,
    ) -> Option<Ask> {
        let mut columns: BTreeSet<Name> = targets
            .iter()
            .filter_map(|target| match target {
                KeyTarget::Column(column) => Some(column.clone()),
                KeyTarget::Expr(_) => None,
            })
            .collect();
        columns.extend(self.looks_at.get(&(self.new_name.clone(), Name::from(name))).into_iter().flatten().cloned());
        if !self.made().makes(&columns) {
            return None;
        }
        let keyed = self.made().keyed(targets, predicate, &columns)?;
        let rows = self.in_the_way(&keyed, keyed.is_taken(nulls), keyed.twins(nulls));
        let words = format!("two rows of {} that get one key of {name}", self.new_name);
        Some(self.ask(words, AskKind::Twins(rows)))
    }

    fn in_the_way(&self, keyed: &Keyed, is_so: String, places: String) -> InTheWay {
        InTheWay { is_so: of_one(self.fit(is_so), &keyed.reads), places, reads: keyed.reads.clone() }
    }

    /// A row that refers to nothing, where the migration makes what it refers by.
    pub(super) fn stray(&self, (name, key): (&Name, &ForeignKey), parent: (&QName, &[Name])) -> Option<Ask> {
        let columns: BTreeSet<Name> = key.columns.iter().cloned().collect();
        if !self.made().makes(&columns) {
            return None;
        }
        let targets: Vec<KeyTarget> = key.columns.iter().cloned().map(KeyTarget::Column).collect();
        let keyed = self.made().keyed(&targets, None, &columns)?;
        let rows = self.in_the_way(&keyed, keyed.is_stray(parent), keyed.strays(parent));
        let words = format!("a row of {} that gets a reference to nothing by {name}", self.new_name);
        Some(self.ask(words, AskKind::Stray(rows)))
    }

    /// That a check passes over the values that a migration makes.
    pub(super) fn passes_made(&self, check: &str, columns: &BTreeSet<Name>) -> Option<Fit> {
        let row = self.made().row(columns)?;
        let fit = self.fit(format!("(SELECT ({check}) FROM {row})"));
        Some(of_one(fit, &self.made().read_by(columns)))
    }
}
