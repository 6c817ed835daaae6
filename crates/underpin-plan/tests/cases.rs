//! Plans and refusals of schemas written by hand. Each case is compared with `cases/<name>.txt`; `UPDATE_CASES=1` writes it.

mod support;

use std::{fs, path::PathBuf};

use support::{
    build::{changed, located, names, placed, qname, schema},
    text,
};
use underpin_plan::{Op, Pair, Plan, plan, plan_after};
use underpin_schema::*;

/// Plans and compares: the changes, the steps with their edges, the way back, the locks, or all that is refused.
fn check(name: &str, pair: Pair<&Schema>, intents: Intents) {
    let (plan, diagnostics) = plan(pair, &placed(pair.new, intents));
    let mut found = text::diagnostics(&diagnostics);
    if !plan.up.is_empty() {
        for change in &plan.changes {
            found += &format!("{change}\n");
        }
        found += &format!("\nup\n{}\ndown\n{}", text::plan(&plan), text::steps(&plan.down));
        for irreversible in &plan.irreversible {
            found += &format!("irreversible {}: {}\n", irreversible.object, irreversible.reason);
        }
        for lock in plan.locks() {
            found += &format!("lock {} {}\n", lock.table, lock.mode);
        }
        for step in plan.up.iter().chain(&plan.down) {
            let effects = [
                step.op.rewrites().map(|table| format!("rewrites {table}")),
                step.op.destroys().map(|destroyed| format!("destroys {destroyed}")),
            ];
            found.extend(effects.into_iter().flatten().map(|effect| format!("{}: {effect}\n", step.op.object())));
        }
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{name} is not as expected; UPDATE_CASES=1 writes this:\n{found}");
}

fn check_new(name: &str, new: &Schema) {
    check(name, Pair::new(&Schema::default(), new), Intents::default());
}

fn check_change(name: &str, old: &Schema, new: &Schema) {
    check(name, Pair::new(old, new), Intents::default());
}

/// Two tables, an enum type, an index, a foreign key.
fn shop() -> Schema {
    schema(|s| {
        s.enum_type("mood", "sad happy");
        s.table("users", "id int\nemail text\nname text?\nmood mood = sad");
        s.table("orders", "id int\nuser_id int\ntotal int");
        s.index("orders", "orders_user_id_idx", "user_id");
        s.foreign_key("orders", "user_id -> users.id");
    })
}

#[test]
fn a_fresh_schema_reads_lane_by_lane() {
    let new = schema(|s| {
        s.schema.namespaces.insert("billing".into());
        s.schema.extensions.insert("citext".into(), Extension::default());
        s.enum_type("billing.state", "open paid");
        s.enum_type("mood", "sad happy");
        s.table("users", "id int\nemail pg(citext)\nmood mood = sad");
        s.table("accounts", "id int\nowner_id int");
        s.foreign_key("accounts", "owner_id -> users.id");
        s.table("billing.invoices", "id int\nstate billing.state\nnumber text = sql next_number()\naccount_id int");
        s.foreign_key("billing.invoices", "account_id -> accounts.id");
        s.index("billing.invoices", "invoices_state_idx", "state");
        s.index("users", "users_email_key", "email").uniqueness = Uniqueness::Unique(NullsEqual::Distinct);
        s.on("users").comment = Some("People".into());
        s.on("users").columns["email"].comment = Some("Where to write".into());
        s.on("users").row_security = RowSecurity::Enabled;
        s.policy("users", "own", "id = me()");
        s.function("next_number", "sql", "select 'n' || nextval('numbers')");
        s.function("me", "sql", "select 1");
        s.function("touch", "plpgsql", "begin update users set mood = 'sad'; return new; end").comment =
            Some("Touches".into());
        s.trigger("users", "touch", "touch");
        s.view("happy", "select * from users where mood = 'happy'");
        s.view("a_few", "select * from happy limit 3");
    });
    check_new("fresh", &new);
}

#[test]
fn tables_in_a_circle_fall_back_to_their_names() {
    let new = schema(|s| {
        s.table("tenants", "id int\nowner_id int?");
        s.table("users", "id int\ntenant_id int");
        s.table("audits", "id int\nuser_id int\nprevious_id int?");
        s.foreign_key("tenants", "owner_id -> users.id");
        s.foreign_key("users", "tenant_id -> tenants.id");
        s.foreign_key("audits", "user_id -> users.id");
        s.foreign_key("audits", "previous_id -> audits.id");
    });
    check_new("circle_of_tables", &new);
}

#[test]
fn a_true_circle_is_refused() {
    let new = schema(|s| {
        s.table("t", "id int\nn int = sql f()");
        s.function("f", "sql", "select count(*)::integer from t");
        s.view("a", "select * from b");
        s.view("b", "select * from \"a\"");
    });
    check_new("true_circle", &new);
}

#[test]
fn a_plpgsql_function_may_mention_what_comes_later() {
    let new = schema(|s| {
        s.table("t", "id int\nn int = sql f()");
        s.function("f", "plpgsql", "begin return (select count(*) from t); end");
    });
    check_new("mentions_at_run", &new);
}

#[test]
fn more_of_everything() {
    let new = changed(&shop(), |s| {
        s.enum_type("mood", "angry sad calm happy glad");
        s.column("users", "first text?");
        s.column("users", "joined text = now()");
        s.column("users", "best mood = glad");
        s.column("users", "code uuid = sql gen_random_uuid()");
        s.column("users", "seen text = sql '{}'::text");
        s.column("users", "double int = as id * 2");
        s.on("users").columns["email"].comment = Some("Where to write".into());
        let unique = Unique {
            columns: names("email"),
            include: Vec::new(),
            nulls: NullsEqual::Distinct,
            deferral: Default::default(),
            options: Default::default(),
        };
        s.on("users").uniques.insert("users_email_key".into(), unique);
        s.index("users", "users_calm_idx", "mood").predicate = Some(Expr::new("mood = 'calm'"));
        s.table("notes", "id int\nemail text");
        s.foreign_key("notes", "email -> users.email");
        s.check("orders", "orders_total_check", "total > 0");
        s.on("orders").row_security = RowSecurity::Forced;
        s.policy("orders", "own", "user_id in (select id from users where first is not null)");
        s.view("firsts", "select first from users");
    });
    check_change("more", &shop(), &new);
}

#[test]
fn a_function_that_a_view_of_new_columns_needs_is_lifted_with_them() {
    let old = schema(|s| s.table("t", "id int"));
    let new = changed(&old, |s| {
        s.column("t", "a int = sql f()");
        s.column("t", "b int?");
        s.function("f", "sql", "select max(id) from t");
        s.table("u", "id int\nn int = sql g()");
        s.function("g", "sql", "select max(b) from t");
    });
    check_change("lifted", &old, &new);
}

#[test]
fn what_is_dropped_is_refused() {
    let new = changed(&shop(), |s| {
        s.enum_type("mood", "sad cheerful");
        s.on("users").columns.shift_remove("name");
        s.column("users", "full_name text?");
        s.on("users").columns.shift_remove("email");
        s.column("users", "mail text?");
        let orders = s.schema.tables.remove(&qname("orders")).unwrap();
        s.schema.tables.insert(qname("purchases"), Table { indexes: Default::default(), ..orders });
    });
    check_change("dropped", &shop(), &new);
}

#[test]
fn every_part_of_a_table_is_dropped_before_what_it_uses() {
    let old = changed(&shop(), |s| {
        s.schema.namespaces.insert("billing".into());
        s.schema.extensions.insert("citext".into(), Extension::default());
        s.enum_type("old_type", "a");
        let unique = Unique {
            columns: names("email"),
            include: Vec::new(),
            nulls: NullsEqual::Distinct,
            deferral: Default::default(),
            options: Default::default(),
        };
        s.on("users").uniques.insert("users_email_key".into(), unique);
        s.check("orders", "orders_total_check", "total > 0");
        s.policy("orders", "own", "true");
        s.trigger("orders", "touch", "touch");
        s.function("touch", "plpgsql", "begin return new; end");
        s.view("v", "select 1");
    });
    let new = changed(&shop(), |s| {
        s.on("orders").indexes.clear();
        s.on("orders").foreign_keys.clear();
        s.on("users").primary_key = None;
    });
    check_change("dropped_parts", &old, &new);
}

#[test]
fn what_is_altered_is_taken_off_and_put_back() {
    let old = changed(&shop(), |s| {
        s.schema.extensions.insert("citext".into(), Extension::default());
        s.check("orders", "orders_total_check", "total > 0");
        s.policy("orders", "own", "true");
        s.trigger("orders", "touch", "touch");
        s.function("touch", "plpgsql", "begin return new; end");
        s.view("v", "select 1");
        s.on("orders").row_security = RowSecurity::Forced;
        let unique = Unique {
            columns: names("email"),
            include: Vec::new(),
            nulls: NullsEqual::Distinct,
            deferral: Default::default(),
            options: Default::default(),
        };
        s.on("users").uniques.insert("users_email_key".into(), unique);
        s.table("keyless", "id int");
        s.on("keyless").primary_key = None;
    });
    let new = changed(&old, |s| {
        s.schema.extensions.insert("citext".into(), Extension { namespace: Some("ext".into()) });
        s.enum_type("mood", "happy sad");
        s.column("users", "id text");
        s.column("users", "email text?");
        s.column("users", "name text");
        s.column("users", "mood mood = happy");
        s.on("users").primary_key.as_mut().unwrap().columns = names("id email");
        s.on("users").uniques["users_email_key"].columns.len();
        s.on("users").uniques.get_mut("users_email_key").unwrap().columns = names("email name");
        s.on("keyless").primary_key =
            Some(PrimaryKey { name: "keyless_pkey".into(), columns: names("id"), deferral: Default::default() });
        let index = s.index("orders", "orders_user_id_idx", "total");
        index.uniqueness = Uniqueness::Unique(NullsEqual::Distinct);
        index.predicate = Some(Expr::new("total > 0"));
        s.on("orders").foreign_keys.values_mut().next().unwrap().on_delete = Action::Cascade;
        s.check("orders", "orders_total_check", "total >= 0");
        s.policy("orders", "own", "false");
        s.trigger("orders", "touch", "touch_it");
        s.function("touch", "plpgsql", "begin return old; end");
        s.view("v", "select 2");
        s.on("orders").row_security = RowSecurity::Enabled;
        s.on("orders").columns["total"].collation = Some(QName::new("pg_catalog", "C"));
    });
    check_change("altered", &old, &new);
}

#[test]
fn a_required_column_needs_something_that_fills_it() {
    let new = changed(&shop(), |s| s.column("users", "age int"));
    let fill = ColumnIntent { table: qname("users"), column: "age".into(), expr: located(Expr::new("0")) };
    check_change("unfilled", &shop(), &new);
    check("unfilled_with_fill", Pair::new(&shop(), &new), Intents { fills: vec![fill], ..Intents::default() });
}

#[test]
fn intents_are_carried_out() {
    let new = changed(&shop(), |s| {
        s.enum_type("mood", "low happy");
        s.on("users").columns.shift_remove("email");
        s.column("users", "mail text");
        s.column("users", "mood mood = low");
        s.column("orders", "total text");
        s.schema.tables.remove(&qname("orders"));
    });
    let rename = |object, was: &str| Rename { object, was: names(was).into_iter().map(located).collect() };
    let column = |name: &str| ObjectId::Column(qname("users"), name.into());
    let intents = Intents {
        renames: vec![
            rename(column("mail"), "email e_mail"),
            rename(ObjectId::EnumValue(qname("mood"), "low".into()), "sad"),
            rename(ObjectId::Table(qname("users")), "people"),
        ],
        removals: vec![
            Removal { object: located(ObjectId::Table(qname("orders"))), target: None },
            Removal { object: located(ObjectId::Table(qname("gone_long_ago"))), target: None },
        ],
        steps: vec![DataStep { name: located("move_totals".into()), phase: None, sql: located(Expr::new("select 1")) }],
        ..Intents::default()
    };
    check("intents", Pair::new(&shop(), &new), intents);
}

#[test]
fn a_conversion_is_said_by_using() {
    let new = changed(&shop(), |s| s.column("orders", "total text"));
    let using =
        ColumnIntent { table: qname("orders"), column: "total".into(), expr: located(Expr::new("total::text")) };
    check("using", Pair::new(&shop(), &new), Intents { usings: vec![using], ..Intents::default() });
}

#[test]
fn intents_that_are_done_are_passed_over() {
    let rename = Rename { object: ObjectId::Table(qname("users")), was: vec![located("people".into())] };
    let fill = ColumnIntent { table: qname("users"), column: "email".into(), expr: located(Expr::new("''")) };
    let intents = Intents { renames: vec![rename], fills: vec![fill], ..Intents::default() };
    for old in [Schema::default(), shop()] {
        let (_, diagnostics) = plan(Pair::new(&old, &shop()), &placed(&shop(), intents.clone()));
        assert_eq!(diagnostics, []);
    }
}

#[test]
fn a_data_step_runs_once_where_there_are_rows() {
    let step = DataStep { name: located("move".into()), phase: None, sql: located(Expr::new("select 1")) };
    let intents = Intents { steps: vec![step], ..Intents::default() };
    let more = changed(&shop(), |s| s.column("users", "age int?"));
    let resolved = placed(&more, intents);
    let runs = |plan: &Plan| plan.up.iter().filter(|step| matches!(step.op, Op::Run(_))).count();
    for (old, expected) in [(Schema::default(), 0), (more.clone(), 1), (shop(), 1)] {
        let (first, _) = plan(Pair::new(&old, &more), &resolved);
        assert_eq!(runs(&first), expected);
        let (second, _) = plan_after(Pair::new(&more, &more), &resolved, &first.done);
        assert_eq!(runs(&second), 0);
    }
}

#[test]
fn a_new_label_needs_one_commit_at_most() {
    let old = schema(|s| {
        s.enum_type("mood", "sad");
        s.table("t", "id int\nm mood");
    });
    let unused = changed(&old, |s| s.enum_type("mood", "sad glad"));
    let commits = |new: &Schema| {
        let (plan, _) = plan(Pair::new(&old, new), &Resolved::default());
        plan.up.iter().filter(|step| step.commit_before.is_some()).count()
    };
    assert_eq!(commits(&unused), 0);
    let used = changed(&unused, |s| {
        s.enum_type("mood", "sad glad mad");
        s.column("t", "n mood = glad");
        s.column("t", "o mood = mad");
        s.check("t", "c", "m <> 'mad'");
    });
    assert_eq!(commits(&used), 1);
    // What is committed apart is the labels alone.
    let (plan, _) = plan(Pair::new(&old, &used), &Resolved::default());
    let at = plan.up.iter().position(|step| step.commit_before.is_some()).unwrap();
    let rest = plan.up[..at].iter().filter(|step| !matches!(step.op, Op::Assert(_)));
    assert!(rest.clone().all(|step| matches!(step.op, Op::AddEnumValue { ty: _, value: _, place: _ })));
    assert_eq!(rest.count(), 2);
}

#[test]
fn the_way_back_of_a_table_is_short() {
    let (plan, _) = plan(Pair::new(&Schema::default(), &shop()), &Resolved::default());
    let down: Vec<_> = plan.down.iter().map(|step| text::kind(&step.op)).collect();
    assert_eq!(down, ["Drop", "Drop", "Drop", "Drop"]);
    assert_eq!(plan.down[1].op.object(), ObjectId::Table(qname("orders")));
}
