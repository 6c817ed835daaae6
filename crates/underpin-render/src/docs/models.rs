//! Every model in a line, what of it is personal, and the enums.

use std::fmt::{self, Display, Formatter};

use underpin_schema::{Field, Model};

use super::{
    System,
    text::{Line, Name},
};

/// Every model with what it is.
pub(super) struct Models<'a>(pub &'a System<'a>);

impl Display for Models<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let System { name: _, schema, code, migrations: _, areas: _ } = self.0;
        if code.models.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n## Models\n\n| Model | Columns | Indexes | What it is |\n|---|---|---|---|")?;
        for model in &code.models {
            let table = schema.tables.get(&model.table);
            let columns = table.map_or(0, |table| table.columns.len());
            let indexes = table.map_or(0, |table| {
                usize::from(table.primary_key.is_some()) + table.uniques.len() + table.indexes.len()
            });
            let doc = Line(model.doc.as_deref().unwrap_or_default());
            writeln!(f, "| {} | {columns} | {indexes} | {doc} |", Name(model.name.as_str()))?;
        }
        Ok(())
    }
}

/// The fields that tell of a person.
pub(super) struct PersonalData<'a>(pub &'a System<'a>);

impl Display for PersonalData<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let fields = |model: &'_ Model| -> Vec<Field> {
            model.fields.iter().filter(|field| field.pii.is_some() || field.encrypted).cloned().collect()
        };
        let found: Vec<(&Model, Vec<Field>)> = self
            .0
            .code
            .models
            .iter()
            .map(|model| (model, fields(model)))
            .filter(|(_, found)| !found.is_empty())
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n## Personal data\n\n| Field | Kind | Stored | What it is |\n|---|---|---|---|")?;
        for (model, fields) in found {
            for field in fields {
                // The words of the specs.
                let kind = field.pii.map(|pii| format!("{pii:?}").to_lowercase()).unwrap_or_default();
                let stored = if field.encrypted { "encrypted" } else { "as it is" };
                let name = format!("{}.{}", model.name, field.name);
                let doc = Line(field.doc.as_deref().unwrap_or_default());
                writeln!(f, "| {} | {kind} | {stored} | {doc} |", Name(&name))?;
            }
        }
        Ok(())
    }
}

/// Every enum with its values.
pub(super) struct Enums<'a>(pub &'a System<'a>);

impl Display for Enums<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let enums = &self.0.code.enums;
        if enums.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n## Enums\n\n| Enum | Values | What it is |\n|---|---|---|")?;
        for item in enums {
            let values: Vec<String> = item.values.iter().map(|value| Name(value.name.as_str()).to_string()).collect();
            let doc = Line(item.doc.as_deref().unwrap_or_default());
            writeln!(f, "| {} | {} | {doc} |", Name(item.name.as_str()), values.join(", "))?;
        }
        Ok(())
    }
}
