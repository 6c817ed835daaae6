//! One operation of each kind, on the objects of the world.

use std::sync::Arc;

use underpin_plan::{
    Access, AccessWay, CommentOn, DataStep, Fill, FillRows, FillValue, Numbering, Object, Op, Pair, Phase,
    Precondition, TypeChange, Using, ValuePlace,
};
use underpin_schema::*;

use super::{typed, world::*};

/// The constraint with another validity than it has in the world.
fn validity(object: Object, validity: Validity) -> Op {
    let with = |validity| match object.clone() {
        Object::Check(table, name, check) => Object::Check(table, name, Check { validity, ..check }),
        Object::ForeignKey(table, name, key) => Object::ForeignKey(table, name, ForeignKey { validity, ..key }),
        other => other,
    };
    let old = if validity.is_valid() { Validity::NotValid } else { Validity::Valid };
    Op::SetValidity(Box::new(Pair { old: with(old), new: with(validity) }))
}

fn part(of: fn(QName, Name) -> ObjectId, on: &str, called: &str) -> ObjectId {
    of(table(on), name(called))
}

fn rename(old: ObjectId, new: ObjectId) -> Op {
    Op::Rename(Pair { old, new })
}

fn renamed_part(of: fn(QName, Name) -> ObjectId, on: &str, old: &str) -> Op {
    rename(part(of, on, old), part(of, on, "it's \"new\""))
}

fn add(on: &str, column: Column) -> Op {
    Op::Create(Object::Column(table(on), name("added"), Box::new(column)))
}

fn change(column: &str, old: ColumnType, new: ColumnType, using: Using, back: Using) -> Op {
    changes(vec![type_change(column, old, new, using, back)])
}

fn changes(changes: Vec<TypeChange>) -> Op {
    Op::AlterTypes(table("Loose"), changes)
}

fn type_change(column: &str, old: ColumnType, new: ColumnType, using: Using, back: Using) -> TypeChange {
    let collation = Pair { old: None, new: None };
    TypeChange { column: name(column), ty: Pair { old, new }, collation, using, back: Ok(back) }
}

fn fill(on: &str, column: &str, value: FillValue, rows: FillRows) -> Op {
    Op::Fill(Fill { table: table(on), column: name(column), value, rows, quiet: Vec::new() })
}

/// Every operation that is tried.
pub fn ops() -> Vec<Op> {
    let mut ops = creations();
    ops.extend(drops());
    ops.extend(renames());
    ops.extend(alterations());
    ops.extend(conversions());
    ops.extend(questions());
    ops.extend(data());
    ops.extend(typed::ops());
    ops
}

