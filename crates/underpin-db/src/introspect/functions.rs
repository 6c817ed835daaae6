//! Functions.

use postgres::{Row, Transaction};
use underpin_schema::{
    Estimate, Expr, Function, FunctionTraits, Margins, ObjectId, Parallel, QName, Security, Signature, Volatility,
};

use super::{UnmanagedKind, dependencies::catalogs, draft::Draft};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/functions.sql"), &[])? {
        let name = QName::new(row.try_get::<_, &str>("namespace")?, row.try_get::<_, &str>("name")?);
        let signature = Signature { name, args: row.try_get("types")? };
        let left = match (row.try_get("is_standard")?, row.try_get("is_compiled")?, row.try_get("language")?) {
            (true, _, _) => Some("its body is parsed by PostgreSQL (BEGIN ATOMIC or RETURN), and not kept as text"),
            (false, true, _) | (false, false, "internal") => Some("it is compiled"),
            (false, false, _) => None,
        };
        if let Some(why) = left {
            draft.leave(UnmanagedKind::Function, (signature, Some((catalogs::FUNCTION, row.try_get("oid")?))), why);
            continue;
        }
        for why in notes(&row)? {
            let id = ObjectId::Function(signature.clone());
            draft.leave_trait(UnmanagedKind::Function, (&signature, id), why);
        }
        let function = function(&row)?;
        draft.schema.functions.insert(signature, function);
    }
    Ok(())
}

fn function(row: &Row) -> Result<Function, Error> {
    let settings: Option<Vec<String>> = row.try_get("settings")?;
    Ok(Function {
        arguments: row.try_get("arguments")?,
        returns: row.try_get::<_, Option<String>>("returns")?.unwrap_or_default(),
        language: row.try_get::<_, &str>("language")?.into(),
        volatility: match row.try_get("volatility")? {
            "i" => Volatility::Immutable,
            "s" => Volatility::Stable,
            _ => Volatility::Volatile,
        },
        security: match row.try_get("is_definers")? {
            true => Security::Definer,
            false => Security::Invoker,
        },
        traits: traits(row)?,
        settings: settings.iter().flatten().map(|setting| self::setting(setting)).collect(),
        body: Expr::new(row.try_get::<_, &str>("body")?),
        margins: Margins::of(row.try_get("body")?),
        depends: Vec::new(),
        comment: row.try_get("comment")?,
    })
}

fn traits(row: &Row) -> Result<FunctionTraits, Error> {
    let estimate = |column| Ok::<_, Error>(row.try_get::<_, Option<&str>>(column)?.and_then(Estimate::parse));
    Ok(FunctionTraits {
        strict: row.try_get("is_strict")?,
        leakproof: row.try_get("is_leakproof")?,
        parallel: match row.try_get::<_, Option<&str>>("parallel")? {
            Some("SAFE") => Parallel::Safe,
            Some("RESTRICTED") => Parallel::Restricted,
            Some(_) | None => Parallel::Unsafe,
        },
        cost: estimate("cost")?,
        rows: estimate("rows")?,
    })
}

/// Settings that are lists of names, which the catalog keeps in the form in which they are written.
/// <https://github.com/postgres/postgres/blob/master/src/include/utils/guc.h>: `GUC_LIST_QUOTE`
const LISTS: &[&str] = &[
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// A setting as it is written behind SET, from `name=value`.
fn setting(text: &str) -> String {
    let Some((name, value)) = text.split_once('=') else { return text.to_owned() };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let parts: Vec<String> = name
        .split('.')
        .map(
            |part| if part.chars().all(plain) { part.to_owned() } else { format!("\"{}\"", part.replace('"', "\"\"")) },
        )
        .collect();
    let value = match LISTS.contains(&name) {
        // An empty name cannot be written as one.
        true if value == "\"\"" => "''".to_owned(),
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', "''")),
    };
    format!("{} = {value}", parts.join("."))
}

/// What a [`Function`] cannot hold.
fn notes(row: &Row) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    for (column, words) in [("has_support", "it has a SUPPORT function"), ("has_transforms", "it has TRANSFORMs")] {
        if row.try_get(column)? {
            notes.push(words.to_owned());
        }
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_written_as_sql_takes_them() {
        for (kept, written) in [
            ("search_path=public, pg_temp", "search_path = public, pg_temp"),
            ("search_path=\"$user\", public", "search_path = \"$user\", public"),
            ("search_path=\"\"", "search_path = ''"),
            ("work_mem=64MB", "work_mem = '64MB'"),
            ("app.tenant=it's=x", "app.tenant = 'it''s=x'"),
            ("DateStyle=ISO, MDY", "\"DateStyle\" = 'ISO, MDY'"),
        ] {
            assert_eq!(setting(kept), written);
        }
    }
}
