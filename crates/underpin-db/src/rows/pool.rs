//! The values that a column may take.

use postgres::Transaction;
use underpin_render::sql::{Ident, Type};
use underpin_schema::{
    BaseType, Check, Column, ColumnType, DefaultValue, Index, IndexKey, KeyTarget, Name, QName, Scalar, Schema, Table,
    Uniqueness,
};

use super::{
    Fit,
    ask::{self, CheckColumns},
    constants,
    order::Turn,
    other,
    random::Random,
    typed::{Typed, passes},
    values,
};
use crate::Error;

/// A table as far as its rows are ours to make.
#[derive(Debug, Default)]
pub(super) struct Pool<'a> {
    /// The columns that an INSERT names; the server fills the others.
    pub(super) columns: Vec<Source<'a>>,
    /// Checks over these columns alone.
    pub(super) checks: Vec<&'a Check>,
    /// What its rows have to fulfil beside.
    pub(super) fits: Vec<&'a Fit>,
    /// Why the table can have no rows, where it cannot.
    pub(super) impossible: Option<String>,
    /// What is left out.
    pub(super) notes: Vec<String>,
}

/// Where the values of a column come from.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) name: &'a Name,
    pub(super) column: &'a Column,
    /// The type as the server reads it.
    pub(super) ty: String,
    /// Values that are known to be of the type and to pass the checks of this column alone.
    pub(super) known: Vec<String>,
    /// Whether others of the type are worth a try as well.
    pub(super) more: Option<Scalar>,
    /// Whether a value may come once only.
    pub(super) once: bool,
}

impl Source<'_> {
    /// Whether no value is known, not even an array without elements.
    fn is_empty(&self) -> bool {
        self.known.is_empty() && self.more.is_none() && !self.column.ty.list
    }

    /// The value for a candidate: the known ones come round in turn, so that each occurs.
    pub(super) fn value(&self, at: usize, random: &mut Random) -> Option<String> {
        if self.column.nullable && random.once_in(6) {
            return None;
        }
        if self.column.ty.list {
            return Some(self.list(at, random));
        }
        self.one(at, random)
    }

    fn one(&self, at: usize, random: &mut Random) -> Option<String> {
        match self.more {
            Some(scalar) if self.known.is_empty() || !at.is_multiple_of(3) => Some(values::any(scalar, random)),
            // Three times, since a candidate may fail for another column's sake.
            Some(scalar) if self.once && at / 9 >= self.known.len() => Some(values::any(scalar, random)),
            Some(_) => self.known.get((at / 3) % self.known.len()).cloned(),
            None if self.known.is_empty() => None,
            None => self.known.get(at % self.known.len()).cloned(),
        }
    }

    fn list(&self, at: usize, random: &mut Random) -> String {
        let length = [0, 1, 3, 2, 7][at % 5];
        let element = |at: usize, random: &mut Random| match random.once_in(5) {
            true => "NULL".to_owned(),
            // https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
            false => self.one(at, random).map_or_else(|| "NULL".to_owned(), |value| quote_element(&value)),
        };
        let elements: Vec<String> = (0..length).map(|offset| element(at * 7 + offset, random)).collect();
        format!("{{{}}}", elements.join(","))
    }
}

fn quote_element(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What is needed to find the values of columns.
pub(super) struct Pools<'a, 'b> {
    pub(super) schema: &'a Schema,
    pub(super) checks: &'b CheckColumns,
    pub(super) fits: &'b [&'a Fit],
    pub(super) types: &'b mut other::Values,
    pub(super) random: &'b mut Random,
}

