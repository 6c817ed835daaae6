//! Keys, unique constraints and indexes: what Prisma can say of them, and what stays a note.

use rustc_hash::FxHashMap;
use underpin_schema::{
    Index, IndexKey, IndexMethod, KeyTarget, Model, Name, NullsEqual, SortOrder, Table, Unique, Uniqueness, naming,
};

use super::{
    book::Book,
    describe,
    operator_class::{class_argument, default_class_argument},
    text::{Listed, Quoted},
    types::{Family, prisma_type},
};

/// The keys and indexes of a model in Prisma's words.
#[derive(Default)]
pub(super) struct Keys<'a> {
    /// `@id` and `@unique` of single columns.
    pub of_columns: FxHashMap<&'a str, String>,
    /// `@@id`, `@@unique` and `@@index`, in that order.
    pub of_table: Vec<String>,
    /// What Prisma cannot say, or says only in part.
    pub notes: Vec<String>,
}

impl<'a> Keys<'a> {
    /// Reads a table.
    pub fn new(book: &Book<'_>, model: &'a Model, table: &'a Table) -> Self {
        let mut keys = Self::default();
        if let Some(key) = &table.primary_key {
            let map = (naming::primary_key(&model.table.name) != key.name).then(|| map_argument(&key.name));
            match &key.columns[..] {
                [column] => {
                    let text = map.map_or_else(|| "@id".to_owned(), |map| format!("@id({map})"));
                    keys.of_columns.insert(column, text);
                }
                columns => {
                    let fields = format!("[{}]", Listed(columns.iter().map(|column| field_name(model, column))));
                    keys.of_table
                        .push(format!("@@id({})", Listed([fields].into_iter().chain(map).collect::<Vec<_>>())));
                }
            }
        }
        let mut indexes = Vec::new();
        for (name, unique) in &table.uniques {
            keys.unique(model, name, &Said::of_unique(unique));
            if unique.nulls == NullsEqual::Equal || !unique.include.is_empty() {
                keys.notes.push(describe::unique(name, unique));
            }
        }
        for (name, index) in &table.indexes {
            let said = Said::of_index(book, table, index);
            if said.as_ref().is_none_or(|said| said.partly) {
                keys.notes.push(describe::index(name, index));
            }
            match (said, index.uniqueness) {
                (None, Uniqueness::Any | Uniqueness::Unique(_)) => {}
                (Some(said), Uniqueness::Unique(_)) => keys.unique(model, name, &said),
                (Some(said), Uniqueness::Any) => indexes.push(said.index(model, name)),
            }
        }
        keys.of_table.append(&mut indexes);
        keys
    }

    fn unique(&mut self, model: &Model, name: &Name, said: &Said<'a>) {
        let default = naming::unique(&model.table.name, said.columns());
        match &said.keys[..] {
            [key] if !self.of_columns.contains_key(key.column.as_str()) => {
                let mut arguments = said.arguments(name, &default);
                if let Some(sort) = key.sort() {
                    arguments.push(sort);
                }
                let text = if arguments.is_empty() {
                    "@unique".to_owned()
                } else {
                    format!("@unique({})", Listed(&arguments))
                };
                self.of_columns.insert(key.column, text);
            }
            _ => {
                let mut arguments = vec![said.key_list(model)];
                arguments.append(&mut said.arguments(name, &default));
                self.of_table.push(format!("@@unique({})", Listed(&arguments)));
            }
        }
    }
}

/// An index or unique constraint as far as Prisma can say it.
struct Said<'a> {
    keys: Vec<SaidKey<'a>>,
    method: Option<&'static str>,
    predicate: Option<&'a str>,
    /// Whether something had to be left out.
    partly: bool,
}

struct SaidKey<'a> {
    column: &'a Name,
    descending: bool,
    ops: Option<String>,
}

impl<'a> Said<'a> {
    /// Included columns stand among the keys, since Prisma reads them so from the database.
    fn of_unique(unique: &'a Unique) -> Self {
        let Unique { columns, include, nulls, deferral: _, options: _ } = unique;
        let keys = once(columns.iter().chain(include).map(SaidKey::plain).collect());
        Self { keys, method: None, predicate: None, partly: *nulls == NullsEqual::Equal || !include.is_empty() }
    }

