//! What is masked in a sample of a real database.

use serde::Deserialize;
use underpin_db::sample::Masks;
use underpin_plan::TableEffects;
use underpin_schema::{Code, Field, Name, Pii, QName};

use super::MigrationText;
use crate::Error;

/// The columns before a migration that hold personal data or secrets: as the specs said before it, say after it, or say
/// now, for what is known of a field by now was true of it before.
///
/// # Errors
/// Where its `plan.json` cannot be read.
pub fn masks(text: &MigrationText, now: &Code) -> Result<Masks, Error> {
    let plan: Effects = serde_json::from_str(text.subject().plan)
        .map_err(|error| underpin_db::Error::PlanFile { reason: error.to_string() })?;
    let mut masks: Masks = marked(&text.codes.0).collect();
    for ((table, column), pii) in marked(&text.codes.1).chain(marked(now)) {
        masks.entry(plan.before(&table, &column)).or_insert(pii);
        masks.entry((table, column)).or_insert(pii);
    }
    Ok(masks)
}

/// What a plan.json says of names.
#[derive(Deserialize)]
struct Effects {
    #[serde(default)]
    rows: Vec<TableEffects>,
}

impl Effects {
    /// What a column was called before.
    fn before(&self, table: &QName, column: &Name) -> (QName, Name) {
        let Some(effects) = self.rows.iter().find(|effects| effects.new.as_ref() == Some(table)) else {
            return (table.clone(), column.clone());
        };
        let old = effects.columns.iter().find(|found| found.new.as_ref() == Some(column));
        (effects.old.clone(), old.and_then(|found| found.old.clone()).unwrap_or_else(|| column.clone()))
    }
}

fn marked(code: &Code) -> impl Iterator<Item = ((QName, Name), Pii)> {
    // What the program encrypts is a secret, whatever it tells.
    let kind = |field: &Field| field.pii.or(field.encrypted.then_some(Pii::Token));
    code.models.iter().flat_map(move |model| {
        let fields = model.fields.iter();
        fields.filter_map(move |field| Some(((model.table.clone(), field.column.clone()), kind(field)?)))
    })
}
