//! Values of domains and composite types: made of those of what is below, and told by the server whether they pass.

use postgres::Transaction;
use underpin_render::sql::Type;
use underpin_schema::{BaseType, ColumnType, UserType};

use super::{ask, constants, other, random::Random, values};
use crate::{Error, sample::composite};
use underpin_schema::Schema;

/// How many values of a type are made of those of its parts.
const MADE: usize = 24;

/// What is needed to find the values of types.
pub(super) struct Typed<'a, 'b> {
    pub(super) schema: &'a Schema,
    pub(super) types: &'b mut other::Values,
    pub(super) random: &'b mut Random,
}

impl Typed<'_, '_> {
    /// Some values of a type; none where none is known. PostgreSQL has no type that consists of itself.
    pub(super) fn of(&mut self, transaction: &mut Transaction<'_>, ty: &ColumnType) -> Result<Vec<String>, Error> {
        if ty.list {
            let element = ColumnType { base: ty.base.clone(), list: false };
            let elements = self.of(transaction, &element)?;
            let quoted = |value: &String| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
            let several: Vec<String> = elements.iter().take(3).map(quoted).collect();
            let mut lists = vec!["{}".to_owned(), format!("{{{}}}", several.join(","))];
            lists.extend(elements.iter().take(MADE).map(|value| format!("{{{}}}", quoted(value))));
            return Ok(lists);
        }
        let name = match &ty.base {
            BaseType::Scalar(scalar) => {
                let more = (0..MADE).map(|_| values::any(*scalar, self.random));
                return Ok(values::special(*scalar).into_iter().chain(more).collect());
            }
            BaseType::Enum(name) => {
                let labels = self.schema.enums.get(name).map(|ty| ty.values.as_slice()).unwrap_or_default();
                return Ok(labels.iter().map(|label| label.as_str().to_owned()).collect());
            }
            BaseType::Other(_) => return self.types.of(transaction, &Type(ty).to_string()),
            BaseType::Type(name) => name,
        };
        let made = match self.schema.types.get(name) {
            Some(UserType::Domain(domain)) => {
                let mut made = self.of(transaction, &domain.ty)?;
                for check in domain.checks.values() {
                    made.extend(constants::hints(check.expr.as_str(), self.random));
                }
                made
            }
            Some(UserType::Composite(composite)) => {
                let mut parts = Vec::new();
                for attribute in &composite.attributes {
                    parts.push(self.of(transaction, &attribute.ty)?);
                }
                (0..MADE).map(|at| row(&parts, at)).collect()
            }
            None => Vec::new(),
        };
        ask::fit(transaction, &made, &passes(ty))
    }
}

/// The question whether a text is a value of the type: the rules of a domain are asked by the cast.
pub(super) fn passes(ty: &ColumnType) -> String {
    format!("SELECT ($1::{}) IS NOT DISTINCT FROM ($1::{0})", Type(ty))
}

/// One value of a composite type. Its attributes come round at different speeds, and are sometimes NULL.
fn row(parts: &[Vec<String>], at: usize) -> String {
    let attribute = |(place, values): (usize, &Vec<String>)| match values.len() {
        0 => None,
        _ if (at + place) % 7 == 6 => None,
        count => values.get((at * (place + 1) + place) % count).cloned(),
    };
    composite::text(&parts.iter().enumerate().map(attribute).collect::<Vec<_>>())
}
