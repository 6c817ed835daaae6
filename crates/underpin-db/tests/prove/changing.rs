//! Migrations that change what is there: each keeps the rows, in its own way.

use underpin_db::prove::Point;
use underpin_testing::postgres;

use crate::made::Made;

/// The case that the project exists for: labels merged and renamed under a default and a partial index.
pub const PLAN: (&str, &str) = (
    "
enum: PlanType
values: [BASIC, STANDARD, PREMIUM, ENTERPRISE]
---
model: Clinic
fields:
  id: { type: uuid, primary: true }
  plan: { type: PlanType, default: BASIC }
  formerPlans: { type: 'PlanType[]' }
  name: string
indexes: [{ fields: [name], where: \"plan = 'PREMIUM'\", name: premium_names }]
",
    "
enum: PlanType
values:
  PROFESIONAL: { was: [BASIC, STANDARD] }
  CLINICA: { was: PREMIUM }
  EMPRESA: { was: ENTERPRISE }
---
model: Clinic
fields:
  id: { type: uuid, primary: true }
  plan: { type: PlanType, default: PROFESIONAL }
  formerPlans: { type: 'PlanType[]' }
  name: string
indexes: [{ fields: [name], where: \"plan = 'CLINICA'\", name: premium_names }]
",
);

/// Renames, conversions and fills of one table, and a column that goes.
pub const SHAPES: (&str, &str) = (
    "
model: Person
fields:
  id: { type: int, primary: true, default: autoincrement() }
  name: string
  nick: string?
  age: smallint?
  price: decimal(10,2)
  code: varchar(20)
  seen: datetime?
  old: string?
  key: string
unique: [code]
---
model: Note
fields: { id: { type: int, primary: true }, personId: int, text: string }
relations: { person: { to: Person, fields: [personId], on_delete: cascade } }
",
    "
model: Human
was: Person
fields:
  id: { type: bigint, primary: true, default: autoincrement() }
  fullName: { type: string, was: name }
  nick: { type: string, fill: \"coalesce(\\\"fullName\\\", '') || '!'\" }
  age: int?
  price: { type: 'decimal(8,1)', using: \"round(least(greatest(nullif(price, 'NaN'), -1000000), 1000000), 1)\" }
  code: varchar(30)
  seen: datetime?
  key: string
  initials: { type: string, fill: \"left(\\\"fullName\\\", 1)\" }
  serial: { type: int, default: 7 }
unique: [code]
removed: [old]
---
model: Note
fields: { id: { type: int, primary: true }, humanId: { type: bigint, was: personId }, text: string }
relations: { human: { to: Human, fields: [humanId], on_delete: cascade } }
",
);

/// Keys made anew by chance, with the rows that refer to them.
pub const KEYS: (&str, &str) = (
    "
model: Team
fields: { id: { type: int, primary: true, default: autoincrement() }, name: string }
---
model: Member
fields: { id: { type: uuid, primary: true }, teamId: int?, leadId: int, name: string }
relations:
  team: { to: Team, fields: [teamId], back: members }
  lead: { to: Team, fields: [leadId], back: leads }
",
    "
model: Team
fields: { id: { type: uuid, primary: true, default: sql(\"gen_random_uuid()\"), using: gen_random_uuid() }, name: string }
---
model: Member
fields: { id: { type: uuid, primary: true }, teamId: uuid?, leadId: uuid, name: string }
relations:
  team: { to: Team, fields: [teamId], back: members }
  lead: { to: Team, fields: [leadId], back: leads }
",
);

/// A table split in two by a data step.
pub const MOVES: (&str, &str) = (
    "
model: User
fields: { id: { type: uuid, primary: true }, name: string, street: string, city: string? }
",
    "
model: User
fields: { id: { type: uuid, primary: true }, name: string }
removed: [street, city]
---
model: Address
fields:
  id: { type: uuid, primary: true, default: sql(\"gen_random_uuid()\") }
  userId: { type: uuid, unique: true }
  street: string
  city: string?
relations: { user: { to: User, fields: [userId], on_delete: cascade } }
steps:
  addresses_of_users:
    sql: INSERT INTO \"Address\" (\"userId\", street, city) SELECT id, street, city FROM \"User\"
",
);

/// A check that PostgreSQL spells in another way once the column is another one: it is the same check.
pub const SPELLED: (&str, &str) = (
    "
model: Job
fields: { id: { type: int, primary: true }, state: varchar(10), rank: varchar(9) }
checks: { known: \"state IN ('NEW', 'DONE')\", ranked: \"rank IN ('A', 'B')\" }
",
    "
model: Job
fields: { id: { type: int, primary: true }, state: varchar(30), rank: string }
checks: { known: \"state IN ('NEW', 'DONE')\", ranked: \"rank IN ('A', 'B')\" }
",
);

/// What the rows have to fulfil.
pub const ASKED: (&str, &str) = (
    "
enum: Color
values: [red, green]
---
model: Shop
fields: { id: { type: int, primary: true }, name: string }
---
model: Item
fields:
  id: { type: int, primary: true }
  name: string?
  sku: string
  shopId: int
  amount: int
  size: bigint
  color: string
  short: string
  token: string?
  start: int
  stop: int
",
    "
enum: Color
values: [red, green]
---
model: Shop
fields: { id: { type: int, primary: true }, name: string }
---
model: Item
fields:
  id: { type: int, primary: true }
  name: string
  sku: { type: string, unique: true }
  shopId: int
  amount: int
  size: int
  color: Color
  short: varchar(5)
  token: uuid?
  begin: { type: int, was: start }
  stop: int
relations: { shop: { to: Shop, fields: [shopId] } }
checks: { amount_positive: amount > 0, in_order: begin < stop }
unique: [{ fields: [shopId, stop], where: amount > 10 }]
",
);

#[test]
fn what_changes_is_proved() {
    let Some(cluster) = postgres("what_changes_is_proved") else { return };
    let mut wrong = Vec::new();
    for (name, (before, after)) in
        [("plan", PLAN), ("shapes", SHAPES), ("keys", KEYS), ("moves", MOVES), ("spelled", SPELLED), ("asked", ASKED)]
    {
        let made = Made::new(before, after);
        let proof = made.prove(cluster);
        if name == "asked" {
            let applies = proof.on(Point::Applies).map(|conclusion| conclusion.seen.clone()).unwrap_or_default();
            assert!(applies.ends_with("stopped at rows of 10 kinds"), "{proof:#?}");
        }
        if !proof.holds() {
            wrong.push(format!("{name}: {proof:#?}\n{}", made.files.migration));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
