//! Accounting for rows: what they should be after the migration, computed apart from it, and what they are.

use std::collections::{BTreeMap, HashMap};

use postgres::Client;
use underpin_render::sql::{Ident, Path, Type};
use underpin_schema::{Column, ColumnType, DefaultValue, Name, QName, Schema, Table};

use super::{
    contents::{Contents, TextRow},
    declared::Declared,
    effects::{ColumnEffects, TableEffects, ValueEffect},
    proof::Findings,
};
use crate::Error;

/// What is needed to account for the rows.
pub(super) struct Account<'a> {
    pub(super) old: &'a Schema,
    pub(super) new: &'a Schema,
    pub(super) declared: &'a Declared,
    /// The rows before, by the table's name before.
    pub(super) before: &'a BTreeMap<QName, Contents>,
    /// The rows after, by the table's name after.
    pub(super) after: &'a BTreeMap<QName, Contents>,
    /// A connection to the target that was built from nothing: it knows the new types.
    pub(super) target: &'a mut Client,
}

/// How a value after the migration follows from the row before.
enum Expected {
    /// From the value of the column before.
    From(usize, Vec<Step>),
    /// The same in each row.
    Constant(Option<String>),
    /// By chance, by the clock or by counting: no one value can be expected.
    Unknown,
}

/// What becomes of a value.
enum Step {
    Labels(HashMap<String, String>),
    /// What each text becomes by casts of the server.
    Texts(HashMap<String, Option<String>>),
}

impl Step {
    fn apply(&self, value: Option<String>) -> Option<String> {
        let value = value?;
        match self {
            Step::Labels(map) => Some(map.get(&value).cloned().unwrap_or(value)),
            Step::Texts(map) => map.get(&value).cloned().unwrap_or(Some(value)),
        }
    }
}

/// How many differing rows of a table are shown.
const SHOWN: usize = 3;

