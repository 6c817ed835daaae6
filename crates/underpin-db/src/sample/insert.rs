//! The rows of a sample become those of a database.

use postgres::{Client, Transaction, types::ToSql};
use underpin_render::sql::{Ident, Path, Text, Type};
use underpin_schema::{DefaultValue, Name, QName, Schema, Table};

use super::{Row, Sample, columns, foreign::complete, refusal};
use crate::{Error, rows};

/// Puts the rows in. Those that a check does not take, for it looks closer than a mask can, are left out with all that
/// refers to them.
pub(super) fn insert(client: &mut Client, sample: &Sample, schema: &Schema) -> Result<Vec<String>, Error> {
    let mut transaction = client.transaction()?;
    let (off, on) = rows::without_hindrance(schema);
    transaction.batch_execute(rows::SPELLING)?;
    transaction.batch_execute(&off)?;
    let mut notes = sample.notes.clone();
    let mut tables = sample.tables.clone();
    let order = rows::table_order(schema);
    // Each round leaves out at least one row more than the one before.
    loop {
        let mut savepoint = transaction.transaction()?;
        let mut refused = false;
        for name in &order {
            let (Some(table), Some(rows)) = (schema.tables.get(name), tables.get(name)) else { continue };
            let (kept, why) = fitting(&mut savepoint, (name, table), rows)?;
            if let Some(why) = why {
                notes.push(format!("{name}: {} rows do not fit once they are masked: {why}", rows.len() - kept.len()));
                tables.insert(name.clone(), kept);
                refused = true;
            }
        }
        if !refused {
            savepoint.commit()?;
            break;
        }
        savepoint.rollback()?;
        let gone = complete(schema, &mut tables);
        if gone > 0 {
            notes.push(format!("{gone} rows refer to rows that do not fit, and are left out too"));
        }
    }
    sequences(&mut transaction, schema)?;
    transaction.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")?;
    transaction.batch_execute(&on)?;
    transaction.commit()?;
    Ok(notes)
}

/// Inserts what can be, all at once where that goes; says why a row could not.
fn fitting(
    transaction: &mut Transaction<'_>,
    at: (&QName, &Table),
    rows: &[Row],
) -> Result<(Vec<Row>, Option<String>), Error> {
    if try_insert(transaction, at, rows)?.is_ok() {
        return Ok((rows.to_vec(), None));
    }
    let (mut kept, mut why) = (Vec::new(), None);
    for row in rows {
        match try_insert(transaction, at, std::slice::from_ref(row))? {
            Ok(()) => kept.push(row.clone()),
            Err(reason) => why = Some(reason),
        }
    }
    Ok((kept, why))
}

fn try_insert(
    transaction: &mut Transaction<'_>,
    (name, table): (&QName, &Table),
    rows: &[Row],
) -> Result<Result<(), String>, Error> {
    let names: Vec<String> = columns(table).map(|(column, _)| Ident(column).to_string()).collect();
    let mut savepoint = transaction.transaction()?;
    let count = rows.len() as i64;
    let lists: Vec<Vec<Option<&str>>> = (0..names.len())
        .map(|at| rows.iter().map(|row| row.values.get(at).and_then(Option::as_deref)).collect())
        .collect();
    let mut parameters: Vec<&(dyn ToSql + Sync)> = lists.iter().map(|list| list as _).collect();
    let sql = if names.is_empty() {
        parameters.push(&count);
        format!("INSERT INTO {} SELECT FROM generate_series(1, $1::bigint)", Path(name))
    } else {
        let casts: Vec<String> =
            columns(table).enumerate().map(|(at, (_, column))| format!("v{at}::{}", Type(&column.ty))).collect();
        let given: Vec<String> = (1..=names.len()).map(|at| format!("${at}::text[]")).collect();
        let aliases: Vec<String> = (0..names.len()).map(|at| format!("v{at}")).collect();
        // https://www.postgresql.org/docs/current/sql-insert.html: keys of identity columns are those of the sample.
        format!(
            "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM unnest({}) AS v({})",
            Path(name),
            names.join(", "),
            casts.join(", "),
            given.join(", "),
            aliases.join(", ")
        )
    };
    match savepoint.execute(&sql, &parameters) {
        Ok(_) => {
            savepoint.commit()?;
            Ok(Ok(()))
        }
        Err(error) if error.as_db_error().is_some() => {
            savepoint.rollback()?;
            Ok(Err(refusal(&error)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Numbers go on behind those that are there.
fn sequences(transaction: &mut Transaction<'_>, schema: &Schema) -> Result<(), Error> {
    for (name, table) in &schema.tables {
        let numbered: Vec<&Name> = columns(table)
            .filter(|(_, column)| matches!(column.default, Some(DefaultValue::Serial(_) | DefaultValue::Identity(_))))
            .map(|(column, _)| column)
            .collect();
        for column in numbered {
            let (path, ident) = (Path(name), Ident(column));
            let (table, column) = (Text(&path.to_string()).to_string(), Text(column.as_str()).to_string());
            transaction.batch_execute(&format!(
                "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence({table}, {column}), max({ident}))
                 FROM {path} HAVING max({ident}) > 0"
            ))?;
        }
    }
    Ok(())
}
