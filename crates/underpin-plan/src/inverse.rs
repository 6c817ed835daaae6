//! What takes an operation back.

use underpin_schema::{Name, ObjectId};

use crate::{
    AttributePlace, CompositeChange, FillRows, Object, Op, Pair, TypeChange,
    changes::{AlterComposite, AlterDomain, Held},
};

/// What takes an operation back.
#[derive(Clone, Debug, PartialEq)]
pub enum Inverse {
    /// Another operation.
    By(Box<Op>),
    /// It leaves nothing that would have to be taken back.
    Nothing,
    /// Nothing can: why, in a sentence for people.
    Lost(String),
}

impl<T> Pair<T> {
    /// The way back.
    pub fn swapped(self) -> Self {
        Self { old: self.new, new: self.old }
    }
}

impl Op {
    /// What takes it back, right after it was done.
    pub fn inverse(&self) -> Inverse {
        let by = |op| Inverse::By(Box::new(op));
        match self {
            Op::Create(object) => by(Op::Drop(object.clone())),
            Op::Drop(object) => match lost_with(object) {
                Some(reason) => Inverse::Lost(reason.to_owned()),
                None => by(Op::Create(object.clone())),
            },
            Op::Rename(names) => by(Op::Rename(names.clone().swapped())),
            Op::RenamePrimaryKey(table, names) => by(Op::RenamePrimaryKey(table.clone(), names.clone().swapped())),
            Op::RenameSequence(table, column, names) => {
                by(Op::RenameSequence(table.clone(), column.clone(), names.clone().swapped()))
            }
            // https://www.postgresql.org/docs/current/datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS
            Op::AddEnumValue { ty: _, value: _, place: _ } => {
                Inverse::Lost("PostgreSQL cannot take a label away from an enum type".to_owned())
            }
            Op::RenameEnumValue { ty, value } => {
                by(Op::RenameEnumValue { ty: ty.clone(), value: value.clone().swapped() })
            }
            Op::AlterDomain(alter) => {
                by(Op::AlterDomain(Box::new(AlterDomain { change: alter.change.inverse(), ..(**alter).clone() })))
            }
            Op::AlterComposite(alter) => {
                let change = match (&alter.change, alter.held) {
                    (CompositeChange::AddAttribute(attribute), _) => {
                        CompositeChange::DropAttribute(attribute.clone(), AttributePlace::Last)
                    }
                    (CompositeChange::DropAttribute(_, _), Held::ByRows) => {
                        return Inverse::Lost("its values are gone".to_owned());
                    }
                    (CompositeChange::DropAttribute(attribute, _), Held::Nowhere) => {
                        CompositeChange::AddAttribute(attribute.clone())
                    }
                };
                by(Op::AlterComposite(Box::new(AlterComposite { change, ..(**alter).clone() })))
            }
            Op::AlterTypes(table, changes) => match changes.iter().map(swapped).collect::<Result<Vec<_>, _>>() {
                Ok(changes) => by(Op::AlterTypes(table.clone(), changes)),
                Err(reasons) => Inverse::Lost(reasons),
            },
            Op::SetDefault { table, column, ty, default } => by(Op::SetDefault {
                table: table.clone(),
                column: column.clone(),
                ty: ty.clone().swapped(),
                default: default.clone().swapped(),
            }),
            Op::SetIdentity(table, column, identity) => {
                by(Op::SetIdentity(table.clone(), column.clone(), identity.clone().swapped()))
            }
            Op::CreateSequence(table, column, serial) => {
                by(Op::DropSequence(table.clone(), column.clone(), serial.clone()))
            }
            Op::DropSequence(table, column, serial) => {
                by(Op::CreateSequence(table.clone(), column.clone(), serial.clone()))
            }
            Op::ChangeSequence(table, column, numbering) => {
                by(Op::ChangeSequence(table.clone(), column.clone(), numbering.clone().swapped()))
            }
            Op::AlterSequence(name, options) => by(Op::AlterSequence(name.clone(), options.swapped())),
            Op::SetOwner(name, owner) => by(Op::SetOwner(name.clone(), owner.clone().swapped())),
            Op::DropExpression(_, _, _) => {
                Inverse::Lost("PostgreSQL cannot make a column a generated one that was not created so".to_owned())
            }
            Op::SetNotNull(table, column) => by(Op::DropNotNull(table.clone(), column.clone())),
            Op::DropNotNull(table, column) => by(Op::SetNotNull(table.clone(), column.clone())),
            Op::ReplaceFunction(signature, function) => {
                by(Op::ReplaceFunction(signature.clone(), function.clone().swapped()))
            }
            Op::SetValidity(pair) => by(Op::SetValidity(Box::new((**pair).clone().swapped()))),
            Op::SetRowSecurity(table, level) => by(Op::SetRowSecurity(table.clone(), level.swapped())),
            Op::MoveExtension(name, namespace) => by(Op::MoveExtension(name.clone(), namespace.clone().swapped())),
            Op::Comment(on, text) => by(Op::Comment(on.clone(), text.clone().swapped())),
            // A sequence that is ahead does no harm: gaps are nothing new to it. The way back keeps access by steps of its own.
            Op::AdvanceSequence(_, _, _) | Op::Access(_) | Op::Assert(_) => Inverse::Nothing,
            Op::Fill(fill) => match fill.rows {
                FillRows::All => Inverse::Nothing,
                FillRows::Null => Inverse::Lost("which rows held NULL is not kept".to_owned()),
            },
            Op::Run(_) => Inverse::Lost("what a data step does is known to its author alone".to_owned()),
        }
    }

