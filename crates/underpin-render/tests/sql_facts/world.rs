//! A small database with rows, as the objects that it is created from.

use std::sync::Arc;

use underpin_plan::{Object, Op, Pair};
use underpin_schema::*;

use super::typed;

pub fn name(text: &str) -> Name {
    Name::new(text)
}

pub fn table(text: &str) -> QName {
    QName::public(text)
}

pub fn names(list: &[&str]) -> Vec<Name> {
    list.iter().map(|text| name(text)).collect()
}

pub fn scalar(kind: ScalarKind) -> ColumnType {
    ColumnType { base: BaseType::Scalar(Scalar::plain(kind)), list: false }
}

pub fn varchar(length: u32) -> ColumnType {
    ColumnType { base: BaseType::Scalar(Scalar { kind: ScalarKind::Varchar, args: Args::One([length]) }), list: false }
}

pub fn decimal(digits: u32, scale: u32) -> ColumnType {
    let args = Args::Two(digits, scale);
    ColumnType { base: BaseType::Scalar(Scalar { kind: ScalarKind::Decimal, args }), list: false }
}

pub fn timestamp(digits: u32) -> ColumnType {
    let args = Args::One([digits]);
    ColumnType { base: BaseType::Scalar(Scalar { kind: ScalarKind::Timestamp, args }), list: false }
}

pub fn enumeration(of: &QName) -> ColumnType {
    ColumnType { base: BaseType::Enum(of.clone()), list: false }
}

pub fn list(ty: ColumnType) -> ColumnType {
    ColumnType { list: true, ..ty }
}

pub fn column(ty: ColumnType) -> Column {
    Column { ty, nullable: true, default: None, collation: None, comment: None }
}

pub fn required(ty: ColumnType) -> Column {
    Column { nullable: false, ..column(ty) }
}

pub fn with(default: DefaultValue, column: Column) -> Column {
    Column { default: Some(default), ..column }
}

pub fn columns(list: &[(&str, Column)]) -> Table {
    Table { columns: list.iter().map(|(text, column)| (name(text), column.clone())).collect(), ..Table::default() }
}

pub fn role() -> QName {
    QName::new("n s", "Role")
}

pub fn enum_type(labels: &[&str]) -> EnumType {
    EnumType { values: names(labels), comment: None }
}

pub fn to_parent() -> ForeignKey {
    ForeignKey {
        columns: names(&["parentId"]),
        table: table("Parent"),
        references: names(&["id"]),
        on_delete: Action::Cascade,
        on_update: Action::NoAction,
        matching: Default::default(),
        deferral: Deferral::Never,
        validity: Default::default(),
    }
}

pub fn unique(columns: &[&str]) -> Unique {
    Unique {
        columns: names(columns),
        include: vec![],
        nulls: NullsEqual::Distinct,
        deferral: Default::default(),
        options: Default::default(),
    }
}

pub fn index(columns: &[&str], uniqueness: Uniqueness) -> Index {
    let key = |column: &&str| IndexKey {
        target: KeyTarget::Column(name(column)),
        order: SortOrder::Asc,
        nulls: NullsPlace::Last,
        operator_class: None,
        collation: None,
    };
    Index {
        uniqueness,
        method: IndexMethod::Btree,
        keys: columns.iter().map(key).collect(),
        include: vec![],
        predicate: None,
        options: Default::default(),
    }
}

pub fn touch() -> (Signature, Function) {
    let signature = Signature { name: table("touch"), args: String::new() };
    let function = Function {
        arguments: String::new(),
        returns: "trigger".to_owned(),
        language: name("plpgsql"),
        volatility: Volatility::Volatile,
        security: Security::Invoker,
        traits: Default::default(),
        settings: vec![],
        body: Expr::new("BEGIN RETURN NEW; END"),
        margins: Margins::default(),
        depends: vec![],
        comment: None,
    };
    (signature, function)
}

/// A function that nothing calls.
pub fn unused() -> Signature {
    Signature { name: table("unused"), args: String::new() }
}

pub fn on_write() -> Trigger {
    Trigger {
        timing: TriggerTiming::Before,
        events: vec![TriggerEvent::Update(names(&["label"]))],
        level: TriggerLevel::Row,
        when: None,
        function: table("touch"),
        arguments: vec![],
        comment: None,
    }
}

pub fn own_rows() -> Policy {
    Policy {
        mode: PolicyMode::Permissive,
        command: PolicyCommand::All,
        roles: vec![],
        using: Some(Expr::new("id > 0")),
        check: None,
        comment: None,
    }
}

pub fn view(storage: ViewStorage) -> View {
    View {
        storage,
        options: Default::default(),
        query: Expr::new("SELECT \"parentId\" FROM \"Loose\""),
        indexes: Default::default(),
        triggers: Default::default(),
        depends: vec![],
        comment: None,
    }
}

pub fn exclusion(column: &str) -> Exclusion {
    let operators = Operator::new(None, "=").into_iter().collect();
    Exclusion { index: index(&[column], Uniqueness::Any), operators, deferral: Default::default() }
}

pub fn check(expr: &str) -> Check {
    Check::new(Expr::new(expr))
}

