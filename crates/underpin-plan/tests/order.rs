//! Sequences that the rows depend on: what is read before it goes, what is filled before it is asked about.

mod support;

use support::{
    build::{Build, changed, located, placed, qname, schema},
    text,
};
use underpin_plan::{Op, Pair, Plan, plan};
use underpin_schema::*;

fn planned(old: &Schema, new: &Schema, intents: Intents) -> Plan {
    let (plan, diagnostics) = plan(Pair::new(old, new), &placed(new, intents));
    assert!(!has_errors(&diagnostics), "{}", text::diagnostics(&diagnostics));
    plan
}

/// The place of each step of this text, which has to be there.
fn place(plan: &Plan, step: &str) -> usize {
    let name = |index: usize| format!("{} {}", text::kind(&plan.up[index].op), plan.up[index].op.object());
    let found = (0..plan.up.len()).find(|&index| name(index) == step);
    found.unwrap_or_else(|| panic!("no step `{step}` in\n{}", text::steps(&plan.up)))
}

/// Each line comes after the one above it.
fn assert_order(plan: &Plan, steps: &str) {
    let steps: Vec<_> = steps.lines().map(str::trim).filter(|step| !step.is_empty()).collect();
    let places: Vec<_> = steps.iter().map(|step| place(plan, step)).collect();
    assert!(places.is_sorted(), "{places:?}\n{}", text::steps(&plan.up));
}

fn fill(table: &str, column: &str, expr: &str) -> ColumnIntent {
    ColumnIntent { table: qname(table), column: column.into(), expr: located(Expr::new(expr)) }
}

fn removed(object: ObjectId) -> Removal {
    Removal { object: located(object), target: None }
}

fn column(table: &str, name: &str) -> ObjectId {
    ObjectId::Column(qname(table), name.into())
}

fn step(name: &str, phase: &str, sql: &str) -> DataStep {
    DataStep { name: located(name.into()), phase: Some(located(phase.into())), sql: located(Expr::new(sql)) }
}

fn people() -> Schema {
    schema(|s| {
        s.table("people", "id int\nname text\ntenant_id int");
        s.table("notes", "id int\nperson_id int\nbody text?");
    })
}

#[test]
fn fills_are_ordered_by_what_they_read() {
    let new = changed(&people(), |s| {
        s.column("people", "a text");
        s.column("people", "b text");
        s.column("notes", "owner text");
    });
    let fills = vec![
        fill("people", "a", "b || '!'"),
        fill("people", "b", "lower(name)"),
        fill("notes", "owner", "(select p.a from people p where p.id = person_id)"),
    ];
    let plan = planned(&people(), &new, Intents { fills, ..Intents::default() });
    assert_order(&plan, "Fill column people.b\nFill column people.a\nFill column notes.owner");
}

#[test]
fn fills_that_read_one_another_are_no_circle() {
    let new = changed(&people(), |s| {
        s.column("people", "a text");
        s.column("people", "b text");
    });
    let fills = vec![fill("people", "a", "coalesce(b, name)"), fill("people", "b", "coalesce(a, name)")];
    planned(&people(), &new, Intents { fills, ..Intents::default() });
}

#[test]
fn a_fill_reads_a_column_before_it_is_dropped_or_converted() {
    let new = changed(&people(), |s| {
        s.on("people").columns.shift_remove("name");
        s.column("people", "tenant_id text");
        s.column("people", "full text");
        s.index("people", "people_full_idx", "full").uniqueness = Uniqueness::Unique(NullsEqual::Distinct);
    });
    let intents = Intents {
        fills: vec![fill("people", "full", "name || tenant_id")],
        removals: vec![removed(column("people", "name"))],
        ..Intents::default()
    };
    let plan = planned(&people(), &new, intents);
    assert_order(
        &plan,
        "Create column people.full
         Fill column people.full
         AlterTypes column people.tenant_id
         Assert index people_full_idx of people
         Create index people_full_idx of people
         Drop column people.name",
    );
    assert_order(&plan, "Fill column people.full\nSetNotNull column people.full\nDrop column people.name");
}

