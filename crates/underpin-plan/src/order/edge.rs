//! Edges: what comes before what, and why.

use std::fmt;

/// One operation comes before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The one that comes first: in a [`crate::Plan`], an index into its `up`.
    pub before: usize,
    /// The one that comes after it.
    pub after: usize,
    /// Why.
    pub reason: Reason,
}

/// Whether an edge must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// The statement fails otherwise.
    Hard,
    /// It reads or runs better so; where such edges make a circle, they are left out.
    Soft,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident, $strength:ident, $words:literal;)*) => {
        /// Why one operation comes before another. The hard reasons come first, so that of two between the same
        /// operations the hard one is kept.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Reason {
            pub(crate) fn strength(self) -> Strength {
                match self { $(Reason::$name => Strength::$strength,)* }
            }
        }

        impl fmt::Display for Reason {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Reason::$name => $words,)* })
            }
        }
    };
}

reasons! {
    /// An object is created in its PostgreSQL schema.
    InSchema, Hard, "is in this schema";
    /// A type, operator class or access method may come from the extension.
    FromExtension, Hard, "may use what this extension brings";
    /// A column, argument or result has the type, or the text casts to it.
    UsesType, Hard, "uses this type";
    /// Labels that go to one place of an enum type are added in their order.
    ValueOrder, Hard, "is added after this value";
    /// A new label is named in a default or in SQL text.
    UsesValue, Hard, "uses this value";
    /// An index, constraint, policy or trigger is on the table.
    OnTable, Hard, "is on this table";
    /// A column is among those of an index, constraint, policy, trigger or view.
    UsesColumn, Hard, "uses this column";
    /// A foreign key refers to the table.
    RefersTo, Hard, "refers to this table";
    /// A foreign key needs a unique constraint or index over the columns that it refers to.
    NeedsKey, Hard, "needs this key";
    /// A trigger calls the function.
    Calls, Hard, "calls this function";
    /// SQL text mentions the table, view or function.
    Mentions, Hard, "mentions it";
    /// The spec says that it depends on the object.
    Declared, Hard, "says that it depends on it";
    /// A comment is on the object.
    Describes, Hard, "describes it";
    /// A table is easier to read after those that its foreign keys refer to; the keys themselves are added later.
    ReadsBetter, Soft, "refers to this table";
    /// A body in a language that looks names up when it runs mentions it.
    /// <https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-PLAN-CACHING>
    MentionsAtRun, Soft, "mentions it when it runs";
    /// A query has a star, which may take the column in. A column's default may call a function that counts the rows of its
    /// table, so this cannot be hard.
    MayRead, Soft, "may read this column";
}
