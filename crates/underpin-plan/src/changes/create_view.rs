use std::fmt;

use underpin_schema::{ObjectId, QName, Schema, View};

use super::{Drafts, Kind, Undo};
use crate::{
    Op,
    difference::{Difference, Part},
    walk::view_comment,
};

/// Create a view or a materialized view. <https://www.postgresql.org/docs/current/sql-createview.html>,
/// <https://www.postgresql.org/docs/current/sql-creatematerializedview.html>
#[derive(Clone, Debug, PartialEq)]
pub struct CreateView {
    /// Its name.
    pub name: QName,
    /// What it is.
    pub view: View,
}

impl Kind for CreateView {
    fn detect(difference: &Difference<'_>) -> Option<Self> {
        let Difference::Created(Part::View(name, view)) = difference else { return None };
        Some(Self { name: (*name).clone(), view: (*view).clone() })
    }

    fn apply(&self, schema: &mut Schema) {
        schema.views.insert(self.name.clone(), self.view.clone());
    }

    fn draft(&self, drafts: &mut Drafts) {
        drafts.add(
            Op::CreateView(self.name.clone(), self.view.clone()),
            Undo::By(Op::DropView(self.name.clone(), self.view.storage)),
        );
        drafts.comment(view_comment(&self.name, self.view.storage), &self.view.comment);
    }

    fn object(&self) -> ObjectId {
        ObjectId::View(self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object())
    }
}
