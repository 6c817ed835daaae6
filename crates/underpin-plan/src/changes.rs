//! The kinds of change: one file each, and one line in the list below.
//!
//! A kind says what a difference makes of a schema, and gives the operations that bring it about; what takes these back is
//! said by [`Op::inverse`]. To add a kind: its file, its line, and law L2 (`apply(diff(a, b), a) == b`) tells when it is
//! right. The sequence of the steps does not come from here but from what each operation needs: see `order`. Whether a
//! change may be made without a word of the specs is not decided here either: see `refuse`.

use std::{collections::HashSet, fmt};

use underpin_schema::{Column, Done, Intents, Name, ObjectId, QName, Schema, Table};

use crate::{
    CommentOn, Op, Pair,
    walk::{self, Walk},
    wanted::Wanted,
};

pub(crate) mod detect;
pub(crate) mod parts;

pub use alter_composite::Held;
pub(crate) use alter_domain::question;
pub use change_types::Converted;
pub use rebuild::Values;
pub use rekey::Rekeyed;

macro_rules! changes {
    ($($module:ident::$kind:ident;)*) => {
        $(mod $module;)*
        $(pub use $module::$kind;)*

        /// What differs between two schemas, as something that can be done.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Change {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind),)*
        }

        $(impl From<$kind> for Change {
            fn from(change: $kind) -> Self {
                Change::$kind(change)
            }
        })*

        impl Change {
            fn kind(&self) -> &dyn Kind {
                match self { $(Change::$kind(change) => change,)* }
            }

            /// The names of all kinds, in the order of the list. Those that are of objects are named with the object:
            /// `CreateTable`.
            pub fn kinds() -> Vec<String> {
                let objects = |kind: &'static str, objects: &'static [&'static str]| {
                    let names: Vec<String> = match objects {
                        [] => vec![kind.to_owned()],
                        objects => objects.iter().map(|object| format!("{kind}{object}")).collect(),
                    };
                    names
                };
                let mut kinds = Vec::new();
                $(kinds.extend(objects(stringify!($kind), <$kind as Kind>::objects()));)*
                kinds
            }

            /// The name of its kind: `CreateTable`, `SetDefault`.
            pub fn kind_name(&self) -> String {
                match self { $(Change::$kind(change) => format!("{}{}", stringify!($kind), Kind::of(change)),)* }
            }
        }
    };
}

changes! {
    rename::Rename;
    create::Create;
    drop::Drop;
    replace::Replace;
    rebuild::Rebuild;
    add_enum_value::AddEnumValue;
    rename_enum_value::RenameEnumValue;
    change_enum::ChangeEnum;
    alter_domain::AlterDomain;
    alter_composite::AlterComposite;
    change_types::ChangeTypes;
    rekey::Rekey;
    set_default::SetDefault;
    alter_sequence::AlterSequence;
    set_required::SetRequired;
    set_optional::SetOptional;
    replace_function::ReplaceFunction;
    set_validity::SetValidity;
    set_row_security::SetRowSecurity;
    move_extension::MoveExtension;
    set_comment::SetComment;
    set_depends::SetDepends;
    run_step::RunStep;
}

impl Change {
    /// The object that changes, under its new name.
    pub fn object(&self) -> ObjectId {
        self.kind().object()
    }

    /// The schema after the change. A change to something that the schema has not leaves it as it is.
    pub fn apply(&self, schema: &mut Schema) {
        self.kind().apply(schema);
    }

    /// Whether it drops something and creates it again.
    pub(crate) fn recreates(&self) -> bool {
        matches!(self, Change::Replace(_) | Change::Rebuild(_) | Change::ChangeEnum(_) | Change::Rekey(_))
    }

    /// Whether it alters what has the address of its object, so that there is nothing to do where that is created again.
    pub(crate) fn alters_in_place(&self) -> bool {
        matches!(
            self,
            Change::SetDefault(_)
                | Change::SetRequired(_)
                | Change::SetOptional(_)
                | Change::SetValidity(_)
                | Change::AlterDomain(_)
                | Change::AlterComposite(_)
                | Change::ReplaceFunction(_)
        )
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

/// What differs between two schemas, where the specs say nothing beyond them: what has another name is another thing.
pub fn diff(pair: Pair<&Schema>) -> Vec<Change> {
    let Walk { found, unequal: _ } = walk::walk(pair);
    detect::changes(&found, pair, &Wanted::new(&Intents::default(), &Done::default()), &[])
}

/// The schema after the changes.
pub fn apply(changes: &[Change], schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    changes.iter().for_each(|change| change.apply(&mut schema));
    schema
}

/// What every kind of change answers.
trait Kind {
    /// Makes the change to a schema.
    fn apply(&self, schema: &mut Schema);

    /// Adds the operations that bring it about.
    fn draft(&self, drafts: &mut Drafts);

    /// The object that changes, under its new name.
    fn object(&self) -> ObjectId;

    /// The change in a few words, as an imperative.
    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The kind of object that this change is of, where its kind is of several.
    fn of(&self) -> &'static str {
        ""
    }

    /// The kinds of object that changes of this kind are of; none where the kind is of one thing alone.
    fn objects() -> &'static [&'static str]
    where
        Self: Sized,
    {
        &[]
    }
}

/// Operations that still have to be put in sequence.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    /// The change that drafts now.
    pub(crate) cause: usize,
    /// The drafts so far.
    pub(crate) list: Vec<Draft>,
    /// What is dropped and created again: in its new form, so no other change has to be made to it.
    pub(crate) recreated: HashSet<ObjectId>,
    /// The columns whose default is taken off and put back: the new one, so no other change has to be made to it.
    pub(crate) defaulted: HashSet<ObjectId>,
}

/// An operation with what follows it at once.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) cause: usize,
    pub(crate) op: Op,
    /// Comments on what the operation makes: they read best right after it.
    pub(crate) attached: Vec<Op>,
}

impl Drafts {
    fn add(&mut self, op: Op) {
        self.list.push(Draft { cause: self.cause, op, attached: Vec::new() });
    }

    /// Sets a comment right after what was added last.
    fn comment(&mut self, on: impl Into<CommentOn>, text: &Option<String>) {
        if let (Some(draft), Some(_)) = (self.list.last_mut(), text) {
            draft.attached.push(Op::Comment(on.into(), Pair { old: None, new: text.clone() }));
        }
    }
}

fn change_table(schema: &mut Schema, name: &QName, change: impl FnOnce(&mut Table)) {
    if let Some(table) = schema.tables.get_mut(name) {
        change(table);
    }
}

fn change_column(schema: &mut Schema, (table, name): (&QName, &Name), change: impl FnOnce(&mut Column)) {
    change_table(schema, table, |table| {
        if let Some(column) = table.columns.get_mut(name) {
            change(column);
        }
    });
}
