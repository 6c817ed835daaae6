//! A small language for schemas in tests: the two sides of a system at once.

use underpin_schema::{
    Action, Args, Arity, BaseType, ClientDefault, Code, CodeEnum, CodeEnumValue, Column, ColumnType, DefaultValue,
    EnumType, Field, ForeignKey, Index, IndexKey, IndexMethod, KeyTarget, Model, NAME_BYTES, Name, NullsEqual, Pii,
    PrimaryKey, QName, Relation, RelationEnd, RelationKind, Scalar, ScalarKind, Schema, SortOrder, Table, Uniqueness,
};

/// A system under construction.
#[derive(Default)]
pub struct System {
    pub schema: Schema,
    pub code: Code,
}

/// A field with its column.
pub struct F {
    pub field: Field,
    pub column: Column,
}

pub fn f(name: &str, kind: ScalarKind) -> F {
    of(name, BaseType::Scalar(Scalar::plain(kind)))
}

pub fn of(name: &str, base: BaseType) -> F {
    F {
        field: Field {
            name: name.into(),
            column: name.into(),
            doc: None,
            client_default: None,
            updated: false,
            pii: None,
            encrypted: false,
        },
        column: Column {
            ty: ColumnType { base, list: false },
            nullable: false,
            default: None,
            collation: None,
            comment: None,
        },
    }
}

impl F {
    pub fn args(mut self, args: Args) -> Self {
        if let BaseType::Scalar(scalar) = &mut self.column.ty.base {
            scalar.args = args;
        }
        self
    }
    pub fn null(mut self) -> Self {
        self.column.nullable = true;
        self
    }
    pub fn list(mut self) -> Self {
        self.column.ty.list = true;
        self
    }
    pub fn map(mut self, column: &str) -> Self {
        self.field.column = column.into();
        self
    }
    pub fn default(mut self, default: DefaultValue) -> Self {
        self.column.default = Some(default);
        self
    }
    pub fn made(mut self, default: ClientDefault) -> Self {
        self.field.client_default = Some(default);
        self
    }
    pub fn updated(mut self) -> Self {
        self.field.updated = true;
        self
    }
    pub fn pii(mut self, pii: Pii) -> Self {
        self.field.pii = Some(pii);
        self
    }
    pub fn encrypted(mut self) -> Self {
        self.field.encrypted = true;
        self
    }
    pub fn doc(mut self, doc: &str) -> Self {
        self.field.doc = Some(doc.to_owned());
        self
    }
}

pub fn names(names: &[&str]) -> Vec<Name> {
    names.iter().map(Name::new).collect()
}

impl System {
    pub fn model(&mut self, name: &str, table: QName, key: &[&str], fields: Vec<F>) -> &mut Model {
        let mut stored = Table::default();
        let mut model = Model { name: name.into(), table: table.clone(), doc: None, fields: Vec::new(), tenant: None };
        for F { field, column } in fields {
            stored.columns.insert(field.column.clone(), column);
            model.fields.push(field);
        }
        if !key.is_empty() {
            let columns = names(key);
            stored.primary_key =
                Some(PrimaryKey { name: cut(&table.name, "_pkey"), columns, deferral: Default::default() });
        }
        if !table.is_public() {
            self.schema.namespaces.insert(table.namespace.clone());
        }
        self.schema.tables.insert(table, stored);
        self.code.models.push(model);
        self.code.models.last_mut().expect("just pushed")
    }

    pub fn unique(&mut self, table: QName, columns: &[&str]) {
        let keys = names(columns).into_iter().map(|name| IndexKey {
            target: KeyTarget::Column(name),
            order: SortOrder::Asc,
            nulls: SortOrder::Asc.default_nulls(),
            operator_class: None,
            collation: None,
        });
        let index = Index {
            uniqueness: Uniqueness::Unique(NullsEqual::Distinct),
            method: IndexMethod::Btree,
            keys: keys.collect(),
            include: Vec::new(),
            predicate: None,
            options: Default::default(),
        };
        let name = format!("{}_{}_key", table.name, columns.join("_"));
        self.schema.tables.get_mut(&table).expect("a table").indexes.insert(name.into(), index);
    }

