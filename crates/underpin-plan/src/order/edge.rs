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

impl Edge {
    pub(crate) fn is_hard(&self) -> bool {
        self.reason.strength() == Strength::Hard
    }

    pub(crate) fn is_soft(&self) -> bool {
        self.reason.strength() == Strength::Soft
    }
}

/// Whether an edge must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// The statement fails otherwise.
    Hard,
    /// As far as a scan of the text can tell, it fails or gives other rows otherwise. It moves operations between lanes as
    /// a hard edge does, but gives way where it would close a circle: a text may mention what it does not mean.
    Firm,
    /// It reads or runs better so; where such edges make a circle or point to an earlier lane, they are left out.
    Soft,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident, $strength:ident, $words:literal;)*) => {
        /// Why one operation comes before another. The hard reasons come first, then the firm ones, so that of two between
        /// the same operations the strongest is kept.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Reason {
            pub(crate) fn strength(self) -> Strength {
                match self { $(Reason::$name => Strength::$strength,)* }
            }

            #[cfg(test)]
            const ALL: &[Reason] = &[$(Reason::$name,)*];
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
    /// A query with a star would take the column in, and then keep it from being dropped.
    WithoutColumn, Hard, "takes all columns in but this one";
    /// A column, argument or result has the type, or the text casts to it.
    UsesType, Hard, "uses this type";
    /// Labels that go to one place of an enum type are added in their order.
    ValueOrder, Hard, "is added after this value";
    /// A new label is named in a default or in SQL text, or values of its type are written.
    UsesValue, Hard, "uses this value";
    /// An index, constraint, policy or trigger is on the table.
    OnTable, Hard, "is on this table";
    /// A column is among those of an index, constraint, policy, trigger or view.
    UsesColumn, Hard, "uses this column";
    /// A sequence is altered.
    OnSequence, Hard, "is about this sequence";
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
    /// Several operations on one column have a fixed order: its values are filled before NULL is forbidden.
    SameColumn, Hard, "comes after it on the same column";
    /// PostgreSQL forgets the owner and the grants of what it drops.
    Forgets, Hard, "would forget whom it belongs to";
    /// Owner and grants are given to an object.
    GivesAccess, Hard, "gives access to it";
    /// What uses an object is dropped before the object is dropped or altered.
    /// <https://www.postgresql.org/docs/current/ddl-depend.html>
    UsedBy, Hard, "was used by it";
    /// Two objects have one name: the one goes before the other comes.
    TakesName, Hard, "takes its name";
    /// A trigger that is dropped must not see rows being filled.
    WouldFire, Hard, "would fire";
    /// Renames run in the order in which they were found to be free of one another.
    RenameOrder, Hard, "is renamed after it";
    /// A value that is committed first is added under the names before the renames, so that a run that stops after the commit has
    /// left nothing but a value that nothing uses, and can be run again.
    AddedBefore, Hard, "is a rename, and this value is committed before any";
    /// All operations speak the names after the renames.
    NewNames, Hard, "speaks the names after this rename";
    /// A type keeps its place until all columns have left it.
    Leaves, Hard, "has left it by then";
    /// A question to the rows stops the migration before what it guards.
    Guards, Hard, "is safe only after this question";
    /// The query of a view that is dropped has the old names of columns, and so it has to be brought back under these. Where a policy
    /// reads the view, it cannot: the policy is dropped before, under the new name of its table.
    OldNames, Firm, "has the old name";
    /// A definition that names an enum type can be brought back where that name is the old type's, so it goes before the
    /// type makes room for a new one.
    CalledSo, Firm, "calls the type by this name";
    /// SQL text holds the name of a sequence between quotes, as `nextval('s')` does.
    DrawsFrom, Firm, "draws from this sequence";
    /// A function whose new body is called should be the new one by then.
    CallsNew, Firm, "calls its new body";
    /// The body of an SQL function mentions an object: it is no dependency to PostgreSQL, but without the object the
    /// function could not be created again on the way back.
    MentionedBy, Firm, "was mentioned by it";
    /// A query has a star, which may take the column in. A column's default may call a function that reads the rows of its
    /// table, so this cannot be hard.
    MayRead, Firm, "may read this column";
    /// What reads rows comes after what makes or fills the columns that it mentions.
    Reads, Firm, "reads what it makes";
    /// What reads rows sees the old shape: it comes before what drops or converts the columns that it mentions.
    ReadBy, Firm, "was read by it";
    /// A data step may put the rows right for what reads them.
    MayWrite, Firm, "may read rows that this step writes";
    /// Data steps run in the order in which they are written.
    StepOrder, Firm, "is written after this step";
    /// A table is easier to read after those that its foreign keys refer to; the keys themselves are added later.
    ReadsBetter, Soft, "refers to this table";
    /// A body in a language that looks names up when it runs mentions it.
    /// <https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-PLAN-CACHING>
    MentionsAtRun, Soft, "mentions it when it runs";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_reasons_come_first() {
        let rank = |reason: &Reason| match reason.strength() {
            Strength::Hard => 0,
            Strength::Firm => 1,
            Strength::Soft => 2,
        };
        assert!(Reason::ALL.is_sorted_by_key(rank));
    }
}
