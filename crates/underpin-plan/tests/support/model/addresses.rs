//! Addresses: what belongs to what, and what a rename makes of them.

use underpin_schema::*;

/// The address of the default of a column: PostgreSQL keeps it as an object of its own.
pub fn default_of(table: &QName, column: &Name) -> ObjectId {
    ObjectId::Check(table.clone(), format!("default of {column}").into())
}

/// The table that an object belongs to.
pub fn owner(object: &ObjectId) -> Option<&QName> {
    match object {
        ObjectId::Column(table, _)
        | ObjectId::PrimaryKey(table)
        | ObjectId::Unique(table, _)
        | ObjectId::Index(table, _)
        | ObjectId::ForeignKey(table, _)
        | ObjectId::Check(table, _)
        | ObjectId::Exclusion(table, _)
        | ObjectId::Trigger(table, _)
        | ObjectId::Policy(table, _) => Some(table),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::Type(_)
        | ObjectId::Attribute(_, _)
        | ObjectId::Sequence(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Table(_)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => None,
    }
}

/// The address of an object after another one, or itself, got another name.
pub fn renamed(id: &ObjectId, old: &ObjectId, new: &ObjectId) -> ObjectId {
    if id == old {
        return new.clone();
    }
    match (old, new) {
        (ObjectId::Table(old), ObjectId::Table(new)) if owner(id) == Some(old) => moved(id, new.clone()),
        (ObjectId::Column(table, old), ObjectId::Column(_, new)) if *id == default_of(table, old) => {
            default_of(table, new)
        }
        (ObjectId::Enum(old), ObjectId::Enum(new)) => match id {
            ObjectId::EnumValue(ty, label) if ty == old => ObjectId::EnumValue(new.clone(), label.clone()),
            ObjectId::Function(Signature { name, args }) if *args == old.to_string() => {
                ObjectId::Function(Signature { name: name.clone(), args: new.to_string() })
            }
            _ => id.clone(),
        },
        (ObjectId::Type(old), ObjectId::Type(new)) => match id {
            ObjectId::Attribute(ty, name) if ty == old => ObjectId::Attribute(new.clone(), name.clone()),
            ObjectId::Function(Signature { name, args }) if *args == old.to_string() => {
                ObjectId::Function(Signature { name: name.clone(), args: new.to_string() })
            }
            _ => id.clone(),
        },
        (_, _) => id.clone(),
    }
}

fn moved(id: &ObjectId, to: QName) -> ObjectId {
    match id.clone() {
        ObjectId::Column(_, name) => ObjectId::Column(to, name),
        ObjectId::PrimaryKey(_) => ObjectId::PrimaryKey(to),
        ObjectId::Unique(_, name) => ObjectId::Unique(to, name),
        ObjectId::Index(_, name) => ObjectId::Index(to, name),
        ObjectId::ForeignKey(_, name) => ObjectId::ForeignKey(to, name),
        ObjectId::Check(_, name) => ObjectId::Check(to, name),
        ObjectId::Exclusion(_, name) => ObjectId::Exclusion(to, name),
        ObjectId::Trigger(_, name) => ObjectId::Trigger(to, name),
        ObjectId::Policy(_, name) => ObjectId::Policy(to, name),
        other => other,
    }
}