    /// The object that it works on, under its new name.
    pub fn object(&self) -> ObjectId {
        let column = |table: &underpin_schema::QName, name: &Name| ObjectId::Column(table.clone(), name.clone());
        match self {
            Op::Create(object) | Op::Drop(object) => object.id(),
            Op::Rename(Pair { old: _, new }) => new.clone(),
            Op::RenamePrimaryKey(table, _) => ObjectId::PrimaryKey(table.clone()),
            Op::AddEnumValue { ty, value, place: _ }
            | Op::RenameEnumValue { ty, value: Pair { old: _, new: value } } => {
                ObjectId::EnumValue(ty.clone(), value.clone())
            }
            Op::AlterDomain(alter) => ObjectId::Type(alter.domain.clone()),
            Op::AlterComposite(alter) => ObjectId::Attribute(alter.ty.clone(), alter.change.attribute().name.clone()),
            Op::AlterTypes(table, changes) => match &changes[..] {
                [TypeChange { column: name, ty: _, collation: _, using: _, back: _ }] => column(table, name),
                _ => ObjectId::Table(table.clone()),
            },
            Op::SetDefault { table, column: name, ty: _, default: _ }
            | Op::SetIdentity(table, name, _)
            | Op::CreateSequence(table, name, _)
            | Op::DropSequence(table, name, _)
            | Op::ChangeSequence(table, name, _)
            | Op::AdvanceSequence(table, name, _)
            | Op::RenameSequence(table, name, _)
            | Op::DropExpression(table, name, _)
            | Op::SetNotNull(table, name)
            | Op::DropNotNull(table, name) => column(table, name),
            Op::AlterSequence(name, _) | Op::SetOwner(name, _) => ObjectId::Sequence(name.clone()),
            Op::ReplaceFunction(signature, _) => ObjectId::Function(signature.clone()),
            Op::SetValidity(pair) => pair.new.id(),
            Op::SetRowSecurity(table, _) => ObjectId::Table(table.clone()),
            Op::MoveExtension(name, _) => ObjectId::Extension(name.clone()),
            Op::Comment(on, _) => on.object(),
            Op::Access(access) => access.object(),
            Op::Assert(precondition) => precondition.object(),
            Op::Fill(fill) => column(&fill.table, &fill.column),
            Op::Run(step) => ObjectId::Step(step.name.clone()),
        }
    }
}

/// Why dropping an object and creating it again does not bring all of it back.
fn lost_with(object: &Object) -> Option<&'static str> {
    match object {
        Object::Table(_, _) => Some("its rows are gone"),
        Object::Sequence(_, _) => Some("the number that it had come to is gone"),
        // What is computed from the row can be computed again.
        Object::Column(_, _, column) => match column.default {
            Some(underpin_schema::DefaultValue::Generated(_)) => None,
            Some(_) | None => Some("its values are gone"),
        },
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _)
        | Object::Type(_, _)
        | Object::PrimaryKey(_, _)
        | Object::Unique(_, _, _)
        | Object::Index(_, _, _)
        | Object::ForeignKey(_, _, _)
        | Object::Check(_, _, _)
        | Object::Exclusion(_, _, _)
        | Object::Trigger(_, _, _)
        | Object::Policy(_, _, _)
        | Object::View(_, _)
        | Object::Function(_, _) => None,
    }
}

fn swapped(change: &TypeChange) -> Result<TypeChange, String> {
    let TypeChange { column, ty, collation, using, back } = change;
    Ok(TypeChange {
        column: column.clone(),
        ty: ty.clone().swapped(),
        collation: collation.clone().swapped(),
        using: back.clone()?,
        back: Ok(using.clone()),
    })
}
