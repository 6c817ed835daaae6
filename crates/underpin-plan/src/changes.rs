//! The kinds of change: one file each, and one line in the list below.
//!
//! A kind claims differences, says what they make of a schema, and gives the operations
//! that bring them about, each with the one that takes it back. To add a kind: its file, its line, and law L2
//! (`apply(diff(a, b), a) == b`) tells when it is right. The sequence of the steps does not come from here but from what
//! each operation needs: see `order`.

use std::fmt;

use underpin_schema::{ObjectId, QName, Schema, Table};

use crate::{Op, Pair, difference::Difference, walk::differences};

macro_rules! changes {
    ($($module:ident::$kind:ident;)*) => {
        $(mod $module;)*
        $(pub use $module::$kind;)*

        /// What differs between two schemas, as something that can be done.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Change {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind),)*
        }

        impl Change {
            /// The change that a difference asks for; nothing where no kind claims it.
            pub(crate) fn detect(difference: &Difference<'_>) -> Option<Self> {
                $(if let Some(change) = $kind::detect(difference) {
                    return Some(Change::$kind(change));
                })*
                None
            }

            fn kind(&self) -> &dyn Kind {
                match self { $(Change::$kind(change) => change,)* }
            }

            /// The names of all kinds, in the order of the list.
            pub const KINDS: &[&str] = &[$(stringify!($kind),)*];

            /// The name of its kind: `CreateTable`.
            pub fn kind_name(&self) -> &'static str {
                match self { $(Change::$kind(_) => stringify!($kind),)* }
            }
        }
    };
}

changes! {
    create_namespace::CreateNamespace;
    create_extension::CreateExtension;
    create_enum::CreateEnum;
    add_enum_value::AddEnumValue;
    create_table::CreateTable;
    add_column::AddColumn;
    add_unique::AddUnique;
    create_index::CreateIndex;
    add_foreign_key::AddForeignKey;
    add_check::AddCheck;
    set_row_security::SetRowSecurity;
    create_policy::CreatePolicy;
    create_function::CreateFunction;
    create_view::CreateView;
    create_trigger::CreateTrigger;
    set_comment::SetComment;
    set_depends::SetDepends;
}

impl Change {
    /// The object that changes.
    pub fn object(&self) -> ObjectId {
        self.kind().object()
    }

    /// The schema after the change. A change to something that the schema has not leaves it as it is.
    pub fn apply(&self, schema: &mut Schema) {
        self.kind().apply(schema);
    }

    /// Why the change cannot be taken back, where it cannot.
    pub fn irreversible(&self) -> Option<String> {
        self.kind().irreversible()
    }

    pub(crate) fn draft(&self, drafts: &mut Drafts) {
        self.kind().draft(drafts);
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().words(f)
    }
}

/// What differs between two schemas, as far as there are kinds of change for it; [`crate::plan`] refuses the rest.
pub fn diff(pair: Pair<&Schema>) -> Vec<Change> {
    differences(pair).iter().filter_map(Change::detect).collect()
}

/// The schema after the changes.
pub fn apply(changes: &[Change], schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    changes.iter().for_each(|change| change.apply(&mut schema));
    schema
}

/// What every kind of change answers.
trait Kind {
    /// The change, where the difference is of this kind.
    fn detect(difference: &Difference<'_>) -> Option<Self>
    where
        Self: Sized;

    /// Makes the change to a schema.
    fn apply(&self, schema: &mut Schema);

    /// Adds the operations that bring it about, each with the one that takes it back.
    fn draft(&self, drafts: &mut Drafts);

    /// The object that changes.
    fn object(&self) -> ObjectId;

    /// The change in a few words, as an imperative.
    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// Why it cannot be taken back, where it cannot.
    fn irreversible(&self) -> Option<String> {
        None
    }
}

/// Operations that still have to be put in sequence.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    /// The change that drafts now.
    pub(crate) cause: usize,
    /// The drafts so far.
    pub(crate) list: Vec<Draft>,
}

/// An operation with what follows it at once and what takes it back.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) cause: usize,
    pub(crate) op: Op,
    pub(crate) undo: Undo,
    /// Comments on what the operation makes: they read best right after it.
    pub(crate) attached: Vec<Op>,
}

/// What takes an operation back.
#[derive(Debug)]
pub(crate) enum Undo {
    /// Another one.
    By(Op),
    /// Dropping the table that the same change creates, unless what it needs is dropped before that.
    WithTable(Op),
    /// Nothing.
    Impossible,
}

impl Drafts {
    fn add(&mut self, op: Op, undo: Undo) {
        self.list.push(Draft { cause: self.cause, op, undo, attached: Vec::new() });
    }

    /// Sets a comment right after what was added last.
    fn comment(&mut self, on: impl Into<crate::CommentOn>, text: &Option<String>) {
        if let (Some(draft), Some(text)) = (self.list.last_mut(), text) {
            draft.attached.push(Op::Comment(on.into(), Some(text.clone())));
        }
    }
}

fn change_table(schema: &mut Schema, name: &QName, change: impl FnOnce(&mut Table)) {
    if let Some(table) = schema.tables.get_mut(name) {
        change(table);
    }
}