    /// Nothing where Prisma must not hear of the index: it does not see indexes over expressions, nor partial ones
    /// without the preview feature, and would add another if it were told of one.
    fn of_index(book: &Book<'_>, table: &'a Table, index: &'a Index) -> Option<Self> {
        let Index { uniqueness, method, keys, include, predicate, options: _ } = index;
        let mut partly = !include.is_empty() || *uniqueness == Uniqueness::Unique(NullsEqual::Equal);
        let type_name = match method {
            IndexMethod::Btree => None,
            IndexMethod::Hash => Some("Hash"),
            IndexMethod::Gin => Some("Gin"),
            IndexMethod::Gist => Some("Gist"),
            IndexMethod::Spgist => Some("SpGist"),
            IndexMethod::Brin => Some("Brin"),
            // Prisma takes an access method that it does not know for a B-tree.
            IndexMethod::Other(_) => None,
        };
        partly |= matches!(method, IndexMethod::Other(_));
        if predicate.is_some() && !book.partial_indexes {
            return None;
        }
        let mut said = Vec::with_capacity(keys.len() + include.len());
        for key in keys {
            let IndexKey { target, order, nulls, operator_class, collation } = key;
            let KeyTarget::Column(column) = target else { return None };
            let ops = match method {
                // Prisma does not see the operator classes of these, and would make the index anew if told of one.
                IndexMethod::Btree | IndexMethod::Hash | IndexMethod::Other(_) => {
                    partly |= operator_class.is_some();
                    None
                }
                IndexMethod::Gin | IndexMethod::Gist | IndexMethod::Spgist | IndexMethod::Brin => {
                    match operator_class {
                        Some(class) => Some(class_argument(method, class)),
                        None => default_class_argument(book, table.columns.get(column)?, method)?,
                    }
                }
            };
            partly |= *nulls != order.default_nulls() || collation.is_some();
            said.push(SaidKey { column, descending: *method == IndexMethod::Btree && *order == SortOrder::Desc, ops });
        }
        said.extend(include.iter().map(SaidKey::plain));
        let count = said.len();
        let said = once(said);
        partly |= said.len() < count;
        Some(Self { keys: said, method: type_name, predicate: predicate.as_ref().map(|text| text.as_str()), partly })
    }

    fn index(&self, model: &Model, name: &Name) -> String {
        let mut arguments = vec![self.key_list(model)];
        if let Some(method) = self.method {
            arguments.push(format!("type: {method}"));
        }
        arguments.append(&mut self.arguments(name, &naming::index(&model.table.name, self.columns())));
        format!("@@index({})", Listed(&arguments))
    }

    fn columns(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.column.as_str())
    }

    fn key_list(&self, model: &Model) -> String {
        format!("[{}]", Listed(self.keys.iter().map(|key| key.text(model)).collect::<Vec<_>>()))
    }

    /// The name, where Prisma would choose another, and the predicate.
    fn arguments(&self, name: &Name, default: &Name) -> Vec<String> {
        let map = (default != name).then(|| map_argument(name));
        let predicate = self.predicate.map(|text| format!("where: raw({})", Quoted(text)));
        map.into_iter().chain(predicate).collect()
    }
}

impl<'a> SaidKey<'a> {
    fn plain(column: &'a Name) -> Self {
        Self { column, descending: false, ops: None }
    }

    fn sort(&self) -> Option<String> {
        self.descending.then(|| "sort: Desc".to_owned())
    }

    fn text(&self, model: &Model) -> String {
        let arguments: Vec<String> = self.ops.clone().into_iter().chain(self.sort()).collect();
        let field = field_name(model, self.column);
        if arguments.is_empty() { field.to_owned() } else { format!("{field}({})", Listed(&arguments)) }
    }
}

/// Each column once: PostgreSQL lets an index hold one twice, and Prisma refuses to read that.
fn once(keys: Vec<SaidKey<'_>>) -> Vec<SaidKey<'_>> {
    let mut kept: Vec<SaidKey<'_>> = Vec::with_capacity(keys.len());
    for key in keys {
        if kept.iter().all(|other| other.column != key.column) {
            kept.push(key);
        }
    }
    kept
}

fn map_argument(name: &Name) -> String {
    format!("map: {}", Quoted(name))
}

/// What code calls a column.
fn field_name<'a>(model: &'a Model, column: &'a Name) -> &'a str {
    model.fields.iter().find(|field| field.column == *column).map_or(column, |field| &field.name)
}

/// Whether Prisma can tell the rows of a table apart: it wants a primary key, or something unique over columns that are
/// never NULL, all of types that it knows.
pub(super) fn identifies_rows(book: &Book<'_>, table: &Table) -> bool {
    let required = |columns: Vec<&Name>| {
        columns.into_iter().all(|name| {
            table.columns.get(name).is_some_and(|column| {
                !column.nullable && !column.ty.list && prisma_type(book, &column.ty).family != Family::Unsupported
            })
        })
    };
    unique_sets(book, table).any(required)
}

/// Whether Prisma is told that exactly these columns are unique together.
pub(super) fn is_unique(book: &Book<'_>, table: &Table, columns: &[Name]) -> bool {
    unique_sets(book, table).any(|set| set.len() == columns.len() && set.iter().all(|column| columns.contains(column)))
}

/// The sets of columns that Prisma is told are unique, the primary key first.
fn unique_sets<'a>(book: &'a Book<'_>, table: &'a Table) -> impl Iterator<Item = Vec<&'a Name>> {
    let key = table.primary_key.iter().map(|key| key.columns.iter().collect());
    let uniques = table.uniques.values().map(Said::of_unique);
    let indexes =
        table.indexes.values().filter(|index| index.uniqueness != Uniqueness::Any && index.predicate.is_none());
    let said = uniques.chain(indexes.filter_map(|index| Said::of_index(book, table, index)));
    key.chain(said.map(|said| said.keys.iter().map(|key| key.column).collect()))
}
