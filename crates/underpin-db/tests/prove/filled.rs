//! Rows in the way of what is asked of values that the migration itself makes: by a fill, or by a conversion.

use underpin_db::prove::Point;
use underpin_testing::postgres;

use crate::made::Made;

const SHOP: &str = "
model: Shop
fields: { id: { type: int, primary: true }, name: string }
---
";

/// A migration, and in how many ways rows are in its way.
struct Case {
    name: &'static str,
    before: &'static str,
    after: &'static str,
    stops: usize,
}

const CASES: &[Case] = &[
    Case {
        name: "a check over a column that is new and filled, and one over what is filled where it is NULL",
        before: "
model: Item
fields: { id: { type: int, primary: true }, amount: int, label: string? }
",
        after: "
model: Item
fields:
  id: { type: int, primary: true }
  amount: int
  half: { type: int, fill: amount / 2 }
  label: { type: string, fill: \"case when amount > 100 then 'many' else '' end\" }
checks: { enough: half > 10, named: label <> '' }
",
        stops: 2,
    },
    Case {
        name: "a fill that is NULL",
        before: "
model: Item
fields: { id: { type: int, primary: true }, amount: int, nick: string?, label: string? }
",
        after: "
model: Article
was: Item
fields:
  id: { type: int, primary: true }
  amount: int
  alias: { type: string?, was: nick }
  name: { type: string, fill: alias }
  label: { type: string, fill: \"nullif(alias, '')\" }
",
        stops: 2,
    },
    Case {
        name: "keys over values that are filled and converted",
        before: "
model: Item
fields: { id: { type: int, primary: true }, name: string, code: string, amount: int }
",
        after: "
model: Item
fields:
  id: { type: int, primary: true }
  title: { type: string, was: name }
  initial: { type: string, fill: \"left(title, 3)\", unique: true }
  code: { type: varchar(40), using: 'left(lower(code), 40)', unique: true }
  amount: int
  rounded: { type: bigint, fill: amount / 10 }
unique: [{ fields: [rounded], where: amount > 10, name: rounded_once }]
",
        stops: 3,
    },
    Case {
        name: "keys and checks that stay, over a column that is converted",
        before: "
model: Item
fields: { id: { type: int, primary: true }, code: string, price: 'decimal(10,3)' }
unique: [{ fields: [code], name: code_once }]
checks: { not_free: price > 0 }
",
        after: "
model: Item
fields:
  id: { type: int, primary: true }
  code: { type: varchar(40), using: 'left(lower(code), 40)' }
  price: { type: 'decimal(8,1)', using: \"round(least(price, 1000), 1)\" }
unique: [{ fields: [code], name: code_once }]
checks: { not_free: price > 0 }
",
        stops: 2,
    },
    Case {
        name: "fills that cannot be computed for each row, or are beyond what their columns take",
        before: "
enum: State
values: [new, done]
---
model: Item
fields:
  id: { type: int, primary: true }
  name: string
  price: decimal(10,2)
  amount: int
  number: string
  state: string
  memo: string
  short: varchar(5)?
",
        after: "
enum: State
values: [new, done]
---
model: Item
fields:
  id: { type: int, primary: true }
  title: { type: string, was: name }
  price: decimal(10,2)
  amount: int
  number: string
  state: string
  memo: string
  twice: { type: varchar(10)?, fill: title || title }
  cents: { type: 'decimal(4,1)?', fill: price * 1000 }
  share: { type: int?, fill: 100 / amount }
  digits: { type: smallint?, fill: 'number::smallint' }
  kind: { type: State?, fill: 'state::\"State\"' }
  short: { type: varchar(5), fill: 'left(memo, 7)' }
",
        stops: 5,
    },
    Case {
        name: "a reference by a column that is filled",
        before: "
model: Item
fields: { id: { type: int, primary: true }, amount: smallint }
",
        after: "
model: Item
fields:
  id: { type: int, primary: true }
  amount: smallint
  shopId: { type: int, fill: amount / 2 }
relations: { shop: { to: Shop, fields: [shopId] } }
",
        stops: 1,
    },
];

#[test]
fn values_that_a_migration_makes_are_in_its_way() {
    let Some(cluster) = postgres("values_that_a_migration_makes_are_in_its_way") else { return };
    let mut wrong = Vec::new();
    for Case { name, before, after, stops } in CASES {
        let made = Made::new(&format!("{SHOP}{before}"), &format!("{SHOP}{after}"));
        let proof = made.prove(cluster);
        let applies = proof.on(Point::Applies).map(|conclusion| conclusion.seen.clone()).unwrap_or_default();
        let kinds = format!("stopped at rows of {stops} kind");
        if !proof.holds() || !applies.contains(&kinds) || !proof.notes.is_empty() {
            wrong.push(format!("{name}: not {kinds}: {proof:#?}\n{}", made.files.migration));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
