use std::fmt;

use underpin_schema::{ObjectId, Schema};

use super::{Drafts, Kind};
use crate::{CommentOn, Op, Pair};

/// Set, change or take away the comment of an object. Harmless.
/// <https://www.postgresql.org/docs/current/sql-comment.html>
#[derive(Clone, Debug, PartialEq)]
pub struct SetComment {
    /// The object.
    pub on: CommentOn,
    /// From what to what.
    pub text: Pair<Option<String>>,
}

impl Kind for SetComment {
    fn apply(&self, schema: &mut Schema) {
        if let Some(comment) = comment_of(schema, &self.on.object()) {
            comment.clone_from(&self.text.new);
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        // What is created again has its new comment already.
        if !drafts.recreated.contains(&self.object()) {
            drafts.add(Op::Comment(self.on.clone(), self.text.clone()));
        }
    }

    fn object(&self) -> ObjectId {
        self.on.object()
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match (&self.text.old, &self.text.new) {
            (None, _) => "set",
            (Some(_), Some(_)) => "change",
            (Some(_), None) => "remove",
        };
        write!(f, "{verb} the comment on {}", self.object())
    }
}

/// The comment of an object, where the schema has the object and keeps comments of its kind.
fn comment_of<'a>(schema: &'a mut Schema, object: &ObjectId) -> Option<&'a mut Option<String>> {
    let Schema { namespaces: _, extensions: _, enums, types, sequences, tables, views, functions } = schema;
    match object {
        ObjectId::Sequence(name) => Some(&mut sequences.get_mut(name)?.comment),
        ObjectId::Enum(name) => Some(&mut enums.get_mut(name)?.comment),
        ObjectId::Type(name) => Some(types.get_mut(name)?.comment_mut()),
        ObjectId::Table(name) => Some(&mut tables.get_mut(name)?.comment),
        ObjectId::Column(name, column) => Some(&mut tables.get_mut(name)?.columns.get_mut(column)?.comment),
        ObjectId::Trigger(name, trigger) => Some(&mut tables.get_mut(name)?.triggers.get_mut(trigger)?.comment),
        ObjectId::Policy(name, policy) => Some(&mut tables.get_mut(name)?.policies.get_mut(policy)?.comment),
        ObjectId::View(name) => Some(&mut views.get_mut(name)?.comment),
        ObjectId::Function(signature) => Some(&mut functions.get_mut(signature)?.comment),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Attribute(_, _)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Exclusion(_, _)
        | ObjectId::Step(_) => None,
    }
}