impl<'a> Pools<'a, '_> {
    pub(super) fn of_table(&mut self, transaction: &mut Transaction<'_>, turn: &Turn<'a>) -> Result<Pool<'a>, Error> {
        let mut pool = Pool::default();
        let referring = |name: &Name| turn.now.iter().any(|key| key.key.columns.contains(name));
        for (name, column) in &turn.table.columns {
            if is_made_by_server(column) {
                continue;
            }
            let ty = Type(&column.ty).to_string();
            let mut source =
                Source { name, column, ty, known: Vec::new(), more: None, once: is_unique(turn.table, name) };
            self.find_values(transaction, turn, &mut source)?;
            // The values of foreign keys are those of the rows referred to.
            if source.is_empty() && !referring(name) {
                let ty = &source.ty;
                match (column.nullable, &column.default) {
                    (_, Some(_)) => {
                        pool.notes.push(format!("column {name} takes its default: no other value of {ty} is known"));
                        continue;
                    }
                    (true, None) => pool.notes.push(format!("column {name} is NULL: no value of {ty} is known")),
                    (false, None) => {
                        let reason = format!("column {name} needs a value, and none of type {ty} that passes is known");
                        pool.impossible.get_or_insert(reason);
                    }
                }
            }
            pool.columns.push(source);
        }
        let ours = |name: &Name| pool.columns.iter().any(|source| source.name == name);
        let whole = |check: &Name| {
            let columns = self.checks.get(&(turn.name.clone(), check.clone()));
            columns.is_some_and(|columns| columns.iter().all(ours))
        };
        let checks = turn.table.checks.iter().filter(|(name, _)| whole(name)).map(|(_, check)| check).collect();
        pool.checks = checks;
        pool.fits = self.fits.to_vec();
        Ok(pool)
    }

    fn find_values(
        &mut self,
        transaction: &mut Transaction<'_>,
        turn: &Turn<'a>,
        source: &mut Source<'a>,
    ) -> Result<(), Error> {
        let looks_at = |check: &Name| self.checks.get(&(turn.name.clone(), check.clone()));
        let mut alone = Vec::new();
        let mut hints = Vec::new();
        for (name, check) in &turn.table.checks {
            let Some(columns) = looks_at(name).filter(|columns| columns.contains(source.name)) else { continue };
            hints.extend(constants::hints(check.expr.as_str(), self.random));
            if columns.len() == 1 {
                alone.push(check);
            }
        }
        let fits: Vec<&Fit> =
            self.fits.iter().copied().filter(|fit| fit.column.as_ref() == Some(source.name)).collect();
        for fit in &fits {
            hints.extend(fit.hints.iter().cloned());
            hints.extend(constants::hints(&fit.expr, self.random));
        }
        let base = ColumnType { base: source.column.ty.base.clone(), list: false };
        let base_type = Type(&base).to_string();
        let mut ruled = None;
        match &source.column.ty.base {
            BaseType::Scalar(scalar) => {
                source.known = values::special(*scalar);
                source.more = Some(*scalar);
            }
            BaseType::Enum(name) => source.known = self.labels(name),
            BaseType::Type(_) => {
                let mut typed = Typed { schema: self.schema, types: self.types, random: self.random };
                source.known = typed.of(transaction, &base)?;
                // A domain without rules, or one whose rules many values pass: those that do not are dropped below.
                let stored = self.schema.below(&base);
                if let (BaseType::Scalar(scalar), false) = (&stored.base, stored.list) {
                    source.more = Some(*scalar);
                    ruled = Some(passes(&base));
                }
            }
            BaseType::Other(_) => source.known = self.types.of(transaction, &base_type)?,
        }
        if source.column.ty.list {
            // The elements of a list are taken as they are known.
            if ruled.is_some() {
                source.more = None;
            }
            return Ok(());
        }
        if alone.is_empty() && fits.is_empty() && hints.is_empty() && ruled.is_none() {
            return Ok(());
        }
        let hints = ask::fit(transaction, &hints, &format!("SELECT ($1::{base_type}) IS NOT NULL"))?;
        source.known.extend(hints);
        let mut tried: Vec<String> = match source.more {
            Some(scalar) => {
                let tries = if source.once { 600 } else { 60 };
                (0..tries).map(|_| values::any(scalar, self.random)).collect()
            }
            None => Vec::new(),
        };
        let tries = tried.len();
        let of_checks = (!alone.is_empty()).then(|| question(turn.name, source, &alone));
        let of_fits = fits.iter().map(|fit| fit.over_value(source.name, &source.ty));
        let questions: Vec<String> = ruled.into_iter().chain(of_checks).chain(of_fits).collect();
        for question in &questions {
            source.known = ask::fit(transaction, &source.known, question)?;
            tried = ask::fit(transaction, &tried, question)?;
        }
        // Where most pass, those that do not are dropped row by row; else the few that do are values like the others.
        if tried.len() * 2 < tries {
            source.more = None;
            source.known.extend(tried);
        }
        Ok(())
    }

    fn labels(&self, name: &QName) -> Vec<String> {
        let ty = self.schema.enums.get(name);
        ty.map(|ty| ty.values.iter().map(|value| value.as_str().to_owned()).collect()).unwrap_or_default()
    }
}

/// Whether one value of the column passes its checks; NULL passes.
fn question(table: &QName, source: &Source<'_>, checks: &[&Check]) -> String {
    let passes: Vec<String> = checks.iter().map(|check| format!("({}) IS NOT FALSE", check.expr)).collect();
    let (passes, ty, name) = (passes.join(" AND "), &source.ty, Ident(source.name));
    format!("SELECT {passes} FROM (SELECT $1::{ty} AS {name}) AS {}", Ident(&table.name))
}

/// Whether the column alone is a key of the table.
fn is_unique(table: &Table, column: &Name) -> bool {
    let alone = |columns: &[Name]| matches!(columns, [one] if one == column);
    let index = |index: &Index| {
        let on = |key: &IndexKey| key.target == KeyTarget::Column(column.clone());
        index.uniqueness != Uniqueness::Any && matches!(index.keys.as_slice(), [key] if on(key))
    };
    table.primary_key.as_ref().is_some_and(|key| alone(&key.columns))
        || table.uniques.values().any(|unique| alone(&unique.columns))
        || table.indexes.values().any(index)
}

fn is_made_by_server(column: &Column) -> bool {
    match &column.default {
        Some(DefaultValue::Serial(_) | DefaultValue::Identity(_) | DefaultValue::Generated(_)) => true,
        Some(DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Sql(_)) | None => false,
    }
}
