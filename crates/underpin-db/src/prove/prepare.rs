//! Rows for the schema before that nothing is in the way of.

use postgres::Client;
use underpin_render::sql::{Columns, Ident, Path, Text};
use underpin_schema::{KeyTarget, NullsEqual, QName, Schema};

use super::{
    asks::{Ask, AskKind, Asks, ColumnsOf, guard_name},
    exclusions,
};
use crate::{
    Database, Error, introspect,
    rows::{Filled, Recipe, Unfit, clear, fill},
};

/// Which columns the checks and indexes of a database look at, expressions and conditions included.
/// <https://www.postgresql.org/docs/current/catalog-pg-depend.html>
pub(super) fn columns_of(database: &Database) -> Result<ColumnsOf, Error> {
    let sql = "SELECT n.nspname::text, t.relname::text, c.conname::text, a.attname::text
        FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (c.conkey) WHERE c.contype = 'c'
        UNION ALL SELECT n.nspname::text, t.relname::text, c.relname::text, a.attname::text
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_class t ON t.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_catalog.pg_depend d ON d.objid = c.oid AND d.refobjid = t.oid AND d.refobjsubid > 0
          AND d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
        JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
        WHERE n.nspname !~ '^pg_'";
    let mut columns = ColumnsOf::new();
    for row in database.query(sql, &[])? {
        let [namespace, table, object, column] = [0, 1, 2, 3].map(|at| row.try_get::<_, String>(at));
        let table = QName::new(namespace?, table?);
        columns.entry((table, object?.into())).or_default().insert(column?.into());
    }
    Ok(columns)
}

/// Makes the roles that policies name and the server has not.
pub(super) fn make_roles(schema: &Schema, client: &mut Client) -> Result<(), Error> {
    let mut transaction = client.transaction()?;
    introspect::make_roles(schema, &mut transaction)?;
    Ok(transaction.commit()?)
}

/// Fills the tables. What the new schema will forbid is forbidden meanwhile by indexes and keys of the same kind, which
/// are taken off again. Rows that are there already stay, but for those that are in the way.
pub(super) fn fill_fitting(
    database: &Database,
    (schema, new): (&Schema, &Schema),
    recipe: &Recipe,
    (asks, there): (&Asks, There),
) -> Result<Filled, Error> {
    let mut wider = schema.clone();
    let mut guards = Vec::new();
    // Expressions of the specs may speak of types that are to be.
    for (name, ty) in new.enums.iter().filter(|(name, _)| !schema.enums.contains_key(*name)) {
        let labels: Vec<String> = ty.values.iter().map(|label| Text(label).to_string()).collect();
        let path = Path(name);
        if database.execute(&format!("CREATE TYPE {path} AS ENUM ({})", labels.join(", "))).is_ok() {
            guards.push(format!("DROP TYPE {path}"));
        }
    }
    // Exclusion constraints may compare by what an extension that is to be brings.
    let excludes = |ask: &Ask| matches!(ask.kind, AskKind::Conflict { exclusion: _, columns: _ });
    let brought = new.extensions.keys().filter(|name| !schema.extensions.contains_key(*name));
    for name in brought.filter(|_| asks.asks.iter().any(excludes)) {
        if database.execute(&format!("CREATE EXTENSION {}", Ident(name))).is_ok() {
            guards.push(format!("DROP EXTENSION {}", Ident(name)));
        }
    }
    let recipe = Recipe { fits: asks.fits_without(None), ..recipe.clone() };
    if there == There::Rows {
        let queries: Vec<(QName, String)> =
            asks.asks.iter().filter_map(|ask| Some((ask.table.clone(), in_the_way(ask)?))).collect();
        database.with(|client| clear(client, schema, Unfit { fits: &recipe.fits, queries: &queries }))?;
    }
    // Keys come before what may refer by them.
    let is_key = |ask: &Ask| matches!(ask.kind, AskKind::Duplicate { targets: _, nulls: _, predicate: _, columns: _ });
    let numbered = || asks.asks.iter().enumerate();
    let in_order = numbered().filter(|(_, ask)| is_key(ask)).chain(numbered().filter(|(_, ask)| !is_key(ask)));
    for (at, ask) in in_order {
        let name = guard_name(at);
        let (make, drop) = match &ask.kind {
            AskKind::Duplicate { targets, nulls, predicate, columns: _ } => {
                let targets: Vec<String> = targets
                    .iter()
                    .map(|target| match target {
                        KeyTarget::Column(column) => Ident(column).to_string(),
                        KeyTarget::Expr(expr) => format!("({expr})"),
                    })
                    .collect();
                // PostgreSQL has it since 15, and so has whoever asks for it.
                let nulls = match nulls {
                    NullsEqual::Distinct => "",
                    NullsEqual::Equal => " NULLS NOT DISTINCT",
                };
                let place = predicate.as_ref().map(|expr| format!(" WHERE {expr}")).unwrap_or_default();
                let (index, table) = (Ident(&name), Path(&ask.table));
                let beside = QName::new(ask.table.namespace.clone(), name.clone());
                (
                    format!("CREATE UNIQUE INDEX {index} ON {table} ({}){nulls}{place}", targets.join(", ")),
                    format!("DROP INDEX {}", Path(&beside)),
                )
            }
            AskKind::Orphan(key) => {
                let (table, constraint) = (Path(&ask.table), Ident(&name));
                let (columns, parent, references) = (Columns(&key.columns), Path(&key.table), Columns(&key.references));
                (
                    format!(
                        "ALTER TABLE {table} ADD CONSTRAINT {constraint} FOREIGN KEY {columns} REFERENCES {parent} {references}"
                    ),
                    format!("ALTER TABLE {table} DROP CONSTRAINT {constraint}"),
                )
            }
            AskKind::Conflict { exclusion, columns: _ } => exclusions::statements(&ask.table, &name, exclusion),
            AskKind::Null(_, _)
            | AskKind::Forbidden(_)
            | AskKind::Misfit(_, _)
            | AskKind::Empty(_, _)
            | AskKind::Twins(_)
            | AskKind::Stray(_) => continue,
        };
        // It may need what is not there yet, such as the key that is referred to.
        if database.execute(&make).is_ok() {
            guards.push(drop);
            if let (AskKind::Orphan(key), Some(table)) = (&ask.kind, wider.tables.get_mut(&ask.table)) {
                table.foreign_keys.insert(name, key.clone());
            }
        }
    }
    let filled = database.with(|client| fill(client, &wider, &recipe))?;
    // Keys before the indexes that they may need.
    for drop in guards.iter().rev() {
        database.execute(drop)?;
    }
    // What the migration makes is no column of any index yet, so such rows are taken out once they are there.
    let is_made = |ask: &&Ask| matches!(ask.kind, AskKind::Twins(_) | AskKind::Stray(_));
    let queries: Vec<(QName, String)> =
        (asks.asks.iter().filter(is_made)).filter_map(|ask| Some((ask.table.clone(), in_the_way(ask)?))).collect();
    if !queries.is_empty() {
        database.with(|client| clear(client, schema, Unfit { fits: &[], queries: &queries }))?;
    }
    Ok(filled)
}

