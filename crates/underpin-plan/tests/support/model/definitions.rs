//! What definitions need. Names tell what they name (see `random`), so a text is read word by word.

use std::{collections::BTreeSet, sync::Arc};

use underpin_plan::Object;
use underpin_schema::*;

use super::{Model, Needs, addresses::default_of};

/// The objects of a schema, each with its definition; a table with its columns and constraints.
pub fn objects(schema: &Schema) -> Vec<Object> {
    let mut objects = Vec::new();
    objects.extend(schema.namespaces.iter().cloned().map(Object::Namespace));
    objects.extend(schema.extensions.iter().map(|(name, one)| Object::Extension(name.clone(), one.clone())));
    objects.extend(schema.enums.iter().map(|(name, one)| Object::Enum(name.clone(), one.clone())));
    let types = schema.types.iter();
    objects.extend(types.map(|(name, one)| Object::Type(name.clone(), Box::new(one.clone()))));
    objects.extend(schema.sequences.iter().map(|(name, one)| Object::Sequence(name.clone(), one.clone())));
    for (name, table) in &schema.tables {
        objects.push(Object::Table(name.clone(), Arc::new(table.clone())));
        let own = || name.clone();
        objects.extend(table.indexes.iter().map(|(key, one)| Object::Index(own(), key.clone(), Box::new(one.clone()))));
        let exclusions = table.exclusions.iter();
        objects.extend(exclusions.map(|(key, one)| Object::Exclusion(own(), key.clone(), Box::new(one.clone()))));
        objects.extend(table.policies.iter().map(|(key, one)| Object::Policy(own(), key.clone(), one.clone())));
        objects.extend(table.triggers.iter().map(|(key, one)| Object::Trigger(own(), key.clone(), one.clone())));
        let keys = table.foreign_keys.iter();
        objects.extend(keys.map(|(key, one)| Object::ForeignKey(own(), key.clone(), one.clone())));
    }
    objects.extend(schema.functions.iter().map(|(key, one)| Object::Function(key.clone(), one.clone())));
    objects.extend(schema.views.iter().map(|(name, one)| Object::View(name.clone(), one.clone())));
    objects
}

fn column(table: &QName, name: &Name) -> ObjectId {
    ObjectId::Column(table.clone(), name.clone())
}

