//! How much there is of what, as PostgreSQL would count it.

use std::fmt::{self, Display, Formatter};

use underpin_schema::{Table, Uniqueness};

use super::{System, text::Count};

/// The numbers; what there is none of is left out.
pub(super) struct Counts<'a>(pub &'a System<'a>);

impl Display for Counts<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let System { name: _, schema, code, migrations, areas: _ } = self.0;
        let tables = || schema.tables.values();
        let sum = |count: fn(&Table) -> usize| tables().map(count).sum::<usize>();
        let unique = sum(|table| table.indexes.values().filter(|index| index.uniqueness != Uniqueness::Any).count());
        let own = sum(|table| usize::from(table.primary_key.is_some()) + table.uniques.len() + table.exclusions.len());
        let plain = sum(|table| table.indexes.len()) - unique;
        let fields = || code.models.iter().flat_map(|model| &model.fields);
        writeln!(f, "| | |\n|---|---|")?;
        let counts = [
            (schema.tables.len(), "tables"),
            (sum(|table| table.columns.len()), "columns"),
            (schema.enums.len(), "enums"),
            (sum(|table| table.foreign_keys.len()), "foreign keys"),
            (sum(|table| table.uniques.len()), "unique constraints"),
            (unique, "unique indexes"),
            (plain, "other indexes"),
            (own + unique + plain, "indexes in all, with those of keys"),
            (sum(|table| table.checks.len()), "checks"),
            (sum(|table| table.exclusions.len()), "exclusion constraints"),
            (sum(|table| table.policies.len()), "policies"),
            (sum(|table| table.triggers.len()), "triggers"),
            (schema.views.len(), "views"),
            (schema.functions.len(), "functions"),
            (schema.extensions.len(), "extensions"),
            (fields().filter(|field| field.pii.is_some()).count(), "fields with personal data"),
            (fields().filter(|field| field.encrypted).count(), "fields that the program encrypts"),
            (migrations.len(), "migrations"),
        ];
        for (number, what) in counts {
            write!(f, "{}", Count(number, what))?;
        }
        Ok(())
    }
}