    pub fn enumeration(&mut self, name: &str, ty: QName, values: &[(&str, &str)]) {
        let labels = values.iter().map(|(_, label)| Name::new(label)).collect();
        self.schema.enums.insert(ty.clone(), EnumType { values: labels, comment: None });
        let values = values.iter().map(|(name, label)| CodeEnumValue {
            name: (*name).into(),
            label: (*label).into(),
            doc: None,
        });
        self.code.enums.push(CodeEnum { name: name.into(), ty, doc: None, values: values.collect() });
    }

    /// `("Post.author", "User.posts")` over `(["authorId"], ["id"])`.
    pub fn relation(&mut self, ends: (&str, &str), fields: (&[&str], &[&str]), (arity, on_delete): (Arity, Action)) {
        let (from, to) = (end(ends.0), end(ends.1));
        let columns = |model: &str, fields: &[&str]| -> (QName, Vec<Name>) {
            let model = self.code.model(model).expect("a model");
            let columns = fields.iter().map(|name| model.field(name).expect("a field").column.clone());
            (model.table.clone(), columns.collect())
        };
        let (table, columns_from) = columns(&from.model, fields.0);
        let (target, references) = columns(&to.model, fields.1);
        let constraint = cut(&format!("{}_{}", table.name, columns_from.join("_")), "_fkey");
        let optional = columns_from.iter().any(|name| self.schema.tables[&table].columns[name].nullable);
        let key = ForeignKey {
            columns: columns_from,
            table: target,
            references,
            on_delete,
            on_update: Action::Cascade,
            matching: Default::default(),
            deferral: Default::default(),
            validity: Default::default(),
        };
        self.schema.tables.get_mut(&table).expect("a table").foreign_keys.insert(constraint.clone(), key);
        let kind = RelationKind::ForeignKey {
            fields: names(fields.0),
            references: names(fields.1),
            constraint,
            on_delete,
            on_update: Action::Cascade,
            arity,
            optional,
        };
        self.code.relations.push(Relation { name: None, from, to, kind });
    }

    /// A many-to-many relation with its join table over the `id`s of both models.
    pub fn many(&mut self, ends: (&str, &str), table: QName) {
        let (from, to) = (end(ends.0), end(ends.1));
        let mut both = [&from, &to];
        both.sort_by_key(|end| (end.model.clone(), end.field.clone()));
        let mut stored = Table::default();
        for (column, end) in ["A", "B"].into_iter().zip(both) {
            let model = self.code.model(&end.model).expect("a model");
            let ty = self.schema.tables[&model.table].columns["id"].ty.clone();
            let key = Column { ty, nullable: false, default: None, collation: None, comment: None };
            stored.columns.insert(column.into(), key);
            let key = ForeignKey {
                columns: names(&[column]),
                table: model.table.clone(),
                references: names(&["id"]),
                on_delete: Action::Cascade,
                on_update: Action::Cascade,
                matching: Default::default(),
                deferral: Default::default(),
                validity: Default::default(),
            };
            stored.foreign_keys.insert(format!("{}_{column}_fkey", table.name).into(), key);
        }
        let name = format!("{}_AB_pkey", table.name).into();
        stored.primary_key = Some(PrimaryKey { name, columns: names(&["A", "B"]), deferral: Default::default() });
        self.schema.tables.insert(table.clone(), stored);
        self.code.relations.push(Relation { name: None, from, to, kind: RelationKind::ManyToMany { table } });
    }
}

/// A name that PostgreSQL does not cut.
fn cut(start: &str, end: &str) -> Name {
    format!("{}{end}", &start[..start.floor_char_boundary(NAME_BYTES - end.len())]).into()
}

fn end(text: &str) -> RelationEnd {
    let (model, field) = text.split_once('.').expect("a model and a field");
    RelationEnd { model: model.into(), field: field.into(), doc: None }
}