fn creations() -> Vec<Op> {
    let int = || scalar(ScalarKind::Int);
    let sql = |text: &str| DefaultValue::Sql(Expr::new(text));
    let loose = || table("Loose");
    let (_, function) = touch();
    let mut other = columns(&[("id", required(int())), ("parentId", column(int()))]);
    other.primary_key = Some(primary_key("Other_pkey"));
    let pkey = PrimaryKey { name: name("Loose_pkey"), columns: names(&["a"]), deferral: Default::default() };
    let own = Function { arguments: "a integer".to_owned(), ..function };
    let mut ops = vec![
        Op::Create(Object::Namespace(name("made"))),
        Op::Create(Object::Enum(QName::new("n s", "Made"), enum_type(&["x", "y"]))),
        Op::Create(Object::Sequence(
            QName::new("n s", "made"),
            Sequence {
                options: SequenceOptions { increment: Some(-3), cycle: true, ..SequenceOptions::default() },
                ..Sequence::default()
            },
        )),
        Op::Create(Object::Table(QName::new("n s", "Other"), Arc::new(other))),
        Op::Create(Object::PrimaryKey(loose(), pkey)),
        Op::Create(Object::Unique(loose(), name("Loose_a_key"), unique(&["a"]))),
        Op::Create(Object::Index(loose(), name("Loose_b_idx"), Box::new(index(&["b"], Uniqueness::Any)))),
        Op::Create(Object::Index(
            loose(),
            name("Loose_b_key"),
            Box::new(index(&["b"], Uniqueness::Unique(NullsEqual::Distinct))),
        )),
        Op::Create(Object::ForeignKey(loose(), name("Loose_parentId_fkey"), to_parent())),
        Op::Create(Object::Check(loose(), name("a is set"), check("a > 0"))),
        Op::Create(Object::Exclusion(loose(), name("no two"), Box::new(exclusion("a")))),
        Op::Create(Object::Trigger(
            loose(),
            name("made"),
            Trigger { events: vec![TriggerEvent::Insert], ..on_write() },
        )),
        Op::Create(Object::Policy(loose(), name("made"), Policy { using: Some(Expr::new("a > 0")), ..own_rows() })),
        Op::Create(Object::View(QName::new("n s", "made"), view(ViewStorage::Plain))),
        Op::Create(Object::View(table("made"), view(ViewStorage::Materialized))),
        Op::Create(Object::Function(
            Signature { name: QName::new("n s", "made"), args: "integer".to_owned() },
            Function { returns: "integer".to_owned(), language: name("sql"), body: Expr::new("SELECT a + 1"), ..own },
        )),
    ];
    ops.extend(
        [
            column(int()),
            with(DefaultValue::Literal(Literal::Number("7".to_owned())), required(int())),
            with(DefaultValue::Now, required(timestamp(3))),
            with(sql("current_setting('server_version')"), required(scalar(ScalarKind::Text))),
            with(sql("gen_random_uuid()"), required(scalar(ScalarKind::Uuid))),
            with(DefaultValue::SERIAL, required(int())),
            with(DefaultValue::Identity(Identity::BY_DEFAULT), required(int())),
            with(DefaultValue::Generated(Expr::new("a * 2")), column(int())),
        ]
        .map(|column| add("Loose", column)),
    );
    ops
}

fn drops() -> Vec<Op> {
    let ids = [
        ObjectId::Namespace(name("other")),
        ObjectId::Enum(table("State")),
        ObjectId::Sequence(numbers()),
        ObjectId::Table(table("Guarded")),
        part(ObjectId::Index, "Child", "Child_parentId_idx"),
        part(ObjectId::ForeignKey, "Child", "Child_parentId_fkey"),
        part(ObjectId::Trigger, "Child", "on_write"),
        part(ObjectId::Policy, "Guarded", "own rows"),
        ObjectId::View(table("plain")),
        ObjectId::View(table("stored")),
    ];
    let mut ops: Vec<Op> = ids.iter().map(|id| Op::Drop(object(id))).collect();
    let int = || scalar(ScalarKind::Int);
    let twice = with(DefaultValue::Generated(Expr::new("\"parentId\" * 2")), column(int()));
    ops.extend([
        Op::Drop(Object::Column(table("Loose"), name("v"), Box::new(column(varchar(20))))),
        Op::Drop(Object::Column(table("Child"), name("twice"), Box::new(twice))),
        Op::Drop(Object::PrimaryKey(table("Guarded"), primary_key("Guarded_pkey"))),
        Op::Drop(Object::Unique(table("Parent"), name("Parent_code_key"), unique(&["code"]))),
        Op::Drop(Object::Check(table("Parent"), name("positive"), check("id > 0"))),
        Op::Drop(Object::Exclusion(table("Parent"), name("no two codes"), Box::new(exclusion("code")))),
        Op::Drop(object(&ObjectId::Function(unused()))),
    ]);
    ops
}

