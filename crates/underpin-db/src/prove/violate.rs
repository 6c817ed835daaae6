//! Rows that stand in the way, made on purpose: the migration has to stop at each with a question of its own, and to leave
//! everything as it was.

use std::collections::BTreeMap;

use underpin_plan::Precondition;
use underpin_render::sql::{Ident, Path};
use underpin_schema::{Column, KeyTarget, Name, QName, Schema};

use super::{
    asks::{Ask, AskKind, Asks, SAME},
    contents::{contents, reader},
    declared::{Declared, DeclaredStep},
    exclusions,
    observe::run,
    proof::Findings,
    script::{Border, border, statements},
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
    pub(super) catalog: &'a Introspected,
    pub(super) declared: &'a Declared,
    pub(super) migration: &'a str,
}

/// How the migration took a row that is in its way.
enum Outcome {
    /// It stopped, with the question for it, and left nothing behind.
    Stopped,
    /// It stopped in another way.
    Wrong,
    /// It ran to its end.
    Ran,
}

/// Whether everything is looked at that might be left behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Thoroughly {
    Yes,
    No,
}

/// How many values that do not fit are tried.
const VALUES: usize = 6;

impl Violate<'_> {
    /// Violates each thing that is asked, one after the other; says how many stopped the migration.
    pub(super) fn all(&self, asks: &Asks, mut copy: Option<Database>, findings: &mut Findings) -> Result<usize, Error> {
        let mut stopped = 0;
        for (at, ask) in asks.asks.iter().enumerate() {
            let mut outcome = None;
            for values in self.variants(ask)? {
                let database = match copy.take() {
                    Some(database) => database,
                    None => self.cluster.database_like(self.old)?,
                };
                let (fits, violates) = (asks.fits_of_one(at), self.violation(ask));
                let violates = violates.as_ref();
                let wanted = Wanted { table: &ask.table, values: &values, fits: &fits, violates, seed: at as u64 };
                let schema = asks.referring(self.schema, Some(at));
                let Some(place) = database.with(|client| add_row(client, &schema, &wanted))? else {
                    copy = Some(database);
                    continue;
                };
                let thoroughly = if stopped == 0 { Thoroughly::Yes } else { Thoroughly::No };
                let ran = self.run(&database, ask, (thoroughly, findings))?;
                if let Outcome::Wrong = ran {
                    outcome = Some(ran);
                    break;
                }
                let is_stopped = matches!(ran, Outcome::Stopped);
                outcome = Some(ran);
                if is_stopped {
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
                // It is said above.
                Some(Outcome::Wrong) => {}
                // It may be what the step is there for.
                Some(Outcome::Ran) if self.declared.up.iter().any(DeclaredStep::is_free) => {
                    findings.fine(format!("a data step puts right {}", ask.words));
                }
                // Of values that do not fit, none stopped it.
                Some(Outcome::Ran) => findings.against(format!("it does not stop at {}", ask.words)),
                // What was there before does not let such a row in.
                None => {}
            }
        }
        Ok(stopped)
    }

    /// Runs the migration over a row that is in its way.
    fn run(
        &self,
        database: &Database,
        ask: &Ask,
        (thoroughly, findings): (Thoroughly, &mut Findings),
    ) -> Result<Outcome, Error> {
        // What one transaction did is undone as a whole: to look at everything once is enough then.
        let all = statements(self.migration);
        let commits = all.iter().filter(|sql| border(sql) == Border::Commit).count();
        let is_whole = all.first().is_some_and(|sql| border(sql) == Border::Begin) && commits == 1;
        let before = match thoroughly {
            Thoroughly::No if is_whole => None,
            Thoroughly::Yes | Thoroughly::No => Some(contents(database, self.schema)?),
        };
        let Err(stop) = run(database, self.migration)? else { return Ok(Outcome::Ran) };
        let mut wrong = Vec::new();
        let at = &ask.words;
        let steps = self.declared.up.iter().filter(|step| statements(&step.sql).contains(&stop.sql.as_str()));
        let questions: Vec<&Precondition> = steps.filter_map(|step| step.asks.as_ref()).collect();
        if questions.is_empty() {
            wrong.push(format!("at {at} it is PostgreSQL that stops it, and not a question: {}", stop.error));
        } else if !questions.iter().any(|question| ask.is_asked_by(question)) {
            wrong.push(format!("at {at} it is stopped by another question: {}", stop.error));
        }
        if let Some(before) = before {
            match contents(database, self.schema) {
                Ok(after) if after == before => {}
                Ok(_) | Err(Error::Sql { source: _ }) => {
                    wrong.push(format!("stopped at {at}, it leaves other rows behind"));
                }
                Err(error) => return Err(error),
            }
            if database.with(introspect)? != *self.catalog {
                wrong.push(format!("stopped at {at}, it leaves other objects behind"));
            }
        }
        let outcome = if wrong.is_empty() { Outcome::Stopped } else { Outcome::Wrong };
        wrong.into_iter().for_each(|line| findings.against(line));
        Ok(outcome)
    }

    /// What makes the row stand in the way, beside its values.
    fn violation(&self, ask: &Ask) -> Option<Fit> {
        match &ask.kind {
            AskKind::Forbidden(fit) | AskKind::Empty(fit, _) => {
                Some(Fit { expr: format!("({}) IS FALSE", fit.expr), ..fit.clone() })
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
                Some(Fit::new(ask.table.clone(), parts.join(" AND ")))
            }
            AskKind::Twins(rows) | AskKind::Stray(rows) => Some(rows.is_so.clone()),
            AskKind::Null(_, _)
            | AskKind::Misfit(_, _)
            | AskKind::Duplicate { targets: _, nulls: _, predicate: _, columns: _ } => None,
            AskKind::Conflict { exclusion, columns: _ } => {
                let mut parts = vec![exclusions::excludes(&ask.table, exclusion)];
                parts.extend(exclusion.index.predicate.iter().map(|predicate| format!("({predicate})")));
                Some(Fit::new(ask.table.clone(), parts.join(" AND ")))
            }
        }
    }

    /// The values that the row must have; several where not each of them need be in the way.
    fn variants(&self, ask: &Ask) -> Result<Vec<BTreeMap<Name, Option<String>>>, Error> {
        let one = |column: &Name, value: Option<String>| BTreeMap::from([(column.clone(), value)]);
        Ok(match &ask.kind {
            AskKind::Null(column, _) => vec![one(column, None)],
            AskKind::Misfit(column, fit) => {
                // What only changes its spelling is in nobody's way: padding, upper case.
                let fit = &alike(fit);
                let Some(ty) = self.column(&ask.table, column) else { return Ok(Vec::new()) };
                let values = self.old.with(|client| misfits(client, self.schema, (column, &ty.ty), fit))?;
                values.into_iter().take(VALUES).map(|value| one(column, Some(value))).collect()
            }
            AskKind::Duplicate { targets, nulls: _, predicate, columns } => {
                let predicate = predicate.as_ref().map(|expr| expr.as_str());
                self.twin(&ask.table, (targets, predicate), columns)?.into_iter().collect()
            }
            AskKind::Conflict { exclusion, columns } => {
                let targets: Vec<KeyTarget> = exclusion.index.keys.iter().map(|key| key.target.clone()).collect();
                let predicate = exclusion.index.predicate.as_ref().map(|expr| expr.as_str());
                self.twin(&ask.table, (&targets, predicate), columns)?.into_iter().collect()
            }
            AskKind::Orphan(_) | AskKind::Forbidden(_) | AskKind::Stray(_) => vec![BTreeMap::new()],
            AskKind::Empty(_, reads) => {
                let nullable = |name: &&Name| self.column(&ask.table, name).is_some_and(|column| column.nullable);
                let empty = reads.iter().filter(nullable).map(|name| one(name, None));
                // What the server fills has no value yet when a row is looked at, which is not to be taken for NULL.
                let ours = |name: &Name| self.column(&ask.table, name).is_none_or(|column| column.default.is_none());
                empty.chain(reads.iter().all(ours).then(BTreeMap::new)).collect()
            }
            AskKind::Twins(rows) => {
                let alike = self.twin(&ask.table, (&[], None), &rows.reads)?.unwrap_or_default();
                // What it reads may be a key itself: then a value is wanted that becomes the same, and is not.
                let respelled = alike.iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).flat_map(
                    |(name, value)| {
                        respelled(value)
                            .into_iter()
                            .map(|value| {
                                let mut row = alike.clone();
                                row.insert(name.clone(), Some(value));
                                row
                            })
                            .collect::<Vec<_>>()
                    },
                );
                let mut rows: Vec<_> = [alike.clone()].into_iter().chain(respelled).collect();
                rows.push(BTreeMap::new());
                rows
            }
        })
    }

    fn column(&self, table: &QName, column: &Name) -> Option<&Column> {
        self.schema.tables.get(table)?.columns.get(column)
    }

    /// The values of a row that is there, in all that a key looks at.
    fn twin(
        &self,
        name: &QName,
        (targets, predicate): (&[KeyTarget], Option<&str>),
        columns: &[Name],
    ) -> Result<Option<BTreeMap<Name, Option<String>>>, Error> {
        let spelled = |target: &KeyTarget| match target {
            KeyTarget::Column(column) => format!("{} IS NOT NULL", Ident(column)),
            KeyTarget::Expr(expr) => format!("({expr}) IS NOT NULL"),
        };
        let mut parts: Vec<String> = targets.iter().map(spelled).collect();
        parts.extend(predicate.map(|predicate| format!("({predicate})")));
        if parts.is_empty() {
            parts.extend(columns.iter().map(|column| format!("{} IS NOT NULL", Ident(column))));
        }
        if columns.is_empty() {
            return Ok(None);
        }
        let texts: Vec<String> = columns.iter().map(|column| format!("{}::text", Ident(column))).collect();
        let (texts, parts, path) = (texts.join(", "), parts.join(" AND "), Path(name));
        let sql = format!("SELECT {texts} FROM {path} WHERE {parts} ORDER BY ctid LIMIT 1");
        let Some(row) = reader(self.old)?.query_opt(&sql, &[])? else { return Ok(None) };
        let value = |(at, column): (usize, &Name)| Ok((column.clone(), row.try_get(at)?));
        Ok(Some(columns.iter().enumerate().map(value).collect::<Result<_, postgres::Error>>()?))
    }
}

/// What is asked of values that are to fit, but for white space at the end and for case.
fn alike(fit: &Fit) -> Fit {
    let expr = match fit.expr.split_once(SAME) {
        Some((one, other)) => format!("lower(rtrim({one})){SAME}lower(rtrim({other}))"),
        None => fit.expr.clone(),
    };
    Fit { expr, ..fit.clone() }
}

/// Texts that an expression may make the same value of.
fn respelled(value: &str) -> Vec<String> {
    let mut texts: Vec<String> = [value.to_uppercase(), value.to_lowercase(), format!("{value} ")].into();
    let number = value.parse::<i128>().ok();
    texts.extend(number.into_iter().flat_map(|number| [number ^ 1, -number]).map(|number| number.to_string()));
    texts.retain(|text| text != value);
    texts
}
