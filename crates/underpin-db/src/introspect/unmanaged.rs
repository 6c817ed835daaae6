//! What a database holds that underpin does not manage.

use std::fmt;

use underpin_schema::ObjectId;

/// Something that is there and that a [`Schema`](underpin_schema::Schema) cannot hold: a whole object, or a property of
/// one that is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmanaged {
    /// What it is.
    pub kind: UnmanagedKind,
    /// Its name, with that of its schema unless it is `public`, and that of its table; a dot inside a name is doubled.
    pub name: String,
    /// What is not managed about it, in words.
    pub why: String,
    /// The managed object that it is a property of; a plan that takes that off and puts it back loses it.
    pub of: Option<ObjectId>,
    /// The managed objects that it, itself an object, leans on: PostgreSQL does not let them go, or lets it go with them.
    pub leans_on: Vec<ObjectId>,
}

impl fmt::Display for Unmanaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.kind, self.name, self.why)
    }
}

macro_rules! kinds {
    ($($kind:ident $words:literal)*) => {
        /// The kinds of objects, as PostgreSQL's manual calls them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum UnmanagedKind {
            $(#[doc = concat!("A ", $words, ".")] $kind,)*
        }

        impl UnmanagedKind {
            /// The kind that has these words.
            pub(super) fn of(words: &str) -> Option<Self> {
                match words { $($words => Some(UnmanagedKind::$kind),)* _ => None }
            }
        }

        impl fmt::Display for UnmanagedKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(UnmanagedKind::$kind => $words,)* })
            }
        }
    };
}

kinds! {
    Extension "extension"
    RangeType "range type"
    BaseType "base type"
    Sequence "sequence"
    Table "table"
    PartitionedTable "partitioned table"
    Partition "partition"
    ForeignTable "foreign table"
    Column "column"
    Constraint "constraint"
    Index "index"
    Rule "rule"
    Trigger "trigger"
    Policy "policy"
    View "view"
    Function "function"
    Procedure "procedure"
    Aggregate "aggregate"
    WindowFunction "window function"
    EventTrigger "event trigger"
    Statistics "statistics object"
    Collation "collation"
    Conversion "conversion"
    Operator "operator"
    OperatorClass "operator class"
    OperatorFamily "operator family"
    Cast "cast"
    TextSearch "text search object"
    Language "language"
    AccessMethod "access method"
    Transform "transform"
    ForeignServer "foreign server"
    ForeignDataWrapper "foreign-data wrapper"
    Publication "publication"
    Subscription "subscription"
    Comment "comment"
}
