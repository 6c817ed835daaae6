//! What a migration has to ask of the rows: found in what differs between the two schemas, not in its questions.

mod made;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use underpin_plan::{Precondition, TableEffects, ValueEffect};
use underpin_render::sql::{Ident, Path};
use underpin_schema::{Exclusion, Expr, ForeignKey, KeyTarget, Name, NullsEqual, QName, Schema, Table, Uniqueness};

use super::{exclusions, made::MadeRows};
use crate::rows::Fit;

/// Something that may stand in the way of a migration.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// The table, by its name before.
    pub(super) table: QName,
    /// The table, by its name after.
    pub(super) called: QName,
    /// What must not be, in words.
    pub(super) words: String,
    pub(super) kind: AskKind,
}

/// What must not be. Columns have their names before, expressions speak those after.
#[derive(Clone, Debug)]
pub(super) enum AskKind {
    /// NULL in a column that is to be required.
    Null(Name, Fit),
    /// Two rows of one key.
    Duplicate {
        targets: Vec<KeyTarget>,
        nulls: NullsEqual,
        predicate: Option<Expr>,
        /// All columns that the key looks at.
        columns: Vec<Name>,
    },
    /// Two rows that exclude one another; the constraint with the names before.
    Conflict {
        exclusion: Box<Exclusion>,
        /// All columns that its keys look at.
        columns: Vec<Name>,
    },
    /// A row that refers to nothing; the foreign key with the names before.
    Orphan(ForeignKey),
    /// A row that a check forbids.
    Forbidden(Fit),
    /// A value that is none of the type to be.
    Misfit(Name, Fit),
    /// A row for which an expression gives NULL, where that is to be forbidden. These are the columns that it reads.
    Empty(Fit, Vec<Name>),
    /// Two rows of one key, as the migration makes it.
    Twins(InTheWay),
    /// A row that refers to nothing by what the migration makes.
    Stray(InTheWay),
}

/// Rows that what a migration makes of them puts in the way.
#[derive(Clone, Debug)]
pub(super) struct InTheWay {
    /// What is true of one.
    pub(super) is_so: Fit,
    /// A query for their places; of twins for those of all but the first.
    pub(super) places: String,
    /// The columns that it depends on.
    pub(super) reads: Vec<Name>,
}

/// How a value that fits is compared with itself.
pub(super) const SAME: &str = " IS NOT DISTINCT FROM ";

/// Which columns each check and each index of the target looks at.
pub(super) type ColumnsOf = BTreeMap<(QName, Name), BTreeSet<Name>>;

/// What the rows are asked, and what else they have to fulfil so that the expressions of the specs can be computed.
#[derive(Debug, Default)]
pub(super) struct Asks {
    pub(super) asks: Vec<Ask>,
    pub(super) fits: Vec<Fit>,
}

impl Asks {
    /// What rows have to fulfil so that nothing is in the way, apart from one thing.
    pub(super) fn fits_without(&self, left_out: Option<usize>) -> Vec<Fit> {
        let asked = self.asks.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
        let fits = asked.filter_map(|(_, ask)| match &ask.kind {
            AskKind::Null(_, fit) | AskKind::Forbidden(fit) | AskKind::Misfit(_, fit) | AskKind::Empty(fit, _) => {
                Some(fit.clone())
            }
            AskKind::Duplicate { targets: _, nulls: _, predicate: _, columns: _ }
            | AskKind::Conflict { exclusion: _, columns: _ }
            | AskKind::Orphan(_)
            | AskKind::Twins(_)
            | AskKind::Stray(_) => None,
        });
        fits.chain(self.fits.iter().cloned()).collect()
    }

    /// The same for one more row among those that are there: it must be no twin of theirs, as far as columns alone make it one.
    pub(super) fn fits_of_one(&self, left_out: usize) -> Vec<Fit> {
        let asked = self.asks.iter().enumerate().filter(|(at, _)| *at != left_out);
        let apart = asked.filter_map(|(_, ask)| match &ask.kind {
            AskKind::Duplicate { targets, nulls: _, predicate: _, columns: _ } => apart(&ask.table, targets),
            AskKind::Conflict { exclusion, columns: _ } => exclusions::apart(&ask.table, exclusion),
            AskKind::Twins(rows) | AskKind::Stray(rows) => {
                Some(Fit { expr: format!("NOT {}", rows.is_so.expr), ..rows.is_so.clone() })
            }
            AskKind::Null(_, _)
            | AskKind::Forbidden(_)
            | AskKind::Misfit(_, _)
            | AskKind::Empty(_, _)
            | AskKind::Orphan(_) => None,
        });
        let mut fits = self.fits_without(Some(left_out));
        fits.extend(apart);
        fits
    }

