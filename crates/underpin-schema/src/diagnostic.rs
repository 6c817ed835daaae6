//! What is wrong with the user's input, said with an id, a place and a way out.

use crate::Span;

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Worth a look.
    Warning,
}

/// One finding. Diagnostics are returned beside a value, all at once; they never stop the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its id, which `underpin explain` knows.
    pub id: DiagnosticId,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one lower-case sentence without a full stop.
    pub message: String,
    /// The places, the most important first; empty where there is none to show.
    pub labels: Vec<Label>,
    /// Ways out, each a sentence or lines to write.
    pub help: Vec<String>,
}

/// A place in a file with a word on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to see there; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(id: DiagnosticId, message: impl Into<String>) -> Self {
        Self { id, severity: Severity::Error, message: message.into(), labels: Vec::new(), help: Vec::new() }
    }

    /// A warning without a place yet.
    pub fn warning(id: DiagnosticId, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(id, message) }
    }

    /// Points at a place. The first call gives the primary one.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

macro_rules! diagnostics {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal;)*) => {
        /// The ids of all diagnostics. UP01xx: reading; UP02xx: resolving; UP03xx: planning; UP04xx: rendering;
        /// UP05xx: files. The doc comment of each is its page for `underpin explain`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DiagnosticId {
            $($(#[doc = $doc])+ $name,)*
        }

        impl DiagnosticId {
            /// Every id, in order.
            pub const ALL: &[DiagnosticId] = &[$(DiagnosticId::$name,)*];

            /// The id as it is shown: `UP0104`.
            pub fn as_str(self) -> &'static str {
                match self { $(DiagnosticId::$name => $id,)* }
            }

            /// Its page.
            pub fn explanation(self) -> &'static str {
                match self { $(DiagnosticId::$name => concat!($($doc, "\n"),+),)* }
            }
        }
    };
}