/// `fill` speaks of the column as it is to be: a label that the old type has not.
#[test]
fn a_converted_column_is_filled_with_values_of_its_new_type() {
    let old = schema(|s| {
        s.enum_type("plan", "basic premium");
        s.table("t", "id int\nplan plan?");
    });
    let new = changed(&old, |s| {
        s.enum_type("plan", "pro clinic");
        s.column("t", "plan plan");
    });
    let to = |from: &str, to: &str| Removal {
        object: located(ObjectId::EnumValue(qname("plan"), from.into())),
        target: Some(located(to.into())),
    };
    let intents = Intents {
        fills: vec![fill("t", "plan", "'pro'")],
        removals: vec![to("basic", "pro"), to("premium", "clinic")],
        ..Intents::default()
    };
    let plan = planned(&old, &new, intents);
    assert_order(
        &plan,
        "Rename enum plan__old
         Create enum plan
         AlterTypes column t.plan
         Fill column t.plan
         SetNotNull column t.plan
         Drop enum plan__old",
    );
}

#[test]
fn a_step_reads_the_old_shape_and_writes_the_new_one() {
    let new = changed(&people(), |s| {
        s.table("names", "id int\nperson_id int\nvalue text");
        s.on("people").columns.shift_remove("name");
        s.foreign_key("names", "person_id -> people.id");
    });
    let move_names = "insert into names select id, id, name from people";
    for phase in ["expand", "data", "contract"] {
        let intents = Intents {
            steps: vec![step("move", phase, move_names)],
            removals: vec![removed(column("people", "name"))],
            ..Intents::default()
        };
        let plan = planned(&people(), &new, intents);
        assert_order(&plan, "Create table names\nRun step move\nDrop column people.name");
    }
}

#[test]
fn what_a_step_cleans_is_asked_about_after_it() {
    let new = changed(&people(), |s| s.foreign_key("notes", "person_id -> people.id"));
    let orphans = "delete from notes where person_id not in (select id from people)";
    let intents = Intents { steps: vec![step("clean", "data", orphans)], ..Intents::default() };
    let plan = planned(&people(), &new, intents);
    assert_order(
        &plan,
        "Run step clean
         Assert foreign key notes_person_id_fkey of notes
         Create foreign key notes_person_id_fkey of notes",
    );
    let plan = planned(&people(), &new, Intents::default());
    assert_eq!(place(&plan, "Assert foreign key notes_person_id_fkey of notes"), 0);
}

#[test]
fn steps_run_as_they_are_written() {
    let new = changed(&people(), |s| s.column("people", "age int?"));
    let steps = vec![step("z", "data", "select 1"), step("a", "data", "select 2"), step("m", "expand", "select 3")];
    let plan = planned(&people(), &new, Intents { steps, ..Intents::default() });
    assert_order(&plan, "Run step m\nRun step z\nRun step a");
}

#[test]
fn a_new_table_is_read_after_the_step_that_fills_it() {
    let new = changed(&people(), |s| {
        s.table("tenants", "id int\nname text");
        s.column("people", "tenant_name text");
    });
    let intents = Intents {
        fills: vec![fill("people", "tenant_name", "(select t.name from tenants t where t.id = tenant_id)")],
        steps: vec![step("move", "data", "insert into tenants select distinct tenant_id, 'x' from people")],
        ..Intents::default()
    };
    let plan = planned(&people(), &new, intents);
    assert_order(&plan, "Create table tenants\nRun step move\nFill column people.tenant_name");
}

#[test]
fn a_key_gets_new_values_everywhere_at_once() {
    let old = changed(&people(), |s| {
        s.foreign_key("notes", "person_id -> people.id");
        s.view("v", "select person_id from notes");
    });
    let new = changed(&old, |s| {
        s.column("people", "id uuid");
        s.column("notes", "person_id uuid");
    });
    let usings = vec![fill("people", "id", "gen_random_uuid()")];
    let plan = planned(&old, &new, Intents { usings, ..Intents::default() });
    assert_order(
        &plan,
        "Create column people.id__new
         Fill column people.id__new
         Fill column notes.person_id__new
         Drop foreign key notes_person_id_fkey of notes
         Drop primary key of people
         Drop column people.id
         Rename column people.id
         SetNotNull column people.id
         Create primary key of people
         Create foreign key notes_person_id_fkey of notes
         Create view v",
    );
    assert_order(&plan, "Drop view v\nDrop column notes.person_id\nRename column notes.person_id\nCreate view v");
}