pub fn primary_key(of: &str) -> PrimaryKey {
    PrimaryKey { name: name(of), columns: names(&["id"]), deferral: Default::default() }
}

/// The tables: one that is referred to, one that refers to it, and one with columns that nothing hangs on yet.
pub fn tables() -> [(QName, Table); 4] {
    let int = || scalar(ScalarKind::Int);
    let text = || column(scalar(ScalarKind::Text));
    let mut parent = columns(&[
        ("id", with(DefaultValue::SERIAL, required(int()))),
        ("code", required(varchar(10))),
        ("note", text()),
    ]);
    parent.primary_key = Some(primary_key("Parent_pkey"));
    parent.uniques.insert(name("Parent_code_key"), unique(&["code"]));
    parent.checks.insert(name("positive"), check("id > 0"));
    let mut child = columns(&[
        ("id", with(DefaultValue::Identity(Identity::ALWAYS), required(scalar(ScalarKind::BigInt)))),
        ("parentId", column(int())),
        ("label", text()),
        ("role", with(DefaultValue::Literal(Literal::Enum(name("A"))), column(enumeration(&role())))),
        ("twice", with(DefaultValue::Generated(Expr::new("\"parentId\" * 2")), column(int()))),
    ]);
    child.primary_key = Some(primary_key("Child_pkey"));
    let mut guarded = columns(&[("id", required(int()))]);
    guarded.primary_key = Some(primary_key("Guarded_pkey"));
    let loose = columns(&[
        ("a", required(int())),
        ("b", column(int())),
        ("c", text()),
        ("v", column(varchar(20))),
        ("n", column(decimal(10, 2))),
        ("at", column(timestamp(3))),
        ("role", column(enumeration(&role()))),
        ("roles", column(list(enumeration(&role())))),
        ("parentId", column(int())),
    ]);
    [(table("Parent"), parent), (table("Child"), child), (table("Guarded"), guarded), (table("Loose"), loose)]
}

/// A sequence that stands for itself.
pub fn numbers() -> QName {
    QName::public("numbers")
}

/// All objects, in an order in which they can be created.
pub fn objects() -> Vec<Object> {
    let mut objects = vec![
        Object::Namespace(name("n s")),
        Object::Namespace(name("other")),
        Object::Namespace(name("extensions")),
        Object::Enum(role(), enum_type(&["A", "B", "C"])),
        Object::Enum(QName::public("State"), enum_type(&["on", "off"])),
    ];
    objects.extend(typed::types());
    let (own, created) = typed::typed();
    objects.push(Object::Table(own, Arc::new(created)));
    objects.push(Object::Sequence(numbers(), Sequence::default()));
    objects.extend(tables().map(|(name, table)| Object::Table(name, Arc::new(table))));
    let (signature, function) = touch();
    objects.extend([
        Object::ForeignKey(table("Child"), name("Child_parentId_fkey"), to_parent()),
        Object::ForeignKey(
            table("Child"),
            name("Child_again_fkey"),
            ForeignKey { validity: Validity::NotValid, ..to_parent() },
        ),
        Object::Check(table("Child"), name("sure"), Check { validity: Validity::NotValid, ..check("id > 0") }),
        Object::Index(table("Child"), name("Child_parentId_idx"), Box::new(index(&["parentId"], Uniqueness::Any))),
        Object::Function(signature, function.clone()),
        Object::Function(unused(), function),
        Object::Exclusion(table("Parent"), name("no two codes"), Box::new(exclusion("code"))),
        Object::Trigger(table("Child"), name("on_write"), on_write()),
        Object::Policy(table("Guarded"), name("own rows"), own_rows()),
        Object::View(table("plain"), view(ViewStorage::Plain)),
        Object::View(table("stored"), view(ViewStorage::Materialized)),
    ]);
    objects
}

/// What makes the database.
pub fn creation() -> Vec<Op> {
    let mut ops: Vec<Op> = objects().into_iter().map(Op::Create).collect();
    ops.push(Op::SetRowSecurity(table("Guarded"), Pair { old: RowSecurity::Off, new: RowSecurity::Enabled }));
    ops
}

/// The object of that address.
pub fn object(id: &ObjectId) -> Object {
    objects().into_iter().find(|object| object.id() == *id).expect("the world has it")
}

/// The rows.
pub const ROWS: &str = r#"
    INSERT INTO "Parent" (code, note) SELECT 'p' || i, CASE WHEN i % 2 = 0 THEN 'even' END FROM generate_series(1, 50) i;
    INSERT INTO "Child" ("parentId", label, role)
        SELECT 1 + i % 50, 'label ' || i, CASE i % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'B' ELSE 'C' END::"n s"."Role"
        FROM generate_series(1, 200) i;
    INSERT INTO "Guarded" SELECT generate_series(1, 20);
    INSERT INTO "Loose"
        SELECT i, i, 'c' || i, 'v' || i, i + 0.25, timestamp '2024-01-31 23:59:59.999',
            'A', ARRAY['A', 'B', NULL]::"n s"."Role"[], 1 + i % 50
        FROM generate_series(1, 100) i;
"#;
