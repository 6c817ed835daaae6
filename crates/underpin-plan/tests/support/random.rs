//! Random schemas from a string of dice: shrinking the dice makes the schema smaller.
//!
//! Names tell what they name: `t1` is a table, `v1` a view, `f1` a function, `e1` an enum type, `l1` a label, `y1` a
//! domain or composite type, `a1` an attribute, `c1` a
//! column, `n1` a schema. So the model can read off a text what it mentions.

use underpin_schema::*;

pub struct Dice<'a> {
    dice: std::slice::Iter<'a, u8>,
}

impl<'a> Dice<'a> {
    pub fn new(dice: &'a [u8]) -> Self {
        Self { dice: dice.iter() }
    }

    /// A number below `sides`; 0 when the dice run out.
    pub fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.dice.next().copied().unwrap_or(0)) % sides.max(1)
    }

    /// True once in `sides` rolls; false when the dice run out.
    pub fn once_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == sides - 1
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.roll(from.len())].clone()) }
    }
}

fn name(prefix: &str, number: usize) -> Name {
    Name::from(format!("{prefix}{number}"))
}

fn comment(dice: &mut Dice<'_>) -> Option<String> {
    dice.once_in(3).then(|| format!("said {}", dice.roll(3)))
}

/// A schema in which nothing needs itself in a circle, but for foreign keys.
pub fn schema(dice: &mut Dice<'_>) -> Schema {
    let mut schema = Schema::default();
    for number in 0..dice.roll(3) {
        schema.namespaces.insert(name("n", number));
    }
    if dice.once_in(2) {
        schema.extensions.insert("citext".into(), Extension::default());
    }
    let namespaces: Vec<Name> = std::iter::once(PUBLIC.into()).chain(schema.namespaces.iter().cloned()).collect();
    let qualified = |dice: &mut Dice<'_>, name: Name| QName::new(dice.pick(&namespaces).unwrap(), name);
    for number in 0..dice.roll(3) {
        let values = (0..1 + dice.roll(4)).map(|value| name("l", number * 10 + value)).collect();
        let key = qualified(dice, name("e", number));
        schema.enums.insert(key, EnumType { values, comment: comment(dice) });
    }
    let enums: Vec<_> = schema.enums.keys().cloned().collect();
    for number in 0..dice.roll(4) {
        let key = qualified(dice, name("y", number));
        let ty = user_type(dice, &schema, number);
        schema.types.insert(key, ty);
    }
    let named: Vec<_> = enums.iter().chain(schema.types.keys()).cloned().collect();
    for number in 0..dice.roll(3) {
        let key = qualified(dice, name("s", number));
        let options = SequenceOptions {
            start: dice.once_in(3).then_some(7),
            increment: dice.once_in(3).then_some(10),
            max: dice.once_in(4).then_some(500),
            ..SequenceOptions::default()
        };
        schema.sequences.insert(key, Sequence { options, owner: None, comment: comment(dice) });
    }
    // Even functions call even ones alone, so that defaults may call them; odd ones read tables.
    let functions: Vec<_> = (0..dice.roll(5)).map(|number| qualified(dice, name("f", number))).collect();
    let tables: Vec<_> = (0..1 + dice.roll(6)).map(|number| qualified(dice, name("t", number))).collect();
    let pure: Vec<_> = functions.iter().step_by(2).cloned().collect();
    for table in &tables {
        let value = self::table(dice, &schema, &table.name, &pure);
        schema.tables.insert(table.clone(), value);
    }
    for name in schema.sequences.keys().cloned().collect::<Vec<_>>() {
        let near: Vec<_> = tables.iter().filter(|table| table.namespace == name.namespace).cloned().collect();
        if let Some(table) = dice.pick(&near).filter(|_| dice.once_in(3)) {
            schema.sequences.get_mut(&name).unwrap().owner = Some((table, "c0".into()));
        }
    }
    for table in &tables {
        hang_on(dice, &mut schema, table, &tables, &functions);
    }
    for (number, key) in functions.iter().enumerate() {
        let callee = if number >= 2 && dice.once_in(2) { format!("f{}(1)", number - 2) } else { "1".to_owned() };
        let body = if number % 2 == 0 {
            format!("select {callee}")
        } else {
            match dice.pick(&tables) {
                Some(table) => format!("select t.c0 as v9, {callee} from {table} t"),
                None => format!("select {callee}"),
            }
        };
        // Odd ones are called by triggers and views alone, so their argument may have a type of its own.
        let ty = if number % 2 == 1 && dice.once_in(3) { dice.pick(&named) } else { None };
        let ty = ty.map_or_else(|| "integer".to_owned(), |name| name.to_string());
        let function = Function {
            arguments: format!("x {ty}"),
            returns: "integer".into(),
            language: if number % 4 == 1 { "plpgsql".into() } else { "sql".into() },
            volatility: Volatility::Immutable,
            security: Security::Invoker,
            traits: Default::default(),
            settings: Vec::new(),
            body: Expr::new(body),
            margins: Margins::default(),
            depends: Vec::new(),
            comment: comment(dice),
        };
        schema.functions.insert(Signature { name: key.clone(), args: ty }, function);
    }
    for number in 0..dice.roll(4) {
        let key = qualified(dice, name("v", number));
        let from = match dice.pick(&tables) {
            Some(table) if number == 0 || dice.once_in(2) => table,
            _ => QName::public(name("v", number.saturating_sub(1))),
        };
        let storage = if dice.once_in(3) { ViewStorage::Materialized } else { ViewStorage::Plain };
        let signatures: Vec<_> = schema.functions.keys().cloned().collect();
        let depends = dice.pick(&signatures).filter(|_| dice.once_in(3)).map(ObjectId::Function);
        let query = if number == 0 || from.name.starts_with('t') {
            let columns = if dice.once_in(3) { "*" } else { "c0" };
            Expr::new(format!("SELECT {columns} FROM {from}"))
        } else {
            Expr::new(format!("SELECT 1 FROM {from}"))
        };
        let (options, indexes) = Default::default();
        let depends = depends.into_iter().collect();
        let view =
            View { storage, options, query, indexes, triggers: Default::default(), depends, comment: comment(dice) };
        schema.views.insert(key, view);
    }
    // A view over one that got another name: none.
    schema
}

