//! Types that lead along a relation, for SeaORM's `find_linked`.

use super::{names, text::CHAIN};

/// A type that leads along a relation.
pub struct Link {
    /// The relation field's name.
    pub field: String,
    /// The type's name.
    pub name: String,
    /// The module of the other model.
    pub target: String,
    /// The statements that make the steps of the way.
    pub lets: Vec<String>,
    /// The steps.
    pub steps: String,
    /// Keeps rustfmt away where a name is too long for it.
    pub attribute: &'static str,
}

impl Link {
    /// The type of a relation field that leads to the module `target`, by relations from one table to the next.
    pub fn new(field: String, target: &str, relations: Vec<String>) -> Self {
        let attribute =
            if relations.iter().any(|relation| relation.len() > CHAIN) { "    #[rustfmt::skip]\n" } else { "" };
        let names = ["first", "second"];
        let lets = names.iter().zip(&relations).map(|(name, step)| format!("        let {name} = {step};")).collect();
        let steps = names[..relations.len().min(names.len())].join(", ");
        Self {
            name: format!("{}Link", names::variant(&field)),
            field,
            target: target.to_owned(),
            lets,
            steps,
            attribute,
        }
    }
}
