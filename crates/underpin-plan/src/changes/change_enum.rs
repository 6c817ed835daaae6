use std::fmt;

use underpin_schema::{EnumType, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind, parts};
use crate::{Object, Op, Pair};

/// Give an enum type other values: some are removed, merged, or stand in another order. PostgreSQL has no statement for
/// any of these, so a new type takes the old one's name, the columns are converted in one rewrite per table (see
/// [`super::ChangeTypes`]), and the old type is dropped. <https://www.postgresql.org/docs/current/sql-altertype.html>
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeEnum {
    /// The type.
    pub ty: QName,
    /// The name that the old type carries until it is dropped.
    pub aside: QName,
    /// From which labels to which.
    pub values: Pair<EnumType>,
    /// The labels that become others.
    pub labels: Vec<(Name, Name)>,
    /// The labels that go although they become no other: the specs say that no row holds them.
    pub unused: Vec<Name>,
}

impl ChangeEnum {
    /// The old labels that the new type has not, and that become no other.
    pub(crate) fn lost(&self) -> impl Iterator<Item = &Name> {
        let Self { ty: _, aside: _, values, labels, unused: _ } = self;
        let gone = values.old.values.iter().filter(|value| !values.new.values.contains(value));
        gone.filter(|value| labels.iter().all(|(from, _)| from != *value))
    }
}

impl Kind for ChangeEnum {
    fn apply(&self, schema: &mut Schema) {
        if let Some(ty) = schema.enums.get_mut(&self.ty) {
            ty.values.clone_from(&self.values.new.values);
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.recreated.insert(self.object());
        drafts.add(Op::Rename(Pair { old: ObjectId::Enum(self.ty.clone()), new: ObjectId::Enum(self.aside.clone()) }));
        parts::create(Object::Enum(self.ty.clone(), self.values.new.clone()), drafts);
        drafts.add(Op::Drop(Object::Enum(self.aside.clone(), self.values.old.clone())));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Enum(self.ty.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ty, aside: _, values, labels, unused: _ } = self;
        write!(f, "change the values of enum {ty} from ")?;
        list(f, &values.old.values)?;
        f.write_str(" to ")?;
        list(f, &values.new.values)?;
        for (index, (from, to)) in labels.iter().enumerate() {
            write!(f, "{} {from} becomes {to}", if index == 0 { ":" } else { "," })?;
        }
        for (index, gone) in self.lost().enumerate() {
            let gap = if index == 0 && labels.is_empty() { ":" } else { "," };
            write!(f, "{gap} {gone} goes")?;
        }
        Ok(())
    }
}

fn list(f: &mut fmt::Formatter<'_>, names: &[Name]) -> fmt::Result {
    for (index, name) in names.iter().enumerate() {
        write!(f, "{}{name}", if index == 0 { "" } else { ", " })?;
    }
    Ok(())
}
