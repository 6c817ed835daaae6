//! Large made-up systems, to measure with. The same number of models gives the same text each time.

use std::fmt::Write;

use underpin_render::File;

/// The specs of a system of that many models: `underpin.yaml`, and a file for each model with its 12 fields, 4 indexes,
/// an enum and a relation.
pub fn make_system(models: usize) -> Vec<File> {
    let system = File { path: "underpin.yaml".to_owned(), text: SYSTEM.replace("{models}", &models.to_string()) };
    std::iter::once(system).chain((0..models).map(make_model)).collect()
}

const SYSTEM: &str = "\
# A made-up system of {models} models, to measure with.
project: made-up
postgres: 14
models: [models/*.yaml]
naming: prisma
outputs: { migrations: generated/migrations, prisma: generated/schema.prisma, rust: generated/entities }
";

/// The model of that number and its enum. It refers to one of a lower number, so that relations form a wide tree; the
/// first refers to itself.
pub fn make_model(number: usize) -> File {
    let name = format!("Item{number:04}");
    let parent = format!("Item{:04}", number / 3);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "\
enum: {name}Status
doc: How far {name} is.
values: [DRAFT, ACTIVE, PAUSED, CLOSED]
---
model: {name}
doc: The made-up model {number}.
fields:
  id:        {{ type: uuid, primary: true, default: uuid() }}
  slug:      varchar(80)
  title:     {{ type: string, doc: What people call it. }}
  status:    {{ type: {name}Status, default: DRAFT }}
  amount:    {{ type: \"decimal(12,2)\", default: 0 }}
  position:  {{ type: int, default: 0 }}
  active:    {{ type: bool, default: true }}
  tags:      string[]
  payload:   json?
  createdAt: {{ type: datetime, default: now() }}
  updatedAt: {{ type: datetime, updated: true }}
  parentId:  uuid?
relations:
  parent: {{ to: {parent}, on_delete: set_null, back: children{number:04} }}
indexes: [[status], [parentId], [createdAt desc], [title, position]]
"
    );
    File { path: format!("models/item_{number:04}.yaml"), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_gives_the_same_text() {
        assert_eq!(make_system(3).len(), 4);
        assert_eq!(make_system(3), make_system(3));
        assert!(make_model(7).text.contains("to: Item0002"));
    }
}
