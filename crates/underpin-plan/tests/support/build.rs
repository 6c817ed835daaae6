//! Schemas written by hand, in few words.

use underpin_schema::*;

/// A schema, built by what the function adds to it.
pub fn schema(build: impl FnOnce(&mut Build)) -> Schema {
    let mut built = Build::default();
    build(&mut built);
    built.schema
}

/// The same schema with more, or other, in it.
pub fn changed(schema: &Schema, build: impl FnOnce(&mut Build)) -> Schema {
    let mut built = Build { schema: schema.clone() };
    build(&mut built);
    built.schema
}

#[derive(Default)]
pub struct Build {
    pub schema: Schema,
}

pub fn qname(text: &str) -> QName {
    let Ok(name) = text.parse();
    name
}

pub fn names(text: &str) -> Vec<Name> {
    text.split_whitespace().map(Name::from).collect()
}

impl Build {
    pub fn enum_type(&mut self, name: &str, values: &str) {
        self.schema.enums.insert(qname(name), EnumType { values: names(values), comment: None });
    }

    /// A table from one line per column: `name type[?] [= default]`. The type is `int`, `text`, `uuid`, an enum type of
    /// the schema or `pg(...)`; the default a number, a text, a label, `now()`, or `sql ...`, `as ...`. The first column is the
    /// primary key.
    pub fn table(&mut self, name: &str, columns: &str) {
        let columns: Vec<_> =
            columns.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| self.parse(line)).collect();
        let key = PrimaryKey {
            name: format!("{name}_pkey").into(),
            columns: vec![columns[0].0.clone()],
            deferral: Default::default(),
        };
        let table = Table { columns: columns.into_iter().collect(), primary_key: Some(key), ..Table::default() };
        self.schema.tables.insert(qname(name), table);
    }

    pub fn column(&mut self, table: &str, line: &str) {
        let (name, column) = self.parse(line);
        self.on(table).columns.insert(name, column);
    }

    fn parse(&self, line: &str) -> (Name, Column) {
        let (head, default) = line.split_once(" = ").map_or((line, None), |(head, default)| (head, Some(default)));
        let (name, ty) = head.split_once(' ').unwrap();
        let nullable = ty.ends_with('?');
        let ty = ty.trim_end_matches('?');
        let scalar = |kind| BaseType::Scalar(Scalar::plain(kind));
        let base = match ty {
            "int" => scalar(ScalarKind::Int),
            "text" => scalar(ScalarKind::Text),
            "uuid" => scalar(ScalarKind::Uuid),
            _ => match ty.strip_prefix("pg(") {
                Some(other) => BaseType::Other(other.trim_end_matches(')').to_owned()),
                None => BaseType::Enum(qname(ty)),
            },
        };
        let default = default.map(|default| match (default.split_once(' '), &base) {
            _ if default == "now()" => DefaultValue::Now,
            (Some(("sql", expr)), _) => DefaultValue::Sql(Expr::new(expr)),
            (Some(("as", expr)), _) => DefaultValue::Generated(Expr::new(expr)),
            (_, BaseType::Enum(_)) => DefaultValue::Literal(Literal::Enum(default.into())),
            _ if default.parse::<i64>().is_ok() => DefaultValue::Literal(Literal::Number(default.into())),
            _ => DefaultValue::Literal(Literal::Text(default.into())),
        });
        (
            name.into(),
            Column { ty: ColumnType { base, list: false }, nullable, default, collation: None, comment: None },
        )
    }

    pub fn on(&mut self, table: &str) -> &mut Table {
        self.schema.tables.get_mut(&qname(table)).expect("the table is there")
    }

    pub fn index(&mut self, table: &str, name: &str, columns: &str) -> &mut Index {
        let key = |name| IndexKey {
            target: KeyTarget::Column(name),
            order: SortOrder::Asc,
            nulls: NullsPlace::Last,
            operator_class: None,
            collation: None,
        };
        let index = Index {
            uniqueness: Uniqueness::Any,
            method: IndexMethod::Btree,
            keys: names(columns).into_iter().map(key).collect(),
            include: Vec::new(),
            predicate: None,
            options: Default::default(),
        };
        let indexes = &mut self.on(table).indexes;
        indexes.insert(name.into(), index);
        indexes.get_mut(name).unwrap()
    }

    /// A foreign key: `author_id -> users.id`.
    pub fn foreign_key(&mut self, table: &str, text: &str) {
        let (columns, target) = text.split_once(" -> ").unwrap();
        let (other, references) = target.split_once('.').unwrap();
        let key = ForeignKey {
            columns: names(columns),
            table: qname(other),
            references: names(references),
            on_delete: Action::Restrict,
            on_update: Action::Cascade,
            matching: Default::default(),
            deferral: Deferral::Never,
            validity: Default::default(),
        };
        let name = format!("{table}_{}_fkey", columns.replace(' ', "_"));
        self.on(table).foreign_keys.insert(name.into(), key);
    }

    pub fn check(&mut self, table: &str, name: &str, expr: &str) {
        self.on(table).checks.insert(name.into(), Check::new(Expr::new(expr)));
    }

    pub fn policy(&mut self, table: &str, name: &str, using: &str) {
        let policy = Policy {
            mode: PolicyMode::Permissive,
            command: PolicyCommand::All,
            roles: Vec::new(),
            using: Some(Expr::new(using)),
            check: None,
            comment: None,
        };
        self.on(table).policies.insert(name.into(), policy);
    }

    pub fn trigger(&mut self, table: &str, name: &str, function: &str) {
        let trigger = Trigger {
            timing: TriggerTiming::Before,
            events: vec![TriggerEvent::Insert],
            level: TriggerLevel::Row,
            when: None,
            function: qname(function),
            arguments: Vec::new(),
            comment: None,
        };
        self.on(table).triggers.insert(name.into(), trigger);
    }

    /// A function without arguments: `sql` or `plpgsql`, its result, its body.
    pub fn function(&mut self, name: &str, language: &str, body: &str) -> &mut Function {
        let function = Function {
            arguments: String::new(),
            returns: if language == "sql" { "integer".into() } else { "trigger".into() },
            language: language.into(),
            volatility: Volatility::Volatile,
            security: Security::Invoker,
            traits: Default::default(),
            settings: Vec::new(),
            body: Expr::new(body),
            margins: Margins::default(),
            depends: Vec::new(),
            comment: None,
        };
        let signature = Signature { name: qname(name), args: String::new() };
        self.schema.functions.insert(signature.clone(), function);
        self.schema.functions.get_mut(&signature).unwrap()
    }

    pub fn view(&mut self, name: &str, query: &str) -> &mut View {
        let storage = ViewStorage::Plain;
        let (options, indexes) = Default::default();
        let view = View {
            storage,
            options,
            query: Expr::new(query),
            indexes,
            triggers: Default::default(),
            depends: Vec::new(),
            comment: None,
        };
        self.schema.views.insert(qname(name), view);
        self.schema.views.get_mut(&qname(name)).unwrap()
    }
}

/// A resolved system whose objects all have a place: bytes that tell them apart.
pub fn placed(schema: &Schema, intents: Intents) -> Resolved {
    let mut origins = Origins::default();
    let mut objects = Vec::new();
    for (name, table) in &schema.tables {
        objects.push(ObjectId::Table(name.clone()));
        objects.extend(table.columns.keys().map(|column| ObjectId::Column(name.clone(), column.clone())));
    }
    objects.extend(schema.enums.keys().cloned().map(ObjectId::Enum));
    objects.extend(schema.views.keys().cloned().map(ObjectId::View));
    objects.extend(schema.functions.keys().cloned().map(ObjectId::Function));
    for (start, object) in (0u32..).step_by(10).zip(objects) {
        origins.record(object, Span { file: FileId(0), start, end: start + 5 });
    }
    Resolved { schema: schema.clone(), intents, origins, ..Resolved::default() }
}

/// A value from a place in the specs far from all others.
pub fn located<T>(value: T) -> Located<T> {
    Located::new(value, Span { file: FileId(0), start: 900, end: 905 })
}
