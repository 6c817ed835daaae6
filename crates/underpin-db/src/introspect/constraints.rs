//! Keys, foreign keys and checks.

use postgres::{Row, Transaction};
use underpin_schema::{Action, Check, Deferral, Expr, ForeignKey, Name, NullsEqual, PrimaryKey, QName, Unique};

use super::{UnmanagedKind, columns::qname, draft::Draft};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/constraints.sql"), &[])? {
        let (number, name) = (row.try_get("table")?, Name::new(row.try_get::<_, &str>("name")?));
        let kind: &str = row.try_get("kind")?;
        for why in notes(&row, kind)? {
            draft.leave_part(UnmanagedKind::Constraint, number, &name, why);
        }
        let Some((_, table)) = draft.table(number) else { continue };
        match kind {
            "p" => table.primary_key = Some(PrimaryKey { name, columns: names(&row, "columns")? }),
            "u" => {
                let (columns, include) = (names(&row, "columns")?, names(&row, "include")?);
                table.uniques.insert(name, Unique { columns, include, nulls: nulls_equal(&row)? });
            }
            "f" => {
                if let Some(other) = qname(&row, "other_namespace", "other_name")? {
                    table.foreign_keys.insert(name, foreign_key(&row, other)?);
                }
            }
            "c" => {
                let expr = Expr::new(row.try_get::<_, Option<&str>>("condition")?.unwrap_or_default());
                table.checks.insert(name, Check { expr });
            }
            "x" => {
                let definition = row.try_get::<_, Option<&str>>("definition")?.unwrap_or_default();
                draft.leave_part(UnmanagedKind::ExclusionConstraint, number, &name, definition);
            }
            // `n`, NOT NULL, is told by its column; `t` by its trigger.
            _ => {}
        }
    }
    Ok(())
}

/// Column names of an array.
pub(super) fn names(row: &Row, column: &str) -> Result<Vec<Name>, Error> {
    Ok(row.try_get::<_, Vec<&str>>(column)?.into_iter().map(Name::from).collect())
}

/// Whether NULLs are equal, which servers before version 15 do not say.
pub(super) fn nulls_equal(row: &Row) -> Result<NullsEqual, Error> {
    Ok(match row.try_get("nulls_equal")? {
        Some("true") => NullsEqual::Equal,
        Some(_) | None => NullsEqual::Distinct,
    })
}

fn foreign_key(row: &Row, other: QName) -> Result<ForeignKey, Error> {
    Ok(ForeignKey {
        columns: names(row, "columns")?,
        table: other,
        references: names(row, "other_columns")?,
        on_delete: action(row.try_get("on_delete")?),
        on_update: action(row.try_get("on_update")?),
        deferral: match (row.try_get("is_deferrable")?, row.try_get("is_deferred")?) {
            (false, _) => Deferral::Never,
            (true, false) => Deferral::Allowed,
            (true, true) => Deferral::Initially,
        },
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
fn notes(row: &Row, kind: &str) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    let mut note = |is_so: bool, words: &str| notes.extend(is_so.then(|| words.to_owned()));
    note(!row.try_get::<_, bool>("is_validated")?, "it is NOT VALID");
    note(row.try_get::<_, Option<&str>>("enforced")? == Some("false"), "it is NOT ENFORCED");
    note(row.try_get::<_, Option<&str>>("period")? == Some("true"), "it has a PERIOD or is WITHOUT OVERLAPS");
    // Of foreign keys and the like PostgreSQL always says so.
    note(matches!(kind, "c" | "n") && row.try_get("is_not_inherited")?, "it is NO INHERIT");
    let deferral = match (kind, row.try_get("is_deferrable")?, row.try_get("is_deferred")?) {
        ("f" | "t", _, _) | (_, false, _) => None,
        (_, true, false) => Some("it is DEFERRABLE"),
        (_, true, true) => Some("it is DEFERRABLE INITIALLY DEFERRED"),
    };
    note(deferral.is_some(), deferral.unwrap_or_default());
    note(row.try_get::<_, &str>("match")? == "f", "it is MATCH FULL");
    let include: Vec<&str> = row.try_get("include")?;
    if kind == "p" && !include.is_empty() {
        notes.push(format!("it includes {}", include.join(", ")));
    }
    let columns: Vec<&str> = row.try_get("set_on_delete")?;
    if !columns.is_empty() {
        notes.push(format!("ON DELETE sets only {}", columns.join(", ")));
    }
    Ok(notes)
}
