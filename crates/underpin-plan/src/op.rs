//! Operations: one statement's worth of work each.

use underpin_schema::{
    Check, Column, Extension, ForeignKey, Function, Index, Name, ObjectId, Policy, QName, RowSecurity, Signature,
    Table, Trigger, Unique, View, ViewStorage,
};

/// One statement's worth of work. What it locks, rewrites, scans and destroys is said by the methods in `facts`.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// CREATE SCHEMA IF NOT EXISTS
    CreateNamespace(Name),
    /// DROP SCHEMA
    DropNamespace(Name),
    /// CREATE EXTENSION IF NOT EXISTS
    CreateExtension(Name, Extension),
    /// DROP EXTENSION
    DropExtension(Name),
    /// CREATE TYPE ... AS ENUM
    CreateEnum(QName, Vec<Name>),
    /// DROP TYPE
    DropEnum(QName),
    /// ALTER TYPE ... ADD VALUE
    AddEnumValue {
        /// The type.
        ty: QName,
        /// The new label.
        value: Name,
        /// Where it goes.
        place: ValuePlace,
    },
    /// CREATE TABLE with columns, primary key, unique constraints and checks. Its foreign keys, indexes, triggers,
    /// policies and comments are steps of their own, so that tables may refer to one another in a circle.
    CreateTable(QName, Box<Table>),
    /// DROP TABLE
    DropTable(QName),
    /// ALTER TABLE ... ADD COLUMN
    AddColumn(QName, Name, Box<Column>),
    /// ALTER TABLE ... DROP COLUMN
    DropColumn(QName, Name),
    /// CREATE INDEX
    CreateIndex(QName, Name, Box<Index>),
    /// DROP INDEX
    DropIndex(QName, Name),
    /// ALTER TABLE ... ADD CONSTRAINT ... UNIQUE
    AddUnique(QName, Name, Unique),
    /// ALTER TABLE ... ADD CONSTRAINT ... FOREIGN KEY
    AddForeignKey(QName, Name, ForeignKey),
    /// ALTER TABLE ... ADD CONSTRAINT ... CHECK
    AddCheck(QName, Name, Check),
    /// ALTER TABLE ... DROP CONSTRAINT, of a unique constraint.
    DropUnique(QName, Name),
    /// ALTER TABLE ... DROP CONSTRAINT, of a check.
    DropCheck(QName, Name),
    /// ALTER TABLE ... DROP CONSTRAINT, of a foreign key: it locks the other table too.
    DropForeignKey(QName, Name, ForeignKey),
    /// CREATE VIEW or CREATE MATERIALIZED VIEW
    CreateView(QName, View),
    /// DROP VIEW or DROP MATERIALIZED VIEW
    DropView(QName, ViewStorage),
    /// CREATE FUNCTION
    CreateFunction(Signature, Function),
    /// DROP FUNCTION
    DropFunction(Signature),
    /// CREATE TRIGGER
    CreateTrigger(QName, Name, Trigger),
    /// DROP TRIGGER
    DropTrigger(QName, Name),
    /// CREATE POLICY
    CreatePolicy(QName, Name, Policy),
    /// DROP POLICY
    DropPolicy(QName, Name),
    /// ALTER TABLE ... ENABLE / DISABLE / FORCE / NO FORCE ROW LEVEL SECURITY, from one state to another.
    SetRowSecurity(QName, RowSecurity, RowSecurity),
    /// COMMENT ON; nothing takes the comment away. A view's comment names its storage in the object it is on.
    Comment(CommentOn, Option<String>),
}

/// Where a new label of an enum type goes.
#[derive(Clone, Debug, PartialEq)]
pub enum ValuePlace {
    /// After all others.
    Last,
    /// Right before this one.
    Before(Name),
}

/// What a comment is on.
#[derive(Clone, Debug, PartialEq)]
pub enum CommentOn {
    /// A table, column, type, function, trigger, policy or plain view.
    Object(ObjectId),
    /// A materialized view: COMMENT ON spells it in another way.
    MaterializedView(QName),
}

impl CommentOn {
    /// The address of what it is on.
    pub fn object(&self) -> ObjectId {
        match self {
            CommentOn::Object(object) => object.clone(),
            CommentOn::MaterializedView(name) => ObjectId::View(name.clone()),
        }
    }
}

impl From<ObjectId> for CommentOn {
    fn from(object: ObjectId) -> Self {
        CommentOn::Object(object)
    }
}
