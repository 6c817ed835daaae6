//! Each rule on a schema that breaks it, and on the same schema mended.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use underpin_lint::{RULES, Subject, lint};
use underpin_plan::{Pair, plan};
use underpin_schema::{
    Action, BaseType, Column, ColumnType, DefaultValue, Expr, ForeignKey, Index, IndexKey, IndexMethod, KeyTarget,
    Name, NullsPlace, PrimaryKey, QName, Resolved, Scalar, ScalarKind, Schema, SortOrder, Table, Uniqueness,
};

/// A table `parent`, and a table `child` that refers to it.
fn family() -> Schema {
    let mut schema = Schema::default();
    schema.tables.insert(QName::public("parent"), table(&["id"]));
    let mut child = table(&["id", "parentId", "kind"]);
    child.foreign_keys.insert("child_parentId_fkey".into(), to_parent());
    child.indexes.insert("child_parentId_kind_idx".into(), index(&["parentId", "kind"]));
    schema.tables.insert(QName::public("child"), child);
    schema
}

fn table(columns: &[&str]) -> Table {
    let columns: IndexMap<Name, Column> = columns.iter().map(|name| (Name::from(*name), column(None))).collect();
    let key = PrimaryKey { name: "pkey".into(), columns: vec!["id".into()], deferral: Default::default() };
    Table { columns, primary_key: Some(key), ..Table::default() }
}

fn column(default: Option<DefaultValue>) -> Column {
    let ty = ColumnType { base: BaseType::Scalar(Scalar::plain(ScalarKind::Uuid)), list: false };
    Column { ty, nullable: true, default, collation: None, comment: None }
}

fn to_parent() -> ForeignKey {
    ForeignKey {
        columns: vec!["parentId".into()],
        table: QName::public("parent"),
        references: vec!["id".into()],
        on_delete: Action::Cascade,
        on_update: Action::Cascade,
        matching: Default::default(),
        deferral: Default::default(),
        validity: Default::default(),
    }
}

fn index(columns: &[&str]) -> Index {
    let key = |column: &&str| IndexKey {
        target: KeyTarget::Column((*column).into()),
        order: SortOrder::Asc,
        nulls: NullsPlace::Last,
        operator_class: None,
        collation: None,
    };
    Index {
        uniqueness: Uniqueness::Any,
        method: IndexMethod::Btree,
        keys: columns.iter().map(key).collect(),
        include: Vec::new(),
        predicate: None,
        options: Default::default(),
    }
}

/// Which rules find something on the way from `old` to `family()` with `edit`.
fn found(old: &Schema, edit: impl FnOnce(&mut Table)) -> Vec<&'static str> {
    let mut new = family();
    edit(new.tables.get_mut(&QName::public("child")).expect("there is a child"));
    let (plan, diagnostics) = plan(Pair { old, new: &new }, &Resolved::default());
    assert_eq!(diagnostics, []);
    lint(Subject { schema: &new, plan: &plan }).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_sound_schema_from_nothing_has_no_findings() {
    assert!(found(&Schema::default(), |_| {}).is_empty());
}

#[test]
fn a_foreign_key_wants_an_index() {
    let drop_index = |child: &mut Table| child.indexes.clear();
    assert_eq!(found(&Schema::default(), drop_index), ["missing-foreign-key-index"]);
    let partial = |child: &mut Table| {
        let index = child.indexes.values_mut().next().expect("there is an index");
        index.predicate = Some(Expr::new("kind IS NOT NULL"));
    };
    assert_eq!(found(&Schema::default(), partial), ["missing-foreign-key-index"]);
}

#[test]
fn one_foreign_key_is_enough() {
    let twice = |child: &mut Table| drop(child.foreign_keys.insert("again".into(), to_parent()));
    assert_eq!(found(&Schema::default(), twice), ["duplicate-foreign-key"]);
}

#[test]
fn an_index_that_begins_another_is_redundant() {
    let shorter = |child: &mut Table| drop(child.indexes.insert("shorter".into(), index(&["parentId"])));
    assert_eq!(found(&Schema::default(), shorter), ["redundant-index"]);
    let unique = |child: &mut Table| {
        let unique = Index { uniqueness: Uniqueness::Unique(Default::default()), ..index(&["parentId"]) };
        child.indexes.insert("shorter".into(), unique);
    };
    assert!(found(&Schema::default(), unique).is_empty());
}

#[test]
fn what_reads_or_writes_all_rows_of_a_table_in_use_is_said() {
    let indexed = |child: &mut Table| drop(child.indexes.insert("by_kind".into(), index(&["kind"])));
    assert_eq!(found(&family(), indexed), ["blocking-index-build"]);
    let rewritten = |child: &mut Table| {
        let random = DefaultValue::Sql(Expr::new("gen_random_uuid()"));
        child.columns.insert("token".into(), column(Some(random)));
    };
    assert_eq!(found(&family(), rewritten), ["table-rewrite"]);

    let converted = |child: &mut Table| {
        let column = child.columns.get_mut("kind").expect("there is a kind");
        column.ty.base = BaseType::Scalar(Scalar::plain(ScalarKind::Text));
    };
    assert_eq!(found(&family(), converted), ["table-rewrite"]);
    let required = |child: &mut Table| child.columns.get_mut("kind").expect("there is a kind").nullable = false;
    assert_eq!(found(&family(), required), ["blocking-constraint-check"]);
    let mut keyless = family();
    keyless.tables.get_mut(&QName::public("child")).expect("there is a child").primary_key = None;
    assert_eq!(found(&keyless, |_| {}), ["blocking-constraint-check"]);

    let mut old = family();
    old.tables.get_mut(&QName::public("child")).expect("there is a child").foreign_keys.clear();
    let checked = found(&old, |_| {});
    assert_eq!(checked.iter().collect::<BTreeSet<_>>(), BTreeSet::from([&"blocking-constraint-check"]));
}

#[test]
fn each_rule_has_a_page_under_its_name() {
    let names: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len());
    for rule in RULES {
        assert!(rule.page.starts_with(&format!(" # {}\n", rule.name)), "{}", rule.page);
    }
}
