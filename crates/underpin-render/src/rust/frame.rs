//! The files around the entities: manifest, library, prelude, and the wrapper of hidden values.

use askama::Template;

use crate::File;

use super::{
    column::KINDS,
    enums::{EnumView, EnumsText},
    names,
    taken::ModelNames,
};

/// What the files around the entities are made from.
pub struct Frame<'a> {
    /// The system's name, on one line.
    pub project: &'a str,
    /// The modules of the entities.
    pub modules: Vec<&'a str>,
    /// The entities of models, by module, with their names in the prelude.
    pub entities: Vec<EntityName<'a>>,
    /// The Rust names of the enums.
    pub enum_names: Vec<&'a str>,
    /// The enums.
    pub enums: Vec<EnumView>,
    /// What the entities use.
    pub uses: Vec<Use>,
}

/// An entity in the prelude.
pub struct EntityName<'a> {
    /// Its module.
    pub module: &'a str,
    /// Its name.
    pub name: &'a str,
}

impl<'a> EntityName<'a> {
    /// The entity of a model.
    pub fn of(names: &'a ModelNames) -> Self {
        Self { module: &names.module, name: &names.entity }
    }
}

/// What an entity may use beside SeaORM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Values that are hidden in `Debug`.
    Hidden,
    /// The crate `uuid`.
    Uuid,
    /// The crate `cuid`.
    Cuid,
}

impl Use {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Use::Hidden, Use::Uuid, Use::Cuid];
}

#[derive(Template)]
#[template(path = "rust/Cargo.toml")]
struct Manifest<'a> {
    project: &'a str,
    package: String,
    dependencies: Vec<&'static str>,
}

/// An empty configuration: the files are laid out as rustfmt does by itself, whatever the repository around them says.
#[derive(Template)]
#[template(path = "rust/rustfmt.toml")]
struct Layout<'a> {
    project: &'a str,
}

#[derive(Template)]
#[template(path = "rust/lib.rs")]
struct Library<'a> {
    project: &'a str,
    modules: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "rust/prelude.rs")]
struct Prelude<'a> {
    project: &'a str,
    entities: &'a [EntityName<'a>],
    enums: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "rust/hidden.rs")]
struct Hidden<'a> {
    project: &'a str,
    kinds: Vec<Kind>,
}

/// A marker of what is hidden.
struct Kind {
    name: &'static str,
    words: &'static str,
    doc: &'static str,
}

impl Frame<'_> {
    /// The files.
    pub fn files(self) -> Vec<File> {
        let Self { project, modules, entities, enum_names, enums, uses } = self;
        let mut library = modules;
        library.push("prelude");
        library.extend((!enums.is_empty()).then_some("enums"));
        library.extend(uses.contains(&Use::Hidden).then_some("hidden"));
        library.sort_unstable();
        let mut prelude_enums = enum_names;
        prelude_enums.sort_by(|a, b| names::order_of_uses(a, b));

        let manifest = Manifest { project, package: names::package(project), dependencies: dependencies(&uses) };
        let mut files = vec![
            File::new("Cargo.toml", render(&manifest)),
            File::new("rustfmt.toml", render(&Layout { project })),
            File::new("src/lib.rs", render(&Library { project, modules: library })),
            File::new("src/prelude.rs", render(&Prelude { project, entities: &entities, enums: prelude_enums })),
        ];
        if !enums.is_empty() {
            files.push(File::new("src/enums.rs", render(&EnumsText { project, enums })));
        }
        if uses.contains(&Use::Hidden) {
            let kinds = KINDS.iter().map(|(name, words, doc)| Kind { name, words, doc }).collect();
            files.push(File::new("src/hidden.rs", render(&Hidden { project, kinds })));
        }
        files
    }
}

/// The lines under `[dependencies]`. `default-features` keep out the drivers and the runtime: programs choose theirs.
fn dependencies(uses: &[Use]) -> Vec<&'static str> {
    let mut lines = Vec::new();
    if uses.contains(&Use::Cuid) {
        lines.push("cuid = { version = \"2\", default-features = false, features = [\"v1\"] }");
    }
    lines.push(
        "sea-orm = { version = \"2.0.4\", default-features = false, features = [\"macros\", \"with-chrono\", \
         \"with-json\", \"with-rust_decimal\", \"with-uuid\", \"postgres-array\"] }",
    );
    if uses.contains(&Use::Uuid) {
        lines.push("uuid = { version = \"1\", features = [\"v4\"] }");
    }
    lines
}

/// The text of a file. It ends in one line end, whatever the last loop left behind.
pub fn render(template: &impl Template) -> String {
    let mut text = template.render().expect("a template without filters writes to a string");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
