//! Schemas made by hand, in few words.

use underpin_schema::*;

/// A schema and its code side under construction.
#[derive(Default)]
pub struct Build {
    pub schema: Schema,
    pub code: Code,
}

pub fn names(names: &[&str]) -> Vec<Name> {
    names.iter().map(Name::new).collect()
}

/// A unique constraint over columns, as it is where nothing else is said.
pub fn unique(columns: &[&str]) -> Unique {
    let (deferral, options) = Default::default();
    Unique { columns: names(columns), include: vec![], nulls: NullsEqual::Distinct, deferral, options }
}

pub fn qname(text: &str) -> QName {
    let Ok(name) = text.parse();
    name
}

pub fn scalar(kind: ScalarKind) -> Column {
    typed(BaseType::Scalar(Scalar::plain(kind)))
}

pub fn sized(kind: ScalarKind, args: Args) -> Column {
    typed(BaseType::Scalar(Scalar { kind, args }))
}

pub fn datetime() -> Column {
    sized(ScalarKind::Timestamp, Args::One([DATETIME_SECONDS]))
}

pub fn other(text: &str) -> Column {
    typed(BaseType::Other(text.to_owned()))
}

pub fn enumerated(text: &str) -> Column {
    typed(BaseType::Enum(qname(text)))
}

fn typed(base: BaseType) -> Column {
    Column { ty: ColumnType { base, list: false }, nullable: false, default: None, collation: None, comment: None }
}

/// Words that change a column.
pub trait Words: Sized {
    fn optional(self) -> Self;
    fn list(self) -> Self;
    fn filled(self, default: DefaultValue) -> Self;
    fn literal(self, literal: Literal) -> Self {
        self.filled(DefaultValue::Literal(literal))
    }
}

impl Words for Column {
    fn optional(mut self) -> Self {
        self.nullable = true;
        self
    }

    fn list(mut self) -> Self {
        self.ty.list = true;
        self.nullable = true;
        self
    }

    fn filled(mut self, default: DefaultValue) -> Self {
        self.default = Some(default);
        self
    }
}

pub fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

pub fn number(text: &str) -> Literal {
    Literal::Number(text.to_owned())
}

pub fn index(keys: &[&str]) -> Index {
    Index {
        uniqueness: Uniqueness::Any,
        method: IndexMethod::Btree,
        keys: keys.iter().map(|key| ascending(key)).collect(),
        include: Vec::new(),
        predicate: None,
        options: Default::default(),
    }
}

pub fn ascending(column: &str) -> IndexKey {
    IndexKey {
        target: KeyTarget::Column(Name::new(column)),
        order: SortOrder::Asc,
        nulls: NullsPlace::Last,
        operator_class: None,
        collation: None,
    }
}

pub fn descending(column: &str) -> IndexKey {
    IndexKey { order: SortOrder::Desc, nulls: NullsPlace::First, ..ascending(column) }
}

impl Build {
    /// A model whose table has the same name, with the primary key `id` unless there is none of that name.
    pub fn model(&mut self, name: &str, columns: Vec<(&str, Column)>) -> &mut Table {
        let has_id = columns.iter().any(|(column, _)| *column == "id");
        self.mapped(name, name, columns);
        let table = self.schema.tables.get_mut(&qname(name)).unwrap();
        if has_id {
            table.primary_key = Some(PrimaryKey {
                name: format!("{}_pkey", qname(name).name).into(),
                columns: names(&["id"]),
                deferral: Default::default(),
            });
        }
        table
    }

    /// A model over a table of another name; a column `a_b` is the field `aB`.
    pub fn mapped(&mut self, name: &str, table: &str, columns: Vec<(&str, Column)>) -> &mut Table {
        let fields = columns
            .iter()
            .map(|(column, _)| Field {
                name: camel(column).into(),
                column: Name::new(column),
                doc: None,
                client_default: None,
                updated: false,
                pii: None,
                encrypted: false,
            })
            .collect();
        self.code.models.push(Model { name: qname(name).name, table: qname(table), doc: None, fields, tenant: None });
        let table = self.schema.tables.entry(qname(table)).or_default();
        table.columns = columns.into_iter().map(|(name, column)| (Name::new(name), column)).collect();
        table
    }

    pub fn table(&mut self, name: &str) -> &mut Table {
        self.schema.tables.get_mut(&qname(name)).unwrap()
    }

    pub fn last_model(&mut self) -> &mut Model {
        self.code.models.last_mut().unwrap()
    }

    pub fn field(&mut self, name: &str) -> &mut Field {
        self.last_model().fields.iter_mut().find(|field| field.name.as_str() == name).unwrap()
    }

    pub fn enum_type(&mut self, name: &str, ty: &str, values: &[(&str, &str)]) {
        let labels = values.iter().map(|(_, label)| Name::new(label)).collect();
        self.schema.enums.insert(qname(ty), EnumType { values: labels, comment: None });
        let values = values
            .iter()
            .map(|(name, label)| CodeEnumValue { name: Name::new(name), label: Name::new(label), doc: None })
            .collect();
        self.code.enums.push(CodeEnum { name: Name::new(name), ty: qname(ty), doc: None, values });
    }

