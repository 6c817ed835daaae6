//! Our models in a Prisma schema that people write: a section of their own after the last model, and the fields that lead
//! back to them in the models of others. Every other byte stays as it was.

mod back;
mod lines;
mod section;

use underpin_schema::prisma::{Block, Item, Keyword, LineKind, read};
use underpin_schema::{Code, FileId, Schema};

use self::lines::Edits;
pub use self::section::{Section, section_of};
use super::book::Book;

/// Puts the managed models of a system into a Prisma schema that others wrote, the section with the token for its digest in
/// place. Where a section of ours is there it is replaced. `digest` makes the final text of a section.
///
/// # Errors
/// What `digest` gives.
pub fn merge<E>(
    text: &str,
    (schema, code): (&Schema, &Code),
    digest: impl FnOnce(String) -> Result<String, E>,
) -> Result<String, E> {
    let old = section_of(text);
    let mut book = Book::new(schema, code);
    let (tree, _) = read(&[(FileId(0), text)]);
    let blocks = || tree.blocks().filter(|block| !old.as_ref().is_some_and(|old| old.holds(block)));
    book.names_namespaces |= blocks().any(names_namespace);
    let section = digest(section::text(&book))?;
    let mut edits = Edits::new(text);
    let ours = back::ours(&book, &tree, old.as_ref());
    for block in blocks().filter(|block| block.keyword == Keyword::Model) {
        back::edit(&book, block, &ours, &mut edits);
    }
    match old {
        Some(old) => edits.replace(old.range, &section),
        None => {
            let models = tree.files.iter().flat_map(|file| &file.items).filter_map(|item| match item {
                Item::Block(block) if block.keyword == Keyword::Model => Some(block.close.span.end),
                Item::Block(_) | Item::Line(_) => None,
            });
            edits.append_after(models.max().map(|end| end as usize), &section);
        }
    }
    Ok(edits.apply())
}

/// The section as it is merged, with the token for its digest.
pub fn section(schema: &Schema, code: &Code) -> String {
    section::text(&Book::new(schema, code))
}

/// Whether a block says which PostgreSQL schema it is in; then every one has to.
fn names_namespace(block: &Block<'_>) -> bool {
    block.lines.iter().any(|line| match &line.kind {
        LineKind::Attribute(attribute) => attribute.name.value == "schema",
        LineKind::Blank
        | LineKind::Comment
        | LineKind::Doc(_)
        | LineKind::Field(_)
        | LineKind::Value(_)
        | LineKind::Setting(_)
        | LineKind::Broken => false,
    })
}
