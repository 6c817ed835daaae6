//! Whole histories: those that are right are proved, and of those that are not it is said where.

use underpin_db::{
    Cluster,
    prove::{Chain, Point, Proof, Verdict},
};
use underpin_testing::postgres;

use crate::made::{Made, failed, prover};

/// A shop that grows: labels that are renamed and merged, a column that becomes required, one that is filled, keys, a table
/// that comes late, and one under another name.
const STATES: [&str; 5] = [
    "",
    "
enum: Status
values: [NEW, OPEN, DONE]
---
model: Customer
fields: { id: { type: uuid, primary: true }, email: string?, name: string }
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  customerId: uuid?
  status: { type: Status, default: NEW }
  total: string
relations: { customer: { to: Customer, fields: [customerId], on_delete: set_null } }
",
    "
enum: Status
values: { WAITING: { was: [NEW, OPEN] }, DONE: {} }
---
model: Customer
fields: { id: { type: uuid, primary: true }, email: string?, name: string, initials: { type: string, fill: 'left(name, 1)' } }
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  customerId: uuid?
  status: { type: Status, default: WAITING }
  total: string
relations: { customer: { to: Customer, fields: [customerId], on_delete: set_null } }
---
model: Note
fields: { id: { type: int, primary: true, default: autoincrement() }, orderId: int, text: string }
relations: { order: { to: Order, fields: [orderId], on_delete: cascade } }
",
    "
enum: Status
values: [WAITING, DONE]
---
model: Customer
fields: { id: { type: uuid, primary: true }, email: string, name: string, initials: string }
unique: [email]
---
model: Purchase
was: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  customerId: uuid
  status: { type: Status, default: WAITING }
  total: string
relations: { customer: { to: Customer, fields: [customerId], on_delete: cascade } }
checks: { short: 'length(total) < 60' }
---
model: Note
fields: { id: { type: int, primary: true, default: autoincrement() }, orderId: int, text: string }
relations: { order: { to: Purchase, fields: [orderId], on_delete: cascade } }
",
    "
enum: Status
values: [WAITING, DONE]
---
model: Customer
fields: { id: { type: uuid, primary: true }, email: string, name: string, initials: string }
unique: [email]
---
model: Purchase
fields:
  id: { type: int, primary: true, default: autoincrement() }
  customerId: uuid
  status: { type: Status, default: WAITING }
  total: string
  paid: { type: bool, default: false }
relations: { customer: { to: Customer, fields: [customerId], on_delete: cascade } }
checks: { short: 'length(total) < 60' }
---
model: Remark
was: Note
fields: { id: { type: int, primary: true, default: autoincrement() }, purchaseId: { type: int, was: orderId }, text: string }
relations: { purchase: { to: Purchase, fields: [purchaseId], on_delete: cascade } }
",
];

fn history() -> Vec<Made> {
    STATES.windows(2).map(|pair| Made::new(pair[0], pair[1])).collect()
}

fn prove(cluster: &Cluster, history: &[Made]) -> Proof {
    let prover = prover(cluster);
    let mut chain = Chain::new(&prover).unwrap().unwrap();
    for made in history {
        chain.step(made.subject(), None, &mut |_| {}).unwrap();
    }
    chain.finish(None, &mut |_| {}).unwrap()
}

#[test]
fn a_history_is_proved_over_rows_that_came_before() {
    let Some(cluster) = postgres("a_history_is_proved_over_rows_that_came_before") else { return };
    let proof = prove(cluster, &history());
    assert!(proof.holds(), "{proof:#?}");
    let points: Vec<Point> = proof.conclusions.iter().map(|conclusion| conclusion.point).collect();
    assert_eq!(points, Point::OF_HISTORY);
    let rows = &proof.on(Point::Rows).unwrap().details;
    assert_eq!(rows.len(), 4);
    assert!(rows[1].contains("80 rows of 2 tables"), "{rows:#?}");
    // NULL, twins and long texts are in the way of the third.
    assert!(rows[2].contains("in its way had been taken out"), "{rows:#?}");
    // What was merged cannot be told apart again, and so the ways back end there.
    let down = proof.on(Point::Down).unwrap();
    assert!(down.seen.starts_with("2 ways back; that of"), "{down:#?}");
    assert_eq!(down.details.len(), 2);

    // With the grounds of the single proofs it is the same.
    let (prover, history) = (prover(cluster), history());
    let mut chain = Chain::new(&prover).unwrap().unwrap();
    let mut ground = None;
    for made in &history {
        let known = prover.prepare(&made.subject(), &mut |_| {}).unwrap();
        chain.step(made.subject(), Some(&known), &mut |_| {}).unwrap();
        ground = Some(known);
    }
    let again = chain.finish(ground.as_ref(), &mut |_| {}).unwrap();
    assert_eq!(again.conclusions, proof.conclusions);
}

/// A migration of the history that is not what its plan says, while all that is told of it stays.
struct Tampered {
    name: &'static str,
    act: fn(&mut [Made]),
    fails: &'static [Point],
    says: &'static str,
}

const TAMPERED: &[Tampered] = &[
    Tampered {
        name: "the third changes a value on the way",
        act: |history| insert(&mut history[2].files.migration, "UPDATE \"Note\" SET text = text || '!';\n"),
        fails: &[Point::Rows, Point::Down],
        says: "Note",
    },
    Tampered {
        name: "the third loses a row",
        act: |history| {
            insert(&mut history[2].files.migration, "DELETE FROM \"Note\" WHERE id = (SELECT min(id) FROM \"Note\");\n")
        },
        fails: &[Point::Rows, Point::Down],
        says: "rows before",
    },
    Tampered {
        name: "the third forgets an object",
        act: |history| insert(&mut history[2].files.migration, "ALTER TABLE \"Purchase\" DROP CONSTRAINT \"short\";\n"),
        fails: &[Point::Target, Point::Down],
        says: "short",
    },
    Tampered {
        name: "the third adds what the fourth makes",
        act: |history| insert(&mut history[2].files.migration, "ALTER TABLE \"Purchase\" ADD COLUMN \"paid\" int;\n"),
        fails: &[Point::Applies],
        says: "already exists",
    },
    Tampered {
        name: "the way back of the third changes a value",
        act: |history| insert(&mut history[2].files.down, "UPDATE \"Note\" SET text = 'gone';\n"),
        fails: &[Point::Down],
        says: "Note: of 40 rows",
    },
    Tampered {
        name: "the way back of the fourth leaves something behind",
        act: |history| insert(&mut history[3].files.down, "CREATE TABLE \"Rest\" (id int PRIMARY KEY);\n"),
        fails: &[Point::Down],
        says: "Rest",
    },
];

/// Puts a statement before the end of a script.
fn insert(script: &mut String, statement: &str) {
    let at = script.rfind("COMMIT;").expect("its end");
    script.insert_str(at, statement);
}

#[test]
fn a_tampered_history_is_not_proved() {
    let Some(cluster) = postgres("a_tampered_history_is_not_proved") else { return };
    for Tampered { name, act, fails, says } in TAMPERED {
        let mut history = history();
        act(&mut history);
        let proof = prove(cluster, &history);
        assert_eq!(failed(&proof), *fails, "{name}: {proof:#?}");
        let failing = proof.conclusions.iter().filter(|conclusion| conclusion.verdict == Verdict::Fails);
        let mut lines = failing.flat_map(|conclusion| conclusion.details.iter().chain([&conclusion.seen]));
        assert!(lines.any(|line| line.contains(says)), "{name}: {proof:#?}");
    }
}
