//! Differences: the smallest things in which two schemas can differ.

use underpin_schema::{
    Check, Column, ColumnType, DefaultValue, EnumType, Extension, ForeignKey, Function, Index, Name, ObjectId, Policy,
    PrimaryKey, QName, RowSecurity, Signature, Table, Trigger, Unique, View,
};

use crate::{CommentOn, Pair, ValuePlace};

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
    Table(&'a QName, &'a Table),
    Column(&'a QName, &'a Name, &'a Column),
    PrimaryKey(&'a QName, &'a PrimaryKey),
    Unique(&'a QName, &'a Name, &'a Unique),
    Index(&'a QName, &'a Name, &'a Index),
    ForeignKey(&'a QName, &'a Name, &'a ForeignKey),
    Check(&'a QName, &'a Name, &'a Check),
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
            Part::Table(name, _) => ObjectId::Table(name.clone()),
            Part::Column(table, name, _) => ObjectId::Column(table.clone(), name.clone()),
            Part::PrimaryKey(table, _) => ObjectId::PrimaryKey(table.clone()),
            Part::Unique(table, name, _) => ObjectId::Unique(table.clone(), name.clone()),
            Part::Index(table, name, _) => ObjectId::Index(table.clone(), name.clone()),
            Part::ForeignKey(table, name, _) => ObjectId::ForeignKey(table.clone(), name.clone()),
            Part::Check(table, name, _) => ObjectId::Check(table.clone(), name.clone()),
            Part::Trigger(table, name, _) => ObjectId::Trigger(table.clone(), name.clone()),
            Part::Policy(table, name, _) => ObjectId::Policy(table.clone(), name.clone()),
            Part::View(name, _) => ObjectId::View(name.clone()),
            Part::Function(signature, _) => ObjectId::Function(signature.clone()),
        }
    }
}

/// Two forms of one thing.
#[derive(Clone, Debug)]
pub(crate) enum Alteration<'a> {
    Extension(&'a Name, Pair<&'a Extension>),
    /// The labels that both schemas have stand in another order.
    EnumOrder(&'a QName, Pair<&'a EnumType>),
    Column(&'a QName, &'a Name, ColumnAlteration<'a>),
    PrimaryKey(&'a QName, Pair<&'a PrimaryKey>),
    Unique(&'a QName, &'a Name, Pair<&'a Unique>),
    Index(&'a QName, &'a Name, Pair<&'a Index>),
    ForeignKey(&'a QName, &'a Name, Pair<&'a ForeignKey>),
    Check(&'a QName, &'a Name, Pair<&'a Check>),
    /// The trigger differs in more than its comment.
    Trigger(&'a QName, &'a Name, Pair<&'a Trigger>),
    /// The policy differs in more than its comment.
    Policy(&'a QName, &'a Name, Pair<&'a Policy>),
    RowSecurity(&'a QName, Pair<RowSecurity>),
    /// The view differs in its query or storage.
    View(&'a QName, Pair<&'a View>),
    /// The function differs in more than its comment and dependencies.
    Function(&'a Signature, Pair<&'a Function>),
    /// What a view or function says that it depends on.
    Depends(ObjectId, Pair<&'a [ObjectId]>),
    Comment(CommentOn, Pair<Option<&'a str>>),
}

/// Two forms of one aspect of a column.
#[derive(Clone, Debug)]
pub(crate) enum ColumnAlteration<'a> {
    Type(Pair<&'a ColumnType>),
    /// NULL is forbidden from now on.
    Required,
    /// NULL is allowed from now on.
    Optional,
    Default(Pair<Option<&'a DefaultValue>>),
    Collation(Pair<Option<&'a QName>>),
}

impl Alteration<'_> {
    /// The address.
    pub(crate) fn object(&self) -> ObjectId {
        match self {
            Alteration::Extension(name, _) => ObjectId::Extension((*name).clone()),
            Alteration::EnumOrder(name, _) => ObjectId::Enum((*name).clone()),
            Alteration::Column(table, name, _) => ObjectId::Column((*table).clone(), (*name).clone()),
            Alteration::PrimaryKey(table, _) => ObjectId::PrimaryKey((*table).clone()),
            Alteration::Unique(table, name, _) => ObjectId::Unique((*table).clone(), (*name).clone()),
            Alteration::Index(table, name, _) => ObjectId::Index((*table).clone(), (*name).clone()),
            Alteration::ForeignKey(table, name, _) => ObjectId::ForeignKey((*table).clone(), (*name).clone()),
            Alteration::Check(table, name, _) => ObjectId::Check((*table).clone(), (*name).clone()),
            Alteration::Trigger(table, name, _) => ObjectId::Trigger((*table).clone(), (*name).clone()),
            Alteration::Policy(table, name, _) => ObjectId::Policy((*table).clone(), (*name).clone()),
            Alteration::RowSecurity(table, _) => ObjectId::Table((*table).clone()),
            Alteration::View(name, _) => ObjectId::View((*name).clone()),
            Alteration::Function(signature, _) => ObjectId::Function((*signature).clone()),
            Alteration::Depends(object, _) => object.clone(),
            Alteration::Comment(on, _) => on.object(),
        }
    }
}
