//! Events: what changes under the objects that stay.

use underpin_schema::{Name, ObjectId, QName};

use crate::{
    Change, CompositeChange, Object, Pair, Using,
    changes::Rename,
    order::{Index, Touch},
};

/// Something that cannot happen while an object that refers to it is there, or that such an object would not follow.
#[derive(Debug)]
pub(super) struct Event {
    /// The object that changes.
    pub(super) because: ObjectId,
    pub(super) happens: Happens,
}

#[derive(Debug)]
pub(super) enum Happens {
    /// It is dropped, and perhaps created again.
    Gone(Box<Object>),
    /// A column gets another type.
    Converted(QName, Name),
    /// Values of a column become equal, which a unique key would be in the way of: it is put back after the rows were asked.
    Merged(QName, Name),
    /// A table gets a column: the columns that a star stands for were written down when the view was created.
    /// <https://www.postgresql.org/docs/current/sql-createview.html>
    Widened(QName, Name),
    /// A function gets another body: what was computed with the old one, and is kept, stays as it was.
    Rewritten(QName),
    /// A composite type loses an attribute, which a query may read.
    LosesAttribute(QName, Name),
    /// An enum type makes room for another one of its name.
    Rebuilt(QName),
    /// A table, column, type or label had this name before. What refers to it follows in the catalog, so a text that says
    /// the old name still means something else by now.
    WasTable(QName),
    WasColumn(QName, Name),
    WasEnum(QName),
    WasLabel(Name),
}

/// The events of changes.
pub(super) fn of(renames: &[Change], changes: &[Change]) -> Vec<Event> {
    let mut events = Vec::new();
    for change in renames.iter().chain(changes) {
        let mut add = |happens| events.push(Event { because: change.object(), happens });
        match change {
            Change::Drop(change) => add_gone(&change.object, &mut add),
            Change::Replace(change) => add_gone(&change.pair.old, &mut add),
            Change::Rebuild(change) => add_gone(&change.pair.old, &mut add),
            Change::Create(change) => {
                if let Object::Column(table, name, _) = &change.object {
                    add(Happens::Widened(table.clone(), name.clone()));
                }
            }
            Change::ChangeTypes(change) => {
                for one in &change.columns {
                    add(Happens::Converted(change.table.clone(), one.change.column.clone()));
                }
                for one in change.columns.iter().filter(|one| merges(&one.change.using, &one.change.back)) {
                    let (table, column) = (change.table.clone(), one.change.column.clone());
                    let because = ObjectId::Column(table.clone(), column.clone());
                    events.push(Event { because, happens: Happens::Merged(table, column) });
                }
            }
            Change::AlterComposite(change) => match &change.change {
                CompositeChange::DropAttribute(attribute, _) => {
                    add(Happens::LosesAttribute(change.ty.clone(), attribute.name.clone()));
                }
                CompositeChange::AddAttribute(_) => {}
            },
            Change::ReplaceFunction(change) => add(Happens::Rewritten(change.signature.name.clone())),
            Change::ChangeEnum(change) => add(Happens::Rebuilt(change.ty.clone())),
            Change::Rekey(change) => {
                for one in change.columns() {
                    let column = Box::new(one.column.old.clone());
                    add(Happens::Gone(Box::new(Object::Column(one.table.clone(), one.name.clone(), column))));
                }
            }
            Change::Rename(Rename::Object(Pair { old, new: _ })) => match old {
                ObjectId::Table(name) => add(Happens::WasTable(name.clone())),
                ObjectId::Column(table, name) => add(Happens::WasColumn(table.clone(), name.clone())),
                ObjectId::Enum(name) | ObjectId::Type(name) => add(Happens::WasEnum(name.clone())),
                // No text can name these, but for views and functions, which are not renamed.
                ObjectId::Namespace(_)
                | ObjectId::Extension(_)
                | ObjectId::EnumValue(_, _)
                | ObjectId::Attribute(_, _)
                // A default or query follows it, and no plan drops one to put it back.
                | ObjectId::Sequence(_)
                | ObjectId::PrimaryKey(_)
                | ObjectId::Unique(_, _)
                | ObjectId::Index(_, _)
                | ObjectId::ForeignKey(_, _)
                | ObjectId::Check(_, _)
                | ObjectId::Exclusion(_, _)
                | ObjectId::Trigger(_, _)
                | ObjectId::Policy(_, _)
                | ObjectId::View(_)
                | ObjectId::Function(_)
                | ObjectId::Step(_) => {}
            },
            Change::RenameEnumValue(change) => add(Happens::WasLabel(change.value.old.clone())),
            Change::Rename(Rename::PrimaryKey(_, _) | Rename::Sequence(_, _, _))
            | Change::AddEnumValue(_)
            | Change::AlterDomain(_)
            | Change::SetDefault(_)
            | Change::AlterSequence(_)
            | Change::SetRequired(_)
            | Change::SetOptional(_)
            | Change::SetRowSecurity(_)
            | Change::SetValidity(_)
            | Change::MoveExtension(_)
            | Change::SetComment(_)
            | Change::SetDepends(_)
            | Change::RunStep(_) => {}
        }
    }
    events
}

/// Whether two values may become one.
fn merges(using: &Using, back: &Result<Using, String>) -> bool {
    match using {
        Using::Labels(_) | Using::Expr(_) => back.is_err(),
        Using::Assignment | Using::Cast | Using::Text => false,
    }
}

fn add_gone(object: &Object, add: &mut impl FnMut(Happens)) {
    match object {
        // Nobody knows what uses an extension; what is inside a schema is dropped by itself.
        Object::Namespace(_) | Object::Extension(_, _) => {}
        Object::Enum(_, _)
        | Object::Type(_, _)
        | Object::Sequence(_, _)
        | Object::Table(_, _)
        | Object::Column(_, _, _)
        | Object::PrimaryKey(_, _)
        | Object::Unique(_, _, _)
        | Object::Index(_, _, _)
        | Object::ForeignKey(_, _, _)
        | Object::Check(_, _, _)
        | Object::Exclusion(_, _, _)
        | Object::Trigger(_, _, _)
        | Object::Policy(_, _, _)
        | Object::View(_, _)
        | Object::Function(_, _) => add(Happens::Gone(Box::new(object.clone()))),
    }
}

/// The events by what definitions refer to; each stands for its place in the list.
pub(super) fn index(events: &[Event]) -> Index<'_> {
    let mut index = Index::default();
    for (node, event) in events.iter().enumerate() {
        match &event.happens {
            Happens::Gone(object) => {
                index.whole(node, object);
                index.objects.insert(object.id(), node);
            }
            Happens::Converted(table, name) => {
                index.column(table, name, Touch::Altered, node);
                index.objects.insert(ObjectId::Column(table.clone(), name.clone()), node);
            }
            Happens::Merged(table, name) => index.column(table, name, Touch::Merged, node),
            Happens::Widened(table, name) => index.column(table, name, Touch::Among, node),
            Happens::Rewritten(name) => index.function(name, Touch::Altered, node),
            Happens::Rebuilt(name) => {
                index.enum_type(name, node);
                index.objects.insert(ObjectId::Enum(name.clone()), node);
            }
            Happens::LosesAttribute(ty, name) => index.attribute(ty, name, node),
            Happens::WasTable(name) => index.relation(name, node),
            Happens::WasColumn(table, name) => index.column(table, name, Touch::Renamed, node),
            Happens::WasEnum(name) => index.type_name(name, node),
            Happens::WasLabel(name) => index.label(name, node),
        }
    }
    index
}