    /// `"Post.author(authorId) -> User.posts(id)"`, with Prisma's default actions and name unless changed after.
    pub fn relation(&mut self, text: &str) -> Linked<'_> {
        let (from, to) = text.split_once(" -> ").unwrap();
        let ((from, fields), (to, references)) = (end(from), end(to));
        let columns = |build: &Self, end: &RelationEnd, fields: &[Name]| -> Vec<Name> {
            let model = build.code.model(&end.model).unwrap();
            fields.iter().map(|field| model.field(field).unwrap().column.clone()).collect()
        };
        let (own, target) = (columns(self, &from, &fields), columns(self, &to, &references));
        let table = self.code.model(&from.model).unwrap().table.clone();
        let target_table = self.code.model(&to.model).unwrap().table.clone();
        let optional = own.iter().any(|column| self.schema.tables[&table].columns[column].nullable);
        let constraint =
            Name::new(format!("{}_{}_fkey", table.name, own.iter().map(|c| c.as_str()).collect::<Vec<_>>().join("_")));
        let on_delete = if optional { Action::SetNull } else { Action::Restrict };
        self.code.relations.push(Relation {
            name: None,
            from,
            to,
            kind: RelationKind::ForeignKey {
                fields,
                references,
                constraint: constraint.clone(),
                on_delete,
                on_update: Action::Cascade,
                arity: Arity::Many,
                optional,
            },
        });
        let key = ForeignKey {
            columns: own,
            table: target_table,
            references: target,
            on_delete,
            on_update: Action::Cascade,
            matching: Default::default(),
            deferral: Deferral::Never,
            validity: Default::default(),
        };
        let keys = &mut self.schema.tables.get_mut(&table).unwrap().foreign_keys;
        keys.insert(constraint.clone(), key);
        Linked { relation: self.code.relations.last_mut().unwrap(), keys, constraint }
    }

    /// `"Post.tags - Tag.posts"`
    pub fn many_to_many(&mut self, name: Option<&str>, table: &str, ends: &str) {
        let (from, to) = ends.split_once(" - ").unwrap();
        self.code.relations.push(Relation {
            name: name.map(Name::new),
            from: end(&format!("{from}()")).0,
            to: end(&format!("{to}()")).0,
            kind: RelationKind::ManyToMany { table: qname(table) },
        });
        let join = qname(table);
        let key = |end: &str| ForeignKey {
            columns: names(&[end]),
            table: qname(""),
            references: names(&["id"]),
            on_delete: Action::Cascade,
            on_update: Action::Cascade,
            matching: Default::default(),
            deferral: Deferral::Never,
            validity: Default::default(),
        };
        // Prisma calls the model that is first in the alphabet A.
        let mut models = [from, to].map(|end| end.split_once('.').unwrap().0);
        models.sort_unstable();
        let mut made = Table::default();
        for (end, model) in ["A", "B"].into_iter().zip(models) {
            made.columns.insert(end.into(), scalar(ScalarKind::Int));
            let key = ForeignKey { table: self.code.model(model).unwrap().table.clone(), ..key(end) };
            made.foreign_keys.insert(format!("{}_{end}_fkey", join.name).into(), key);
        }
        let name = |suffix| Name::from(format!("{}_{suffix}", join.name));
        made.primary_key =
            Some(PrimaryKey { name: name("AB_pkey"), columns: names(&["A", "B"]), deferral: Default::default() });
        made.indexes.insert(name("B_index"), index(&["B"]));
        self.schema.tables.insert(join, made);
    }
}

/// A relation just made, with the foreign key behind it.
pub struct Linked<'a> {
    relation: &'a mut Relation,
    keys: &'a mut std::collections::BTreeMap<Name, ForeignKey>,
    constraint: Name,
}

impl Linked<'_> {
    pub fn named(self, name: &str) -> Self {
        self.relation.name = Some(Name::new(name));
        self
    }

    pub fn once(self) -> Self {
        if let RelationKind::ForeignKey { arity, .. } = &mut self.relation.kind {
            *arity = Arity::One;
        }
        self
    }

    pub fn acts(self, delete: Action, update: Action) -> Self {
        if let RelationKind::ForeignKey { on_delete, on_update, .. } = &mut self.relation.kind {
            (*on_delete, *on_update) = (delete, update);
        }
        let key = self.keys.get_mut(&self.constraint).unwrap();
        (key.on_delete, key.on_update) = (delete, update);
        self
    }

    pub fn called(mut self, name: &str) -> Self {
        let key = self.keys.remove(&self.constraint).unwrap();
        self.constraint = Name::new(name);
        self.keys.insert(self.constraint.clone(), key);
        if let RelationKind::ForeignKey { constraint, .. } = &mut self.relation.kind {
            *constraint = self.constraint.clone();
        }
        self
    }

    pub fn deferred(self, deferral: Deferral) -> Self {
        self.keys.get_mut(&self.constraint).unwrap().deferral = deferral;
        self
    }
}

fn end(text: &str) -> (RelationEnd, Vec<Name>) {
    let (path, fields) = text.trim_end_matches(')').split_once('(').unwrap();
    let (model, field) = path.split_once('.').unwrap();
    let fields = fields.split(',').map(str::trim).filter(|field| !field.is_empty()).map(Name::new).collect();
    (RelationEnd { model: Name::new(model), field: Name::new(field), doc: None }, fields)
}

fn camel(column: &str) -> String {
    let mut words = column.split('_').filter(|word| !word.is_empty());
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        name.extend(word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)));
    }
    name
}
