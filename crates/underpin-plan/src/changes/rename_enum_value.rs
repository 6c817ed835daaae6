use std::fmt;

use underpin_schema::{Name, ObjectId, QName, Schema};

use super::{Drafts, Kind};
use crate::{Op, Pair, renames};

/// Give a label of an enum type another name. No table is locked and no row is written: the rows hold the label's number.
/// What compares it as text breaks; see `refuse` for the warning. <https://www.postgresql.org/docs/current/sql-altertype.html>
#[derive(Clone, Debug, PartialEq)]
pub struct RenameEnumValue {
    /// The type.
    pub ty: QName,
    /// From which label to which.
    pub value: Pair<Name>,
}

impl Kind for RenameEnumValue {
    fn apply(&self, schema: &mut Schema) {
        renames::rename_value(schema, &self.ty, self.value.as_ref());
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(Op::RenameEnumValue { ty: self.ty.clone(), value: self.value.clone() });
    }

    fn object(&self) -> ObjectId {
        ObjectId::EnumValue(self.ty.clone(), self.value.new.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rename value {} of enum {} to {}", self.value.old, self.ty, self.value.new)
    }
}
