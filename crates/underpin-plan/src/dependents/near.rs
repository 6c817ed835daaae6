//! The tables that events are about: what hangs on the rows of others need not be looked at.

use std::collections::HashSet;

use underpin_schema::QName;

use super::events::{Event, Happens};
use crate::Object;

/// The tables near to what happens.
pub(super) enum Near {
    /// Functions, types or labels may be named by anything.
    Everything,
    /// An expression over a row can name nothing but the columns of its table.
    Tables(HashSet<QName>),
}

impl Near {
    /// The tables that the events are about, where they are about tables and views alone.
    pub(super) fn of(events: &[Event]) -> Option<Self> {
        let tables: Option<Vec<_>> = events.iter().map(|event| tables(&event.happens)).collect();
        Some(Near::Tables(tables?.into_iter().flatten().cloned().collect()))
    }

    pub(super) fn has(&self, table: &QName) -> bool {
        match self {
            Near::Everything => true,
            Near::Tables(tables) => tables.contains(table),
        }
    }

    /// Whether all that more events are about is near too.
    pub(super) fn covers(&self, events: &[Event]) -> bool {
        let covers =
            |event: &Event| tables(&event.happens).is_some_and(|mut tables| tables.all(|table| self.has(table)));
        match self {
            Near::Everything => true,
            Near::Tables(_) => events.iter().all(covers),
        }
    }
}

/// The table whose rows an event is about, if any; nothing where anything may name it.
fn tables(happens: &Happens) -> Option<std::option::IntoIter<&QName>> {
    let table = match happens {
        Happens::Gone(object) => match &**object {
            Object::Enum(_, _) | Object::Type(_, _) | Object::Sequence(_, _) | Object::Function(_, _) => return None,
            Object::Table(name, _) => Some(name),
            // Queries alone name it, and these are looked at wherever they are.
            Object::View(_, _) => None,
            Object::Namespace(_)
            | Object::Extension(_, _)
            | Object::Column(_, _, _)
            | Object::PrimaryKey(_, _)
            | Object::Unique(_, _, _)
            | Object::Index(_, _, _)
            | Object::ForeignKey(_, _, _)
            | Object::Check(_, _, _)
            | Object::Exclusion(_, _, _)
            | Object::Trigger(_, _, _)
            | Object::Policy(_, _, _) => object.owner(),
        },
        Happens::Converted(table, _)
        | Happens::Merged(table, _)
        | Happens::Widened(table, _)
        | Happens::WasColumn(table, _) => Some(table),
        Happens::WasTable(_) => None,
        Happens::LosesAttribute(_, _)
        | Happens::Rewritten(_)
        | Happens::Rebuilt(_)
        | Happens::WasEnum(_)
        | Happens::WasLabel(_) => return None,
    };
    Some(table.into_iter())
}
