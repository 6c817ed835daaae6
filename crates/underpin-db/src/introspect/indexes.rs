//! Indexes.

use std::collections::HashMap;

use postgres::{Row, Transaction};
use underpin_schema::{
    Exclusion, Expr, Index, IndexKey, IndexMethod, KeyTarget, Name, NullsPlace, ObjectId, Operator, Options, PUBLIC,
    QName, SortOrder, Uniqueness,
};

use super::{
    UnmanagedKind,
    constraints::deferral,
    draft::{Draft, part},
    since::Since,
    types::{collations, required},
};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, since: &Since, draft: &mut Draft) -> Result<(), Error> {
    let rows = transaction.query(include_str!("queries/indexes.sql"), &[])?;
    let mut used = Vec::new();
    for row in &rows {
        used.extend(row.try_get::<_, Vec<u32>>("collations")?);
    }
    let dictionary =
        Dictionary { classes: classes(transaction)?, collations: collations(transaction, used.into_iter())? };
    for row in rows {
        let (number, name) = (row.try_get("table")?, Name::new(row.try_get::<_, &str>("name")?));
        let Some(index) = index(&row, since, (&dictionary, draft))? else { continue };
        let notes = notes(&row, &dictionary)?;
        if row.try_get::<_, &str>("owner_kind")? == "m" {
            let owner = required(&row, "owner_namespace", "owner_name")?;
            for why in notes {
                let id = ObjectId::Index(owner.clone(), name.clone());
                draft.leave_trait(UnmanagedKind::Index, (part(&owner, &name), id), why);
            }
            if let Some(view) = draft.schema.views.get_mut(&owner) {
                view.indexes.insert(name, index);
            }
            continue;
        }
        let exclusion = exclusion(&row, &index)?;
        let kind = if exclusion.is_some() { UnmanagedKind::Constraint } else { UnmanagedKind::Index };
        for why in notes {
            draft.leave_part(kind, number, &name, why);
        }
        if let (Some(exclusion), Some(table)) = (exclusion, draft.table(number)) {
            table.exclusions.insert(name, exclusion);
            continue;
        }
        if let Some(table) = draft.table(number) {
            table.indexes.insert(name, index);
        }
    }
    Ok(())
}

/// What indexes name by numbers.
struct Dictionary {
    classes: HashMap<u32, OperatorClass>,
    collations: HashMap<u32, QName>,
}

struct OperatorClass {
    name: QName,
    method: u32,
    ty: u32,
    is_default: bool,
}

fn classes(transaction: &mut Transaction<'_>) -> Result<HashMap<u32, OperatorClass>, Error> {
    let rows = transaction.query(include_str!("queries/operator_classes.sql"), &[])?;
    let class = |row: &Row| {
        let class = OperatorClass {
            name: required(row, "namespace", "name")?,
            method: row.try_get("method")?,
            ty: row.try_get("type")?,
            is_default: row.try_get("is_default")?,
        };
        Ok((row.try_get("oid")?, class))
    };
    rows.iter().map(class).collect()
}

impl Dictionary {
    /// The name of an operator class, where it is not the one that a key of the type has if nothing is said: the default
    /// one for just this type, or else for one that it is as good as.
    /// <https://www.postgresql.org/docs/current/catalog-pg-opclass.html>
    fn class(&self, oid: u32, ty: u32) -> Option<Name> {
        let class = self.classes.get(&oid)?;
        let nearer = |other: &OperatorClass| {
            other.method == class.method && other.is_default && other.ty == ty && other.name != class.name
        };
        let is_default = class.is_default && (class.ty == ty || !self.classes.values().any(nearer));
        (!is_default).then(|| class.name.name.clone())
    }
}

/// The index; nothing where its table is none that underpin manages.
fn index(row: &Row, since: &Since, (dictionary, draft): (&Dictionary, &Draft)) -> Result<Option<Index>, Error> {
    let columns: Vec<i16> = row.try_get("columns")?;
    let keys = usize::try_from(row.try_get::<_, i16>("key_count")?).unwrap_or_default().min(columns.len());
    let Some(include) = draft.names(row.try_get("table")?, &columns[keys..]) else { return Ok(None) };
    let Some(keys) = self::keys(row, &columns[..keys], (dictionary, draft))? else { return Ok(None) };
    Ok(Some(Index {
        uniqueness: match row.try_get("is_unique")? {
            true => Uniqueness::Unique(since.nulls(row.try_get("oid")?)),
            false => Uniqueness::Any,
        },
        method: method(row.try_get("method")?),
        keys,
        include,
        predicate: row.try_get::<_, Option<&str>>("predicate")?.map(Expr::new),
        options: Options::from_catalog(&row.try_get::<_, Option<Vec<String>>>("storage")?.unwrap_or_default()),
    }))
}

