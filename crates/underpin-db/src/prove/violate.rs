//! Rows that stand in the way, made on purpose: the migration has to stop at each with a question of its own, and to leave
//! everything as it was.

use std::collections::BTreeMap;

use underpin_render::sql::{Ident, Path};
use underpin_schema::{KeyTarget, Name, QName, Schema, Table};

use super::{
    asks::{Ask, AskKind, Asks},
    contents::{Contents, contents, reader},
    declared::Declared,
    observe::observe,
    proof::Findings,
    script::statements,
};
use crate::{
    Cluster, Database, Error, Introspected, introspect,
    rows::{Fit, Wanted, add_row, misfits},
};

/// What is needed to violate what a migration asks.
pub(super) struct Violate<'a> {
    pub(super) cluster: &'a Cluster,
    /// The schema before, with rows that fulfil everything.
    pub(super) old: &'a Database,
    pub(super) schema: &'a Schema,
    pub(super) before: &'a BTreeMap<QName, Contents>,
    pub(super) catalog: &'a Introspected,
    pub(super) declared: &'a Declared,
    pub(super) migration: &'a str,
}

/// How the migration took a row that is in its way.
enum Outcome {
    /// It stopped, with a question.
    Stopped,
    /// It ran to its end.
    Ran,
}

/// How many values that do not fit are tried.
const VALUES: usize = 4;

