//! Questions: what they read has to be there, and not yet changed by what they guard.

use underpin_plan::{Counter, FillRows, Precondition};
use underpin_schema::*;

use super::{Model, addresses::default_of};

impl Model {
    pub(super) fn ask(&mut self, precondition: &Precondition) {
        let guarded = precondition.object();
        let who = ObjectId::Step(format!("question about {guarded}").into());
        let column = |table: &QName, name: &Name| ObjectId::Column(table.clone(), name.clone());
        let of = |table: &QName, names: &[Name]| names.iter().map(|name| column(table, name)).collect::<Vec<_>>();
        let read = match precondition {
            Precondition::NoNulls { table, column: name } => {
                assert!(!self.required.contains(&guarded), "{guarded} forbids NULL already");
                vec![column(table, name)]
            }
            Precondition::NoDuplicates { table, key: _, targets, nulls: _, predicate } => {
                let target = |target: &KeyTarget| match target {
                    KeyTarget::Column(name) => vec![column(table, name)],
                    KeyTarget::Expr(expr) => self.row(table, expr.as_str()),
                };
                let mut read: Vec<_> = targets.iter().flat_map(target).collect();
                read.extend(predicate.iter().flat_map(|expr| self.row(table, expr.as_str())));
                read
            }
            Precondition::NoOrphans { table, name: _, key } => {
                [of(table, &key.columns), of(&key.table, &key.references)].concat()
            }
            Precondition::Passes { table, name: _, expr } => self.row(table, expr.as_str()),
            Precondition::NoConflicts { table, name: _, exclusion } => {
                let target = |key: &IndexKey| match &key.target {
                    KeyTarget::Column(name) => vec![column(table, name)],
                    KeyTarget::Expr(expr) => self.row(table, expr.as_str()),
                };
                let mut read: Vec<_> = exclusion.index.keys.iter().flat_map(target).collect();
                read.extend(exclusion.index.predicate.iter().flat_map(|expr| self.row(table, expr.as_str())));
                read
            }
            Precondition::Yields { table, column: name, value, to: _, nullable: _, rows } => {
                match rows {
                    FillRows::All => assert!(
                        self.unconverted.contains(&guarded)
                            || self.unfilled.contains(&guarded)
                            || !self.created.contains(&guarded),
                        "{guarded} has its values before they are asked about"
                    ),
                    FillRows::Null => self.expect(&column(table, name), &who),
                }
                let mut read = self.row(table, value.as_str());
                read.retain(|id| *id != guarded && !self.unconverted.contains(id));
                read
            }
            // A sequence is asked while it counts as before.
            Precondition::Counts { counter: Counter::Alone(name), counting: _ } => {
                return self.expect(&ObjectId::Sequence(name.clone()), &who);
            }
            Precondition::Counts { counter: Counter::OfColumn(table, name), counting: _ } => {
                return self.expect(&default_of(table, name), &who);
            }
            Precondition::IsValue { table, column: name, to: _, name: _, expr } => {
                self.over_value(expr.as_str()).iter().for_each(|need| self.expect(need, &who));
                return self.expect(&column(table, name), &who);
            }
            Precondition::Fits { table, column: name, from: _, to: _ }
            | Precondition::IsLabel { table, column: name, from: _, labels: _ } => {
                assert!(self.unconverted.contains(&guarded), "{guarded} is converted before it is asked about");
                return self.expect(&column(table, name), &who);
            }
        };
        for id in read {
            self.expect(&id, &who);
            assert!(!self.unfilled.contains(&id), "{who} reads {id} before it is filled");
            assert!(!self.unconverted.contains(&id), "{who} reads {id} before it is converted");
        }
        if !matches!(guarded, ObjectId::Column(_, _)) {
            assert!(!self.created.contains(&guarded), "{guarded} is there before it is asked about");
        }
    }
}
