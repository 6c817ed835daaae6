use std::fmt;

use underpin_schema::{ObjectId, QName, Schema, UserType};

use super::{Drafts, Kind};
use crate::{CompositeChange, Op};

/// Add or drop an attribute of a composite type in place; values that are there have NULL in a new one. Others are a matter of a new
/// type: PostgreSQL refuses to convert an attribute while a column holds values of it.
/// <https://www.postgresql.org/docs/current/sql-altertype.html>
#[derive(Clone, Debug, PartialEq)]
pub struct AlterComposite {
    /// The type.
    pub ty: QName,
    /// What changes.
    pub change: CompositeChange,
    /// Whether rows hold values of the type.
    pub held: Held,
}

/// Whether rows hold values of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Some column is of it, or holds it inside.
    ByRows,
    /// Only functions speak of it.
    Nowhere,
}

impl Kind for AlterComposite {
    fn apply(&self, schema: &mut Schema) {
        let Some(UserType::Composite(composite)) = schema.types.get_mut(&self.ty) else { return };
        match &self.change {
            CompositeChange::AddAttribute(attribute) => composite.attributes.push(attribute.clone()),
            CompositeChange::DropAttribute(attribute, _) => {
                composite.attributes.retain(|found| found.name != attribute.name);
            }
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        if !drafts.recreated.contains(&ObjectId::Type(self.ty.clone())) {
            drafts.add(Op::AlterComposite(Box::new(self.clone())));
        }
    }

    fn object(&self) -> ObjectId {
        ObjectId::Attribute(self.ty.clone(), self.change.attribute().name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, place) = match &self.change {
            CompositeChange::AddAttribute(_) => ("add", "to"),
            CompositeChange::DropAttribute(_, _) => ("drop", "of"),
        };
        write!(f, "{verb} attribute {} {place} type {}", self.change.attribute().name, self.ty)
    }

    fn of(&self) -> &'static str {
        self.change.kind()
    }

    fn objects() -> &'static [&'static str] {
        CompositeChange::KINDS
    }
}