/// What the tables hold already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum There {
    /// Nothing: the database has just been built.
    Nothing,
    /// Rows that earlier migrations have brought there.
    Rows,
}

/// A query for the places of the rows that a key to be forbids: of twins all but the first, and rows that refer to nothing.
fn in_the_way(ask: &Ask) -> Option<String> {
    let table = Path(&ask.table);
    match &ask.kind {
        AskKind::Duplicate { targets, nulls, predicate, columns: _ } => {
            let spelled: Vec<String> = targets
                .iter()
                .map(|target| match target {
                    KeyTarget::Column(column) => Ident(column).to_string(),
                    KeyTarget::Expr(expr) => format!("({expr})"),
                })
                .collect();
            let mut parts: Vec<String> = predicate.iter().map(|predicate| format!("({predicate})")).collect();
            if *nulls == NullsEqual::Distinct {
                parts.extend(spelled.iter().map(|target| format!("{target} IS NOT NULL")));
            }
            let only = if parts.is_empty() { String::new() } else { format!(" WHERE {}", parts.join(" AND ")) };
            let targets = spelled.join(", ");
            Some(format!(
                "SELECT place::text FROM (SELECT ctid, row_number() OVER (PARTITION BY {targets} ORDER BY ctid)
                 FROM {table}{only}) AS twins(place, number) WHERE number > 1"
            ))
        }
        AskKind::Orphan(key) => {
            let filled = key.columns.iter().map(|column| format!("child.{} IS NOT NULL", Ident(column)));
            let mut parts: Vec<String> = filled.collect();
            let equal: Vec<String> = (key.columns.iter().zip(&key.references))
                .map(|(column, other)| format!("parent.{} = child.{}", Ident(other), Ident(column)))
                .collect();
            let (parent, equal) = (Path(&key.table), equal.join(" AND "));
            parts.push(format!("NOT EXISTS (SELECT FROM {parent} AS parent WHERE {equal})"));
            Some(format!("SELECT child.ctid::text FROM {table} AS child WHERE {}", parts.join(" AND ")))
        }
        AskKind::Conflict { exclusion, columns: _ } => Some(exclusions::later_of_two(&ask.table, exclusion)),
        AskKind::Twins(rows) | AskKind::Stray(rows) => Some(rows.places.clone()),
        AskKind::Null(_, _) | AskKind::Forbidden(_) | AskKind::Misfit(_, _) | AskKind::Empty(_, _) => None,
    }
}