/// A type that is made of those before it.
fn user_type(dice: &mut Dice<'_>, schema: &Schema, number: usize) -> UserType {
    let enums: Vec<_> = schema.enums.keys().cloned().collect();
    let types: Vec<_> = schema.types.keys().cloned().collect();
    let part = |dice: &mut Dice<'_>| {
        let int = BaseType::Scalar(Scalar::plain(ScalarKind::Int));
        let base = match dice.roll(4) {
            1 => dice.pick(&enums).map_or(int, BaseType::Enum),
            2 => dice.pick(&types).map_or(int, BaseType::Type),
            _ => int,
        };
        ColumnType { base, list: dice.once_in(4) }
    };
    if dice.once_in(2) {
        let attributes = (0..1 + dice.roll(3))
            .map(|at| Attribute { name: name("a", number * 10 + at), ty: part(dice), collation: None })
            .collect();
        return UserType::Composite(Composite { attributes, comment: comment(dice) });
    }
    let check = |at| (Name::from(format!("k_y{number}_{at}")), Check::new(Expr::new("VALUE > 1")));
    UserType::Domain(Domain {
        ty: part(dice),
        required: dice.once_in(4),
        default: dice.once_in(3).then(|| DefaultValue::Sql(Expr::new("1"))),
        collation: None,
        checks: (0..dice.roll(3)).map(check).collect(),
        comment: comment(dice),
    })
}

fn table(dice: &mut Dice<'_>, schema: &Schema, own: &Name, pure: &[QName]) -> Table {
    let mut table = Table { comment: comment(dice), ..Table::default() };
    let enums: Vec<_> = schema.enums.iter().collect();
    let int = || ColumnType { base: BaseType::Scalar(Scalar::plain(ScalarKind::Int)), list: false };
    let plain = |ty| Column { ty, nullable: false, default: None, collation: None, comment: None };
    table.columns.insert("c0".into(), plain(int()));
    table.primary_key =
        Some(PrimaryKey { name: format!("pk_{own}").into(), columns: vec!["c0".into()], deferral: Default::default() });
    let types: Vec<_> = schema.types.keys().cloned().collect();
    let sequences: Vec<_> = schema.sequences.keys().cloned().collect();
    for number in 1..1 + dice.roll(5) {
        let mut column = plain(int());
        column.comment = comment(dice);
        column.nullable = dice.once_in(2);
        match dice.roll(9) {
            8 => {
                if let Some(name) = dice.pick(&types) {
                    column.ty = ColumnType { base: BaseType::Type(name), list: dice.once_in(4) };
                }
            }
            1 => column.default = Some(DefaultValue::Literal(Literal::Number("1".into()))),
            2 => {
                if let Some((name, ty)) = dice.pick(&enums) {
                    column.ty = ColumnType { base: BaseType::Enum(name.clone()), list: dice.once_in(3) };
                    let label = Literal::Enum(dice.pick(&ty.values).unwrap());
                    let label = if column.ty.list { Literal::List(vec![label]) } else { label };
                    column.default = dice.once_in(2).then_some(DefaultValue::Literal(label));
                }
            }
            3 if schema.extensions.contains_key("citext") => column.ty.base = BaseType::Other("citext".into()),
            4 => {
                if let Some(function) = dice.pick(pure) {
                    column.default = Some(DefaultValue::Sql(Expr::new(format!("{}(1)", function.name))));
                }
            }
            5 => column.default = Some(DefaultValue::Generated(Expr::new("c0 + 1"))),
            7 => {
                if let Some(sequence) = dice.pick(&sequences) {
                    column.default = Some(DefaultValue::Sql(Expr::new(format!("nextval('{sequence}')"))));
                }
            }
            6 => {
                column.nullable = false;
                column.default = Some(DefaultValue::Identity(Identity::BY_DEFAULT));
            }
            _ => {}
        }
        table.columns.insert(name("c", number), column);
    }
    table
}

