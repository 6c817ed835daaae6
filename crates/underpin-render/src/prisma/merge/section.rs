//! The section of our own.

use std::{collections::BTreeSet, ops::Range};

use underpin_schema::FileId;
use underpin_schema::prisma::{Block, read};

use super::super::{book::Book, enums::EnumText, model::ModelText, text::Comment};

/// How the section begins. The lines up to the digest are of the header.
const BEGIN: &str = "// >>> underpin";

/// How it ends.
const END: &str = "// <<< underpin";

/// A section of ours in a Prisma schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its bytes, with the end of its last line.
    pub range: Range<usize>,
    /// The models, enums and the like that it holds.
    pub names: BTreeSet<String>,
}

impl Section {
    /// Whether a block stands in the section.
    pub fn holds(&self, block: &Block<'_>) -> bool {
        self.range.contains(&(block.head.span.start as usize))
    }
}

/// The section of ours in a text; nothing where there is none, or none that ends.
pub fn section_of(text: &str) -> Option<Section> {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        match start {
            None if line.starts_with(BEGIN) => start = Some(at),
            Some(start) if line.starts_with(END) => {
                let (tree, _) = read(&[(FileId(0), &text[start..end])]);
                let names = tree.blocks().map(|block| block.name.value.to_owned()).collect();
                return Some(Section { range: start..end, names });
            }
            None | Some(_) => {}
        }
        at = end;
    }
    None
}

/// The section, with the token for its digest.
pub(super) fn text(book: &Book<'_>) -> String {
    let project = book.code.project.lines().next().unwrap_or_default();
    let of = if project.is_empty() { String::new() } else { format!(" of {project}") };
    let title = format!("{BEGIN}: generated from the specs{of}; do not edit what stands up to the end mark.");
    let mut text = Comment { indent: "", mark: "//", text: title.trim_start_matches("// ") }.to_string();
    text.push_str("// underpin:digest\n");
    for model in book.code.models.iter().filter(|model| !book.code.is_external(model)) {
        if let Some(table) = book.table(model) {
            text.push_str(&format!("\n{}", ModelText { book, model, table }));
        }
    }
    for item in book.code.enums.iter().filter(|item| !book.code.is_external_enum(item)) {
        text.push_str(&format!("\n{}", EnumText { book, item }));
    }
    text.push_str(&format!("\n{END}\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_found_by_its_marks() {
        let text = "model A {\n}\n// >>> underpin: x\nmodel B {\n}\n// <<< underpin\nmodel C {\n}\n";
        let section = section_of(text).expect("a section");
        assert_eq!(&text[section.range], "// >>> underpin: x\nmodel B {\n}\n// <<< underpin\n");
        assert_eq!(section.names.into_iter().collect::<Vec<_>>(), ["B"]);
        assert_eq!(section_of("// >>> underpin\nmodel B {\n}\n"), None);
    }
}
