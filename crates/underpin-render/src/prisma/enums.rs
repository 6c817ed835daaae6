//! An enum.

use std::{
    borrow::Cow,
    fmt::{self, Display, Formatter},
};

use underpin_schema::{CodeEnum, CodeEnumValue};

use super::{
    book::Book,
    text::{Comment, Quoted, Row, Rows},
};

/// An enum and the type it stands for.
pub(super) struct EnumText<'a> {
    pub book: &'a Book<'a>,
    pub item: &'a CodeEnum,
}

impl Display for EnumText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let CodeEnum { name, ty, doc, values } = self.item;
        if let Some(text) = doc {
            write!(f, "{}", Comment { indent: "", mark: "///", text })?;
        }
        writeln!(f, "enum {name} {{")?;
        let rows: Vec<Row<'_>> = values.iter().map(row).collect();
        write!(f, "{}", Rows(&rows))?;
        if ty.name != *name || self.book.is_namespaced() {
            writeln!(f)?;
        }
        if ty.name != *name {
            writeln!(f, "  @@map({})", Quoted(&ty.name))?;
        }
        if self.book.is_namespaced() {
            writeln!(f, "  @@schema({})", Quoted(&ty.namespace))?;
        }
        writeln!(f, "}}")
    }
}

fn row(value: &CodeEnumValue) -> Row<'_> {
    let CodeEnumValue { name, label, doc } = value;
    let attributes = if label == name { String::new() } else { format!("@map({})", Quoted(label)) };
    Row { docs: doc.iter().map(Cow::from).collect(), name, ty: Cow::default(), attributes }
}
