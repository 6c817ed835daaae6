use std::fmt;

use underpin_schema::{Name, ObjectId, QName, Schema};

use super::{Drafts, Kind};
use crate::{Op, ValuePlace};

/// Add a label to an enum type, at the end or before another one. It takes no lock on tables, and no row is touched; but
/// the label can be used only once the transaction that adds it has ended.
/// <https://www.postgresql.org/docs/current/sql-altertype.html>
#[derive(Clone, Debug, PartialEq)]
pub struct AddEnumValue {
    /// The type.
    pub ty: QName,
    /// The label.
    pub value: Name,
    /// Where it goes. Labels that go to one place are added in their order, so each lands after the one before.
    pub place: ValuePlace,
}

impl Kind for AddEnumValue {
    fn apply(&self, schema: &mut Schema) {
        let Some(ty) = schema.enums.get_mut(&self.ty) else { return };
        let at = match &self.place {
            ValuePlace::Last => None,
            ValuePlace::Before(next) => ty.values.iter().position(|value| value == next),
        };
        ty.values.insert(at.unwrap_or(ty.values.len()), self.value.clone());
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(Op::AddEnumValue { ty: self.ty.clone(), value: self.value.clone(), place: self.place.clone() });
    }

    fn object(&self) -> ObjectId {
        ObjectId::EnumValue(self.ty.clone(), self.value.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add value {} to enum {}", self.value, self.ty)?;
        match &self.place {
            ValuePlace::Last => Ok(()),
            ValuePlace::Before(next) => write!(f, " before {next}"),
        }
    }
}
