//! Which rows are taken: some of each table with all that they refer to, then more among those that refer to what is
//! taken already.

use std::collections::{BTreeMap, HashMap, HashSet};

use postgres::{Transaction, types::ToSql};
use underpin_render::sql::{Ident, Path, Type};
use underpin_schema::{ForeignKey, Name, QName, Schema, Table};

use super::{
    Row, Sample, Wish, columns,
    foreign::{complete, index, key},
    refusal,
};
use crate::{Error, rows};

/// Above so many rows a table is not read as a whole: some of its pages are.
const LARGE: f32 = 20_000.0;

/// How far references are followed, from row to row.
const FAR: usize = 60;

/// Chooses the rows.
pub(super) fn choose(transaction: &mut Transaction<'_>, wish: &Wish<'_>) -> Result<Sample, Error> {
    let mut chooser = Chooser { wish, schema: wish.schema, sample: Sample::default(), taken: HashSet::new() };
    let order = rows::table_order(wish.schema);
    for name in order.iter().rev() {
        chooser.seed(transaction, name)?;
    }
    for name in &order {
        chooser.fill(transaction, name)?;
    }
    let mut sample = chooser.sample;
    complete(wish.schema, &mut sample.tables);
    Ok(sample)
}

struct Chooser<'a> {
    wish: &'a Wish<'a>,
    schema: &'a Schema,
    sample: Sample,
    taken: HashSet<(QName, String)>,
}

/// Rows that might be taken, and where the rows lie that a key leads to.
#[derive(Default)]
struct Pending {
    rows: BTreeMap<QName, Vec<Row>>,
    places: HashSet<(QName, String)>,
}

