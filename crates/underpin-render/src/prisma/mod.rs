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
mod merge;
mod model;
mod names;
mod notes;
mod operator_class;
mod relation;
mod text;
mod types;

use rayon::prelude::*;
use underpin_schema::{Code, Diagnostic, Schema};

pub use self::merge::{Section, merge, section, section_of};
use self::{book::Book, config::Head, enums::EnumText, model::ModelText, notes::Tail};

/// Writes a schema as Prisma schema text: models in the order of the code side, then enums, then comments on what
/// belongs to no model. Diagnostics name what Prisma cannot carry; with errors among them Prisma would refuse the text.
pub fn schema(schema: &Schema, code: &Code) -> (String, Vec<Diagnostic>) {
    let book = Book::new(schema, code);
    (document(&book), names::diagnose(&book))
}

fn document(book: &Book<'_>) -> String {
    let model = |model| Some(format!("\n{}", ModelText { book, model, table: book.table(model)? }));
    let models: Vec<String> = book.code.models.par_iter().filter_map(model).collect();
    let mut text = Head(book).to_string();
    text.extend(models);
    text.extend(book.code.enums.iter().map(|item| format!("\n{}", EnumText { book, item })));
    text.push_str(&Tail(book).to_string());
    text
}
