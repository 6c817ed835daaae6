//! The same for migrations that change what is there; here mostly the plan is tampered with, so that all its files agree.

use underpin_db::prove::Point;
use underpin_plan::{Fill, FillValue, Object, Op, Pair, Plan, Precondition, TypeChange, Using};
use underpin_schema::{DefaultValue, Expr, Literal, Name, ObjectId};
use underpin_testing::postgres;

use crate::{
    changing,
    made::Made,
    sabotage::{Sabotage, add, leave_out, swap, told_apart},
};

/// Changes the first operation for which that can be done, and spells the plan anew.
fn tamper(made: &mut Made, act: impl Fn(&mut Op) -> bool) {
    let mut plan = made.plan.clone();
    assert!(plan.up.iter_mut().any(|step| act(&mut step.op)), "nothing to tamper with");
    *made = made.with_plan(plan);
}

/// Leaves out the first step of a kind. What the others need is not asked for any more.
fn without(made: &mut Made, is_it: impl Fn(&Op) -> bool) {
    let mut plan = made.plan.clone();
    let at = plan.up.iter().position(|step| is_it(&step.op)).expect("a step to leave out");
    plan.up.remove(at);
    plan.edges.clear();
    *made = made.with_plan(plan);
}

/// Puts the first step of a kind before the first of another.
fn move_before(made: &mut Made, is_it: impl Fn(&Op) -> bool, other: impl Fn(&Op) -> bool) {
    let mut plan = made.plan.clone();
    let from = plan.up.iter().position(|step| is_it(&step.op)).expect("a step to move");
    let to = plan.up.iter().position(|step| other(&step.op)).expect("a step to move it to");
    assert!(to < from);
    let step = plan.up.remove(from);
    plan.up.insert(to, step);
    plan.edges.clear();
    *made = made.with_plan(plan);
}

fn change_type(op: &mut Op, column: &str, act: impl Fn(&mut TypeChange)) -> bool {
    let Op::AlterTypes(_, changes) = op else { return false };
    let Some(change) = changes.iter_mut().find(|change| change.column.as_str() == column) else { return false };
    act(change);
    true
}

fn change_fill(op: &mut Op, column: &str, expr: &str) -> bool {
    let Op::Fill(Fill { column: name, value, .. }) = op else { return false };
    if name.as_str() != column {
        return false;
    }
    *value = FillValue::Expr(Expr::new(expr));
    true
}

fn is_assert(op: &Op) -> bool {
    matches!(op, Op::Assert(_))
}

fn leads_to(op: &mut Op, column: &str, from: &str, to: &str) -> bool {
    change_type(op, column, |change| {
        let Using::Labels(map) = &mut change.using else { panic!("{change:?}") };
        map.retain(|(label, _)| label.as_str() != from);
        map.push((Name::new(from), Name::new(to)));
    })
}

