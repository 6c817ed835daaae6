//! Keys, foreign keys and checks.

use postgres::{Row, Transaction};
use underpin_schema::{
    Action, Check, Deferral, Expr, ForeignKey, MatchType, Name, Options, PrimaryKey, QName, Table, Unique, Validity,
};

use super::{UnmanagedKind, draft::Draft, since::Since, types::qname};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, since: &Since, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/constraints.sql"), &[])? {
        let (number, name) = (row.try_get("table")?, Name::new(row.try_get::<_, &str>("name")?));
        let kind: &str = row.try_get("kind")?;
        for why in notes(&row, kind, since, draft)? {
            draft.leave_part(UnmanagedKind::Constraint, number, &name, why);
        }
        let columns = draft.names(number, &row.try_get::<_, Option<Vec<i16>>>("columns")?.unwrap_or_default());
        let columns = columns.unwrap_or_default();
        let deferral = deferral(&row)?;
        let storage: Vec<String> = row.try_get::<_, Option<_>>("storage")?.unwrap_or_default();
        match kind {
            "p" => put(draft, number, |table| table.primary_key = Some(PrimaryKey { name, columns, deferral })),
            "u" => {
                let unique = Unique {
                    columns,
                    include: stored(&row, draft)?,
                    nulls: since.nulls(row.try_get("index")?),
                    deferral,
                    options: Options::from_catalog(&storage),
                };
                put(draft, number, |table| table.uniques.extend([(name, unique)]));
            }
            "f" => {
                let Some(other) = qname(&row, "other_namespace", "other_name")? else { continue };
                let key = foreign_key(&row, (columns, other), (since, draft))?;
                put(draft, number, |table| table.foreign_keys.extend([(name, key)]));
            }
            "c" => {
                let expr = Expr::new(row.try_get::<_, Option<&str>>("condition")?.unwrap_or_default());
                let check = Check { expr, validity: validity(&row, since)? };
                put(draft, number, |table| table.checks.extend([(name, check)]));
            }
            // `n`, NOT NULL, is told by its column; `x` by its index; `t` by its trigger.
            _ => {}
        }
    }
    Ok(())
}

fn put(draft: &mut Draft, table: u32, put: impl FnOnce(&mut Table)) {
    if let Some(table) = draft.table(table) {
        put(table);
    }
}

/// Column names of an array.
pub(super) fn names(row: &Row, column: &str) -> Result<Vec<Name>, Error> {
    Ok(row.try_get::<_, Vec<&str>>(column)?.into_iter().map(Name::from).collect())
}

/// The columns that the index of a key stores beside it.
fn stored(row: &Row, draft: &Draft) -> Result<Vec<Name>, Error> {
    let all: Vec<i16> = row.try_get::<_, Option<_>>("stored")?.unwrap_or_default();
    let keys: Vec<i16> = row.try_get::<_, Option<_>>("columns")?.unwrap_or_default();
    Ok(draft.names(row.try_get("table")?, all.get(keys.len()..).unwrap_or_default()).unwrap_or_default())
}

fn foreign_key(
    row: &Row,
    (columns, other): (Vec<Name>, QName),
    (since, draft): (&Since, &Draft),
) -> Result<ForeignKey, Error> {
    let references = match row.try_get::<_, Option<Vec<&str>>>("other_names")? {
        Some(names) => names.into_iter().map(Name::from).collect(),
        None => {
            let numbers: Vec<i16> = row.try_get::<_, Option<_>>("other_columns")?.unwrap_or_default();
            draft.names(row.try_get("other")?, &numbers).unwrap_or_default()
        }
    };
    Ok(ForeignKey {
        columns,
        table: other,
        references,
        on_delete: action(row.try_get("on_delete")?),
        on_update: action(row.try_get("on_update")?),
        matching: match row.try_get("match")? {
            "f" => MatchType::Full,
            _ => MatchType::Simple,
        },
        deferral: deferral(row)?,
        validity: validity(row, since)?,
    })
}

/// PostgreSQL holds what it does not enforce for not validated.
fn validity(row: &Row, since: &Since) -> Result<Validity, Error> {
    let is_enforced = !since.not_enforced.contains(&row.try_get("oid")?);
    Ok(match row.try_get::<_, bool>("is_validated")? || !is_enforced {
        true => Validity::Valid,
        false => Validity::NotValid,
    })
}

pub(super) fn deferral(row: &Row) -> Result<Deferral, Error> {
    Ok(match (row.try_get("is_deferrable")?, row.try_get("is_deferred")?) {
        (false, _) => Deferral::Never,
        (true, false) => Deferral::Allowed,
        (true, true) => Deferral::Initially,
    })
}

/// <https://www.postgresql.org/docs/current/catalog-pg-constraint.html>
fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

/// What the schema cannot hold of a constraint.
fn notes(row: &Row, kind: &str, since: &Since, draft: &Draft) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    let mut note = |is_so: bool, words: &str| notes.extend(is_so.then(|| words.to_owned()));
    let (oid, table): (u32, u32) = (row.try_get("oid")?, row.try_get("table")?);
    let is_enforced = !since.not_enforced.contains(&oid);
    // Of a check or foreign key the schema tells.
    note(!row.try_get::<_, bool>("is_validated")? && is_enforced && kind == "n", "it is NOT VALID");
    note(!is_enforced, "it is NOT ENFORCED");
    // Only these keys have an index of this method. https://www.postgresql.org/docs/18/sql-createtable.html
    let is_gist = row.try_get::<_, Option<&str>>("method")? == Some("gist");
    note(is_gist && matches!(kind, "p" | "u"), "it is WITHOUT OVERLAPS");
    note(is_gist && kind == "f", "it has a PERIOD");
    // Of foreign keys and the like PostgreSQL always says so.
    note(matches!(kind, "c" | "n") && row.try_get("is_not_inherited")?, "it is NO INHERIT");
    if kind == "p" {
        if let Some(options) = row.try_get::<_, Option<Vec<String>>>("storage")? {
            note(true, &format!("it has the options {}", options.join(", ")));
        }
        let include = stored(row, draft)?;
        note(!include.is_empty(), &format!("it includes {}", listed(&include)));
    }
    if let Some(columns) = since.set_columns.get(&oid).and_then(|columns| draft.names(table, columns)) {
        note(true, &format!("ON DELETE sets only {}", listed(&columns)));
    }
    Ok(notes)
}

fn listed(names: &[Name]) -> String {
    names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
}
