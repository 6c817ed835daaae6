//! The diagram: models with their keys, and the relations between them.

use std::fmt::{self, Display, Formatter};

use underpin_schema::{Arity, Index, KeyTarget, Model, Name, Relation, RelationKind, Table, Uniqueness};

use super::{
    System,
    text::{Line, Word},
};
use crate::sql::Type;

/// Models as boxes, relations as lines. Fields that are no keys are left out: with them nobody sees the lines.
pub(super) struct Diagram<'a>(pub &'a System<'a>);

/// So many models are seen at once; more of them are drawn area by area.
const AT_ONCE: usize = 20;

impl Display for Diagram<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let System { name: _, schema: _, code, migrations: _, areas: _ } = self.0;
        if code.models.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n## Diagram\n\nKeys alone; a dotted line ends where a row can do without the other.")?;
        let areas = self.areas();
        if code.models.len() <= AT_ONCE || areas.len() < 2 {
            return self.draw(f, &code.models.iter().collect::<Vec<_>>());
        }
        writeln!(f, "One diagram for each area; what is of another one has no fields.")?;
        for (area, models) in areas {
            writeln!(f, "\n### {}", Line(area))?;
            self.draw(f, &models)?;
        }
        Ok(())
    }
}

impl<'a> Diagram<'a> {
    /// The areas in the order of their first models, each with its models.
    fn areas(&self) -> Vec<(&'a str, Vec<&'a Model>)> {
        let System { name: _, schema: _, code, migrations: _, areas } = *self.0;
        let mut found: Vec<(&str, Vec<&Model>)> = Vec::new();
        for model in &code.models {
            let area = areas.get(&model.table).map_or("", String::as_str);
            match found.iter_mut().find(|(known, _)| *known == area) {
                Some((_, models)) => models.push(model),
                None => found.push((area, vec![model])),
            }
        }
        found
    }

    /// Draws models, and the relations that their tables hold.
    fn draw(&self, f: &mut Formatter<'_>, models: &[&Model]) -> fmt::Result {
        let System { name: _, schema, code, migrations: _, areas: _ } = self.0;
        writeln!(f, "\n```mermaid\nerDiagram")?;
        for model in models {
            let Some(table) = schema.tables.get(&model.table) else { continue };
            write!(f, "{}", Box { model, table })?;
        }
        for relation in code.relations.iter().filter(|relation| holds(models, relation)) {
            let (from, to) = (Word(relation.from.model.as_str()), Word(relation.to.model.as_str()));
            let line = match &relation.kind {
                RelationKind::ForeignKey {
                    fields: _,
                    references: _,
                    constraint: _,
                    on_delete: _,
                    on_update: _,
                    arity,
                    optional,
                } => {
                    let one = if *optional { "|o.." } else { "||--" };
                    let many = match arity {
                        Arity::One => "o|",
                        Arity::Many => "o{",
                    };
                    format!("{one}{many}")
                }
                RelationKind::ManyToMany { table: _ } => "}o..o{".to_owned(),
            };
            writeln!(f, "  {to} {line} {from} : {}", Word(relation.from.field.as_str()))?;
        }
        writeln!(f, "```")
    }
}

fn holds(models: &[&Model], relation: &Relation) -> bool {
    models.iter().any(|model| model.name == relation.from.model)
}

/// A model with its keys.
struct Box<'a> {
    model: &'a Model,
    table: &'a Table,
}

impl Box<'_> {
    /// What a column is a key of.
    fn keys(&self, column: &Name) -> Vec<&'static str> {
        let table = self.table;
        let alone = |columns: &[Name]| matches!(columns, [one] if one == column);
        let is_primary = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(column));
        let refers = table.foreign_keys.values().any(|key| key.columns.contains(column));
        let whole = |index: &Index| index.uniqueness != Uniqueness::Any && index.predicate.is_none();
        let over_it =
            |index: &Index| matches!(index.keys.as_slice(), [key] if key.target == KeyTarget::Column(column.clone()));
        let is_unique = table.uniques.values().any(|key| alone(&key.columns))
            || table.indexes.values().any(|index| whole(index) && over_it(index));
        let all = [(is_primary, "PK"), (refers, "FK"), (is_unique && !is_primary, "UK")];
        all.into_iter().filter(|(is, _)| *is).map(|(_, key)| key).collect()
    }
}

impl Display for Box<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {} {{", Word(self.model.name.as_str()))?;
        for field in &self.model.fields {
            let keys = self.keys(&field.column);
            let (Some(column), false) = (self.table.columns.get(&field.column), keys.is_empty()) else { continue };
            let ty = Type(&column.ty).to_string().to_lowercase();
            let ty: String = ty.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
            let ty = ty.trim_matches('_');
            writeln!(f, "    {} {} {}", Word(ty), Word(field.name.as_str()), keys.join(", "))?;
        }
        writeln!(f, "  }}")
    }
}