    /// The schema with the foreign keys that are to be, apart from one: rows refer by these too.
    pub(super) fn referring(&self, schema: &Schema, left_out: Option<usize>) -> Schema {
        let mut schema = schema.clone();
        for (at, ask) in self.asks.iter().enumerate().filter(|(at, _)| Some(*at) != left_out) {
            if let (AskKind::Orphan(key), Some(table)) = (&ask.kind, schema.tables.get_mut(&ask.table)) {
                table.foreign_keys.insert(guard_name(at), key.clone());
            }
        }
        schema
    }
}

/// The name of an index or key that stands in for the one to be.
pub(super) fn guard_name(at: usize) -> Name {
    Name::from(format!("underpin {at}"))
}

/// That no row has the same key.
fn apart(table: &QName, targets: &[KeyTarget]) -> Option<Fit> {
    let own = Ident(&table.name);
    let equal = |target: &KeyTarget| match target {
        KeyTarget::Column(column) => Some(format!("\"underpin twin\".{0} = {own}.{0}", Ident(column))),
        KeyTarget::Expr(_) => None,
    };
    let equal = targets.iter().map(equal).collect::<Option<Vec<_>>>()?.join(" AND ");
    Some(Fit::new(
        table.clone(),
        format!("NOT EXISTS (SELECT FROM {} AS \"underpin twin\" WHERE {equal})", Path(table)),
    ))
}

impl Ask {
    /// Whether a question of a migration is the one for this.
    pub(super) fn is_asked_by(&self, question: &Precondition) -> bool {
        question.table() == &self.called
            && match (&self.kind, question) {
                // A primary key forbids NULL as well.
                (AskKind::Null(_, _) | AskKind::Empty(_, _), Precondition::NoNulls { table: _, column: _ })
                | (
                    AskKind::Null(_, _)
                    | AskKind::Empty(_, _)
                    | AskKind::Duplicate { targets: _, nulls: _, predicate: _, columns: _ }
                    | AskKind::Twins(_),
                    Precondition::NoDuplicates { table: _, key: _, targets: _, nulls: _, predicate: _ },
                )
                | (AskKind::Orphan(_) | AskKind::Stray(_), Precondition::NoOrphans { table: _, name: _, key: _ })
                | (
                    AskKind::Conflict { exclusion: _, columns: _ },
                    Precondition::NoConflicts { table: _, name: _, exclusion: _ },
                )
                | (
                    AskKind::Empty(_, _),
                    Precondition::Yields { table: _, column: _, value: _, to: _, nullable: _, rows: _ },
                )
                | (AskKind::Forbidden(_), Precondition::Passes { table: _, name: _, expr: _ })
                | (
                    AskKind::Misfit(_, _),
                    Precondition::Fits { table: _, column: _, from: _, to: _ }
                    | Precondition::Yields { table: _, column: _, value: _, to: _, nullable: _, rows: _ }
                    | Precondition::IsValue { table: _, column: _, to: _, name: _, expr: _ }
                    | Precondition::IsLabel { table: _, column: _, from: _, labels: _ },
                ) => true,
                (
                    AskKind::Null(_, _)
                    | AskKind::Duplicate { targets: _, nulls: _, predicate: _, columns: _ }
                    | AskKind::Conflict { exclusion: _, columns: _ }
                    | AskKind::Orphan(_)
                    | AskKind::Forbidden(_)
                    | AskKind::Misfit(_, _)
                    | AskKind::Empty(_, _)
                    | AskKind::Twins(_)
                    | AskKind::Stray(_),
                    _,
                ) => false,
            }
    }
}

/// Finds them all.
pub(super) fn find(effects: &[TableEffects], old: &Schema, new: &Schema, looks_at: &ColumnsOf) -> Asks {
    let mut asks = Asks::default();
    for table in effects {
        let (Some(new_name), Some(old_table)) = (&table.new, old.tables.get(&table.old)) else { continue };
        let Some(new_table) = new.tables.get(new_name) else { continue };
        let finder = Finder { effects, table, new_name, old_table, new_table, old, new, looks_at };
        finder.columns(&mut asks);
        finder.keys(&mut asks.asks);
        finder.conflicts(&mut asks.asks);
        finder.references(&mut asks.asks);
        finder.checks(&mut asks);
    }
    asks
}