impl Model {
    /// The objects that a definition brings, each with what it needs.
    pub(super) fn definition(&self, object: &Object) -> Vec<(ObjectId, Needs)> {
        let id = object.id();
        let mut needs = Needs::default();
        needs.on.extend(object.owner().cloned().map(ObjectId::Table));
        match object {
            Object::Namespace(_) => {}
            Object::Extension(_, extension) => {
                needs.on.extend(extension.namespace.iter().cloned().map(ObjectId::Namespace));
            }
            Object::Enum(name, ty) => {
                needs.on.extend(within(name));
                let label = |label: &Name| {
                    (
                        ObjectId::EnumValue(name.clone(), label.clone()),
                        Needs { on: [id.clone()].into(), ..Needs::default() },
                    )
                };
                return std::iter::once((id.clone(), needs)).chain(ty.values.iter().map(label)).collect();
            }
            Object::Type(name, ty) => {
                needs.on.extend(within(name));
                let attributes = match &**ty {
                    UserType::Domain(domain) => {
                        needs.on.extend(self.type_needs(&domain.ty));
                        let checks = domain.checks.values().map(|check| check.expr.as_str());
                        let default = domain.default.iter().filter_map(|default| match default {
                            DefaultValue::Sql(expr) => Some(expr.as_str()),
                            _ => None,
                        });
                        needs.on.extend(checks.chain(default).flat_map(|text| self.over_value(text)));
                        Vec::new()
                    }
                    UserType::Composite(composite) => composite.attributes.clone(),
                };
                let attribute = |attribute: Attribute| {
                    let mut on: BTreeSet<_> = self.type_needs(&attribute.ty).into_iter().collect();
                    on.insert(id.clone());
                    (ObjectId::Attribute(name.clone(), attribute.name), Needs { on, ..Needs::default() })
                };
                return std::iter::once((id.clone(), needs)).chain(attributes.into_iter().map(attribute)).collect();
            }
            Object::Sequence(name, sequence) => {
                needs.on.extend(within(name));
                needs.on.extend(sequence.owner.iter().map(|(table, own)| column(table, own)));
            }
            Object::Table(name, table) => {
                needs.on.extend(within(name));
                let mut parts = vec![(id, needs)];
                for (own, value) in &table.columns {
                    parts.extend(self.definition(&Object::Column(name.clone(), own.clone(), Box::new(value.clone()))));
                }
                let uniques =
                    table.uniques.iter().map(|(key, one)| Object::Unique(name.clone(), key.clone(), one.clone()));
                let checks =
                    table.checks.iter().map(|(key, one)| Object::Check(name.clone(), key.clone(), one.clone()));
                let key = table.primary_key.iter().map(|one| Object::PrimaryKey(name.clone(), one.clone()));
                parts.extend(uniques.chain(checks).chain(key).flat_map(|part| self.definition(&part)));
                return parts;
            }
            Object::Column(table, name, value) => {
                needs.on.extend(self.type_needs(&value.ty));
                let default = value.default.iter();
                let default =
                    default.map(|one| (default_of(table, name), self.default_needs(table, name, &value.ty, one)));
                return std::iter::once((id, needs)).chain(default).collect();
            }
            Object::PrimaryKey(table, key) => needs.on.extend(key.columns.iter().map(|name| column(table, name))),
            Object::Unique(table, _, key) => needs.on.extend(key.columns.iter().map(|name| column(table, name))),
            Object::Index(table, _, index) => self.index(table, index, &mut needs),
            Object::Exclusion(table, _, exclusion) => self.index(table, &exclusion.index, &mut needs),
            Object::ForeignKey(table, _, key) => {
                needs.on.insert(ObjectId::Table(key.table.clone()));
                needs.rigid.extend(key.columns.iter().map(|name| column(table, name)));
                needs.rigid.extend(key.references.iter().map(|name| column(&key.table, name)));
                needs.on.insert(self.key_of(key));
            }
            Object::Check(table, _, check) => needs.rigid.extend(self.row(table, check.expr.as_str())),
            Object::Trigger(table, _, trigger) => {
                needs.on.extend(self.words(&trigger.function.name).into_iter().map(|word| self.named(&word)));
                for event in &trigger.events {
                    if let TriggerEvent::Update(names) = event {
                        needs.rigid.extend(names.iter().map(|name| column(table, name)));
                    }
                }
            }
            Object::Policy(table, _, policy) => {
                for expr in policy.using.iter().chain(&policy.check) {
                    // Columns are those of the table; of others it asks whether they have rows.
                    needs.rigid.extend(self.row(table, expr.as_str()));
                    let read = self.query(expr.as_str());
                    needs.on.extend(read.into_iter().filter(|need| !matches!(need, ObjectId::Column(_, _))));
                }
            }
            Object::View(name, view) => {
                needs.on.extend(within(name));
                needs.rigid.extend(self.query(view.query.as_str()));
            }
            Object::Function(signature, function) => {
                needs.on.extend(within(&signature.name));
                needs.on.extend(self.query(&function.arguments));
                needs.on.extend(self.query(&function.returns));
            }
        }
        needs.on.extend(needs.rigid.iter().cloned());
        needs.rigid.retain(|need| matches!(need, ObjectId::Column(_, _)));
        needs.on.remove(&id);
        vec![(id, needs)]
    }

    fn index(&self, table: &QName, index: &Index, needs: &mut Needs) {
        for key in &index.keys {
            match &key.target {
                KeyTarget::Column(name) => {
                    needs.on.insert(column(table, name));
                }
                KeyTarget::Expr(expr) => needs.rigid.extend(self.row(table, expr.as_str())),
            }
        }
        needs.rigid.extend(index.predicate.iter().flat_map(|expr| self.row(table, expr.as_str())));
    }

    /// What the body of a function has to find when the function is created; the catalog does not keep it.
    pub(super) fn body(&self, function: &Function) -> Vec<ObjectId> {
        if function.language.as_str() == "sql" { self.query(function.body.as_str()) } else { Vec::new() }
    }

    pub(super) fn type_needs(&self, ty: &ColumnType) -> Vec<ObjectId> {
        match &ty.base {
            BaseType::Scalar(_) => Vec::new(),
            BaseType::Enum(name) => vec![ObjectId::Enum(name.clone())],
            BaseType::Type(name) => vec![ObjectId::Type(name.clone())],
            BaseType::Other(name) => vec![ObjectId::Extension(name.as_str().into())],
        }
    }

