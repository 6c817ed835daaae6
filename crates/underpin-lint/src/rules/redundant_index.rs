//! `redundant-index`

use underpin_schema::{Index, IndexKey, IndexMethod, KeyTarget, Name, ObjectId, SortOrder, Table, Uniqueness};

use crate::{Findings, Subject, rule::rule};

rule! {
    /// # redundant-index
    ///
    /// An index whose keys are the first keys of another index, in the same order, or of the primary key.
    ///
    /// ## Why
    /// PostgreSQL can answer from the longer index whatever it can answer from the shorter one. Each index costs a write
    /// for each row written, and disk. <https://www.postgresql.org/docs/current/indexes-multicolumn.html>
    ///
    /// ## When to allow it
    /// A much shorter index may be faster where it is read very often and the longer one is wide.
    "redundant-index",
    help: "drop the shorter index, unless measurements say otherwise",
    check
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (table_name, table) in &subject.schema.tables {
        for (name, index) in &table.indexes {
            if let Some(longer) = covering(table, name, index) {
                findings.add(
                    ObjectId::Index(table_name.clone(), name.clone()),
                    format!("index `{name}` holds the first keys of `{longer}`"),
                );
            }
        }
    }
}

/// The index or key that makes `index` superfluous.
fn covering<'a>(table: &'a Table, name: &Name, index: &Index) -> Option<&'a Name> {
    let plain = index.method == IndexMethod::Btree && index.predicate.is_none() && index.include.is_empty();
    if !plain || index.uniqueness != Uniqueness::Any {
        return None;
    }
    let key = table.primary_key.iter().map(|key| (&key.name, plain_keys(&key.columns)));
    let uniques = table.uniques.iter().map(|(name, unique)| (name, plain_keys(&unique.columns)));
    let indexes = table
        .indexes
        .iter()
        .filter(|(_, other)| other.method == IndexMethod::Btree && other.predicate.is_none())
        .map(|(name, other)| (name, other.keys.clone()));
    key.chain(uniques)
        .chain(indexes)
        .find(|(other, keys)| *other != name && keys.len() > index.keys.len() && keys.starts_with(&index.keys))
        .map(|(other, _)| other)
}

/// The keys of a constraint, as an index would have them.
fn plain_keys(columns: &[Name]) -> Vec<IndexKey> {
    let key = |column: &Name| IndexKey {
        target: KeyTarget::Column(column.clone()),
        order: SortOrder::Asc,
        nulls: SortOrder::Asc.default_nulls(),
        operator_class: None,
        collation: None,
    };
    columns.iter().map(key).collect()
}
