//! The diagram: models with their keys, and the relations between them.

use std::fmt::{self, Display, Formatter};

use underpin_schema::{Arity, Index, KeyTarget, Model, Name, RelationKind, Table, Uniqueness};

use super::{System, text::Word};
use crate::sql::Type;

/// Models as boxes, relations as lines. Fields that are no keys are left out: with them nobody sees the lines.
pub(super) struct Diagram<'a>(pub &'a System<'a>);

impl Display for Diagram<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let System { name: _, schema, code, migrations: _ } = self.0;
        if code.models.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n## Diagram\n\nKeys alone; a dotted line ends where a row can do without the other.\n")?;
        writeln!(f, "```mermaid\nerDiagram")?;
        for model in &code.models {
            let Some(table) = schema.tables.get(&model.table) else { continue };
            write!(f, "{}", Box { model, table })?;
        }
        for relation in &code.relations {
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