impl Violate<'_> {
    /// Violates each thing that is asked, one after the other; says how many stopped the migration.
    pub(super) fn all(&self, asks: &Asks, findings: &mut Findings) -> Result<usize, Error> {
        let mut copy: Option<Database> = None;
        let mut stopped = 0;
        for (at, ask) in asks.asks.iter().enumerate() {
            let mut outcome = None;
            for values in self.variants(ask)? {
                let database = match copy.take() {
                    Some(database) => database,
                    None => self.cluster.database_like(self.old)?,
                };
                let fits = self.fits(asks, at, ask);
                let wanted = Wanted { table: &ask.table, values: &values, fits: &fits, seed: at as u64 };
                let Some(place) = database.with(|client| add_row(client, self.schema, &wanted))? else {
                    copy = Some(database);
                    continue;
                };
                outcome = Some(self.run(&database, ask, findings)?);
                if let Some(Outcome::Stopped) = outcome {
                    let sql = format!("DELETE FROM {} WHERE ctid = $1::text::tid", Path(&ask.table));
                    database.with(|client| Ok(client.execute(&sql, &[&place])?))?;
                    copy = Some(database);
                    break;
                }
            }
            match outcome {
                Some(Outcome::Stopped) => {
                    stopped += 1;
                    findings.fine(format!("it stops at {}", ask.words));
                }
                // A value that is read as one of the new type after all is in nobody's way.
                Some(Outcome::Ran) if matches!(ask.kind, AskKind::Misfit(_, _)) => {}
                Some(Outcome::Ran) => findings.against(format!("it does not stop at {}", ask.words)),
                // What was there before does not let such a row in.
                None => {}
            }
        }
        Ok(stopped)
    }

    /// Runs the migration over a row that is in its way.
    fn run(&self, database: &Database, ask: &Ask, findings: &mut Findings) -> Result<Outcome, Error> {
        let before = contents(&mut reader(database)?, self.schema)?;
        let Err(stop) = observe(database, self.migration)? else { return Ok(Outcome::Ran) };
        let mut questions = self.declared.up.iter().filter(|step| step.op == "assert");
        let is_question = questions.any(|step| statements(&step.sql).contains(&stop.sql.as_str()));
        if !is_question {
            findings.against(format!(
                "at {} it is PostgreSQL that stops it, and not a question: {}",
                ask.words, stop.error
            ));
        }
        if contents(&mut reader(database)?, self.schema)? != before {
            findings.against(format!("stopped at {}, it leaves other rows behind", ask.words));
        }
        if database.with(introspect)? != *self.catalog {
            findings.against(format!("stopped at {}, it leaves other objects behind", ask.words));
        }
        Ok(Outcome::Stopped)
    }

    /// What the row has to fulfil, apart from what it is to violate.
    fn fits(&self, asks: &Asks, at: usize, ask: &Ask) -> Vec<Fit> {
        let mut fits = asks.fits_without(Some(at));
        match &ask.kind {
            AskKind::Forbidden(fit) => {
                fits.push(Fit { expr: format!("({}) IS FALSE", fit.expr), ..fit.clone() });
            }
            AskKind::Orphan(key) => {
                let own = Ident(&ask.table.name);
                let filled = key.columns.iter().map(|column| format!("{own}.{} IS NOT NULL", Ident(column)));
                let mut parts: Vec<String> = filled.collect();
                let equal: Vec<String> = (key.columns.iter().zip(&key.references))
                    .map(|(column, other)| format!("\"underpin parent\".{} = {own}.{}", Ident(other), Ident(column)))
                    .collect();
                let parent = Path(&key.table);
                parts.push(format!(
                    "NOT EXISTS (SELECT FROM {parent} AS \"underpin parent\" WHERE {})",
                    equal.join(" AND ")
                ));
                fits.push(Fit::new(ask.table.clone(), parts.join(" AND ")));
            }
            AskKind::Null(_, _) | AskKind::Misfit(_, _) | AskKind::Duplicate { targets: _, nulls: _, predicate: _ } => {
            }
        }
        fits
    }

    /// The values that the row must have; several where not each of them need be in the way.
    fn variants(&self, ask: &Ask) -> Result<Vec<BTreeMap<Name, Option<String>>>, Error> {
        let one = |column: &Name, value: Option<String>| BTreeMap::from([(column.clone(), value)]);
        Ok(match &ask.kind {
            AskKind::Null(column, _) => vec![one(column, None)],
            AskKind::Misfit(column, fit) => {
                let Some(ty) = self.schema.tables.get(&ask.table).and_then(|table| table.columns.get(column)) else {
                    return Ok(Vec::new());
                };
                let values = self.old.with(|client| misfits(client, self.schema, (column, &ty.ty), fit))?;
                values.into_iter().take(VALUES).map(|value| one(column, Some(value))).collect()
            }
            AskKind::Duplicate { targets, nulls: _, predicate } => {
                self.twin(&ask.table, targets, predicate.as_ref().map(|expr| expr.as_str()))?.into_iter().collect()
            }
            AskKind::Orphan(_) | AskKind::Forbidden(_) => vec![BTreeMap::new()],
        })
    }

    /// The values of a row that is there, but for those that no two rows may share as it is.
    fn twin(
        &self,
        name: &QName,
        targets: &[KeyTarget],
        predicate: Option<&str>,
    ) -> Result<Option<BTreeMap<Name, Option<String>>>, Error> {
        let (Some(table), Some(contents)) = (self.schema.tables.get(name), self.before.get(name)) else {
            return Ok(None);
        };
        let spelled = |target: &KeyTarget| match target {
            KeyTarget::Column(column) => format!("{} IS NOT NULL", Ident(column)),
            KeyTarget::Expr(expr) => format!("({expr}) IS NOT NULL"),
        };
        let mut parts: Vec<String> = targets.iter().map(spelled).collect();
        parts.extend(predicate.map(|predicate| format!("({predicate})")));
        let columns: Vec<String> = contents.columns.iter().map(|column| format!("{}::text", Ident(column))).collect();
        let (columns, parts, path) = (columns.join(", "), parts.join(" AND "), Path(name));
        let sql = format!("SELECT {columns} FROM {path} WHERE {parts} ORDER BY ctid LIMIT 1");
        let Some(row) = reader(self.old)?.query_opt(&sql, &[])? else { return Ok(None) };
        let own = own_keys(table, targets);
        let mut values = BTreeMap::new();
        for (at, column) in contents.columns.iter().enumerate() {
            if !own.contains(&column) {
                values.insert(column.clone(), row.try_get(at)?);
            }
        }
        Ok(Some(values))
    }
}

/// The columns of keys that are there already, but for those of the key to be.
fn own_keys<'a>(table: &'a Table, targets: &[KeyTarget]) -> Vec<&'a Name> {
    let of_indexes = table.indexes.values().filter(|index| index.uniqueness != underpin_schema::Uniqueness::Any);
    let of_indexes = of_indexes.flat_map(|index| &index.keys).filter_map(|key| match &key.target {
        KeyTarget::Column(column) => Some(column),
        KeyTarget::Expr(_) => None,
    });
    let keys = table.primary_key.iter().flat_map(|key| &key.columns);
    let keys = keys.chain(table.uniques.values().flat_map(|unique| &unique.columns)).chain(of_indexes);
    keys.filter(|column| !targets.contains(&KeyTarget::Column((*column).clone()))).collect()
}
