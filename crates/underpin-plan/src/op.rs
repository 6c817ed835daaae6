//! Operations: one statement's worth of work each.

use serde::{Deserialize, Serialize};
use underpin_schema::{
    ColumnType, Counting, DefaultValue, Expr, Function, Identity, Name, ObjectId, OwnedSequence, QName, RowSecurity,
    SequenceOptions, Signature,
};

use crate::{
    Object, Pair, Phase, Precondition,
    changes::{AlterComposite, AlterDomain},
};

/// One statement's worth of work. What it locks, rewrites, scans and destroys is said by [`Op::facts`], what takes it back
/// by [`Op::inverse`]. All names are those after the renames, which come first; labels that are added come before even these, and
/// speak the names before them.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// CREATE, or ALTER TABLE ... ADD.
    Create(Object),
    /// DROP, or ALTER TABLE ... DROP, without CASCADE. It carries the definition that was there, to find what has to be
    /// dropped before, and to bring it back.
    Drop(Object),
    /// ALTER ... RENAME: an object under its old name, and under its new one. The schema may be another too.
    Rename(Pair<ObjectId>),
    /// ALTER TABLE ... RENAME CONSTRAINT, of the primary key.
    RenamePrimaryKey(QName, Pair<Name>),
    /// ALTER SEQUENCE ... RENAME, of the sequence that a column owns.
    RenameSequence(QName, Name, Pair<Name>),
    /// ALTER TYPE ... ADD VALUE
    AddEnumValue {
        /// The type.
        ty: QName,
        /// The new label.
        value: Name,
        /// Where it goes.
        place: ValuePlace,
    },
    /// ALTER TYPE ... RENAME VALUE
    RenameEnumValue {
        /// The type.
        ty: QName,
        /// From which label to which.
        value: Pair<Name>,
    },
    /// ALTER DOMAIN
    AlterDomain(Box<AlterDomain>),
    /// ALTER TYPE ... ADD ATTRIBUTE, DROP ATTRIBUTE
    AlterComposite(Box<AlterComposite>),
    /// ALTER TABLE ... ALTER COLUMN ... TYPE, of all columns of a table that change, in one rewrite.
    AlterTypes(QName, Vec<TypeChange>),
    /// ALTER TABLE ... ALTER COLUMN ... SET DEFAULT / DROP DEFAULT: constants, `now()` and expressions.
    SetDefault {
        /// The table.
        table: QName,
        /// The column.
        column: Name,
        /// The types of the column that the two defaults are of.
        ty: Pair<ColumnType>,
        /// From which to which.
        default: Pair<Option<DefaultValue>>,
    },
    /// ALTER TABLE ... ALTER COLUMN ... ADD GENERATED / SET GENERATED / DROP IDENTITY
    SetIdentity(QName, Name, Pair<Option<Identity>>),
    /// CREATE SEQUENCE ... OWNED BY the column, and its default: what `serial` is short for.
    CreateSequence(QName, Name, Serial),
    /// DROP DEFAULT and DROP SEQUENCE: takes [`Op::CreateSequence`] back.
    DropSequence(QName, Name, Serial),
    /// ALTER TABLE ... VALIDATE CONSTRAINT, and the way back from it: a check or foreign key whose two forms differ in nothing else.
    SetValidity(Box<Pair<Object>>),
    /// The sequence that numbers a column becomes one of another kind or type, or counts in another way, and goes on where it was: a
    /// number that was given once is not given again.
    ChangeSequence(QName, Name, Pair<Numbering>),
    /// `setval`: the sequence of a column, which counts so, goes on after the last value that is there.
    AdvanceSequence(QName, Name, SequenceOptions),
    /// ALTER SEQUENCE, of one that stands for itself: it counts in another way, and goes on where it was.
    AlterSequence(QName, Pair<SequenceOptions>),
    /// ALTER SEQUENCE ... OWNED BY
    SetOwner(QName, Pair<Option<(QName, Name)>>),
    /// ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION: the values stay. The expression that it was.
    DropExpression(QName, Name, Expr),
    /// ALTER TABLE ... ALTER COLUMN ... SET NOT NULL
    SetNotNull(QName, Name),
    /// ALTER TABLE ... ALTER COLUMN ... DROP NOT NULL
    DropNotNull(QName, Name),
    /// CREATE OR REPLACE FUNCTION, where its arguments and result stay.
    ReplaceFunction(Signature, Pair<Box<Function>>),
    /// ALTER TABLE ... ENABLE / DISABLE / FORCE / NO FORCE ROW LEVEL SECURITY, from one state to another.
    SetRowSecurity(QName, Pair<RowSecurity>),
    /// ALTER EXTENSION ... SET SCHEMA
    MoveExtension(Name, Pair<Option<Name>>),
    /// COMMENT ON, from one text to another; no text takes the comment away.
    Comment(CommentOn, Pair<Option<String>>),
    /// Owners and grants outlive what is dropped and put back.
    Access(Access),
    /// A question to the rows that stops the migration unless the answer is the right one.
    Assert(Precondition),
    /// UPDATE ... SET, of one column.
    Fill(Fill),
    /// A data step of the spec, as it is written.
    Run(DataStep),
}