fn renames() -> Vec<Op> {
    let signature = |name: QName| ObjectId::Function(Signature { name, args: String::new() });
    vec![
        rename(ObjectId::Namespace(name("n s")), ObjectId::Namespace(name("new"))),
        rename(ObjectId::Table(table("Parent")), ObjectId::Table(table("it's \"new\""))),
        rename(ObjectId::Table(table("Child")), ObjectId::Table(QName::new("n s", "Child"))),
        rename(ObjectId::Table(table("Loose")), ObjectId::Table(QName::new("n s", "Free"))),
        rename(ObjectId::View(table("plain")), ObjectId::View(QName::new("n s", "simple"))),
        rename(ObjectId::View(table("stored")), ObjectId::View(QName::new("n s", "kept"))),
        rename(ObjectId::Enum(role()), ObjectId::Enum(QName::public("Part"))),
        rename(signature(table("touch")), signature(QName::new("n s", "touched"))),
        renamed_part(ObjectId::Column, "Child", "parentId"),
        renamed_part(ObjectId::Unique, "Parent", "Parent_code_key"),
        renamed_part(ObjectId::ForeignKey, "Child", "Child_parentId_fkey"),
        renamed_part(ObjectId::Check, "Parent", "positive"),
        renamed_part(ObjectId::Exclusion, "Parent", "no two codes"),
        renamed_part(ObjectId::Index, "Child", "Child_parentId_idx"),
        renamed_part(ObjectId::Trigger, "Child", "on_write"),
        renamed_part(ObjectId::Policy, "Guarded", "own rows"),
        Op::RenamePrimaryKey(table("Child"), Pair { old: name("Child_pkey"), new: name("it's \"new\"") }),
        Op::RenameSequence(
            table("Parent"),
            name("id"),
            Pair { old: name("Parent_id_seq"), new: name("it's \"new\" seq") },
        ),
        Op::RenameEnumValue { ty: role(), value: Pair { old: name("A"), new: name("it's") } },
    ]
}