impl Chooser<'_> {
    fn have(&self, name: &QName) -> usize {
        self.sample.tables.get(name).map_or(0, Vec::len)
    }

    /// Takes some rows with all that they refer to, as far as there is room for it.
    fn seed(&mut self, transaction: &mut Transaction<'_>, name: &QName) -> Result<(), Error> {
        let Some(table) = self.schema.tables.get(name) else { return Ok(()) };
        let wanted = self.wish.rows.div_ceil(2).saturating_sub(self.have(name));
        let mut seeds = self.some(transaction, (name, table), wanted)?;
        seeds.retain(|row| !self.taken.contains(&(name.clone(), row.place.clone())));
        let mut pending = Pending::default();
        let mut fresh = vec![(name.clone(), seeds)];
        for _ in 0..FAR {
            let mut next = Vec::new();
            for (name, rows) in fresh {
                next.extend(self.parents(transaction, &name, &rows)?);
                pending.add(name, rows);
            }
            next.retain_mut(|(name, rows)| {
                rows.retain(|row| {
                    let place = (name.clone(), row.place.clone());
                    !self.taken.contains(&place) && !pending.places.contains(&place)
                });
                !rows.is_empty()
            });
            fresh = next;
            if fresh.is_empty() {
                break;
            }
        }
        self.accept(name, &pending);
        Ok(())
    }

    /// The rows that these refer to.
    fn parents(
        &self,
        transaction: &mut Transaction<'_>,
        name: &QName,
        rows: &[Row],
    ) -> Result<Vec<(QName, Vec<Row>)>, Error> {
        let mut found = Vec::new();
        let Some(table) = self.schema.tables.get(name) else { return Ok(found) };
        for foreign in table.foreign_keys.values() {
            let Some(parent) = self.schema.tables.get(&foreign.table) else { continue };
            let keys: HashSet<Vec<String>> = rows.iter().filter_map(|row| key(table, &foreign.columns, row)).collect();
            if keys.is_empty() {
                continue;
            }
            let lists = lists(&keys, foreign.references.len());
            let condition = among(parent, &foreign.references, 1);
            let sql = format!("{} WHERE {condition}", select(&foreign.table, parent, ""));
            let parameters: Vec<&(dyn ToSql + Sync)> = lists.iter().map(|list| list as _).collect();
            found.push((foreign.table.clone(), read(transaction, &sql, &parameters)?));
        }
        Ok(found)
    }

    /// Takes the seeds that can be taken with all their ancestors.
    fn accept(&mut self, name: &QName, pending: &Pending) {
        let seeds = pending.rows.get(name).cloned().unwrap_or_default();
        let schema = self.schema;
        let mut indexes = HashMap::new();
        for table in schema.tables.values() {
            for foreign in table.foreign_keys.values() {
                let Some(parent) = schema.tables.get(&foreign.table) else { continue };
                let at = (&foreign.table, &foreign.references);
                let rows = pending.rows.get(&foreign.table).map(Vec::as_slice).unwrap_or_default();
                indexes.entry(at).or_insert_with(|| index(parent, &foreign.references, rows.iter()));
            }
        }
        let mut chosen = known_keys(schema, &self.sample);
        for seed in seeds {
            let mut need: Vec<(QName, Row)> = Vec::new();
            let mut stack = vec![(name.clone(), seed)];
            let mut whole = true;
            while let Some((name, row)) = stack.pop() {
                let place = (name.clone(), row.place.clone());
                if self.taken.contains(&place)
                    || need.iter().any(|(table, known)| *table == name && known.place == row.place)
                {
                    continue;
                }
                let Some(table) = schema.tables.get(&name) else { continue };
                for foreign in table.foreign_keys.values() {
                    let Some(key) = key(table, &foreign.columns, &row) else { continue };
                    let at = (&foreign.table, &foreign.references);
                    if chosen.get(&at).is_some_and(|known| known.contains(&key)) {
                        continue;
                    }
                    let parent = indexes.get(&at).and_then(|index| index.get(&key));
                    let rows = pending.rows.get(&foreign.table);
                    match parent.and_then(|at| rows?.get(*at)) {
                        Some(row) => stack.push((foreign.table.clone(), row.clone())),
                        None => whole = false,
                    }
                }
                need.push((name, row));
            }
            let mut counts: HashMap<&QName, usize> = HashMap::new();
            need.iter().for_each(|(name, _)| *counts.entry(name).or_default() += 1);
            let fits = counts.iter().all(|(name, more)| self.have(name) + more <= self.wish.rows);
            if whole && fits {
                for (name, row) in need {
                    note_keys(schema, &mut chosen, (&name, &row));
                    self.take(name, row);
                }
            }
        }
    }

    fn take(&mut self, name: QName, row: Row) {
        self.taken.insert((name.clone(), row.place.clone()));
        self.sample.tables.entry(name).or_default().push(row);
    }

    /// Some rows, from all over the table.
    fn some(
        &mut self,
        transaction: &mut Transaction<'_>,
        (name, table): (&QName, &Table),
        wanted: usize,
    ) -> Result<Vec<Row>, Error> {
        if wanted == 0 {
            return Ok(Vec::new());
        }
        let sql = "SELECT reltuples FROM pg_catalog.pg_class WHERE oid = $1::text::pg_catalog.regclass";
        let count: f32 = transaction.query_one(sql, &[&Path(name).to_string()])?.try_get(0)?;
        let sql = if count > LARGE {
            // https://www.postgresql.org/docs/current/sql-select.html: whole pages, so that few are read.
            let percent = (wanted as f32 * 2000.0 / count).clamp(0.001, 100.0);
            let pages = format!("TABLESAMPLE SYSTEM ({percent}) REPEATABLE (1)");
            format!("{} LIMIT {wanted}", select(name, table, &pages))
        } else {
            format!("{} ORDER BY pg_catalog.md5(ctid::text) LIMIT {wanted}", select(name, table, ""))
        };
        self.patiently(transaction, name, &sql, &[])
    }

    /// More rows of a table whose parents are there.
    fn fill(&mut self, transaction: &mut Transaction<'_>, name: &QName) -> Result<(), Error> {
        let Some(table) = self.schema.tables.get(name) else { return Ok(()) };
        let missing = self.wish.rows.saturating_sub(self.have(name));
        if missing == 0 {
            return Ok(());
        }
        let taken: Vec<String> =
            self.sample.tables.get(name).into_iter().flatten().map(|row| row.place.clone()).collect();
        let mut parameters: Vec<Vec<String>> = vec![taken];
        let mut conditions = vec!["ctid <> ALL ($1::text[]::tid[])".to_owned()];
        for foreign in table.foreign_keys.values() {
            let keys = self.keys(foreign);
            conditions.push(refers(table, foreign, parameters.len() + 1));
            parameters.extend(lists(&keys, foreign.columns.len()));
        }
        let sql = format!("{} WHERE {} LIMIT {missing}", select(name, table, ""), conditions.join(" AND "));
        let parameters: Vec<&(dyn ToSql + Sync)> = parameters.iter().map(|list| list as _).collect();
        for row in self.patiently(transaction, name, &sql, &parameters)? {
            self.take(name.clone(), row);
        }
        Ok(())
    }

    fn keys(&self, foreign: &ForeignKey) -> HashSet<Vec<String>> {
        let Some(parent) = self.schema.tables.get(&foreign.table) else { return HashSet::new() };
        let rows = self.sample.tables.get(&foreign.table).into_iter().flatten();
        rows.filter_map(|row| key(parent, &foreign.references, row)).collect()
    }

    /// A question that may take too long: then the table has no more rows than it has.
    fn patiently(
        &mut self,
        transaction: &mut Transaction<'_>,
        name: &QName,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        let mut savepoint = transaction.transaction()?;
        match read(&mut savepoint, sql, parameters) {
            Ok(rows) => {
                savepoint.commit()?;
                Ok(rows)
            }
            Err(Error::Sql { source }) if source.as_db_error().is_some() => {
                savepoint.rollback()?;
                self.sample.notes.push(format!("{name}: not all that was wanted could be read: {}", refusal(&source)));
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }
}

/// The keys of rows, by what refers to them.
type KnownKeys<'s> = HashMap<(&'s QName, &'s Vec<Name>), HashSet<Vec<String>>>;

/// Those of all rows that are taken.
fn known_keys<'s>(schema: &'s Schema, sample: &Sample) -> KnownKeys<'s> {
    let mut found = KnownKeys::new();
    for foreign in schema.tables.values().flat_map(|table| table.foreign_keys.values()) {
        let Some(parent) = schema.tables.get(&foreign.table) else { continue };
        let rows = sample.tables.get(&foreign.table).into_iter().flatten();
        found
            .entry((&foreign.table, &foreign.references))
            .or_insert_with(|| rows.filter_map(|row| key(parent, &foreign.references, row)).collect());
    }
    found
}

