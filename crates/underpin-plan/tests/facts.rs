//! What each operation does to a database in use, as one table; compared with `cases/facts.txt`, which `UPDATE_CASES=1`
//! writes. The expected side was read against the statements measured on PostgreSQL 15.18.

mod support;

use std::{fmt::Write as _, fs, path::Path, sync::Arc};

use support::{
    build::{names, qname, schema},
    text,
};
use underpin_plan::{
    Blocks, CommentOn, DataStep, Fill, FillRows, FillValue, InTransaction, LockMode, Numbering, Object, Op, Pair,
    Phase, Precondition, TypeChange, Using, ValuePlace,
};
use underpin_schema::*;

/// One of each operation, on the table `t`, with `parent` as the other one.
fn operations() -> Vec<Op> {
    let made = schema(|s| {
        s.enum_type("st", "a");
        s.table("parent", "id int");
        s.table(
            "t",
            "id int\nnullable int?\nconstant int = 0\nstart text = now()\nstable text = sql now()\n\
             cast text = sql 'a'::text\nvolatile uuid = sql gen_random_uuid()\nclock text = sql clock_timestamp()\n\
             generated int = as id * 2",
        );
        s.on("t").columns.insert("serial".into(), column(DefaultValue::SERIAL));
        s.on("t").columns.insert("identity".into(), column(DefaultValue::Identity(Identity::ALWAYS)));
        s.index("t", "ix", "constant");
        s.foreign_key("t", "constant -> parent.id");
        s.foreign_key("t", "nullable -> t.id");
        s.check("t", "ck", "id > 0");
        s.policy("t", "pol", "true");
        s.trigger("t", "tr", "f");
        s.function("f", "plpgsql", "begin return new; end");
        s.view("v", "select 1");
    });
    let t = || qname("t");
    let name = |text: &str| Name::from(text);
    let table = &made.tables[&t()];
    let pair = |text: &str| Pair { old: name("old"), new: name(text) };
    let id = |id: fn(QName, Name) -> ObjectId| Pair { old: id(t(), name("old")), new: id(t(), name("new")) };
    let unique = Unique {
        columns: names("id"),
        include: Vec::new(),
        nulls: NullsEqual::Distinct,
        deferral: Default::default(),
        options: Default::default(),
    };
    let mut objects = vec![
        Object::Namespace(name("n")),
        Object::Extension(name("e"), Extension::default()),
        Object::Enum(qname("st"), made.enums[&qname("st")].clone()),
        Object::Sequence(qname("s"), Sequence::default()),
        Object::Table(t(), Arc::new(table.clone())),
    ];
    objects.extend(table.columns.iter().map(|(name, one)| Object::Column(t(), name.clone(), Box::new(one.clone()))));
    objects.extend(table.primary_key.iter().map(|key| Object::PrimaryKey(t(), key.clone())));
    objects.push(Object::Unique(t(), name("ux"), unique));
    objects.extend(table.indexes.iter().map(|(name, one)| Object::Index(t(), name.clone(), Box::new(one.clone()))));
    objects.extend(table.foreign_keys.iter().map(|(name, one)| Object::ForeignKey(t(), name.clone(), one.clone())));
    objects.extend(table.checks.iter().map(|(name, one)| Object::Check(t(), name.clone(), one.clone())));
    let exclusions = table.indexes.iter().map(|(name, one)| {
        let operators = one.keys.iter().filter_map(|_| Operator::new(None, "=")).collect();
        let exclusion = Exclusion { index: one.clone(), operators, deferral: Default::default() };
        Object::Exclusion(t(), name.clone(), Box::new(exclusion))
    });
    objects.extend(exclusions);
    objects.extend(table.triggers.iter().map(|(name, one)| Object::Trigger(t(), name.clone(), one.clone())));
    objects.extend(table.policies.iter().map(|(name, one)| Object::Policy(t(), name.clone(), one.clone())));
    objects.extend(made.views.iter().map(|(name, one)| Object::View(name.clone(), one.clone())));
    objects.extend(made.functions.iter().map(|(key, one)| Object::Function(key.clone(), one.clone())));
    let mut operations: Vec<_> =
        objects.into_iter().flat_map(|object| [Op::Create(object.clone()), Op::Drop(object)]).collect();

    let parent =
        FillValue::Parent { parent: qname("parent"), column: name("id"), on: vec![(name("nullable"), name("id"))] };
    let fill =
        |value, quiet| Op::Fill(Fill { table: t(), column: name("constant"), value, rows: FillRows::All, quiet });
    let ty = |kind| ColumnType { base: BaseType::Scalar(Scalar::plain(kind)), list: false };
    let convert = |new| TypeChange {
        column: name("constant"),
        ty: Pair { old: ty(ScalarKind::Int), new },
        collation: Pair { old: None, new: None },
        using: Using::Assignment,
        back: Ok(Using::Cast),
    };
    let (signature, function) = made.functions.first_key_value().unwrap();
    let comment = |on: CommentOn| Op::Comment(on, Pair { old: None, new: Some("c".into()) });
    let key = table.foreign_keys.values().next().unwrap();
    let validity = |validity| {
        let of = |validity| Object::Check(t(), name("check"), Check { expr: Expr::new("true"), validity });
        let old = if validity == Validity::Valid { Validity::NotValid } else { Validity::Valid };
        Op::SetValidity(Box::new(Pair { old: of(old), new: of(validity) }))
    };
    operations.extend([
        Op::Rename(Pair { old: ObjectId::Table(qname("old")), new: ObjectId::Table(t()) }),
        Op::Rename(Pair { old: ObjectId::Enum(qname("old")), new: ObjectId::Enum(qname("st")) }),
        Op::Rename(id(ObjectId::Column)),
        Op::Rename(id(ObjectId::Index)),
        Op::Rename(id(ObjectId::Check)),
        Op::Rename(id(ObjectId::Exclusion)),
        Op::RenamePrimaryKey(t(), pair("t_pkey")),
        Op::RenameSequence(t(), name("serial"), pair("t_serial_seq")),
        Op::AddEnumValue { ty: qname("st"), value: name("b"), place: ValuePlace::Last },
        Op::RenameEnumValue { ty: qname("st"), value: pair("a") },
        Op::AlterTypes(t(), vec![convert(ty(ScalarKind::Text))]),
        Op::AlterTypes(t(), vec![convert(ty(ScalarKind::Int))]),
        Op::SetDefault {
            table: t(),
            column: name("constant"),
            ty: Pair { old: ty(ScalarKind::Int), new: ty(ScalarKind::Int) },
            default: Pair { old: None, new: Some(DefaultValue::Now) },
        },
        Op::SetIdentity(t(), name("constant"), Pair { old: None, new: Some(Identity::ALWAYS) }),
        Op::CreateSequence(t(), name("constant"), ty(ScalarKind::Int).into()),
        Op::DropSequence(t(), name("serial"), ty(ScalarKind::Int).into()),
        Op::ChangeSequence(
            t(),
            name("serial"),
            Pair {
                old: Numbering::Serial(ty(ScalarKind::Int).into()),
                new: Numbering::Serial(ty(ScalarKind::BigInt).into()),
            },
        ),
        Op::AdvanceSequence(t(), name("serial"), SequenceOptions::default()),
        Op::AlterSequence(qname("s"), Pair { old: SequenceOptions::default(), new: SequenceOptions::default() }),
        Op::SetOwner(qname("s"), Pair { old: None, new: Some((t(), name("constant"))) }),
        Op::DropExpression(t(), name("generated"), Expr::new("id * 2")),
        Op::SetNotNull(t(), name("nullable")),
        Op::DropNotNull(t(), name("constant")),
        Op::ReplaceFunction(
            signature.clone(),
            Pair { old: Box::new(function.clone()), new: Box::new(function.clone()) },
        ),
        validity(Validity::Valid),
        validity(Validity::NotValid),
        Op::SetRowSecurity(t(), Pair { old: RowSecurity::Off, new: RowSecurity::Forced }),
        Op::MoveExtension(name("e"), Pair { old: None, new: Some(name("n")) }),
        comment(ObjectId::Table(t()).into()),
        comment(ObjectId::Column(t(), name("id")).into()),
        comment(ObjectId::Enum(qname("st")).into()),
        comment(ObjectId::Policy(t(), name("pol")).into()),
        comment(CommentOn::MaterializedView(qname("mv"))),
        Op::Assert(Precondition::NoNulls { table: t(), column: name("nullable") }),
        Op::Assert(Precondition::NoOrphans { table: t(), name: name("fk"), key: key.clone() }),
        fill(FillValue::Expr(Expr::new("1")), Vec::new()),
        fill(parent, vec![name("tr")]),
        Op::Run(DataStep { name: name("move"), phase: Phase::Data, sql: Expr::new("select 1") }),
    ]);
    operations
}

