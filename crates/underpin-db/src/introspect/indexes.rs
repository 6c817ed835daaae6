//! Indexes.

use postgres::{Row, Transaction};
use underpin_schema::{Expr, Index, IndexKey, IndexMethod, KeyTarget, Name, NullsPlace, QName, SortOrder, Uniqueness};

use super::{UnmanagedKind, constraints::nulls_equal, draft::Draft};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/indexes.sql"), &[])? {
        let (number, name) = (row.try_get("table")?, Name::new(row.try_get::<_, &str>("name")?));
        for why in notes(&row)? {
            draft.leave_part(UnmanagedKind::Index, number, &name, why);
        }
        let index = index(&row)?;
        if let Some((_, table)) = draft.table(number) {
            table.indexes.insert(name, index);
        }
    }
    Ok(())
}

fn index(row: &Row) -> Result<Index, Error> {
    let columns: Vec<Option<&str>> = row.try_get("columns")?;
    let keys = usize::try_from(row.try_get::<_, i16>("key_count")?).unwrap_or_default().min(columns.len());
    let (keys, include) = columns.split_at(keys);
    Ok(Index {
        uniqueness: match row.try_get("is_unique")? {
            true => Uniqueness::Unique(nulls_equal(row)?),
            false => Uniqueness::Any,
        },
        method: method(row.try_get("method")?),
        keys: self::keys(row, keys)?,
        include: include.iter().flatten().map(|name| Name::from(*name)).collect(),
        predicate: row.try_get::<_, Option<&str>>("predicate")?.map(Expr::new),
    })
}

fn method(name: &str) -> IndexMethod {
    match name {
        "btree" => IndexMethod::Btree,
        "hash" => IndexMethod::Hash,
        "gin" => IndexMethod::Gin,
        "gist" => IndexMethod::Gist,
        "spgist" => IndexMethod::Spgist,
        "brin" => IndexMethod::Brin,
        other => IndexMethod::Other(other.into()),
    }
}

fn keys(row: &Row, columns: &[Option<&str>]) -> Result<Vec<IndexKey>, Error> {
    let expressions: Vec<Option<&str>> = row.try_get("expressions")?;
    let options: Vec<i16> = row.try_get("options")?;
    let classes: Vec<Option<&str>> = row.try_get("classes")?;
    let namespaces: Vec<Option<&str>> = row.try_get("collation_namespaces")?;
    let names: Vec<Option<&str>> = row.try_get("collation_names")?;
    let collates = match row.try_get("definition")? {
        Some(definition) => collates(definition, columns, &expressions),
        None => Vec::new(),
    };
    let at = |list: &[Option<&str>], at: usize| list.get(at).copied().flatten().map(str::to_owned);
    let keys = columns.iter().enumerate().map(|(key, column)| {
        // Bits of `indoption`: https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-INDEX-COLUMN-PROPS
        let option = options.get(key).copied().unwrap_or_default();
        let collation = at(&namespaces, key).zip(at(&names, key));
        let is_given = column.is_some() || collates.get(key).copied().unwrap_or_default();
        IndexKey {
            target: match column {
                Some(name) => KeyTarget::Column(Name::from(*name)),
                None => KeyTarget::Expr(expression(&at(&expressions, key).unwrap_or_default())),
            },
            order: if option & 1 == 0 { SortOrder::Asc } else { SortOrder::Desc },
            nulls: if option & 2 == 0 { NullsPlace::Last } else { NullsPlace::First },
            operator_class: at(&classes, key).map(Name::from),
            collation: collation.filter(|_| is_given).map(|(namespace, name)| QName::new(namespace, name)),
        }
    });
    Ok(keys.collect())
}

/// PostgreSQL puts parentheses around an expression that does not look like a call.
fn expression(text: &str) -> Expr {
    Expr::new(text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text))
}

/// For each key, whether the definition of the index gives it a collation. An expression has a collation of its own,
/// which the catalog does not hold; where the index has another, `pg_get_indexdef` says so behind the expression.
fn collates(definition: &str, columns: &[Option<&str>], expressions: &[Option<&str>]) -> Vec<bool> {
    let Some(mut rest) = list_start(definition).map(|at| &definition[at..]) else { return Vec::new() };
    let mut given = Vec::with_capacity(columns.len());
    for (key, column) in columns.iter().enumerate() {
        let expression = expressions.get(key).copied().flatten().filter(|_| column.is_none());
        rest = expression.and_then(|text| rest.strip_prefix(text)).unwrap_or(rest);
        given.push(expression.is_some() && rest.starts_with(" COLLATE "));
        rest = &rest[(item_end(rest) + ", ".len()).min(rest.len())..];
    }
    given
}

/// Where the list of keys starts: behind the first parenthesis that is in no quotes.
fn list_start(definition: &str) -> Option<usize> {
    outside_quotes(definition).find(|(_, byte)| *byte == b'(').map(|(at, _)| at + 1)
}

/// Where an item of a list ends: at the first comma or closing parenthesis that is in no quotes and no parentheses.
fn item_end(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in outside_quotes(text) {
        match byte {
            b'(' | b'[' => depth += 1,
            b',' | b')' if depth == 0 => return at,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

/// The bytes of a text that are in neither kind of quotes, with their places. A doubled quote ends and starts again.
pub(super) fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let mut open = None;
    text.bytes().enumerate().filter(move |(_, byte)| match (open, byte) {
        (Some(quote), byte) if quote == *byte => {
            open = None;
            false
        }
        (Some(_), _) => false,
        (None, b'\'' | b'"') => {
            open = Some(*byte);
            false
        }
        (None, _) => true,
    })
}

/// What an [`Index`] cannot hold.
fn notes(row: &Row) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    if !row.try_get::<_, bool>("is_valid")? {
        notes.push("it is INVALID: building it has failed".to_owned());
    }
    if row.try_get("is_clustered")? {
        notes.push("its table is CLUSTERed by it".to_owned());
    }
    if let Some(options) = row.try_get::<_, Option<Vec<String>>>("storage")? {
        notes.push(format!("it has the options {}", options.join(", ")));
    }
    if let Some(tablespace) = row.try_get::<_, Option<&str>>("tablespace")? {
        notes.push(format!("it is in the tablespace {tablespace}"));
    }
    for namespace in row.try_get::<_, Vec<Option<&str>>>("class_namespaces")?.into_iter().flatten() {
        notes.push(format!("an operator class is of the schema {namespace}"));
    }
    for options in row.try_get::<_, Vec<&str>>("class_options")? {
        notes.push(format!("an operator class has options: {options}"));
    }
    Ok(notes)
}
