//! Migrations that add things.

use underpin_testing::postgres;

use crate::made::{Made, failed};

pub const BEFORE: &str = "
enum: State
values: [OPEN, DONE]
---
model: Customer
fields:
  id: { type: uuid, primary: true }
  name: string
  born: date?
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  customerId: uuid
  state: { type: State, default: OPEN }
  total: decimal(10,2)
  tags: string[]
relations: { customer: { to: Customer, fields: [customerId], on_delete: cascade } }
";

pub const AFTER: &str = "
enum: State
values: [OPEN, SENT, DONE]
---
enum: Kind
values: [A, B]
---
model: Customer
fields:
  id: { type: uuid, primary: true }
  name: string
  born: date?
  email: string?
  joined: { type: datetime, default: now() }
  note: { type: string, default: 'it''s new' }
  number: { type: int, default: autoincrement() }
  key: { type: uuid, default: sql(\"gen_random_uuid()\") }
  initial: { type: string, generated: \"left(name, 1)\" }
  parentId: uuid?
relations: { parent: { to: Customer, fields: [parentId], back: children } }
indexes: [name]
---
model: Order
fields:
  id: { type: int, primary: true, default: autoincrement() }
  customerId: uuid
  state: { type: State, default: OPEN }
  total: decimal(10,2)
  tags: string[]
  kinds: { type: 'Kind[]', default: [A] }
relations: { customer: { to: Customer, fields: [customerId], on_delete: cascade } }
indexes: [{ fields: [tags], using: gin }]
---
model: Line
fields: { id: { type: int, primary: true }, orderId: int }
relations: { order: { to: Order, fields: [orderId] } }
---
view: open_orders
sql: SELECT id FROM \"Order\" WHERE state IN ('OPEN', 'SENT')
depends: Order
";

/// The same without the label, which cannot be taken back.
pub fn without_label() -> String {
    AFTER.replace("[OPEN, SENT, DONE]", "[OPEN, DONE]").replace("IN ('OPEN', 'SENT')", "= 'OPEN'")
}

#[test]
fn what_adds_is_proved() {
    let Some(cluster) = postgres("what_adds_is_proved") else { return };
    let proof = Made::new(BEFORE, AFTER).prove(cluster);
    assert!(proof.holds(), "{proof:#?}");
    // A label of an enum type cannot be taken back, and the plan says so.
    let after = without_label();
    let proof = Made::new(BEFORE, &after).prove(cluster);
    assert!(proof.holds(), "{proof:#?}");
    let proof = Made::new("", BEFORE).prove(cluster);
    assert_eq!(failed(&proof), [], "{proof:#?}");
}