fn note_keys(schema: &Schema, known: &mut KnownKeys<'_>, (name, row): (&QName, &Row)) {
    let Some(table) = schema.tables.get(name) else { return };
    for ((_, names), keys) in known.iter_mut().filter(|((parent, _), _)| *parent == name) {
        keys.extend(key(table, names, row));
    }
}

impl Pending {
    fn add(&mut self, name: QName, rows: Vec<Row>) {
        for row in rows {
            if self.places.insert((name.clone(), row.place.clone())) {
                self.rows.entry(name.clone()).or_default().push(row);
            }
        }
    }
}

/// Each row as texts, with its place before them.
fn select(name: &QName, table: &Table, sampled: &str) -> String {
    let texts: Vec<String> = columns(table).map(|(column, _)| format!(", {}::text", Ident(column))).collect();
    format!("SELECT ctid::text{} FROM ONLY {} {sampled}", texts.concat(), Path(name))
}

/// Whether the columns of a row have one of the keys that are given column by column from a parameter on.
fn among(table: &Table, names: &[Name], first: usize) -> String {
    let columns: Vec<String> = names.iter().map(|name| Ident(name).to_string()).collect();
    let ty =
        |name: &Name| table.columns.get(name).map_or_else(|| "text".to_owned(), |column| Type(&column.ty).to_string());
    let values: Vec<String> = names.iter().enumerate().map(|(at, name)| format!("k{at}::{}", ty(name))).collect();
    let aliases: Vec<String> = (0..names.len()).map(|at| format!("k{at}")).collect();
    let parameters: Vec<String> = (0..names.len()).map(|at| format!("${}::text[]", first + at)).collect();
    format!(
        "({}) IN (SELECT {} FROM unnest({}) AS k({}))",
        columns.join(", "),
        values.join(", "),
        parameters.join(", "),
        aliases.join(", ")
    )
}

/// Whether a row refers to one of the keys, or to nothing.
fn refers(table: &Table, foreign: &ForeignKey, first: usize) -> String {
    let nullable = |name: &&Name| table.columns.get(*name).is_some_and(|column| column.nullable);
    let empty = foreign.columns.iter().filter(nullable).map(|name| format!("{} IS NULL OR ", Ident(name)));
    format!("({}{})", empty.collect::<String>(), among(table, &foreign.columns, first))
}

/// Keys, column by column.
fn lists(keys: &HashSet<Vec<String>>, columns: usize) -> Vec<Vec<String>> {
    (0..columns).map(|at| keys.iter().filter_map(|key| key.get(at).cloned()).collect()).collect()
}

fn read(transaction: &mut Transaction<'_>, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
    let rows = transaction.query(sql, parameters)?;
    let row = |row: &postgres::Row| {
        let values = (1..row.len()).map(|at| row.try_get(at)).collect::<Result<_, postgres::Error>>()?;
        Ok(Row { place: row.try_get(0)?, values })
    };
    Ok(rows.iter().map(row).collect::<Result<_, postgres::Error>>()?)
}