struct Finder<'a> {
    effects: &'a [TableEffects],
    table: &'a TableEffects,
    new_name: &'a QName,
    old_table: &'a Table,
    new_table: &'a Table,
    old: &'a Schema,
    new: &'a Schema,
    looks_at: &'a ColumnsOf,
}

/// The name before of a column that keeps its values.
fn kept(table: &TableEffects, new: &Name) -> Option<Name> {
    let column = table.columns.iter().find(|column| column.new.as_ref() == Some(new))?;
    column.old.clone().filter(|_| column.values.is_empty())
}

/// The names before of columns that keep what their values are, if in another type.
fn all_lasting(table: &TableEffects, columns: &[Name]) -> Option<Vec<Name>> {
    let lasting = |name: &Name| {
        let column = table.columns.iter().find(|column| column.new.as_ref() == Some(name))?;
        let lasts = |effect: &ValueEffect| matches!(effect, ValueEffect::Cast(_));
        column.old.clone().filter(|_| column.values.iter().all(lasts))
    };
    columns.iter().map(lasting).collect()
}

fn all_kept(table: &TableEffects, columns: &[Name]) -> Option<Vec<Name>> {
    columns.iter().map(|column| kept(table, column)).collect()
}

impl Finder<'_> {
    /// The rows as the migration makes them.
    fn made(&self) -> MadeRows<'_> {
        MadeRows { effects: self.table, called: self.new_name, old: self.old_table, new: self.new_table }
    }

    fn ask(&self, words: String, kind: AskKind) -> Ask {
        Ask { table: self.table.old.clone(), called: self.new_name.clone(), words, kind }
    }

    fn fit(&self, expr: String) -> Fit {
        let both = self.table.columns.iter().filter_map(|column| Some((column.old.clone()?, column.new.clone()?)));
        let renamed = both.filter(|(old, new)| old != new).collect();
        Fit { called: self.new_name.clone(), renamed, ..Fit::new(self.table.old.clone(), expr) }
    }

    /// Whether an index means the same before and after: all that it looks at keeps its name and values.
    fn is_untouched(&self, index: &str) -> bool {
        let columns = self.looks_at.get(&(self.new_name.clone(), Name::from(index)));
        *self.new_name == self.table.old
            && columns
                .is_some_and(|columns| columns.iter().all(|column| kept(self.table, column).as_ref() == Some(column)))
    }

    fn keys(&self, asks: &mut Vec<Ask>) {
        let plain = |columns: &[Name]| columns.iter().cloned().map(KeyTarget::Column).collect::<Vec<_>>();
        let all = |table: &Table| {
            let mut keys: Vec<(String, Vec<KeyTarget>, NullsEqual, Option<Expr>)> = Vec::new();
            keys.extend(
                table
                    .primary_key
                    .iter()
                    .map(|key| (key.name.to_string(), plain(&key.columns), NullsEqual::Distinct, None)),
            );
            keys.extend(
                table.uniques.iter().map(|(name, key)| (name.to_string(), plain(&key.columns), key.nulls, None)),
            );
            keys.extend(table.indexes.iter().filter_map(|(name, index)| match index.uniqueness {
                Uniqueness::Any => None,
                Uniqueness::Unique(nulls) => {
                    let targets = index.keys.iter().map(|key| key.target.clone()).collect();
                    Some((name.to_string(), targets, nulls, index.predicate.clone()))
                }
            }));
            keys
        };
        let known = all(self.old_table);
        for (name, targets, nulls, predicate) in all(self.new_table) {
            let here = |target: &KeyTarget| match target {
                KeyTarget::Column(column) => kept(self.table, column).map(KeyTarget::Column),
                KeyTarget::Expr(_) => self.is_untouched(&name).then(|| target.clone()),
            };
            let kept = targets.iter().map(here).collect::<Option<Vec<_>>>();
            let Some(targets) = kept.filter(|_| predicate.is_none() || self.is_untouched(&name)) else {
                asks.extend(self.twins(&name, (&targets, predicate.as_ref()), nulls));
                continue;
            };
            let is_known =
                |(_, other, others, other_predicate): &(String, Vec<KeyTarget>, NullsEqual, Option<Expr>)| {
                    *other == targets
                        && (*others == nulls || *others == NullsEqual::Equal)
                        && *other_predicate == predicate
                };
            if !known.iter().any(is_known) {
                let words = format!("two rows of {} with one key of {name}", self.new_name);
                let columns = self.key_columns(&name, &targets);
                asks.push(self.ask(words, AskKind::Duplicate { targets, nulls, predicate, columns }));
            }
        }
    }

    fn conflicts(&self, asks: &mut Vec<Ask>) {
        for (name, exclusion) in &self.new_table.exclusions {
            let here = |target: &KeyTarget| match target {
                KeyTarget::Column(column) => kept(self.table, column).map(KeyTarget::Column),
                KeyTarget::Expr(_) => self.is_untouched(name).then(|| target.clone()),
            };
            let Some(exclusion) = exclusions::renamed(exclusion, here, |column| kept(self.table, column)) else {
                continue;
            };
            let known = self.old_table.exclusions.values().any(|known| exclusions::is_kept_by(&exclusion, known));
            if known || (exclusion.index.predicate.is_some() && !self.is_untouched(name)) {
                continue;
            }
            let targets: Vec<KeyTarget> = exclusion.index.keys.iter().map(|key| key.target.clone()).collect();
            let columns = exclusions::shared(&exclusion, &self.key_columns(name, &targets));
            let words = format!("two rows of {} that {name} excludes", self.new_name);
            asks.push(self.ask(words, AskKind::Conflict { exclusion: Box::new(exclusion), columns }));
        }
    }

    /// The columns of a key that are columns, and those that its expressions and its condition look at.
    fn key_columns(&self, name: &str, targets: &[KeyTarget]) -> Vec<Name> {
        let plain = targets.iter().filter_map(|target| match target {
            KeyTarget::Column(column) => Some(column.clone()),
            KeyTarget::Expr(_) => None,
        });
        let others = self.looks_at.get(&(self.new_name.clone(), Name::from(name))).into_iter().flatten();
        plain.chain(others.filter_map(|column| kept(self.table, column))).collect()
    }

    fn references(&self, asks: &mut Vec<Ask>) {
        for (name, key) in self.new_table.foreign_keys.iter().filter(|(_, key)| key.validity.is_valid()) {
            let Some(parent) = self.effects.iter().find(|table| table.new.as_ref() == Some(&key.table)) else {
                continue;
            };
            let Some(references) = all_lasting(parent, &key.references) else { continue };
            let Some(columns) = all_kept(self.table, &key.columns) else {
                asks.extend(self.stray((name, key), (&parent.old, &references)));
                continue;
            };
            let Some(references) = all_kept(parent, &key.references) else { continue };
            let here = ForeignKey { columns, table: parent.old.clone(), references, ..key.clone() };
            let is_known = |other: &ForeignKey| {
                (&other.columns, &other.table, &other.references) == (&here.columns, &here.table, &here.references)
            };
            if !self.old_table.foreign_keys.values().any(is_known) {
                let words = format!("a row of {} that refers to nothing by {name}", self.new_name);
                asks.push(self.ask(words, AskKind::Orphan(here)));
            }
        }
    }

    fn checks(&self, asks: &mut Asks) {
        for (name, check) in &self.new_table.checks {
            // Of a constraint that is not valid no row is asked.
            let columns = self.looks_at.get(&(self.new_name.clone(), name.clone()));
            let Some(columns) = columns.filter(|_| check.validity.is_valid()) else { continue };
            // What was true of the values before is true of them still, unless an expression makes others.
            let is_known = self.old_table.checks.values().any(|known| known.expr == check.expr);
            if is_known && !self.made().makes(columns) {
                continue;
            }
            let words = format!("a row of {} that {name} forbids", self.new_name);
            let Some(columns) = columns.iter().map(|column| kept(self.table, column)).collect::<Option<Vec<_>>>()
            else {
                let fit = self.passes_made(check.expr.as_str(), columns);
                asks.asks.extend(fit.map(|fit| self.ask(words, AskKind::Forbidden(fit))));
                continue;
            };
            let mut fit = self.fit(check.expr.as_str().to_owned());
            if let [column] = columns.as_slice() {
                fit.column = Some(column.clone());
            }
            asks.asks.push(self.ask(words, AskKind::Forbidden(fit)));
        }
    }
}
