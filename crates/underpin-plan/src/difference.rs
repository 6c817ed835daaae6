//! Differences: the smallest things in which two schemas can differ.

use std::sync::Arc;

use underpin_schema::{
    Check, Column, EnumType, Exclusion, Extension, ForeignKey, Function, Index, Name, ObjectId, Policy, PrimaryKey,
    QName, RowSecurity, Sequence, SequenceOptions, Signature, Table, Trigger, Unique, UserType, View,
};

use crate::{CommentOn, Object, Pair, ValuePlace};

/// One difference between two schemas. A kind of change claims it; one that no kind claims is refused.
#[derive(Clone, Debug)]
pub(crate) enum Difference<'a> {
    /// Only the new schema has it.
    Created(Part<'a>),
    /// Only the old schema has it.
    Dropped(Part<'a>),
    /// Both have it, in different forms.
    Altered(Alteration<'a>),
}

/// Something that a schema has or has not. What is inside of a part that is created or dropped is no difference of its own.
#[derive(Clone, Debug)]
pub(crate) enum Part<'a> {
    Namespace(&'a Name),
    Extension(&'a Name, &'a Extension),
    Enum(&'a QName, &'a EnumType),
    /// A label of an enum type that both schemas have; its place is that among the labels of its own schema.
    EnumValue(&'a QName, &'a Name, ValuePlace),
    Type(&'a QName, &'a UserType),
    Sequence(&'a QName, &'a Sequence),
    Table(&'a QName, &'a Table),
    Column(&'a QName, &'a Name, &'a Column),
    PrimaryKey(&'a QName, &'a PrimaryKey),
    Unique(&'a QName, &'a Name, &'a Unique),
    Index(&'a QName, &'a Name, &'a Index),
    ForeignKey(&'a QName, &'a Name, &'a ForeignKey),
    Check(&'a QName, &'a Name, &'a Check),
    Exclusion(&'a QName, &'a Name, &'a Exclusion),
    Trigger(&'a QName, &'a Name, &'a Trigger),
    Policy(&'a QName, &'a Name, &'a Policy),
    View(&'a QName, &'a View),
    Function(&'a Signature, &'a Function),
}

impl Part<'_> {
    /// The address.
    pub(crate) fn object(&self) -> ObjectId {
        match *self {
            Part::Namespace(name) => ObjectId::Namespace(name.clone()),
            Part::Extension(name, _) => ObjectId::Extension(name.clone()),
            Part::Enum(name, _) => ObjectId::Enum(name.clone()),
            Part::EnumValue(name, value, _) => ObjectId::EnumValue(name.clone(), value.clone()),
            Part::Type(name, _) => ObjectId::Type(name.clone()),
            Part::Sequence(name, _) => ObjectId::Sequence(name.clone()),
            Part::Table(name, _) => ObjectId::Table(name.clone()),
            Part::Column(table, name, _) => ObjectId::Column(table.clone(), name.clone()),
            Part::PrimaryKey(table, _) => ObjectId::PrimaryKey(table.clone()),
            Part::Unique(table, name, _) => ObjectId::Unique(table.clone(), name.clone()),
            Part::Index(table, name, _) => ObjectId::Index(table.clone(), name.clone()),
            Part::ForeignKey(table, name, _) => ObjectId::ForeignKey(table.clone(), name.clone()),
            Part::Check(table, name, _) => ObjectId::Check(table.clone(), name.clone()),
            Part::Exclusion(table, name, _) => ObjectId::Exclusion(table.clone(), name.clone()),
            Part::Trigger(table, name, _) => ObjectId::Trigger(table.clone(), name.clone()),
            Part::Policy(table, name, _) => ObjectId::Policy(table.clone(), name.clone()),
            Part::View(name, _) => ObjectId::View(name.clone()),
            Part::Function(signature, _) => ObjectId::Function(signature.clone()),
        }
    }
}

impl Part<'_> {
    /// The part as an object of its own. A label of an enum type is none.
    pub(crate) fn to_object(&self) -> Option<Object> {
        Some(match *self {
            Part::Namespace(name) => Object::Namespace(name.clone()),
            Part::Extension(name, extension) => Object::Extension(name.clone(), extension.clone()),
            Part::Enum(name, ty) => Object::Enum(name.clone(), ty.clone()),
            Part::EnumValue(_, _, _) => return None,
            Part::Type(name, ty) => Object::Type(name.clone(), Box::new(ty.clone())),
            Part::Sequence(name, sequence) => Object::Sequence(name.clone(), sequence.clone()),
            Part::Table(name, table) => Object::Table(name.clone(), Arc::new(table.clone())),
            Part::Column(table, name, column) => Object::Column(table.clone(), name.clone(), Box::new(column.clone())),
            Part::PrimaryKey(table, key) => Object::PrimaryKey(table.clone(), key.clone()),
            Part::Unique(table, name, unique) => Object::Unique(table.clone(), name.clone(), unique.clone()),
            Part::Index(table, name, index) => Object::Index(table.clone(), name.clone(), Box::new(index.clone())),
            Part::ForeignKey(table, name, key) => Object::ForeignKey(table.clone(), name.clone(), key.clone()),
            Part::Check(table, name, check) => Object::Check(table.clone(), name.clone(), check.clone()),
            Part::Exclusion(table, name, exclusion) => {
                Object::Exclusion(table.clone(), name.clone(), Box::new(exclusion.clone()))
            }
            Part::Trigger(table, name, trigger) => Object::Trigger(table.clone(), name.clone(), trigger.clone()),
            Part::Policy(table, name, policy) => Object::Policy(table.clone(), name.clone(), policy.clone()),
            Part::View(name, view) => Object::View(name.clone(), view.clone()),
            Part::Function(signature, function) => Object::Function(signature.clone(), function.clone()),
        })
    }
}

/// Two forms of one thing.
#[derive(Clone, Debug)]
pub(crate) enum Alteration<'a> {
    Extension(&'a Name, Pair<&'a Extension>),
    /// Labels are gone, or stand in another order.
    EnumValues(&'a QName, Pair<&'a EnumType>),
    /// The domain or composite type differs in more than its comment.
    Type(&'a QName, Pair<&'a UserType>),
    Column(&'a QName, &'a Name, ColumnAlteration),
    PrimaryKey(&'a QName, Pair<&'a PrimaryKey>),
    Unique(&'a QName, &'a Name, Pair<&'a Unique>),
    Index(&'a QName, &'a Name, Pair<&'a Index>),
    ForeignKey(&'a QName, &'a Name, Pair<&'a ForeignKey>),
    Check(&'a QName, &'a Name, Pair<&'a Check>),
    Exclusion(&'a QName, &'a Name, Pair<&'a Exclusion>),
    /// The trigger differs in more than its comment.
    Trigger(&'a QName, &'a Name, Pair<&'a Trigger>),
    /// The policy differs in more than its comment.
    Policy(&'a QName, &'a Name, Pair<&'a Policy>),
    RowSecurity(&'a QName, Pair<RowSecurity>),
    /// The view differs in its query or storage.
    /// A sequence counts in another way.
    Counting(&'a QName, Pair<SequenceOptions>),
    /// A sequence goes with another column.
    Owner(&'a QName, Pair<&'a Option<(QName, Name)>>),
    View(&'a QName, Pair<&'a View>),
    /// The function differs in more than its comment and dependencies.
    Function(&'a Signature, Pair<&'a Function>),
    /// What a view or function says that it depends on.
    Depends(ObjectId, Pair<&'a [ObjectId]>),
    Comment(CommentOn, Pair<Option<&'a str>>),
}

/// One aspect in which a column differs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ColumnAlteration {
    Type,
    /// NULL is forbidden from now on.
    Required,
    /// NULL is allowed from now on.
    Optional,
    Default,
    Collation,
}

impl Alteration<'_> {
    /// The address.
    pub(crate) fn object(&self) -> ObjectId {
        match self {
            Alteration::Extension(name, _) => ObjectId::Extension((*name).clone()),
            Alteration::EnumValues(name, _) => ObjectId::Enum((*name).clone()),
            Alteration::Type(name, _) => ObjectId::Type((*name).clone()),
            Alteration::Column(table, name, _) => ObjectId::Column((*table).clone(), (*name).clone()),
            Alteration::PrimaryKey(table, _) => ObjectId::PrimaryKey((*table).clone()),
            Alteration::Unique(table, name, _) => ObjectId::Unique((*table).clone(), (*name).clone()),
            Alteration::Index(table, name, _) => ObjectId::Index((*table).clone(), (*name).clone()),
            Alteration::ForeignKey(table, name, _) => ObjectId::ForeignKey((*table).clone(), (*name).clone()),
            Alteration::Check(table, name, _) => ObjectId::Check((*table).clone(), (*name).clone()),
            Alteration::Exclusion(table, name, _) => ObjectId::Exclusion((*table).clone(), (*name).clone()),
            Alteration::Trigger(table, name, _) => ObjectId::Trigger((*table).clone(), (*name).clone()),
            Alteration::Policy(table, name, _) => ObjectId::Policy((*table).clone(), (*name).clone()),
            Alteration::RowSecurity(table, _) => ObjectId::Table((*table).clone()),
            Alteration::Counting(name, _) | Alteration::Owner(name, _) => ObjectId::Sequence((*name).clone()),
            Alteration::View(name, _) => ObjectId::View((*name).clone()),
            Alteration::Function(signature, _) => ObjectId::Function((*signature).clone()),
            Alteration::Depends(object, _) => object.clone(),
            Alteration::Comment(on, _) => on.object(),
        }
    }
}