const PLAN: &[Sabotage] = &[
    Sabotage {
        name: "a label becomes another one",
        act: |made| tamper(made, |op| leads_to(op, "plan", "PREMIUM", "EMPRESA")),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a label in arrays becomes another one",
        act: |made| tamper(made, |op| leads_to(op, "formerPlans", "STANDARD", "CLINICA")),
        fails: Point::Rows,
    },
    Sabotage {
        name: "all labels become one",
        act: |made| {
            tamper(made, |op| {
                change_type(op, "plan", |change| change.using = Using::Expr(Expr::new("'CLINICA'::\"PlanType\"")))
            });
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "another default is put back",
        act: |made| {
            tamper(made, |op| match op {
                Op::SetDefault { table: _, column: _, ty: _, default: Pair { old: _, new: new @ Some(_) } } => {
                    *new = Some(DefaultValue::Literal(Literal::Enum(Name::new("EMPRESA"))));
                    true
                }
                _ => false,
            });
        },
        fails: Point::Target,
    },
    Sabotage {
        name: "the default is not put back",
        act: |made| {
            without(made, |op| {
                matches!(op, Op::SetDefault { table: _, column: _, ty: _, default: Pair { old: _, new: Some(_) } })
            });
        },
        fails: Point::Target,
    },
    Sabotage {
        name: "the partial index is not put back",
        act: |made| without(made, |op| matches!(op, Op::Create(Object::Index(_, _, _)))),
        fails: Point::Target,
    },
    Sabotage {
        name: "the old type is left behind",
        act: |made| without(made, |op| matches!(op, Op::Drop(Object::Enum(_, _)))),
        fails: Point::Target,
    },
    Sabotage {
        name: "the old type is dropped too early",
        act: |made| {
            move_before(made, |op| matches!(op, Op::Drop(Object::Enum(_, _))), |op| matches!(op, Op::AlterTypes(_, _)));
        },
        fails: Point::Applies,
    },
    Sabotage {
        name: "the rewrite of a conversion is not declared",
        act: |made| made.files.plan = made.files.plan.replace(r#""rewrites": "Clinic","#, ""),
        fails: Point::Locks,
    },
    Sabotage {
        name: "the lock of a conversion is declared too weak",
        act: |made| made.files.plan = made.files.plan.replace("\"ACCESS EXCLUSIVE\"", "\"SHARE\""),
        fails: Point::Locks,
    },
    Sabotage {
        name: "the way back says that it can undo a merge",
        act: |made| {
            let plan = Plan { irreversible: Vec::new(), ..made.plan.clone() };
            *made = made.with_plan(plan);
        },
        fails: Point::Down,
    },
    Sabotage {
        name: "the way back does not refuse",
        act: |made| made.files.down = "BEGIN;\nUPDATE \"Clinic\" SET plan = 'EMPRESA';\nCOMMIT;".to_owned(),
        fails: Point::Down,
    },
];

const SHAPES: &[Sabotage] = &[
    Sabotage {
        name: "a fill gives something else",
        act: |made| tamper(made, |op| change_fill(op, "initials", "right(\"fullName\", 1)")),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a fill of what is NULL fills everything",
        act: |made| {
            tamper(made, |op| {
                let Op::Fill(fill) = op else { return false };
                let it = fill.column.as_str() == "nick";
                if it {
                    fill.rows = underpin_plan::FillRows::All;
                }
                it
            });
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "a required column is filled with one value",
        act: |made| tamper(made, |op| change_fill(op, "nick", "'!'")),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a fill is left out",
        act: |made| without(made, |op| matches!(op, Op::Fill(fill) if fill.column.as_str() == "initials")),
        fails: Point::Applies,
    },
    Sabotage {
        name: "a conversion computes something else",
        act: |made| {
            tamper(made, |op| {
                change_type(op, "price", |change| change.using = Using::Expr(Expr::new("round(price / 10000, 1)")))
            });
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "NULL is not forbidden",
        act: |made| without(made, |op| matches!(op, Op::SetNotNull(_, column) if column.as_str() == "initials")),
        fails: Point::Target,
    },
    Sabotage {
        name: "a column keeps its old name",
        act: |made| {
            without(
                made,
                |op| matches!(op, Op::Rename(Pair { old: ObjectId::Column(_, name), new: _ }) if name.as_str() == "personId"),
            );
        },
        fails: Point::Applies,
    },
    Sabotage {
        name: "a column is dropped and added instead of renamed",
        act: |made| {
            let rename = "ALTER TABLE \"Human\" RENAME COLUMN \"name\"";
            let at = made.files.migration.find(rename).unwrap();
            leave_out(&mut made.files.migration, rename);
            let again = "ALTER TABLE \"Human\" ADD COLUMN \"fullName\" text NOT NULL DEFAULT '';\n\
                ALTER TABLE \"Human\" ALTER COLUMN \"fullName\" DROP DEFAULT;\nALTER TABLE \"Human\" DROP COLUMN \"name\";\n";
            made.files.migration.insert_str(at, again);
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "the loss of a column is not declared",
        act: |made| {
            let plan = &mut made.files.plan;
            swap(plan, r#""destroys": {"column": ["Human", "old"]}"#, r#""transaction": "may""#);
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "one row is lost on the way",
        act: |made| {
            add(&mut made.files.migration, "DELETE FROM \"Note\" WHERE \"id\" = (SELECT min(\"id\") FROM \"Note\")");
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "a new column has another default in the rows that are there",
        act: |made| add(&mut made.files.migration, "UPDATE \"Human\" SET \"serial\" = 8 WHERE \"serial\" = 7"),
        fails: Point::Rows,
    },
    Sabotage {
        name: "the scan of a question of NULL is not the only one that counts",
        act: |made| add(&mut made.files.migration, "ALTER TABLE \"Note\" ADD CONSTRAINT x CHECK (id IS NOT NULL)"),
        fails: Point::Target,
    },
];

const KEYS: &[Sabotage] = &[
    Sabotage {
        name: "rows refer to other rows than before",
        act: |made| {
            tamper(made, |op| {
                let Op::Fill(Fill { value, column, .. }) = op else { return false };
                if !column.as_str().starts_with("leadId") {
                    return false;
                }
                let Some(aside) = (match value {
                    FillValue::Parent { parent: _, column, on: _ } => Some(column.clone()),
                    FillValue::Expr(_) => None,
                }) else {
                    return false;
                };
                *value = FillValue::Expr(Expr::new(format!("(SELECT \"{aside}\" FROM \"Team\" LIMIT 1)")));
                true
            });
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "two references are taken for one another",
        act: |made| {
            add(
                &mut made.files.migration,
                "UPDATE \"Member\" SET \"leadId\" = \"teamId\" WHERE \"teamId\" IS NOT NULL",
            );
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "optional references are emptied",
        act: |made| add(&mut made.files.migration, "UPDATE \"Member\" SET \"teamId\" = NULL"),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a foreign key is not put back",
        act: |made| without(made, |op| matches!(op, Op::Create(Object::ForeignKey(_, _, _)))),
        fails: Point::Target,
    },
    Sabotage {
        name: "the keys are carried before they are made",
        act: |made| {
            move_before(
                made,
                |op| matches!(op, Op::Fill(Fill { value: FillValue::Parent { .. }, .. })),
                |op| matches!(op, Op::Fill(Fill { value: FillValue::Expr(_), .. })),
            );
        },
        fails: Point::Applies,
    },
];

const MOVES: &[Sabotage] = &[
    Sabotage {
        name: "a data step moves less",
        act: |made| swap(&mut made.files.migration, "FROM \"User\";", "FROM \"User\" WHERE city IS NOT NULL;"),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a data step loses a column",
        act: |made| swap(&mut made.files.migration, "SELECT id, street, city FROM", "SELECT id, street, NULL FROM"),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a data step runs twice",
        act: |made| {
            let again =
                "INSERT INTO \"Address\" (\"userId\", street, city) SELECT \"userId\", street, city FROM \"Address\"";
            add(&mut made.files.migration, again);
        },
        fails: Point::Applies,
    },
    Sabotage {
        name: "a data step is left out",
        act: |made| leave_out(&mut made.files.migration, "INSERT INTO \"Address\""),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a data step runs after what it reads is gone",
        act: |made| {
            let mut plan = made.plan.clone();
            let at = plan.up.iter().position(|step| matches!(step.op, Op::Run(_))).expect("a step");
            let step = plan.up.remove(at);
            plan.up.push(step);
            plan.edges.clear();
            *made = made.with_plan(plan);
        },
        fails: Point::Applies,
    },
];

const ASKED: &[Sabotage] = &[
    Sabotage {
        name: "rows in the way are deleted",
        act: |made| {
            without(made, |op| matches!(op, Op::Assert(Precondition::NoNulls { table: _, column: _ })));
            swap(&mut made.files.migration, "BEGIN;", "BEGIN;\nDELETE FROM \"Item\" WHERE \"name\" IS NULL;");
        },
        fails: Point::Applies,
    },
    Sabotage {
        name: "what does not fit is cut",
        act: |made| {
            without(
                made,
                |op| matches!(op, Op::Assert(Precondition::Fits { column, .. }) if column.as_str() == "short"),
            );
            tamper(made, |op| change_type(op, "short", |change| change.using = Using::Cast));
        },
        fails: Point::Applies,
    },
    Sabotage {
        name: "a question is asked of another column",
        act: |made| {
            tamper(made, |op| match op {
                Op::Assert(Precondition::NoNulls { table: _, column }) => {
                    *column = Name::new("sku");
                    true
                }
                _ => false,
            });
        },
        fails: Point::Applies,
    },
    Sabotage {
        name: "a question comes after something was committed",
        act: |made| {
            let text = &mut made.files.migration;
            let at = text.find("DO $$").expect("a question");
            text.insert_str(at, "CREATE TABLE \"left\" ();\nCOMMIT;\nBEGIN;\n");
            add(text, "DROP TABLE \"left\"");
        },
        fails: Point::Applies,
    },
];

#[test]
fn sabotaged_changes_are_found() {
    let Some(cluster) = postgres("sabotaged_changes_are_found") else { return };
    for ((before, after), all) in [
        (changing::PLAN, PLAN),
        (changing::SHAPES, SHAPES),
        (changing::KEYS, KEYS),
        (changing::MOVES, MOVES),
        (changing::ASKED, ASKED),
    ] {
        told_apart(cluster, &Made::new(before, after), &all.iter().collect::<Vec<_>>());
    }
}

/// Each question for itself: without it, PostgreSQL would stop the migration, or nothing would.
#[test]
fn each_question_that_is_left_out_is_missed() {
    let Some(cluster) = postgres("each_question_that_is_left_out_is_missed") else { return };
    let right = Made::new(changing::ASKED.0, changing::ASKED.1);
    let prover = crate::made::prover(cluster);
    let ground = prover.prepare(&right.subject(), &mut |_| {}).unwrap();
    let questions: Vec<usize> = (0..right.plan.up.len()).filter(|at| is_assert(&right.plan.up[*at].op)).collect();
    assert!(questions.len() >= 9);
    for at in questions {
        let mut plan = right.plan.clone();
        let left_out = plan.up.remove(at);
        plan.edges.clear();
        let proof = prover.prove_on(&ground, &right.with_plan(plan).subject(), &mut |_| {}).unwrap();
        let found = crate::made::failed(&proof).contains(&Point::Applies);
        assert!(found, "{left_out:?}\n{proof:#?}");
    }
}
