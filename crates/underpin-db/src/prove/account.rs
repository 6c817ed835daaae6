//! Accounting for rows: what they should be after the migration, and what they are.

use std::collections::{BTreeMap, HashMap};

use underpin_plan::{ColumnEffects, TableEffects, ValueEffect};
use underpin_schema::{Name, ObjectId, QName, Schema};

use super::{
    compare::compare,
    contents::{Contents, TextRow},
    declared::Declared,
    expected::{Expecting, Fate, Values, column_of},
    proof::Findings,
};
use crate::Error;

/// What is needed to account for the rows.
pub(super) struct Account<'a> {
    pub(super) new: &'a Schema,
    pub(super) declared: &'a Declared,
    /// The rows after, by the table's name after.
    pub(super) after: &'a BTreeMap<QName, Contents>,
    pub(super) expecting: Expecting<'a>,
}

/// The columns of a table whose values are known beforehand, row by row in the order before.
struct Known<'a> {
    columns: Vec<(&'a Name, Vec<Option<String>>)>,
}

impl Account<'_> {
    /// Compares every table that was there before, row by row.
    pub(super) fn tables(&mut self, findings: &mut Findings) -> Result<(), Error> {
        let effects = self.expecting.effects;
        let mut known = HashMap::new();
        for table in effects {
            if let Some(columns) = self.table(table, findings)? {
                known.insert(&table.old, columns);
            }
        }
        for table in effects {
            for column in &table.columns {
                if let Some(ValueEffect::Carried { parent, column: key }) = column.values.last() {
                    let parent = effects.iter().find(|table| table.new.as_ref() == Some(parent));
                    let known =
                        parent.map(|parent| Pair { child: known.get(&table.old), parent: known.get(&parent.old) });
                    if let (Some(known), Some(parent)) = (known, parent) {
                        self.still_joined(Join { table, column, parent, key }, known, findings);
                    }
                }
            }
        }
        Ok(())
    }

    fn table<'t>(&mut self, effects: &'t TableEffects, findings: &mut Findings) -> Result<Option<Known<'t>>, Error> {
        let Some(before) = self.expecting.before.get(&effects.old) else { return Ok(None) };
        let Some(new_name) = &effects.new else {
            self.gone(effects, before, findings);
            return Ok(None);
        };
        let (Some(after), Some(new_table)) = (self.after.get(new_name), self.new.tables.get(new_name)) else {
            findings.against(format!("{}: the table {new_name} is not there", effects.old));
            return Ok(None);
        };
        // What a data step has changed is compared with what the step gives elsewhere.
        if self.expecting.followed.stepped.contains_key(new_name) {
            return Ok(None);
        }
        if before.rows.len() != after.rows.len() {
            findings.against(format!("{new_name}: {} rows before, {} after", before.rows.len(), after.rows.len()));
        }
        let mut known = Known { columns: Vec::new() };
        let mut tally = Tally::default();
        for column in &effects.columns {
            let Some(name) = &column.new else {
                self.column_gone(new_name, column, findings);
                continue;
            };
            let Some(new) = new_table.columns.get(name) else { continue };
            let values = self.expecting.values(&Fate { table: effects, column, new })?;
            tally.count(column, &values);
            if let Some(values) = values {
                known.columns.push((name, values));
            }
        }
        let names: Vec<&Name> = known.columns.iter().map(|(name, _)| *name).collect();
        let expected = known.rows(before.rows.len());
        if let Some(difference) = compare(expected, some_columns(after, &names)) {
            difference.tell(&new_name.to_string(), &names, findings);
        }
        findings.fine(format!("{new_name}: {} rows; {tally}", after.rows.len()));
        Ok(Some(known))
    }

    /// The rows of a dropped table have to be given up by name.
    fn gone(&self, effects: &TableEffects, before: &Contents, findings: &mut Findings) {
        let called = effects.aside.as_ref().unwrap_or(&effects.old);
        let is_said = |object: &ObjectId| matches!(object, ObjectId::Table(name) if name == called);
        let rows = before.rows.len();
        match self.declares(is_said) {
            true => findings.fine(format!("{}: dropped with its {rows} rows, as declared", effects.old)),
            false => findings.against(format!("{}: gone with its {rows} rows, which no step declares", effects.old)),
        }
    }

    fn column_gone(&self, table: &QName, column: &ColumnEffects, findings: &mut Findings) {
        let Some(old) = &column.old else { return };
        let called = column.aside.as_ref().unwrap_or(old);
        let is_said = |object: &ObjectId| matches!(object, ObjectId::Column(of, name) if of == table && name == called);
        match self.declares(is_said) {
            true => findings.fine(format!("{table}.{old}: dropped with its values, as declared")),
            false => findings.against(format!("{table}.{old}: gone with its values, which no step declares")),
        }
    }

    fn declares(&self, is_said: impl Fn(&ObjectId) -> bool) -> bool {
        self.declared.up.iter().filter_map(|step| step.destroys.as_ref()).any(is_said)
    }

    /// Where new keys are made by chance, each row still has to refer to the row that it referred to: told by all that is
    /// known of both.
    fn still_joined(&self, join: Join<'_>, known: Pair<'_, '_>, findings: &mut Findings) {
        let Join { table, column, parent, key } = join;
        let (Some(child_known), Some(parent_known)) = (known.child, known.parent) else { return };
        let (Some(new_table), Some(new_parent)) = (&table.new, &parent.new) else { return };
        let (Some(new_column), Some(old_column)) = (&column.new, &column.old) else { return };
        let old_key = parent
            .columns
            .iter()
            .find(|column| column.new.as_ref() == Some(key))
            .and_then(|column| column.old.as_ref());
        let sides =
            |contents: &BTreeMap<QName, Contents>, (child, column): (&QName, &Name), (parent, key): (&QName, &Name)| {
                Some((column_of(contents.get(child)?, column)?, column_of(contents.get(parent)?, key)?))
            };
        let before = old_key.and_then(|key| sides(self.expecting.before, (&table.old, old_column), (&parent.old, key)));
        let after = sides(self.after, (new_table, new_column), (new_parent, key));
        let (Some(before), Some(after)) = (before, after) else { return };
        let names: Vec<&Name> = child_known.names().chain(parent_known.names()).collect();
        let rows = |known: &Known<'_>, contents: &BTreeMap<QName, Contents>, name: &QName| {
            let names: Vec<&Name> = known.names().collect();
            contents.get(name).map(|contents| some_columns(contents, &names)).unwrap_or_default()
        };
        let expected = joined(before, (child_known.rows(usize::MAX), parent_known.rows(usize::MAX)));
        let seen =
            joined(after, (rows(child_known, self.after, new_table), rows(parent_known, self.after, new_parent)));
        let subject = format!("{new_table}.{new_column} with the rows of {new_parent} that it refers to");
        match compare(expected, seen) {
            Some(difference) => difference.tell(&subject, &names, findings),
            None => findings.fine(format!("{subject}: as before")),
        }
    }
}

