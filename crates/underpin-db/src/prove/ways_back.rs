//! All the ways back of a history, the last first.

use std::collections::{BTreeMap, HashMap};

use postgres::Row;
use underpin_render::sql::Path;
use underpin_schema::{QName, Schema};

use super::{
    catalog::Catalog,
    contents::contents,
    course::count,
    fingerprint::{Fingerprint, number, only, under_old_names},
    history::{Chain, Others, Passed, fingerprint},
    observe::run,
    proof::{Conclusion, Findings, Point, Telling},
};
use crate::{Cluster, Database, Error, rows::take_out};

pub(super) const DOWN: &str =
    "the ways back, the last first, restore objects and rows, until one says that it cannot be gone";

/// Goes back from the end of a history as far as it says that one can.
pub(super) fn all(chain: &Chain<'_>, cluster: &Cluster) -> Result<Conclusion, Error> {
    let mut findings = Findings::new(Point::Down, DOWN, Telling::Values);
    let mut gone = 0;
    for passed in chain.passed.iter().rev() {
        let id = passed.subject.id;
        if let Some(loss) = passed.declared.irreversible.first() {
            let seen = format!("{}; that of {id} says that it cannot: {}: {}", ways(gone), loss.object, loss.reason);
            return Ok(findings.conclude(seen));
        }
        if !one(&chain.database, cluster, passed, &mut findings)? {
            return Ok(findings.conclude(""));
        }
        gone += 1;
        // What others did to what is theirs has no way back of ours.
        if passed.others == Others::Changed && gone < chain.passed.len() {
            let seen = format!("{}; before {id}, what belongs to others was changed", ways(gone));
            return Ok(findings.conclude(seen));
        }
    }
    Ok(findings.conclude(format!("{}, down to nothing", ways(gone))))
}

fn ways(gone: usize) -> String {
    match gone {
        0 => "none".to_owned(),
        1 => "1 way back".to_owned(),
        more => format!("{more} ways back"),
    }
}

/// Goes one way back; says whether everything is as it was before.
fn one(database: &Database, cluster: &Cluster, passed: &Passed<'_>, findings: &mut Findings) -> Result<bool, Error> {
    let Passed { subject, declared: _, effects, catalog, before, after, others: _ } = passed;
    let id = subject.id;
    // Rows that came later may be such as were not possible before.
    take_newcomers(database, subject.new, after)?;
    let taken = after.only_here(&fingerprint(database, subject.new)?);
    let taken = under_old_names(taken, effects);
    if let Err(stop) = run(database, subject.down)? {
        findings.against(format!("{id}: {}, at: {}", stop.error, stop.sql));
        return Ok(false);
    }
    let mut wrong = Catalog::read(database, None)?.differences(catalog, cluster)?;
    let mut rows = 0;
    match fingerprint(database, subject.old) {
        Ok(seen) => {
            wrong.extend(differing((before, &seen), &taken));
            rows = seen.tables.values().map(Vec::len).sum();
        }
        Err(error @ Error::Sql { source: _ }) => wrong.push(error.to_string()),
        Err(error) => return Err(error),
    }
    let is_right = wrong.is_empty();
    if is_right {
        findings.fine(format!("{id}: back, with {}", count(rows, "row")));
    }
    wrong.into_iter().for_each(|line| findings.against(format!("{id}: {line}")));
    Ok(is_right)
}

/// How often newcomers are looked for: to take one out may write another anew, in another place, where it refers to it.
const ROUNDS: usize = 10;

/// Takes out the rows that are not those which a migration left there.
fn take_newcomers(database: &Database, schema: &Schema, after: &Fingerprint) -> Result<(), Error> {
    for _ in 0..ROUNDS {
        let newcomers = newcomers(database, schema, after)?;
        if newcomers.is_empty() {
            break;
        }
        database.with(|client| take_out(client, schema, &newcomers))?;
    }
    Ok(())
}

/// The places of the rows that are not those which a migration left there.
fn newcomers(database: &Database, schema: &Schema, after: &Fingerprint) -> Result<BTreeMap<QName, Vec<String>>, Error> {
    let mut newcomers = BTreeMap::new();
    for (name, contents) in contents(database, schema)? {
        let mut left: HashMap<u64, usize> = HashMap::new();
        after.rows(&name).iter().for_each(|number| *left.entry(*number).or_default() += 1);
        // In the order of the contents.
        let places = database.query(&format!("SELECT ctid::text FROM {} ORDER BY ctid", Path(&name)), &[])?;
        let places: Vec<String> = places.iter().map(|row: &Row| row.try_get(0)).collect::<Result<_, _>>()?;
        let is_new = |row: &_| match left.get_mut(&number(row)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            Some(_) | None => true,
        };
        let flags: Vec<bool> = contents.rows.iter().map(is_new).collect();
        let places: Vec<String> =
            places.into_iter().zip(flags).filter(|(_, is_new)| *is_new).map(|(place, _)| place).collect();
        if !places.is_empty() {
            newcomers.insert(name, places);
        }
    }
    Ok(newcomers)
}

/// Says of each table whether rows are there that were not, or are gone that nobody took out.
fn differing((before, seen): (&Fingerprint, &Fingerprint), taken: &BTreeMap<QName, usize>) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, old) in &before.tables {
        let new = seen.rows(name);
        let (missing, strange) = (only(old, new), only(new, old));
        if strange > 0 || missing > taken.get(name).copied().unwrap_or_default() {
            lines.push(format!("{name}: of {} rows {missing} are not as before", old.len()));
        }
    }
    lines
}