fn alterations() -> Vec<Op> {
    let int = || scalar(ScalarKind::Int);
    let same = |ty: ColumnType| Pair { old: ty.clone(), new: ty };
    let (signature, function) = touch();
    let other = Function { body: Expr::new("BEGIN RETURN OLD; END"), ..function.clone() };
    let seven = DefaultValue::Literal(Literal::Number("7".to_owned()));
    let a = Some(DefaultValue::Literal(Literal::Enum(name("A"))));
    let comment = |on: CommentOn| Op::Comment(on, Pair { old: None, new: Some("it's\nnew".to_owned()) });
    vec![
        Op::AddEnumValue { ty: role(), value: name("D"), place: ValuePlace::Last },
        Op::AddEnumValue { ty: role(), value: name("0"), place: ValuePlace::Before(name("A")) },
        Op::SetDefault {
            table: table("Loose"),
            column: name("b"),
            ty: same(int()),
            default: Pair { old: None, new: Some(seven) },
        },
        Op::SetDefault {
            table: table("Child"),
            column: name("role"),
            ty: same(enumeration(&role())),
            default: Pair { old: a, new: None },
        },
        Op::SetIdentity(table("Loose"), name("a"), Pair { old: None, new: Some(Identity::ALWAYS) }),
        Op::SetIdentity(
            table("Child"),
            name("id"),
            Pair { old: Some(Identity::ALWAYS), new: Some(Identity::BY_DEFAULT) },
        ),
        Op::SetIdentity(table("Child"), name("id"), Pair { old: Some(Identity::ALWAYS), new: None }),
        Op::CreateSequence(table("Loose"), name("a"), int().into()),
        Op::DropSequence(table("Parent"), name("id"), int().into()),
        Op::ChangeSequence(
            table("Parent"),
            name("id"),
            Pair { old: Numbering::Serial(int().into()), new: Numbering::Serial(scalar(ScalarKind::BigInt).into()) },
        ),
        Op::ChangeSequence(
            table("Parent"),
            name("id"),
            Pair { old: Numbering::Serial(int().into()), new: Numbering::Identity(int(), Identity::ALWAYS) },
        ),
        Op::ChangeSequence(
            table("Child"),
            name("id"),
            Pair { old: Numbering::Identity(int(), Identity::ALWAYS), new: Numbering::Serial(int().into()) },
        ),
        Op::ChangeSequence(table("Child"), name("id"), {
            let options = SequenceOptions { start: Some(1000), increment: Some(10), ..SequenceOptions::default() };
            let sequence = OwnedSequence::new(None, options);
            let numbering = |sequence| Numbering::Identity(int(), Identity { kind: IdentityKind::Always, sequence });
            Pair { old: numbering(OwnedSequence::USUAL), new: numbering(sequence) }
        }),
        Op::AdvanceSequence(table("Parent"), name("id"), SequenceOptions::default()),
        Op::AlterSequence(numbers(), {
            let new = SequenceOptions { start: Some(1000), cache: Some(10), ..SequenceOptions::default() };
            Pair { old: SequenceOptions::default(), new }
        }),
        Op::SetOwner(numbers(), Pair { old: None, new: Some((table("Loose"), name("b"))) }),
        Op::DropExpression(table("Child"), name("twice"), Expr::new("\"parentId\" * 2")),
        Op::SetNotNull(table("Loose"), name("b")),
        Op::DropNotNull(table("Loose"), name("a")),
        Op::ReplaceFunction(signature.clone(), Pair { old: Box::new(function), new: Box::new(other) }),
        validity(object(&part(ObjectId::Check, "Child", "sure")), Validity::Valid),
        validity(Object::Check(table("Parent"), name("positive"), check("id > 0")), Validity::NotValid),
        validity(object(&part(ObjectId::ForeignKey, "Child", "Child_again_fkey")), Validity::Valid),
        Op::SetRowSecurity(table("Loose"), Pair { old: RowSecurity::Off, new: RowSecurity::Forced }),
        Op::SetRowSecurity(table("Guarded"), Pair { old: RowSecurity::Enabled, new: RowSecurity::Forced }),
        Op::SetRowSecurity(table("Guarded"), Pair { old: RowSecurity::Enabled, new: RowSecurity::Off }),
        Op::Access(Access {
            way: AccessWay::Keep,
            group: 0,
            first: Pair { old: ObjectId::View(table("plain")), new: ObjectId::View(table("plain")) },
            others: Vec::new(),
        }),
        comment(ObjectId::Table(table("Loose")).into()),
        comment(part(ObjectId::Column, "Loose", "a").into()),
        comment(ObjectId::Enum(role()).into()),
        comment(ObjectId::View(table("plain")).into()),
        comment(CommentOn::MaterializedView(table("stored"))),
        comment(ObjectId::Function(signature).into()),
        comment(part(ObjectId::Trigger, "Child", "on_write").into()),
        comment(part(ObjectId::Policy, "Guarded", "own rows").into()),
    ]
}