fn column(default: DefaultValue) -> Column {
    let base = BaseType::Scalar(Scalar::plain(ScalarKind::BigInt));
    let ty = ColumnType { base, list: false };
    Column { ty, nullable: false, default: Some(default), collation: None, comment: None }
}

#[test]
fn what_each_operation_does() {
    let mut found = String::new();
    for op in operations() {
        write!(found, "{} {}:", text::kind(&op), op.object()).unwrap();
        for lock in op.locks() {
            write!(found, " locks {} {},", lock.table, lock.mode).unwrap();
        }
        if let Some(table) = op.rewrites() {
            write!(found, " rewrites {table},").unwrap();
        }
        for table in op.scans() {
            write!(found, " scans {table},").unwrap();
        }
        if let Some(destroys) = op.destroys() {
            write!(found, " destroys {destroys},").unwrap();
        }
        assert_eq!(op.in_transaction(), InTransaction::May);
        found = found.trim_end_matches([',', ':']).to_owned();
        found.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/facts.txt");
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(&path, &found).unwrap();
    }
    assert!(found == fs::read_to_string(&path).unwrap_or_default(), "UPDATE_CASES=1 writes this:\n{found}");
}

/// <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>, table 13.2.
#[test]
fn a_stronger_lock_blocks_no_less() {
    use LockMode::*;
    let modes = [
        AccessShare,
        RowShare,
        RowExclusive,
        ShareUpdateExclusive,
        Share,
        ShareRowExclusive,
        Exclusive,
        AccessExclusive,
    ];
    assert!(modes.is_sorted());
    assert!(modes.map(LockMode::blocks).is_sorted());
    // ROW EXCLUSIVE, which writes take, conflicts with SHARE and stronger; ACCESS SHARE, which reads take, with the last alone.
    assert_eq!(modes.map(LockMode::blocks).iter().filter(|blocks| **blocks >= Blocks::Writes).count(), 4);
    assert_eq!(modes.map(LockMode::blocks).iter().filter(|blocks| **blocks == Blocks::ReadsAndWrites).count(), 1);
}