impl Account<'_> {
    /// Compares a table that is still there, row by row.
    pub(super) fn table(&mut self, effects: &TableEffects, findings: &mut Findings) -> Result<(), Error> {
        let Some(before) = self.before.get(&effects.old) else { return Ok(()) };
        let Some(new_name) = &effects.new else {
            self.gone(effects, before, findings);
            return Ok(());
        };
        let (Some(after), Some(old_table), Some(new_table)) =
            (self.after.get(new_name), self.old.tables.get(&effects.old), self.new.tables.get(new_name))
        else {
            findings.against(format!("{}: the table {new_name} is not there", effects.old));
            return Ok(());
        };
        if before.rows.len() != after.rows.len() {
            findings.against(format!("{new_name}: {} rows before, {} after", before.rows.len(), after.rows.len()));
        }
        let mut columns: Vec<(usize, Expected)> = Vec::new();
        let mut tally = Tally::default();
        for column in &effects.columns {
            let Some(name) = &column.new else {
                self.column_gone(new_name, column, findings);
                continue;
            };
            let (Some(place), Some(new_column)) = (after.place(name), new_table.columns.get(name)) else { continue };
            let expected = match &column.old {
                Some(old) => self.carried_over((old, old_table), (column, new_column), before)?,
                None => self.fresh((new_name, name), new_column)?,
            };
            tally.count(column, &expected);
            columns.push((place, expected));
        }
        compare(new_name, (before, after), &columns, findings);
        findings.fine(format!("{new_name}: {} rows; {tally}", after.rows.len()));
        Ok(())
    }

    /// The rows of a dropped table have to be given up by name.
    fn gone(&self, effects: &TableEffects, before: &Contents, findings: &mut Findings) {
        let declared = self.declared.up.iter().filter_map(|step| step.destroys.as_ref());
        let said = declared
            .into_iter()
            .any(|object| matches!(object, underpin_schema::ObjectId::Table(name) if *name == effects.old));
        let rows = before.rows.len();
        match said {
            true => findings.fine(format!("{}: dropped with its {rows} rows, as declared", effects.old)),
            false => findings.against(format!("{}: gone with its {rows} rows, which no step declares", effects.old)),
        }
    }

    fn column_gone(&self, table: &QName, column: &ColumnEffects, findings: &mut Findings) {
        let Some(old) = &column.old else { return };
        let said = self.declared.up.iter().any(|step| match &step.destroys {
            Some(underpin_schema::ObjectId::Column(of, name)) => of == table && name == old,
            _ => false,
        });
        match said {
            true => findings.fine(format!("{table}.{old}: dropped with its values, as declared")),
            false => findings.against(format!("{table}.{old}: gone with its values, which no step declares")),
        }
    }

    fn carried_over(
        &mut self,
        (old, old_table): (&Name, &Table),
        (column, new_column): (&ColumnEffects, &Column),
        before: &Contents,
    ) -> Result<Expected, Error> {
        let (Some(place), Some(old_column)) = (before.place(old), old_table.columns.get(old)) else {
            return Ok(Expected::Unknown);
        };
        if is_generated(new_column) {
            return Ok(Expected::Unknown);
        }
        let mut steps = Vec::new();
        for effect in &column.values {
            match effect {
                ValueEffect::Labels(labels) => {
                    let map = labels.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect();
                    steps.push(Step::Labels(map));
                }
                ValueEffect::Cast => {
                    let values = distinct(before, place, &steps);
                    steps.push(Step::Texts(self.cast(&values, (&old_column.ty, &new_column.ty))?));
                }
                ValueEffect::Using(_)
                | ValueEffect::FillAll(_)
                | ValueEffect::FillNull(_)
                | ValueEffect::Carried { parent: _, column: _, on: _ } => return Ok(Expected::Unknown),
            }
        }
        Ok(Expected::From(place, steps))
    }

    /// What the server makes of each text, as a value of one type that becomes one of another.
    fn cast(
        &mut self,
        values: &[String],
        (from, to): (&ColumnType, &ColumnType),
    ) -> Result<HashMap<String, Option<String>>, Error> {
        let (to, known) = (Type(to), Type(from).to_string());
        // The target need not know the old type: then the text itself is what is cast.
        let knows = self.target.query_one("SELECT pg_catalog.to_regtype($1)::text", &[&known])?;
        let from = if knows.try_get::<_, Option<String>>(0)?.is_some() { known } else { "text".to_owned() };
        let sql = format!("SELECT v, (v::{from}::{to})::text FROM unnest($1::text[]) AS u(v)");
        let rows = self.target.query(&sql, &[&values])?;
        Ok(rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, postgres::Error>>()?)
    }

    /// What a new column holds in rows that were there before: its default as it is at two moments, if these agree.
    fn fresh(&mut self, (table, name): (&QName, &Name), column: &Column) -> Result<Expected, Error> {
        match &column.default {
            None => return Ok(Expected::Constant(None)),
            Some(DefaultValue::Now | DefaultValue::Serial | DefaultValue::Identity(_) | DefaultValue::Generated(_)) => {
                return Ok(Expected::Unknown);
            }
            Some(DefaultValue::Literal(_) | DefaultValue::Sql(_)) => {}
        }
        let found = self.target.query_opt(DEFAULT, &[&Path(table).to_string(), &name.as_str()])?;
        let Some(expr) = found.map(|row| row.try_get::<_, String>(0)).transpose()? else {
            return Ok(Expected::Unknown);
        };
        let sql = format!("SELECT (({expr})::{})::text", Type(&column.ty));
        let mut once = || Ok::<Option<String>, Error>(self.target.query_one(&sql, &[])?.try_get(0)?);
        let one = once()?;
        // Long enough for a clock of milliseconds to go on.
        std::thread::sleep(std::time::Duration::from_millis(2));
        let other = once()?;
        Ok(if one == other { Expected::Constant(one) } else { Expected::Unknown })
    }
}

/// The expression of a default. <https://www.postgresql.org/docs/current/catalog-pg-attrdef.html>
const DEFAULT: &str = "
SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE d.adrelid = $1::text::regclass AND a.attname = $2::text";

fn is_generated(column: &Column) -> bool {
    matches!(column.default, Some(DefaultValue::Generated(_)))
}

fn distinct(before: &Contents, place: usize, steps: &[Step]) -> Vec<String> {
    let values = before.rows.iter().filter_map(|row| follow(row, place, steps));
    let mut values: Vec<String> = values.collect();
    values.sort();
    values.dedup();
    values
}

fn follow(row: &TextRow, place: usize, steps: &[Step]) -> Option<String> {
    let value = row.get(place).cloned().flatten();
    steps.iter().fold(value, |value, step| step.apply(value))
}