#[test]
fn a_name_is_free_before_another_takes_it() {
    let old = schema(|s| {
        s.table("t", "id int");
        s.table("gone", "id int");
        s.index("gone", "shared", "id");
        s.enum_type("kind", "a");
    });
    let new = changed(&old, |s| {
        s.schema.tables.remove(&qname("gone"));
        s.schema.enums.remove(&qname("kind"));
        s.view("gone", "select 1");
        s.table("kind", "id int");
        s.index("t", "shared", "id");
    });
    let removals = vec![removed(ObjectId::Table(qname("gone")))];
    let plan = planned(&old, &new, Intents { removals, ..Intents::default() });
    assert_order(&plan, "Drop table gone\nCreate view gone");
    assert_order(&plan, "Drop table gone\nCreate index shared of t");
    assert_order(&plan, "Drop enum kind\nCreate table kind");
}

#[test]
fn an_identity_column_forbids_null_first() {
    let old = schema(|s| s.table("t", "id int\nn int?"));
    let identity = |s: &mut Build| {
        s.column("t", "n int");
        s.on("t").columns.get_mut("n").unwrap().default = Some(DefaultValue::Identity(Identity::ALWAYS));
    };
    let new = changed(&old, identity);
    let plan = planned(&old, &new, Intents { fills: vec![fill("t", "n", "id")], ..Intents::default() });
    assert_order(
        &plan,
        "Fill column t.n
         SetNotNull column t.n
         SetIdentity column t.n
         AdvanceSequence column t.n",
    );
    let plan = planned(&new, &old, Intents::default());
    assert_order(&plan, "SetIdentity column t.n\nDropNotNull column t.n");
}

/// DROP FUNCTION names the types of the arguments.
#[test]
fn a_function_of_an_enum_type_goes_while_the_type_has_its_name() {
    let old = schema(|s| {
        s.enum_type("mood", "sad happy");
        s.table("t", "id int\nm mood");
        let function = s.function("cheer", "sql", "select 1").clone();
        s.schema.functions.clear();
        let signature = Signature { name: qname("cheer"), args: "mood".into() };
        s.schema.functions.insert(signature, Function { arguments: "m mood".into(), ..function });
        s.view("v", "select cheer(m) from t");
    });
    let new = changed(&old, |s| s.enum_type("mood", "happy sad"));
    let plan = planned(&old, &new, Intents::default());
    assert_order(
        &plan,
        "Drop view v
         Drop function cheer(mood)
         Rename enum mood__old
         Create enum mood
         AlterTypes column t.m
         Create function cheer(mood)
         Create view v
         Drop enum mood__old",
    );
}

#[test]
fn a_generated_column_waits_for_the_type_of_what_it_is_made_of() {
    let old = schema(|s| s.table("t", "id int\nn int\ndouble int = as n * 2"));
    let new = changed(&old, |s| s.column("t", "n pg(citext)"));
    let new = changed(&new, |s| drop(s.schema.extensions.insert("citext".into(), Extension::default())));
    let usings = vec![fill("t", "n", "n::text")];
    let plan = planned(&old, &new, Intents { usings, ..Intents::default() });
    assert_order(
        &plan,
        "Create extension citext
         Drop column t.double
         AlterTypes column t.n
         Create column t.double",
    );
}

#[test]
fn a_text_may_mention_what_it_does_not_mean() {
    // `name` of `parents` is meant, and the new column `name` of `people` is filled by it.
    let old = schema(|s| {
        s.table("people", "id int\nparent_id int\ntitle text");
        s.table("parents", "id int\nname text");
    });
    let new = changed(&old, |s| {
        s.column("people", "name text");
        s.column("people", "label text");
    });
    let fills = vec![
        fill("people", "name", "(select name from parents where parents.id = parent_id) || label"),
        fill("people", "label", "title || name"),
    ];
    let plan = planned(&old, &new, Intents { fills, ..Intents::default() });
    assert!(plan.up.iter().filter(|step| matches!(step.op, Op::Fill(_))).count() == 2);
}
