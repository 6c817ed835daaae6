//! The code side of a schema that nobody has written one for: what models, fields, values and relations are called.
//!
//! A model is in PascalCase and in the singular, a field is called as its column is; what Prisma or Rust cannot write gets a
//! name that they can. No two of a kind are alike in snake_case, which is how Rust writes them.

use std::collections::BTreeSet;

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

use crate::naming::{PRISMA_RESERVED, many_field, one_field, singular};
use crate::{
    Action, Arity, Code, CodeEnum, CodeEnumValue, Field, ForeignKey, Model, Name, QName, Relation, RelationEnd,
    RelationKind, Schema, Table,
};

/// The code side of a schema, for a system of that name.
pub fn code_of(schema: &Schema, project: &str) -> Code {
    let mut code = Code { project: project.to_owned(), ..Code::default() };
    let mut taken = Taken::default();
    for (ty, found) in &schema.enums {
        let name = taken.name(&model_names(ty, &ty.name));
        let mut labels = Taken::default();
        let values = found.values.iter().map(|label| CodeEnumValue {
            name: labels.name(&[word(label, "VALUE_")]),
            label: label.clone(),
            doc: None,
        });
        code.enums.push(CodeEnum { values: values.collect(), name, ty: ty.clone(), doc: found.comment.clone() });
    }
    let joined: Vec<(&QName, [&QName; 2])> =
        schema.tables.iter().filter_map(|(name, table)| Some((name, join_table(name, table, schema)?))).collect();
    for (name, table) in schema.tables.iter().filter(|(name, _)| !joined.iter().any(|(joined, _)| joined == name)) {
        let own = singular(&name.name);
        let model = taken.name(&[model_names(name, &own), model_names(name, &name.name)].concat());
        code.models.push(model_of(model, name, table));
    }
    relations(&mut code, schema, &joined);
    code
}

/// The names that a table or type may have in code, the best first.
fn model_names(name: &QName, own: &str) -> Vec<String> {
    let plain = word(&own.to_upper_camel_case(), "T");
    // A name in PascalCase already is kept letter for letter: `ABTest` stays so.
    let kept = is_word(own) && own.starts_with(|c: char| c.is_ascii_uppercase());
    let plain = if kept { own.to_owned() } else { plain };
    let space = word(&name.namespace.to_upper_camel_case(), "S");
    vec![plain.clone(), format!("{space}{plain}")]
}

fn model_of(model: Name, name: &QName, table: &Table) -> Model {
    let mut taken = Taken::default();
    let fields = table.columns.iter().map(|(column, found)| Field {
        name: taken.name(&[word(column, "c_")]),
        column: column.clone(),
        doc: found.comment.clone(),
        client_default: None,
        updated: false,
        pii: None,
        encrypted: false,
    });
    Model { fields: fields.collect(), name: model, table: name.clone(), doc: table.comment.clone(), tenant: None }
}

/// Both ends of a join table as Prisma makes it, the model of `A` first; nothing where it is any other table.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/relations/many-to-many-relations#rules-for-naming-relation-tables-in-implicit-m-n-relations>
fn join_table<'s>(name: &QName, table: &'s Table, schema: &Schema) -> Option<[&'s QName; 2]> {
    let own = name.name.as_str();
    let columns: BTreeSet<&str> = table.columns.keys().map(Name::as_str).collect();
    let plain = own.starts_with('_')
        && columns == BTreeSet::from(["A", "B"])
        && table
            .columns
            .values()
            .all(|column| !column.nullable && column.default.is_none() && column.comment.is_none())
        && table.checks.is_empty()
        && table.exclusions.is_empty()
        && table.uniques.is_empty()
        && table.triggers.is_empty()
        && table.policies.is_empty()
        && table.row_security.is_off()
        && table.comment.is_none()
        && table.foreign_keys.len() == 2;
    let end = |side: &str| {
        let key = table.foreign_keys.get(format!("{own}_{side}_fkey").as_str())?;
        let keyed = schema.tables.get(&key.table)?.primary_key.as_ref()?.columns == key.references;
        let cascades = key.on_delete == Action::Cascade && key.on_update == Action::Cascade;
        (key.columns == [Name::new(side)] && keyed && cascades && key.deferral.is_never()).then_some(&key.table)
    };
    let index = table.indexes.contains_key(format!("{own}_B_index").as_str());
    let pair = |columns: &[Name]| columns == [Name::new("A"), Name::new("B")];
    // A primary key since Prisma 6, a unique index before. The one that the specs make is of the former kind.
    let keyed = table
        .primary_key
        .as_ref()
        .is_some_and(|key| *key.name == *format!("{own}_AB_pkey") && pair(&key.columns) && table.indexes.len() == 1);
    let ends = (plain && index && keyed).then(|| Some([end("A")?, end("B")?])).flatten()?;
    (ends[0].name <= ends[1].name).then_some(ends)
}

