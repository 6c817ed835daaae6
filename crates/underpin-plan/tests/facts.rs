//! What each operation does to a database in use, as one table; compared with `cases/facts.txt`, which `UPDATE_CASES=1`
//! writes. The expected side was read against the statements measured on PostgreSQL 15.18.

mod support;

use std::{fmt::Write as _, fs, path::Path};

use support::{
    build::{names, qname, schema},
    text,
};
use underpin_plan::{Blocks, CommentOn, InTransaction, LockMode, Op, ValuePlace};
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
        s.on("t").columns.insert("serial".into(), column(DefaultValue::Serial));
        s.on("t").columns.insert("identity".into(), column(DefaultValue::Identity(Identity::Always)));
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
    let signature = made.functions.keys().next().unwrap();
    let unique = Unique { columns: names("id"), include: Vec::new(), nulls: NullsEqual::Distinct };
    let comment = |on: CommentOn| Op::Comment(on, Some("c".into()));
    let mut operations = vec![
        Op::CreateNamespace(name("n")),
        Op::DropNamespace(name("n")),
        Op::CreateExtension(name("e"), Extension::default()),
        Op::DropExtension(name("e")),
        Op::CreateEnum(qname("st"), names("a")),
        Op::DropEnum(qname("st")),
        Op::AddEnumValue { ty: qname("st"), value: name("b"), place: ValuePlace::Last },
        Op::CreateTable(t(), Box::new(table.clone())),
        Op::DropTable(t()),
    ];
    let columns = table.columns.iter();
    operations.extend(columns.map(|(name, column)| Op::AddColumn(t(), name.clone(), Box::new(column.clone()))));
    let index = table.indexes.values().next().unwrap();
    operations.extend([
        Op::DropColumn(t(), name("constant")),
        Op::CreateIndex(t(), name("ix"), Box::new(index.clone())),
        Op::DropIndex(t(), name("ix")),
        Op::AddUnique(t(), name("ux"), unique),
        Op::DropUnique(t(), name("ux")),
        Op::AddCheck(t(), name("ck"), table.checks["ck"].clone()),
        Op::DropCheck(t(), name("ck")),
    ]);
    for (name, key) in &table.foreign_keys {
        operations.push(Op::AddForeignKey(t(), name.clone(), key.clone()));
        operations.push(Op::DropForeignKey(t(), name.clone(), key.clone()));
    }
    operations.extend([
        Op::CreateView(qname("v"), made.views[&qname("v")].clone()),
        Op::DropView(qname("v"), ViewStorage::Plain),
        Op::CreateFunction(signature.clone(), made.functions[signature].clone()),
        Op::DropFunction(signature.clone()),
        Op::CreateTrigger(t(), name("tr"), table.triggers["tr"].clone()),
        Op::DropTrigger(t(), name("tr")),
        Op::CreatePolicy(t(), name("pol"), table.policies["pol"].clone()),
        Op::DropPolicy(t(), name("pol")),
        Op::SetRowSecurity(t(), RowSecurity::Off, RowSecurity::Forced),
        comment(ObjectId::Table(t()).into()),
        comment(ObjectId::Column(t(), name("id")).into()),
        comment(ObjectId::Enum(qname("st")).into()),
        comment(ObjectId::Policy(t(), name("pol")).into()),
        comment(CommentOn::MaterializedView(qname("mv"))),
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