fn hang_on(dice: &mut Dice<'_>, schema: &mut Schema, table: &QName, tables: &[QName], functions: &[QName]) {
    let mut value = schema.tables.get(table).cloned().unwrap_or_default();
    let columns: Vec<_> = value.columns.keys().cloned().collect();
    let own = |kind: &str, number: usize| Name::from(format!("{kind}_{}_{number}", table.name));
    let call = |dice: &mut Dice<'_>| {
        let column = dice.pick(&columns).unwrap();
        match dice.pick(functions) {
            Some(function) if function.name.trim_start_matches('f').parse::<usize>().unwrap() % 2 == 0 => {
                format!("{}({column}) > 0", function.name)
            }
            _ => format!("{column} > 0"),
        }
    };
    if dice.once_in(3) {
        let key = Unique {
            columns: vec![dice.pick(&columns).unwrap()],
            include: Vec::new(),
            nulls: NullsEqual::Distinct,
            deferral: Default::default(),
            options: Default::default(),
        };
        value.uniques.insert(own("u", 0), key);
    }
    for number in 0..dice.roll(3) {
        let column = dice.pick(&columns).unwrap();
        let key = IndexKey {
            target: KeyTarget::Column(column),
            order: SortOrder::Asc,
            nulls: NullsPlace::Last,
            operator_class: None,
            collation: None,
        };
        let uniqueness = if dice.once_in(2) { Uniqueness::Unique(NullsEqual::Distinct) } else { Uniqueness::Any };
        let predicate = dice.once_in(3).then(|| Expr::new(call(dice)));
        let method = IndexMethod::Btree;
        let index =
            Index { uniqueness, method, keys: vec![key], include: Vec::new(), predicate, options: Default::default() };
        // The model reads off the name whether a foreign key may refer to it.
        let referable = uniqueness != Uniqueness::Any && index.predicate.is_none();
        if dice.once_in(4) {
            let operators = Operator::new(None, "=").into_iter().collect();
            let index = Index { uniqueness: Uniqueness::Any, ..index.clone() };
            value.exclusions.insert(own("x", number), Exclusion { index, operators, deferral: Deferral::Never });
        }
        value.indexes.insert(own(if referable { "q" } else { "i" }, number), index);
    }
    for number in 0..dice.roll(3) {
        let other = dice.pick(tables).unwrap();
        // To the primary key, or to whatever unique index there is.
        let unique = schema.tables[&other]
            .indexes
            .values()
            .find(|index| matches!(index.uniqueness, Uniqueness::Unique(_)) && index.predicate.is_none());
        let target = unique.filter(|_| dice.once_in(2)).map(|index| index.keys[0].target.clone());
        let references = match target {
            Some(KeyTarget::Column(name)) => vec![name],
            Some(KeyTarget::Expr(_)) | None => vec!["c0".into()],
        };
        let key = ForeignKey {
            columns: vec![dice.pick(&columns).unwrap()],
            table: other,
            references,
            on_delete: Action::Cascade,
            on_update: Action::NoAction,
            matching: Default::default(),
            deferral: Deferral::Never,
            validity: Default::default(),
        };
        value.foreign_keys.insert(own("fk", number), key);
    }
    if dice.once_in(3) {
        value.checks.insert(own("k", 0), Check::new(Expr::new(call(dice))));
    }
    value.row_security = dice.pick(&[RowSecurity::Off, RowSecurity::Enabled, RowSecurity::Forced]).unwrap();
    if dice.once_in(2) {
        let other = dice.pick(tables).unwrap();
        let policy = Policy {
            mode: PolicyMode::Permissive,
            command: PolicyCommand::All,
            roles: Vec::new(),
            using: Some(Expr::new(format!("exists (select 1 from {other}) and {}", call(dice)))),
            check: None,
            comment: comment(dice),
        };
        value.policies.insert(own("p", 0), policy);
    }
    if let Some(function) = dice.pick(functions).filter(|_| dice.once_in(2)) {
        let trigger = Trigger {
            timing: TriggerTiming::Before,
            events: vec![TriggerEvent::Insert, TriggerEvent::Update(vec![dice.pick(&columns).unwrap()])],
            level: TriggerLevel::Row,
            when: None,
            function,
            arguments: Vec::new(),
            comment: comment(dice),
        };
        value.triggers.insert(own("g", 0), trigger);
    }
    schema.tables.insert(table.clone(), value);
}
