//! Prisma schema text for Prisma 5, 6 and 7, as `prisma format` would leave it.
//!
//! What Prisma's language cannot say stays in the text as a comment. What would make Prisma's engine see a difference
//! that is none (a partial index, the spelling of an expression) is left to such a comment too.

mod book;
mod config;
mod datetime;
mod default;
mod describe;
mod edition;
mod enums;
mod index;
mod model;
mod names;
mod notes;
mod operator_class;
mod relation;
mod text;
mod types;

use std::fmt::{self, Display, Formatter};

use underpin_schema::{Code, Diagnostic, Schema};

use self::{book::Book, config::Head, enums::EnumText, model::ModelText, notes::Tail};

/// Writes a schema as Prisma schema text: models in the order of the code side, then enums, then comments on what
/// belongs to no model. Diagnostics name what Prisma cannot carry; with errors among them Prisma would refuse the text.
pub fn schema(schema: &Schema, code: &Code) -> (String, Vec<Diagnostic>) {
    let book = Book::new(schema, code);
    (Document(&book).to_string(), names::diagnose(&book))
}

struct Document<'a>(&'a Book<'a>);

impl Display for Document<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let book = self.0;
        write!(f, "{}", Head(book))?;
        for model in &book.code.models {
            if let Some(table) = book.table(model) {
                write!(f, "\n{}", ModelText { book, model, table })?;
            }
        }
        for item in &book.code.enums {
            write!(f, "\n{}", EnumText { book, item })?;
        }
        write!(f, "{}", Tail(book))
    }
}