/// What is done about the owner of objects that are dropped and put back, and about the grants on them: PostgreSQL forgets both.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// Whether they are kept or given back.
    pub way: AccessWay,
    /// Which ones: those that are kept together are given back together.
    pub group: usize,
    /// An object: its address when it is dropped, and the one that it is put back under.
    pub first: Pair<ObjectId>,
    /// Further objects.
    pub others: Vec<Pair<ObjectId>>,
}

/// What is done about owners and grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessWay {
    /// They are kept, before the objects are dropped.
    Keep,
    /// They are given back, once the objects are there again.
    Restore,
}

/// The new type of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeChange {
    /// The column.
    pub column: Name,
    /// From which type to which.
    pub ty: Pair<ColumnType>,
    /// From which collation to which, where the column has one of its own.
    pub collation: Pair<Option<QName>>,
    /// How a value becomes one of the new type.
    pub using: Using,
    /// How it becomes one of the old type again, or why it cannot.
    pub back: Result<Using, String>,
}

/// How a value of one type becomes one of another.
#[derive(Clone, Debug, PartialEq)]
pub enum Using {
    /// As an assignment does: there is no USING.
    Assignment,
    /// By a cast to the new type.
    Cast,
    /// By its text: `c::text::new`.
    Text,
    /// By its label: the ones listed become others, all else keeps its name.
    Labels(Vec<(Name, Name)>),
    /// By this expression over the row.
    Expr(Expr),
}

/// What a column is numbered by.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbering {
    /// A sequence from which a default draws: what `serial` is short for.
    Serial(Serial),
    /// The sequence of an identity column of this type.
    Identity(ColumnType, Identity),
}

/// What `serial` is short for: a type, and a sequence of which what is not said is as PostgreSQL makes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Serial {
    /// The type of the column.
    pub ty: ColumnType,
    /// The sequence.
    pub sequence: OwnedSequence,
}

impl From<ColumnType> for Serial {
    fn from(ty: ColumnType) -> Self {
        Self { ty, sequence: OwnedSequence::USUAL }
    }
}

impl Serial {
    /// How its sequence counts.
    pub fn counting(&self) -> Counting {
        self.sequence.counting(&self.ty)
    }
}

impl Numbering {
    /// Its sequence.
    pub fn sequence(&self) -> &OwnedSequence {
        match self {
            Numbering::Serial(serial) => &serial.sequence,
            Numbering::Identity(_, identity) => &identity.sequence,
        }
    }

    /// How its sequence counts.
    pub fn counting(&self) -> Counting {
        match self {
            Numbering::Serial(serial) => serial.counting(),
            Numbering::Identity(ty, identity) => identity.sequence.counting(ty),
        }
    }
}

/// A sequence, by what it is found through.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// The one that numbers a column.
    OfColumn(QName, Name),
    /// One that stands for itself.
    Alone(QName),
}

/// Values for a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    /// The table.
    pub table: QName,
    /// The column.
    pub column: Name,
    /// What the column gets.
    pub value: FillValue,
    /// In which rows.
    pub rows: FillRows,
    /// The triggers of the table that would fire, and do not: they are of what programs do to rows, and this is not that.
    pub quiet: Vec<Name>,
}

/// What a fill writes.
#[derive(Clone, Debug, PartialEq)]
pub enum FillValue {
    /// An expression over the row; it may hold subqueries.
    Expr(Expr),
    /// The value of `column` in the row of `parent` that the key of this row leads to.
    Parent {
        /// The table referred to.
        parent: QName,
        /// The column whose value is taken.
        column: Name,
        /// Columns of this table, and those of the parent that they equal.
        on: Vec<(Name, Name)>,
    },
}

/// The rows that a fill writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillRows {
    /// All: the column is new.
    All,
    /// Those that hold NULL in it.
    Null,
}

/// A data step.
#[derive(Clone, Debug, PartialEq)]
pub struct DataStep {
    /// Its name; a step of a name runs once.
    pub name: Name,
    /// When it runs.
    pub phase: Phase,
    /// What it runs.
    pub sql: Expr,
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
    /// A domain: COMMENT ON spells it in another way.
    Domain(QName),
    /// A materialized view: COMMENT ON spells it in another way.
    MaterializedView(QName),
}

impl CommentOn {
    /// The address of what it is on.
    pub fn object(&self) -> ObjectId {
        match self {
            CommentOn::Object(object) => object.clone(),
            CommentOn::Domain(name) => ObjectId::Type(name.clone()),
            CommentOn::MaterializedView(name) => ObjectId::View(name.clone()),
        }
    }
}

impl Access {
    /// All objects that it is about.
    pub fn addresses(&self) -> impl Iterator<Item = &Pair<ObjectId>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The address of the first object, at that time.
    pub fn object(&self) -> ObjectId {
        match self.way {
            AccessWay::Keep => self.first.old.clone(),
            AccessWay::Restore => self.first.new.clone(),
        }
    }
}

impl From<ObjectId> for CommentOn {
    fn from(object: ObjectId) -> Self {
        CommentOn::Object(object)
    }
}
