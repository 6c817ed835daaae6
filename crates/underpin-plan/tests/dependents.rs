//! What a change takes off and puts back, kind by kind.

mod support;

use support::{
    build::{Build, changed, located, names, placed, qname, schema},
    text,
};
use underpin_plan::{Change, Pair, Plan, plan};
use underpin_schema::*;

/// A table with one of everything that can hang on its column `c`, and on the function `f`.
fn hung() -> Schema {
    schema(|s| {
        s.enum_type("mood", "sad happy glad");
        s.table("t", "id int\nc int\nother int?");
        s.function("f", "sql", "select 1");
        s.table("u", "id int\nt_c int?\nn int = sql f()\nm mood = sad\nmm int = as f()");
        s.index("t", "t_c_key", "c").uniqueness = Uniqueness::Unique(NullsEqual::Distinct);
        s.index("t", "t_plain", "c");
        s.index("t", "t_partial", "other").predicate = Some(Expr::new("c > 0"));
        let unique = Unique {
            columns: names("c other"),
            include: Vec::new(),
            nulls: NullsEqual::Distinct,
            deferral: Default::default(),
            options: Default::default(),
        };
        s.on("t").uniques.insert("t_both".into(), unique);
        s.column("t", "double int = as c * 2");
        s.index("t", "t_double", "double");
        s.check("t", "t_check", "c > 0");
        s.check("u", "u_check", "f() > 0");
        s.check("u", "u_mood", "m <> 'sad'::mood");
        s.policy("t", "own", "c = 1");
        s.trigger("t", "touch", "touched");
        s.on("t").triggers.get_mut("touch").unwrap().events = vec![TriggerEvent::Update(names("c"))];
        s.function("touched", "plpgsql", "begin return new; end");
        s.foreign_key("u", "t_c -> t.c");
        s.view("named", "select c from t");
        s.view("starred", "select * from t");
        s.view("over", "select 1 from named");
        s.view("apart", "select other from t");
        s.view("called", "select f()");
    })
}

/// The objects that the plan takes off and puts back, and those that it replaces.
fn rebuilt(new: &Schema, intents: Intents) -> Vec<String> {
    let old = hung();
    let (Plan { changes, up: _, down: _, irreversible: _, edges: _, done: _, checks: _ }, diagnostics) =
        plan(Pair::new(&old, new), &placed(new, intents));
    assert!(!has_errors(&diagnostics), "{}", text::diagnostics(&diagnostics));
    let rebuilt = changes.iter().filter(|change| matches!(change, Change::Rebuild(_)));
    rebuilt.map(|change| change.object().to_string()).collect()
}

#[test]
fn a_converted_column_takes_off_what_reads_it() {
    let new = changed(&hung(), |s| s.column("t", "c text"));
    let expected = [
        "column t.double",
        "index t_double of t",
        "index t_partial of t",
        "foreign key u_t_c_fkey of u",
        "check t_check of t",
        "trigger touch of t",
        "policy own of t",
        "view named",
        "view over",
        "view starred",
    ];
    let found = rebuilt(&changed(&new, |s| s.column("u", "t_c text?")), Intents::default());
    assert_eq!(found, expected);
}

#[test]
fn a_function_that_is_replaced_takes_off_what_calls_it() {
    let new = changed(&hung(), |s| s.function("f", "sql", "select 1").returns = "bigint".into());
    let expected = ["column u.mm", "column u.n", "check u_check of u", "view called"];
    assert_eq!(rebuilt(&new, Intents::default()), expected);
}

#[test]
fn the_default_of_a_column_goes_and_not_the_column() {
    let new = changed(&hung(), |s| s.function("f", "sql", "select 1").returns = "bigint".into());
    let (plan, _) = plan(Pair::new(&hung(), &new), &placed(&new, Intents::default()));
    let steps: Vec<_> = plan.up.iter().map(|step| format!("{} {}", text::kind(&step.op), step.op.object())).collect();
    assert_eq!(steps.iter().filter(|step| *step == "SetDefault column u.n").count(), 2);
    assert!(!steps.contains(&"Drop column u.n".to_owned()));
    assert!(steps.contains(&"Drop column u.mm".to_owned()));
}

/// What was computed with the old body, and is kept, has to be computed anew; the rest follows by itself.
#[test]
fn a_body_that_changes_takes_off_what_is_kept_of_its_results() {
    let new = changed(&hung(), |s| {
        s.function("f", "sql", "select 2");
    });
    assert_eq!(rebuilt(&new, Intents::default()), ["column u.mm"]);
}

#[test]
fn an_enum_type_that_is_built_anew_takes_off_what_names_it() {
    let target = |s: &mut Build| s.enum_type("mood", "sad happy");
    let removal = Removal {
        object: located(ObjectId::EnumValue(qname("mood"), "glad".into())),
        target: Some(located("happy".into())),
    };
    let intents = Intents { removals: vec![removal], ..Intents::default() };
    assert_eq!(rebuilt(&changed(&hung(), target), intents), ["check u_mood of u"]);
}