diagnostics! {
    /// The file is not YAML, or not YAML of the kind that a spec is.
    Syntax = "UP0101";
    /// A key that the spec language does not have.
    UnknownKey = "UP0102";
    /// A key that stands twice in one map.
    DuplicateKey = "UP0103";
    /// A value of the wrong shape: a list where a word should be, or the other way round.
    WrongShape = "UP0104";
    /// A key that must be there and is not.
    MissingKey = "UP0105";
    /// A word that is none of those allowed here.
    UnknownWord = "UP0106";
    /// More than a spec can need: a file too long, nested too deep, or with aliases that stand for too much.
    TooMuch = "UP0107";
    /// A file that cannot be laid out without losing or changing something.
    NotFormatted = "UP0108";
    /// A line of a Prisma schema that cannot be read.
    PrismaSyntax = "UP0120";
    /// An attribute, argument, function, type or property that Prisma does not have, or not at this place.
    PrismaUnknown = "UP0121";
    /// A part of a Prisma schema that does not fit the rest of it, so that Prisma refuses it.
    PrismaMistake = "UP0122";
    /// A relation of a Prisma schema that lacks its other side, or whose sides do not fit together.
    PrismaRelation = "UP0123";
    /// A part of a Prisma schema that underpin does not manage. It is left alone.
    PrismaUnmanaged = "UP0124";
    /// A type that is neither a word of the language nor an enum of the specs.
    UnknownType = "UP0201";
    /// A type with parameters that it does not take.
    BadType = "UP0202";
    /// A model that the specs do not have.
    UnknownModel = "UP0203";
    /// A field that the model does not have.
    UnknownField = "UP0204";
    /// A value that the enum does not have.
    UnknownEnumValue = "UP0205";
    /// A default that does not fit the type of its field.
    BadDefault = "UP0206";
    /// Two things that would both fill one column.
    DefaultConflict = "UP0207";
    /// A field whose type differs from that of the field it refers to.
    RelationType = "UP0208";
    /// `set_null` where a referring field is required.
    SetNullOnRequired = "UP0209";
    /// A relation to fields that are not unique.
    NotUnique = "UP0210";
    /// `set_default` where a referring field has no default.
    NoDefaultToSet = "UP0211";
    /// A relation whose parts do not fit together.
    BadRelation = "UP0212";
    /// Two objects of the database with one name.
    NameTaken = "UP0213";
    /// Two things of the specs with one name.
    DuplicateName = "UP0214";
    /// A name of more than 63 bytes, which PostgreSQL would cut.
    NameTooLong = "UP0215";
    /// A name that is empty, or that Prisma, Rust or PostgreSQL cannot write.
    BadName = "UP0216";
    /// A word that Prisma or Rust keeps for itself.
    ReservedName = "UP0217";
    /// A mixin that the system does not have.
    UnknownMixin = "UP0218";
    /// Mixins that use one another in a circle.
    MixinCycle = "UP0219";
    /// A mixin that gives nothing.
    EmptyMixin = "UP0220";
    /// A model whose rows nothing tells apart.
    NoKey = "UP0221";
    /// A primary key that cannot be one.
    BadKey = "UP0222";
    /// An index that PostgreSQL cannot make.
    BadIndex = "UP0223";
    /// Something that the oldest server of the system does not have.
    NeedsNewerServer = "UP0224";
    /// A version that underpin does not know.
    UnsupportedVersion = "UP0225";
    /// A key of a field that does not go with its type.
    BadField = "UP0226";
    /// An enum without values.
    EmptyEnum = "UP0227";
    /// Tenancy that the specs do not set up, or not in this way.
    BadTenancy = "UP0228";
    /// A database object that names one which is not there.
    UnknownObject = "UP0229";
    /// A database object that PostgreSQL cannot make.
    BadObject = "UP0230";
    /// A sequence that cannot count as it is said to.
    BadSequence = "UP0231";
    /// A table or column that holds data is no longer in the specs, and they do not say what is to become of it. Nothing is
    /// dropped, and no rename is assumed, without a word: `removed` where it is to go, `was` where it has another name.
    UnsaidDrop = "UP0301";
    /// A column gets another type, and PostgreSQL knows no conversion that keeps every value, or several that differ. The
    /// expression that converts it has to be said: `using`.
    UnsaidConversion = "UP0302";
    /// A new column is required, and nothing fills it in the rows that are there already. Defaults that programs make
    /// (`uuid()`, `cuid()`, `updated`) fill new rows only; `fill` says what the others get.
    UnfilledColumn = "UP0303";
    /// An intent (`was`, `removed`, `fill`, `using`, `steps`) that cannot be carried out as it is written.
    BadIntent = "UP0304";
    /// Objects need one another to be there first, in a circle.
    CircularNeeds = "UP0305";
    /// A value of an enum is no longer in the specs, and they do not say what the rows that hold it become: `was` at the
    /// value that takes its place, or `removed` with a target.
    UnsaidValue = "UP0306";
    /// Text that PostgreSQL looks up when it runs still has an old name or label. Nothing fails when the migration is
    /// applied; it fails, or finds nothing, later.
    BreaksLater = "UP0307";
    /// Rows that row-level security hid would be seen: a policy is dropped, or policies no longer apply.
    ShowsRows = "UP0308";
    /// An answer that names nothing which is there, or several things, or that nothing needs.
    BadAnswer = "UP0309";
    /// A plan that would take off, convert or drop what something leans on that underpin does not manage, or would put an object
    /// back without a property that underpin does not know. PostgreSQL would refuse it, or it would be lost without a word.
    LosesUnmanaged = "UP0310";
    /// A domain or composite type is to change in a way that PostgreSQL refuses while columns hold values of it: the type below a
    /// domain, the type or order of attributes, a rule whose values it cannot look at.
    TypeInUse = "UP0311";
    /// The planned changes would not lead to the new schema. A fault of underpin; nothing is written.
    PlanMismatch = "UP0390";
    /// A name that Prisma reserves, or that its grammar cannot read. Code needs another; the database may keep it by `map:`.
    PrismaName = "UP0401";
    /// A preview feature that the chosen version of Prisma does not have.
    PrismaPreview = "UP0402";
    /// Two names that Rust would write alike: models, enums, fields or values that differ in case or underscores alone.
    RustName = "UP0403";
    /// A name that means something else in Rust, so that its item gets another there.
    RustWord = "UP0404";
    /// A model whose rows SeaORM cannot tell apart: it has no key.
    RustNoKey = "UP0405";
    /// A value that a Rust program cannot make or hold: a generated id or time that does not fit the column's type, or an
    /// enum without values.
    RustValue = "UP0406";
    /// A pattern of `models:` that no file matches, or that is not a pattern.
    NoModels = "UP0501";
    /// A file of the specs that cannot be read: a folder where a file should be, a file without permission, one that is
    /// too large.
    UnreadableFile = "UP0502";
    /// A file of the specs that is not UTF-8 text.
    NotUtf8 = "UP0503";
    /// An output that would be written outside the workspace: an absolute path, one that climbs out with `..`, or one
    /// that a symbolic link leads out.
    OutputOutside = "UP0504";
    /// Two outputs in one place, or an output among the specs.
    OutputOverlap = "UP0505";
    /// A file in the way of a generated one: it was edited by hand, or underpin did not make it.
    EditedFile = "UP0506";
    /// A system that says nowhere what is to be written.
    NoOutputs = "UP0507";
    /// A migration whose plan.json or snapshot.json is missing or cannot be read.
    BrokenMigration = "UP0508";
    /// A migration whose parent is missing, or does not lead to the schema that it starts from.
    BrokenChain = "UP0509";
    /// Two migrations that start from the same one, as when two branches were merged.
    BranchConflict = "UP0510";
    /// A file of a migration that was edited after it was generated.
    EditedMigration = "UP0511";
    /// The first migration of a history that begins in a folder where Prisma's own migrations are. It makes everything from
    /// nothing, as they do: a database that they have made has it already (`baseline`, or `apply --already`), and a new one
    /// needs it alone (`apply`, no longer `prisma migrate deploy`).
    BesidePrisma = "UP0512";
    /// A Prisma schema that our models are to be merged into, and that is not there or cannot be read.
    NoMergeTarget = "UP0520";
    /// A model or enum of the specs that the Prisma schema which it is to be merged into has already.
    MergeConflict = "UP0521";
}

/// Whether any diagnostic is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