fn relations(code: &mut Code, schema: &Schema, joined: &[(&QName, [&QName; 2])]) {
    let model_of = |table: &QName| code.models.iter().position(|model| model.table == *table);
    let mut taken: Vec<Taken> = code
        .models
        .iter()
        .map(|model| {
            let mut taken = Taken::default();
            model.fields.iter().for_each(|field| taken.take(&field.name));
            taken
        })
        .collect();
    let mut found = Vec::new();
    for (at, model) in code.models.iter().enumerate() {
        let Some(table) = schema.tables.get(&model.table) else { continue };
        for (constraint, key) in &table.foreign_keys {
            let Some(to) = model_of(&key.table) else { continue };
            let field = taken[at].name(&forward_names(key, &code.models[to].name));
            let arity = if is_unique(table, &key.columns) { Arity::One } else { Arity::Many };
            let back = taken[to].name(&back_names(&model.name, &field, arity));
            let name_of = |model: &Model, columns: &[Name]| -> Vec<Name> {
                let field = |column: &Name| model.fields.iter().find(|field| field.column == *column);
                columns.iter().filter_map(|column| Some(field(column)?.name.clone())).collect()
            };
            found.push(Relation {
                name: None,
                from: RelationEnd { model: model.name.clone(), field, doc: None },
                to: RelationEnd { model: code.models[to].name.clone(), field: back, doc: None },
                kind: RelationKind::ForeignKey {
                    fields: name_of(model, &key.columns),
                    references: name_of(&code.models[to], &key.references),
                    constraint: constraint.clone(),
                    on_delete: key.on_delete,
                    on_update: key.on_update,
                    arity,
                    optional: key
                        .columns
                        .iter()
                        .any(|name| table.columns.get(name).is_some_and(|found| found.nullable)),
                },
            });
        }
    }
    for (table, [a, b]) in joined {
        let (Some(from), Some(to)) = (model_of(a), model_of(b)) else { continue };
        let name = table.name.trim_start_matches('_');
        let (one, other) = (code.models[from].name.clone(), code.models[to].name.clone());
        let field = taken[from].name(&[many_field(&other), word(&format!("{name}B"), "r_")]);
        let back = taken[to].name(&[many_field(&one), word(&format!("{name}A"), "r_")]);
        found.push(Relation {
            name: table.name.strip_prefix('_').map(Name::new),
            from: RelationEnd { model: one, field, doc: None },
            to: RelationEnd { model: other, field: back, doc: None },
            kind: RelationKind::ManyToMany { table: (*table).clone() },
        });
    }
    code.relations = found;
}

/// What the field is called that leads to the row referred to: as its column without `id`, else as the model.
fn forward_names(key: &ForeignKey, to: &Name) -> Vec<String> {
    let mut names = Vec::new();
    if let [column] = key.columns.as_slice() {
        let stem = ["_id", "_ID", "Id", "ID", "_fk", "_code", "_key"].iter().find_map(|end| column.strip_suffix(end));
        let stem = stem.map(|stem| stem.trim_end_matches('_')).filter(|stem| !stem.is_empty());
        names.extend(stem.map(|stem| word(stem, "r_")));
        names.push(word(&format!("{}{}", to.to_lower_camel_case(), column.to_upper_camel_case()), "r_"));
    }
    names.insert(names.len().min(1), word(&to.to_lower_camel_case(), "r_"));
    names
}

/// What the field is called that leads back.
fn back_names(from: &Name, field: &Name, arity: Arity) -> Vec<String> {
    let base = match arity {
        Arity::One => one_field(from),
        Arity::Many => many_field(from),
    };
    vec![base.clone(), format!("{base}By{}", field.to_upper_camel_case())]
}

/// Whether no two rows have the same values there.
fn is_unique(table: &Table, columns: &[Name]) -> bool {
    let wanted: BTreeSet<&Name> = columns.iter().collect();
    let same = |names: &[Name]| names.iter().collect::<BTreeSet<_>>() == wanted;
    table.primary_key.as_ref().is_some_and(|key| same(&key.columns))
        || table.uniques.values().any(|unique| same(&unique.columns))
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A name that Prisma and Rust can write: letters, digits and `_`, and a letter first.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/models#naming-models>
fn word(text: &str, lead: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    let kept = kept.trim_start_matches('_');
    match kept {
        "" => format!("{lead}{}", text.chars().map(|c| format!("{:x}", u32::from(c))).collect::<String>()),
        kept if kept.starts_with(|c: char| c.is_ascii_digit()) => format!("{lead}{kept}"),
        kept => kept.to_owned(),
    }
}

/// The names that are taken, in snake_case.
#[derive(Default)]
struct Taken(BTreeSet<String>);

impl Taken {
    fn take(&mut self, name: &str) {
        self.0.insert(name.to_snake_case().replace('_', ""));
    }

    /// The first name that is free and that no language keeps for itself, or the first one with a number.
    fn name(&mut self, wanted: &[String]) -> Name {
        let numbered = (2..).map(|number| format!("{}_{number}", wanted.first().map_or("x", String::as_str)));
        let free = |name: &String| {
            let reserved = ["self", "crate", "super"].contains(&name.to_snake_case().as_str())
                || PRISMA_RESERVED.contains(&name.as_str());
            !reserved && !self.0.contains(&name.to_snake_case().replace('_', ""))
        };
        let name = wanted.iter().cloned().chain(numbered).find(free).unwrap_or_default();
        self.take(&name);
        Name::from(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable_and_never_taken_twice() {
        let mut schema = Schema::default();
        for name in ["user_accounts", "UserAccount", "user-account", "2fa", "status", "series", "Categories", "String"]
        {
            schema.tables.insert(QName::public(name), Table::default());
        }
        schema.tables.insert(QName::new("billing", "user_accounts"), Table::default());
        let code = code_of(&schema, "x");
        let names: Vec<String> = code.models.iter().map(|model| format!("{} = {}", model.table, model.name)).collect();
        assert_eq!(
            names,
            [
                "billing.user_accounts = UserAccount",
                "2fa = T2fa",
                "Categories = Category",
                "String = PublicString",
                "UserAccount = PublicUserAccount",
                "series = Series",
                "status = Status",
                "user-account = UserAccount_2",
                "user_accounts = UserAccounts",
            ]
        );
    }
}