/// The constraint that the index keeps, where it keeps an exclusion constraint.
/// <https://www.postgresql.org/docs/current/catalog-pg-constraint.html>
fn exclusion(row: &Row, index: &Index) -> Result<Option<Exclusion>, Error> {
    let Some(symbols) = row.try_get::<_, Option<Vec<&str>>>("operators")? else { return Ok(None) };
    let namespaces: Vec<&str> = row.try_get("operator_namespaces")?;
    // What every session finds needs no schema.
    let namespace = |name: &str| (!["pg_catalog", PUBLIC].contains(&name)).then(|| Name::new(name));
    let operators = symbols.iter().zip(namespaces).map(|(symbol, schema)| Operator::new(namespace(schema), *symbol));
    let Some(operators) = operators.collect() else { return Ok(None) };
    Ok(Some(Exclusion { index: index.clone(), operators, deferral: deferral(row)? }))
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

fn keys(
    row: &Row,
    columns: &[i16],
    (dictionary, draft): (&Dictionary, &Draft),
) -> Result<Option<Vec<IndexKey>>, Error> {
    let table: u32 = row.try_get("table")?;
    let options: Vec<i16> = row.try_get("options")?;
    let classes: Vec<u32> = row.try_get("classes")?;
    let collations: Vec<u32> = row.try_get("collations")?;
    let types: Vec<u32> = row.try_get::<_, Option<_>>("types")?.unwrap_or_default();
    let expressions: Vec<Option<&str>> = row.try_get::<_, Option<_>>("expressions")?.unwrap_or_default();
    let collates = match row.try_get("definition")? {
        Some(definition) => collates(definition, columns.len(), &expressions),
        None => Vec::new(),
    };
    let mut keys = Vec::with_capacity(columns.len());
    for (key, number) in columns.iter().enumerate() {
        let collation = collations.get(key).copied().unwrap_or_default();
        let (target, ty, is_given) = match (number, draft.columns.get(&(table, *number))) {
            (0, _) => {
                let expr = expressions.get(key).copied().flatten().unwrap_or_default();
                let ty = types.get(key).copied().unwrap_or_default();
                (KeyTarget::Expr(expression(expr)), ty, collates.get(key).copied().unwrap_or_default())
            }
            (_, Some(column)) => (KeyTarget::Column(column.name.clone()), column.base, column.collation != collation),
            (_, None) => return Ok(None),
        };
        // The bits of an option are "descending" and "NULLs first".
        // https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_index.h
        let option = options.get(key).copied().unwrap_or_default();
        keys.push(IndexKey {
            target,
            order: if option & 1 == 0 { SortOrder::Asc } else { SortOrder::Desc },
            nulls: if option & 2 == 0 { NullsPlace::Last } else { NullsPlace::First },
            operator_class: classes.get(key).and_then(|oid| dictionary.class(*oid, ty)),
            collation: dictionary.collations.get(&collation).filter(|_| is_given).cloned(),
        });
    }
    Ok(Some(keys))
}

/// PostgreSQL puts parentheses around an expression that does not look like a call.
fn expression(text: &str) -> Expr {
    Expr::new(text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text))
}

/// For each key, whether the definition of the index gives it a collation. An expression has a collation of its own,
/// which the catalog does not hold; where the index has another, `pg_get_indexdef` says so behind the expression.
fn collates(definition: &str, keys: usize, expressions: &[Option<&str>]) -> Vec<bool> {
    let Some(mut rest) = list_start(definition).map(|at| &definition[at..]) else { return Vec::new() };
    let mut given = Vec::with_capacity(keys);
    for key in 0..keys {
        let expression = expressions.get(key).copied().flatten();
        rest = expression.and_then(|text| rest.strip_prefix(text)).unwrap_or(rest);
        given.push(expression.is_some() && rest.starts_with(" COLLATE "));
        rest = rest.get(item_end(rest) + ", ".len()..).unwrap_or_default();
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
fn notes(row: &Row, dictionary: &Dictionary) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    if !row.try_get::<_, bool>("is_valid")? {
        notes.push("it is INVALID: building it has failed".to_owned());
    }
    if row.try_get("is_clustered")? {
        notes.push("its table is CLUSTERed by it".to_owned());
    }
    if let Some(tablespace) = row.try_get::<_, Option<&str>>("tablespace")? {
        notes.push(format!("it is in the tablespace {tablespace}"));
    }
    for class in row.try_get::<_, Vec<u32>>("classes")?.iter().filter_map(|oid| dictionary.classes.get(oid)) {
        if !class.name.is_public() && class.name.namespace.as_str() != "pg_catalog" {
            notes.push(format!("an operator class is of the schema {}", class.name.namespace));
        }
    }
    for options in row.try_get::<_, Vec<&str>>("class_options")? {
        notes.push(format!("an operator class has options: {options}"));
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collation_of_the_index_is_told_from_one_of_the_expression() {
        let definition = "CREATE INDEX \"a (\" ON public.t USING btree (name COLLATE \"x, y\", lower(name) COLLATE \"C\" DESC, \
                          ((a || ' COLLATE '::text)), (b COLLATE \"C\")) INCLUDE (c) WHERE (d > 0)";
        let expressions = [None, Some("lower(name)"), Some("((a || ' COLLATE '::text))"), Some("(b COLLATE \"C\")")];
        assert_eq!(collates(definition, 4, &expressions), [false, true, false, false]);
        assert_eq!(collates("CREATE INDEX", 1, &[Some("x")]), [] as [bool; 0]);
    }
}