    pub(super) fn default_needs(&self, table: &QName, name: &Name, ty: &ColumnType, default: &DefaultValue) -> Needs {
        let mut on: BTreeSet<_> = [column(table, name)].into();
        match default {
            DefaultValue::Sql(expr) | DefaultValue::Generated(expr) => on.extend(self.row(table, expr.as_str())),
            DefaultValue::Literal(literal) => {
                if let BaseType::Enum(ty) = &ty.base {
                    on.extend(labels(literal).into_iter().map(|label| ObjectId::EnumValue(ty.clone(), label)));
                }
            }
            DefaultValue::Now | DefaultValue::Serial(_) | DefaultValue::Identity(_) => {}
        }
        let rigid = on.iter().filter(|need| matches!(need, ObjectId::Column(_, _))).cloned().collect();
        Needs { on, rigid }
    }

    /// The key that a foreign key refers to: whichever is there over its columns.
    fn key_of(&self, key: &ForeignKey) -> ObjectId {
        let wanted: BTreeSet<_> = key.references.iter().map(|name| column(&key.table, name)).collect();
        let covers = |(id, needs): (&ObjectId, &Needs)| {
            let of_columns = |need: &&ObjectId| matches!(need, ObjectId::Column(_, _));
            let found: BTreeSet<_> = needs.on.iter().filter(of_columns).cloned().collect();
            (found == wanted).then(|| id.clone())
        };
        let keys = self.objects.iter().filter(|(id, _)| match id {
            ObjectId::PrimaryKey(table) | ObjectId::Unique(table, _) => *table == key.table,
            // Names tell which indexes are unique.
            ObjectId::Index(table, name) => *table == key.table && name.starts_with('q'),
            _ => false,
        });
        keys.filter_map(covers).next().unwrap_or_else(|| ObjectId::PrimaryKey(key.table.clone()))
    }

    pub(super) fn words(&self, text: &str) -> Vec<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.filter(|word| *word != "v9").map(str::to_owned).collect()
    }

    /// What has a name of its own: tables, views, functions, types. Where nothing has it, an address that is not there.
    fn named(&self, word: &str) -> ObjectId {
        let found = self.objects.keys().find(|id| match id {
            ObjectId::Table(name)
            | ObjectId::View(name)
            | ObjectId::Enum(name)
            | ObjectId::Type(name)
            | ObjectId::Sequence(name) => name.name.as_str() == word,
            ObjectId::Function(signature) => signature.name.name.as_str() == word,
            _ => false,
        });
        found.cloned().unwrap_or_else(|| ObjectId::Extension(word.into()))
    }

    /// What an expression over a row of the table refers to.
    pub(super) fn row(&self, table: &QName, text: &str) -> Vec<ObjectId> {
        let mut needs = vec![ObjectId::Table(table.clone())];
        for word in self.words(text) {
            match kind(&word) {
                Some(b'c') => needs.push(column(table, &word.as_str().into())),
                Some(b'f' | b'e' | b's' | b'y') => needs.push(self.named(&word)),
                _ => {}
            }
        }
        needs
    }

    /// What the default or check of a domain refers to.
    pub(super) fn over_value(&self, text: &str) -> Vec<ObjectId> {
        let words = self.words(text).into_iter().filter(|word| matches!(kind(word), Some(b'f' | b'e' | b'y')));
        words.map(|word| self.named(&word)).collect()
    }

    /// What a query refers to; a star is all columns that are there now.
    pub(super) fn query(&self, text: &str) -> Vec<ObjectId> {
        let words = self.words(text);
        let named = words.iter().filter(|word| matches!(kind(word), Some(b't' | b'v' | b'f' | b'e' | b'y')));
        let mut needs: Vec<_> = named.map(|word| self.named(word)).collect();
        let tables: Vec<_> = needs
            .iter()
            .filter_map(|id| if let ObjectId::Table(name) = id { Some(name.clone()) } else { None })
            .collect();
        for table in &tables {
            for id in self.objects.keys() {
                if let ObjectId::Column(of, name) = id
                    && of == table
                    && (text.contains("SELECT *") || words.iter().any(|word| *word == **name))
                {
                    needs.push(id.clone());
                }
            }
        }
        needs
    }
}

/// The letter that tells what a word names: those of `t1`, `v1`, `f1`, `e1`, `c1`.
fn kind(word: &str) -> Option<u8> {
    match word.as_bytes() {
        [letter, digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => Some(*letter),
        _ => None,
    }
}

fn labels(literal: &Literal) -> Vec<Name> {
    match literal {
        Literal::Enum(label) => vec![label.clone()],
        Literal::List(items) => items.iter().flat_map(labels).collect(),
        _ => Vec::new(),
    }
}

fn within(name: &QName) -> Option<ObjectId> {
    (!name.is_public()).then(|| ObjectId::Namespace(name.namespace.clone()))
}