/// A column that refers to a key which gets new values.
#[derive(Clone, Copy)]
struct Join<'a> {
    table: &'a TableEffects,
    column: &'a ColumnEffects,
    parent: &'a TableEffects,
    key: &'a Name,
}

struct Pair<'a, 'b> {
    child: Option<&'b Known<'a>>,
    parent: Option<&'b Known<'a>>,
}

impl<'a> Known<'a> {
    fn names(&self) -> impl Iterator<Item = &'a Name> {
        self.columns.iter().map(|(name, _)| *name)
    }

    /// The rows, of these columns alone.
    fn rows(&self, count: usize) -> Vec<TextRow> {
        let count = self.columns.iter().map(|(_, values)| values.len()).min().unwrap_or(count);
        let row = |at: usize| self.columns.iter().map(|(_, values)| values.get(at).cloned().flatten()).collect();
        // Without a known column nothing is known but their number.
        (0..if count == usize::MAX { 0 } else { count }).map(row).collect()
    }
}

/// The rows of a table, of some of its columns.
pub(super) fn some_columns(contents: &Contents, names: &[&Name]) -> Vec<TextRow> {
    let places: Vec<Option<usize>> = names.iter().map(|name| contents.place(name)).collect();
    let row = |row: &TextRow| places.iter().map(|place| row.get((*place)?).cloned().flatten()).collect();
    contents.rows.iter().map(row).collect()
}

/// Each child's row with that of its parent: by a key on the one side and on the other.
fn joined(
    (children_keys, parent_keys): (Vec<Option<String>>, Vec<Option<String>>),
    (children, parents): (Vec<TextRow>, Vec<TextRow>),
) -> Vec<TextRow> {
    let index: HashMap<&String, &TextRow> =
        parent_keys.iter().zip(&parents).filter_map(|(key, row)| Some((key.as_ref()?, row))).collect();
    let nothing = parents.first().map(|row| vec![None; row.len()]).unwrap_or_default();
    let join = |(key, row): (&Option<String>, TextRow)| {
        let parent = key.as_ref().and_then(|key| index.get(key).copied()).unwrap_or(&nothing);
        row.into_iter().chain(parent.iter().cloned()).collect()
    };
    children_keys.iter().zip(children).map(join).collect()
}

/// What happened to the columns of a table, in numbers.
#[derive(Default)]
struct Tally {
    kept: usize,
    mapped: usize,
    new: usize,
    unknown: usize,
}

impl Tally {
    fn count(&mut self, column: &ColumnEffects, values: &Values) {
        match values {
            None => self.unknown += 1,
            Some(_) if column.old.is_none() => self.new += 1,
            Some(_) if column.values.is_empty() => self.kept += 1,
            Some(_) => self.mapped += 1,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} columns as before", self.kept)?;
        let rest = [
            (self.mapped, "mapped as declared"),
            (self.new, "new with the value declared"),
            (self.unknown, "with values that no one can tell beforehand"),
        ];
        for (count, words) in rest.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, ", {count} {words}")?;
        }
        Ok(())
    }
}
