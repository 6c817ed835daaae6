//! A case as it stands in its file: title, lead, and sections with fenced blocks.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

/// The sections in the order in which a page has them.
pub const SECTIONS: &[&str] =
    &["Before", "After", "Rows", "Plan", "Migration", "Warned", "Holds", "Stops", "Down", "Refused"];

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Where its file is.
    pub path: PathBuf,
    /// The folder that it is in.
    pub group: String,
    /// The name of the file.
    pub name: String,
    /// `# A column is renamed`
    pub title: String,
    /// What stands between the title and the first section.
    pub lead: String,
    sections: Vec<(String, String)>,
}

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The word after the fence.
    pub language: String,
    /// Its text, with the last line's end.
    pub text: String,
}

impl Case {
    /// The oldest server that its migration runs on, where it says one.
    pub fn oldest_server(&self) -> Option<u16> {
        let mut lines = self.sections.iter().flat_map(|(_, text)| text.lines());
        lines.find_map(|line| line.strip_prefix("postgres: ")?.trim().parse().ok())
    }

    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let of = |path: Option<&Path>| {
            path.and_then(Path::file_stem).and_then(|name| name.to_str()).expect("a name").to_owned()
        };
        let mut case = Self {
            path: path.to_owned(),
            group: of(path.parent()),
            name: of(Some(path)),
            title: String::new(),
            lead: String::new(),
            sections: Vec::new(),
        };
        let mut fenced = Fenced::No;
        for line in text.lines() {
            if line.starts_with("```") {
                fenced = if fenced == Fenced::No { Fenced::Yes } else { Fenced::No };
            }
            match (line.strip_prefix("## "), line.strip_prefix("# ")) {
                (Some(section), _) if fenced == Fenced::No => {
                    assert!(SECTIONS.contains(&section), "{}: there is no section {section:?}", path.display());
                    assert!(case.section(section).is_none(), "{}: {section:?} stands twice", path.display());
                    case.sections.push((section.to_owned(), String::new()));
                }
                (None, Some(title)) if fenced == Fenced::No => case.title = title.to_owned(),
                _ => {
                    let text = case.sections.last_mut().map_or(&mut case.lead, |(_, text)| text);
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
        assert!(fenced == Fenced::No, "{}: a block has no end", path.display());
        assert!(!case.title.is_empty() && !case.lead.trim().is_empty(), "{}: no title or lead", path.display());
        case
    }

    /// What stands under a heading.
    pub fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(known, _)| known == name).map(|(_, text)| text.trim())
    }

    /// The blocks under a heading, of any language.
    pub fn blocks(&self, name: &str) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut fenced = Fenced::No;
        for line in self.section(name).unwrap_or_default().lines() {
            match (line.strip_prefix("```"), fenced) {
                (Some(language), Fenced::No) => {
                    blocks.push(Block { language: language.to_owned(), text: String::new() });
                    fenced = Fenced::Yes;
                }
                (Some(_), Fenced::Yes) => fenced = Fenced::No,
                (None, Fenced::Yes) => {
                    let block = blocks.last_mut().expect("an open block");
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, Fenced::No) => {}
            }
        }
        blocks
    }

    /// Its place among the cases: `columns/renamed`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.group, self.name)
    }

    /// Compares generated sections with those of the file: what differs, in words. A section without text must not be
    /// there. With `UPDATE_CASES=1` the file is rewritten instead.
    pub fn compare(&self, generated: &[(&str, Option<String>)]) -> Vec<String> {
        if underpin_testing::cases::update() {
            self.rewrite(generated);
            return Vec::new();
        }
        let differs = |(name, text): &(&str, Option<String>)| {
            let (expected, actual) = (self.section(name), text.as_deref().map(str::trim));
            (expected != actual).then(|| {
                let show = |text: Option<&str>| text.unwrap_or("(no such section)").to_owned();
                format!(
                    "{}: {name:?} differs\n--- expected\n{}\n--- actual\n{}",
                    self.id(),
                    show(expected),
                    show(actual)
                )
            })
        };
        generated.iter().filter_map(differs).collect()
    }

    fn rewrite(&self, generated: &[(&str, Option<String>)]) {
        // Both tests rewrite the same files, each its own sections.
        static WRITING: Mutex<()> = Mutex::new(());
        let _guard = WRITING.lock().expect("no writer panics");
        let mut case = Self::read(&self.path);
        for (name, text) in generated {
            case.sections.retain(|(known, _)| known != name);
            case.sections.extend(text.clone().map(|text| ((*name).to_owned(), text)));
        }
        let place = |name: &str| SECTIONS.iter().position(|known| *known == name);
        case.sections.sort_by_key(|(name, _)| place(name));
        let mut text = format!("# {}\n\n{}\n", case.title, case.lead.trim());
        for (name, section) in &case.sections {
            text.push_str(&format!("\n## {name}\n\n{}\n", section.trim()));
        }
        if fs::read_to_string(&self.path).unwrap_or_default() != text {
            fs::write(&self.path, text).unwrap_or_else(|error| panic!("{}: {error}", self.path.display()));
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Fenced {
    Yes,
    No,
}

/// The texts, set apart by commas, of which the paths of the wanted cases hold one; nothing where all are wanted.
pub fn filter() -> Option<String> {
    std::env::var("CASES").ok()
}

/// The cases, by path.
pub fn all() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes/cases");
    let list = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    let files = list(&root).into_iter().flat_map(|group| list(&group));
    let cases: Vec<Case> = files.map(|path| Case::read(&path)).collect();
    match filter() {
        Some(texts) => {
            let wanted = |case: &Case| texts.split(',').any(|text| case.id().contains(text));
            cases.into_iter().filter(wanted).collect()
        }
        None => cases,
    }
}