/// Compares rows as a whole and without regard to their order: a key may have changed, and nothing else tells one row
/// from another.
fn compare(
    table: &QName,
    (before, after): (&Contents, &Contents),
    columns: &[(usize, Expected)],
    findings: &mut Findings,
) {
    let known: Vec<(usize, &Expected)> = columns
        .iter()
        .filter(|(_, expected)| !matches!(expected, Expected::Unknown))
        .map(|(place, expected)| (*place, expected))
        .collect();
    let expected = before.rows.iter().map(|row| -> TextRow {
        known
            .iter()
            .map(|(_, expected)| match expected {
                Expected::From(place, steps) => follow(row, *place, steps),
                Expected::Constant(value) => value.clone(),
                Expected::Unknown => None,
            })
            .collect()
    });
    let mut counts: HashMap<TextRow, i64> = HashMap::new();
    for row in expected {
        *counts.entry(row).or_default() += 1;
    }
    let seen = after
        .rows
        .iter()
        .map(|row| -> TextRow { known.iter().map(|(place, _)| row.get(*place).cloned().flatten()).collect() });
    for row in seen {
        *counts.entry(row).or_default() -= 1;
    }
    let names: Vec<&Name> = known.iter().filter_map(|(place, _)| after.columns.get(*place)).collect();
    let mut missing: Vec<TextRow> =
        counts.iter().filter(|(_, count)| **count > 0).map(|(row, _)| row.clone()).collect();
    let mut extra: Vec<TextRow> = counts.iter().filter(|(_, count)| **count < 0).map(|(row, _)| row.clone()).collect();
    if missing.is_empty() && extra.is_empty() {
        return;
    }
    missing.sort();
    extra.sort();
    let lost: i64 = counts.values().filter(|count| **count > 0).sum();
    findings.against(format!("{table}: {lost} rows are not as expected"));
    for row in missing.iter().take(SHOWN) {
        // The seen row that has most in common tells best what went wrong.
        let nearest = extra.iter().max_by_key(|other| same(row, other));
        findings.against(match nearest {
            Some(other) => format!("{table}: {}", difference(&names, row, other)),
            None => format!("{table}: a row is missing: {}", shown(&names, row)),
        });
    }
    if missing.is_empty() {
        for row in extra.iter().take(SHOWN) {
            findings.against(format!("{table}: a row that nothing accounts for: {}", shown(&names, row)));
        }
    }
}

fn same(one: &TextRow, other: &TextRow) -> usize {
    one.iter().zip(other).filter(|(one, other)| one == other).count()
}

fn difference(names: &[&Name], expected: &TextRow, seen: &TextRow) -> String {
    let pairs = names.iter().zip(expected.iter().zip(seen)).filter(|(_, (expected, seen))| expected != seen);
    let parts: Vec<String> = pairs
        .map(|(name, (expected, seen))| {
            format!("{} is {} where {} was expected", Ident(name), quoted(seen), quoted(expected))
        })
        .collect();
    parts.join(", ")
}

fn shown(names: &[&Name], row: &TextRow) -> String {
    let parts: Vec<String> =
        names.iter().zip(row).map(|(name, value)| format!("{} {}", Ident(name), quoted(value))).collect();
    parts.join(", ")
}

/// A value as messages show it: short, and on one line. The rows of a proof are made up; those of a real database are
/// masked before they come here.
pub(super) fn quoted(value: &Option<String>) -> String {
    let Some(value) = value else { return "NULL".to_owned() };
    let line: String = value.chars().take(40).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if value.chars().count() > 40 { format!("`{line}...`") } else { format!("`{line}`") }
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
    fn count(&mut self, column: &ColumnEffects, expected: &Expected) {
        match expected {
            Expected::Unknown => self.unknown += 1,
            Expected::From(_, steps) if steps.is_empty() => self.kept += 1,
            Expected::From(_, _) => self.mapped += 1,
            Expected::Constant(_) if column.old.is_some() => self.mapped += 1,
            Expected::Constant(_) => self.new += 1,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} columns as before", self.kept)?;
        let rest = [
            (self.mapped, "mapped as declared"),
            (self.new, "new with the value declared"),
            (self.unknown, "new with values that differ from row to row"),
        ];
        for (count, words) in rest.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, ", {count} {words}")?;
        }
        Ok(())
    }
}
