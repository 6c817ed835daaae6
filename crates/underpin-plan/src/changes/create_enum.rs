use std::fmt;

use underpin_schema::{EnumType, ObjectId, QName, Schema};

use super::{Drafts, Kind, Undo};
use crate::{
    Op,
    difference::{Difference, Part},
};

/// Create an enum type. <https://www.postgresql.org/docs/current/sql-createtype.html>
#[derive(Clone, Debug, PartialEq)]
pub struct CreateEnum {
    /// Its name.
    pub name: QName,
    /// Its labels and comment.
    pub ty: EnumType,
}

impl Kind for CreateEnum {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::Enum(name, ty)) = difference else { return None };
        Some(Self { name: (*name).clone(), ty: (*ty).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        schema.enums.insert(self.name.clone(), self.ty.clone());
    }

    fn draft(&self, drafts: &mut Drafts) {
        let EnumType { values, comment } = &self.ty;
        drafts.add(
            Op::CreateEnum(self.name.clone(), values.clone()),
            Undo::By(Op::DropEnum(self.name.clone())),
        );
        drafts.comment(self.object(), comment);
    }

    fn object(&self) -> ObjectId {
        ObjectId::Enum(self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