#[test]
fn a_key_that_is_replaced_takes_off_the_foreign_keys_over_it() {
    let new = changed(&hung(), |s| {
        let index = s.on("t").indexes.get_mut("t_c_key").unwrap();
        index.include = names("other");
    });
    assert_eq!(rebuilt(&new, Intents::default()), ["foreign key u_t_c_fkey of u"]);
}

#[test]
fn a_view_that_is_replaced_takes_off_the_views_over_it() {
    let new = changed(&hung(), |s| {
        s.view("named", "select c, other from t");
    });
    assert_eq!(rebuilt(&new, Intents::default()), ["view over"]);
}

/// The columns that a star stands for are written down when the view is created.
/// <https://www.postgresql.org/docs/current/sql-createview.html>
#[test]
fn a_new_column_takes_off_the_views_of_all_columns() {
    let new = changed(&hung(), |s| s.column("t", "more int?"));
    assert_eq!(rebuilt(&new, Intents::default()), ["view starred"]);
}

#[test]
fn a_dropped_column_takes_off_the_views_of_all_columns() {
    let new = changed(&hung(), |s| {
        s.on("t").columns.shift_remove("other");
        s.on("t").indexes.remove("t_partial");
        s.on("t").uniques.remove("t_both");
        s.schema.views.remove(&qname("apart"));
    });
    let removal = Removal { object: located(ObjectId::Column(qname("t"), "other".into())), target: None };
    let intents = Intents { removals: vec![removal], ..Intents::default() };
    assert_eq!(rebuilt(&new, intents), ["view starred"]);
}

#[test]
fn a_table_under_another_name_takes_nothing_off() {
    let new = changed(&hung(), |s| {
        let mut u = s.schema.tables.remove(&qname("u")).unwrap();
        let key = u.foreign_keys.remove("u_t_c_fkey").unwrap();
        u.foreign_keys.insert("w_t_c_fkey".into(), key);
        s.schema.tables.insert(qname("w"), u);
    });
    let rename = Rename { object: ObjectId::Table(qname("w")), was: vec![located("u".into())] };
    assert_eq!(rebuilt(&new, Intents { renames: vec![rename], ..Intents::default() }), [] as [&str; 0]);
}

#[test]
fn a_view_follows_a_table_but_not_a_column_to_its_new_name() {
    let old = hung();
    let moved = changed(&old, |s| {
        let t = s.schema.tables.remove(&qname("t")).unwrap();
        s.schema.tables.insert(qname("w"), t);
        s.on("u").foreign_keys.values_mut().for_each(|key| key.table = qname("w"));
        for view in s.schema.views.values_mut() {
            view.query = Expr::new(view.query.as_str().replace("from t", "from w"));
        }
    });
    let rename = Rename { object: ObjectId::Table(qname("w")), was: vec![located("t".into())] };
    assert_eq!(rebuilt(&moved, Intents { renames: vec![rename], ..Intents::default() }), [] as [&str; 0]);

    let renamed = changed(&old, |s| {
        let other = s.on("t").columns.shift_remove("other").unwrap();
        s.on("t").columns.insert("another".into(), other);
        s.on("t").uniques.get_mut("t_both").unwrap().columns = names("c another");
        let index = s.on("t").indexes.get_mut("t_partial").unwrap();
        index.keys[0].target = KeyTarget::Column("another".into());
        s.view("apart", "select another from t");
    });
    let rename = Rename { object: ObjectId::Column(qname("t"), "another".into()), was: vec![located("other".into())] };
    assert_eq!(rebuilt(&renamed, Intents { renames: vec![rename], ..Intents::default() }), ["view starred"]);
}

#[test]
fn a_key_that_gets_new_values_takes_off_itself_and_what_refers_to_it() {
    let old = schema(|s| {
        s.table("t", "id int");
        s.table("u", "id int\nt_id int");
        s.foreign_key("u", "t_id -> t.id");
        s.index("u", "u_t_id_idx", "t_id");
        s.view("v", "select t_id from u");
    });
    let new = changed(&old, |s| {
        s.column("t", "id uuid");
        s.column("u", "t_id uuid");
    });
    let using = ColumnIntent { table: qname("t"), column: "id".into(), expr: located(Expr::new("gen_random_uuid()")) };
    let intents = Intents { usings: vec![using], ..Intents::default() };
    let (plan, diagnostics) = plan(Pair::new(&old, &new), &placed(&new, intents));
    assert!(!has_errors(&diagnostics), "{}", text::diagnostics(&diagnostics));
    let rebuilt = plan.changes.iter().filter(|change| matches!(change, Change::Rebuild(_)));
    let rebuilt: Vec<_> = rebuilt.map(|change| change.object().to_string()).collect();
    assert_eq!(rebuilt, ["primary key of t", "index u_t_id_idx of u", "foreign key u_t_id_fkey of u", "view v"]);
}
