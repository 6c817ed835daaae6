//! The tree of a Prisma schema: files of blocks, blocks of lines, each with its bytes.

use std::borrow::Cow;

use crate::{FileId, Located, Span};

/// The files of a Prisma schema. Blocks may refer to those of other files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree<'t> {
    /// The files in the order given.
    pub files: Vec<File<'t>>,
}

/// One file: items that follow one another without a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct File<'t> {
    /// Its number.
    pub id: FileId,
    /// Everything in it.
    pub items: Vec<Item<'t>>,
}

/// A block, or what stands between blocks.
#[derive(Clone, Debug, PartialEq)]
pub enum Item<'t> {
    /// A block. Boxed, since lines between blocks are many and small.
    Block(Box<Block<'t>>),
    /// A line outside of blocks: blank, a comment, or broken.
    Line(Line<'t>),
}

/// `model User { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Block<'t> {
    /// Which word opens it.
    pub keyword: Keyword,
    /// Its name.
    pub name: Located<&'t str>,
    /// From the keyword to the end of the line with the opening brace.
    pub head: Piece<'t>,
    /// The lines between the braces.
    pub lines: Vec<Line<'t>>,
    /// The closing brace with the white space before it; empty where it is missing.
    pub close: Piece<'t>,
}

/// The words that open a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// A table.
    Model,
    /// A view, of which the text says only how it is read.
    View,
    /// A composite type, which PostgreSQL has no use for.
    Type,
    /// An enum type.
    Enum,
    /// The database.
    Datasource,
    /// A program that is generated.
    Generator,
}

/// A stretch of the file as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// Its bytes.
    pub text: &'t str,
    /// Its place.
    pub span: Span,
}

/// A line with its end; a comment between `/*` and `*/` may make it several.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'t> {
    /// All of it.
    pub piece: Piece<'t>,
    /// What it says.
    pub kind: LineKind<'t>,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum LineKind<'t> {
    /// Nothing.
    Blank,
    /// `// ...` or `/* ... */`
    Comment,
    /// `/// ...`: the text behind the slashes.
    Doc(&'t str),
    /// A field of a model.
    Field(Field<'t>),
    /// A value of an enum.
    Value(EnumValue<'t>),
    /// `@@index([a])`
    Attribute(Attribute<'t>),
    /// `provider = "postgresql"`
    Setting(Setting<'t>),
    /// What cannot be read, and has been reported.
    Broken,
}

/// `email String? @unique`
#[derive(Clone, Debug, PartialEq)]
pub struct Field<'t> {
    /// Its name.
    pub name: Located<&'t str>,
    /// Its type without what says how many.
    pub ty: TypeName<'t>,
    /// The place of the type with its mark.
    pub ty_span: Span,
    /// How many values it holds.
    pub arity: FieldArity,
    /// Its attributes, in order.
    pub attributes: Vec<Attribute<'t>>,
    /// The text of a `///` behind it.
    pub doc: Option<&'t str>,
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeName<'t> {
    /// A scalar type, an enum or a model.
    Named(&'t str),
    /// `Unsupported("tsvector")`
    Unsupported(String),
}

/// How many values a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldArity {
    /// One.
    Required,
    /// `?`: one or none.
    Optional,
    /// `[]`: any number.
    List,
}

/// `ADMIN @map("admin")`
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue<'t> {
    /// Its name.
    pub name: Located<&'t str>,
    /// Its attributes, in order.
    pub attributes: Vec<Attribute<'t>>,
    /// The text of a `///` behind it.
    pub doc: Option<&'t str>,
}

/// `@map("x")`, `@db.VarChar(20)`, `@@index([a])`
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute<'t> {
    /// All of it, with its `@`.
    pub span: Span,
    /// Its name: `map`, `db.VarChar`.
    pub name: Located<&'t str>,
    /// What stands between its brackets.
    pub arguments: Vec<Argument<'t>>,
    /// The text of a `///` behind a block attribute.
    pub doc: Option<&'t str>,
}

/// `onDelete: Cascade`, or a value alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument<'t> {
    /// Its name, where it has one.
    pub name: Option<Located<&'t str>>,
    /// Its value.
    pub value: Value<'t>,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Value<'t> {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind<'t>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind<'t> {
    /// `Cascade`, `true`, `createdAt`
    Word(&'t str),
    /// `1`, `-1.5`
    Number(&'t str),
    /// `"text"`, without its quotes and escapes.
    Text(Cow<'t, str>),
    /// `now()`, `createdAt(sort: Desc)`
    Call(&'t str, Vec<Argument<'t>>),
    /// `[a, b]`
    List(Vec<Value<'t>>),
    /// `{ active: true }`
    Map(Vec<(Located<&'t str>, Value<'t>)>),
}

/// `url = env("DATABASE_URL")`
#[derive(Clone, Debug, PartialEq)]
pub struct Setting<'t> {
    /// The word before the sign of equality.
    pub name: Located<&'t str>,
    /// The value; nothing where it is missing, which has been reported.
    pub value: Option<Value<'t>>,
}

impl<'t> Tree<'t> {
    /// The texts of the files, put together from the pieces of the tree.
    pub fn texts(&self) -> impl Iterator<Item = (FileId, String)> {
        self.files.iter().map(|file| (file.id, file.text()))
    }

    /// Every block, in the order of the files.
    pub fn blocks(&self) -> impl Iterator<Item = &Block<'t>> {
        self.files.iter().flat_map(File::blocks)
    }
}

impl<'t> File<'t> {
    /// The text of the file, put together from the pieces of the tree.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for item in &self.items {
            match item {
                Item::Line(line) => text.push_str(line.piece.text),
                Item::Block(block) => {
                    text.push_str(block.head.text);
                    text.extend(block.lines.iter().map(|line| line.piece.text));
                    text.push_str(block.close.text);
                }
            }
        }
        text
    }

    /// Its blocks.
    pub fn blocks(&self) -> impl Iterator<Item = &Block<'t>> {
        self.items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(block.as_ref()),
            Item::Line(_) => None,
        })
    }
}

impl Keyword {
    /// Every word that opens a block.
    pub const ALL: [Keyword; 6] =
        [Keyword::Model, Keyword::View, Keyword::Type, Keyword::Enum, Keyword::Datasource, Keyword::Generator];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Keyword::Model => "model",
            Keyword::View => "view",
            Keyword::Type => "type",
            Keyword::Enum => "enum",
            Keyword::Datasource => "datasource",
            Keyword::Generator => "generator",
        }
    }
}

impl TypeName<'_> {
    /// The type as it is written, without what says how many.
    pub fn as_str(&self) -> &str {
        match self {
            TypeName::Named(name) => name,
            TypeName::Unsupported(text) => text,
        }
    }
}