fn conversions() -> Vec<Op> {
    let plain = |kind| scalar(kind);
    let state = || enumeration(&table("State"));
    let swap = || Using::Labels([("A", "on"), ("B", "off"), ("C", "off")].map(|(a, b)| (name(a), name(b))).to_vec());
    let back = || Using::Labels(vec![(name("on"), name("A")), (name("off"), name("B"))]);
    let expr = |text: &str| Using::Expr(Expr::new(text));
    use ScalarKind::{BigInt, Date, Int, SmallInt, Text, Timestamptz};
    let collated = TypeChange {
        collation: Pair { old: None, new: Some(QName::new("pg_catalog", "C")) },
        ..type_change("c", plain(Text), plain(Text), Using::Assignment, Using::Assignment)
    };
    vec![
        change("b", plain(Int), plain(BigInt), Using::Assignment, Using::Assignment),
        change("b", plain(Int), plain(SmallInt), Using::Assignment, Using::Assignment),
        change("b", plain(Int), plain(Text), Using::Assignment, Using::Text),
        change("v", varchar(20), varchar(40), Using::Assignment, Using::Assignment),
        change("v", varchar(20), varchar(10), Using::Cast, Using::Assignment),
        change("v", varchar(20), plain(Text), Using::Assignment, Using::Assignment),
        change("c", plain(Text), varchar(30), Using::Assignment, Using::Assignment),
        change("n", decimal(10, 2), decimal(12, 2), Using::Assignment, Using::Assignment),
        change("n", decimal(10, 2), decimal(12, 4), Using::Assignment, Using::Assignment),
        change("n", decimal(10, 2), plain(ScalarKind::Decimal), Using::Assignment, Using::Assignment),
        change("n", decimal(10, 2), plain(Int), expr("round(n)"), Using::Assignment),
        change("at", timestamp(3), timestamp(6), Using::Assignment, Using::Assignment),
        change("at", timestamp(3), timestamp(0), Using::Assignment, Using::Assignment),
        change("at", timestamp(3), plain(Date), Using::Cast, Using::Assignment),
        change("at", timestamp(3), plain(Timestamptz), expr("at AT TIME ZONE 'UTC'"), expr("at AT TIME ZONE 'UTC'")),
        change("role", enumeration(&role()), plain(Text), Using::Assignment, Using::Cast),
        change("role", enumeration(&role()), state(), swap(), back()),
        change("roles", list(enumeration(&role())), list(state()), swap(), back()),
        change("roles", list(enumeration(&role())), list(plain(Text)), Using::Cast, Using::Text),
        changes(vec![
            type_change("b", plain(Int), plain(BigInt), Using::Assignment, Using::Assignment),
            type_change("v", varchar(20), varchar(40), Using::Assignment, Using::Assignment),
            type_change("role", enumeration(&role()), state(), swap(), back()),
        ]),
        changes(vec![collated]),
    ]
}

fn questions() -> Vec<Op> {
    let loose = || table("Loose");
    let fits = |column: &str, from, to| Precondition::Fits { table: loose(), column: name(column), from, to };
    let yields = |column: &str, to, rows| Precondition::Yields {
        table: loose(),
        column: name(column),
        value: Expr::new("b + 1"),
        to,
        nullable: false,
        rows,
    };
    let asks = vec![
        Precondition::NoNulls { table: loose(), column: name("b") },
        Precondition::NoDuplicates {
            table: loose(),
            key: part(ObjectId::Unique, "Loose", "Loose_a_key"),
            targets: vec![KeyTarget::Column(name("a")), KeyTarget::Expr(Expr::new("lower(c)"))],
            nulls: NullsEqual::Distinct,
            predicate: Some(Expr::new("b > 3")),
        },
        Precondition::NoOrphans { table: loose(), name: name("Loose_parentId_fkey"), key: to_parent() },
        Precondition::Passes { table: loose(), name: name("a is set"), expr: Expr::new("a > 0") },
        fits("b", scalar(ScalarKind::Int), scalar(ScalarKind::SmallInt)),
        fits("n", decimal(10, 2), scalar(ScalarKind::Double)),
        fits("v", varchar(20), varchar(10)),
        fits("role", enumeration(&role()), scalar(ScalarKind::Text)),
        yields("n", decimal(4, 1), FillRows::All),
        yields("v", varchar(10), FillRows::Null),
        Precondition::IsLabel {
            table: loose(),
            column: name("roles"),
            from: list(enumeration(&role())),
            labels: names(&["A", "B", "C"]),
        },
    ];
    asks.into_iter().map(Op::Assert).collect()
}

fn data() -> Vec<Op> {
    let expr = |text: &str| FillValue::Expr(Expr::new(text));
    let parent =
        FillValue::Parent { parent: table("Parent"), column: name("code"), on: vec![(name("parentId"), name("id"))] };
    let sql = Expr::new("CREATE TEMP TABLE kept AS SELECT 1;\nDROP TABLE kept");
    vec![
        fill("Loose", "c", expr("'c' || a"), FillRows::All),
        fill("Parent", "note", expr("(SELECT min(label) FROM \"Child\" WHERE \"parentId\" = id)"), FillRows::Null),
        fill("Loose", "v", parent, FillRows::All),
        Op::Run(DataStep { name: name("step"), phase: Phase::Data, sql }),
    ]
}
