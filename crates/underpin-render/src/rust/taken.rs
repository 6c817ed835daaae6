//! What everything is called in Rust, decided once for the whole crate, with every clash told.

use std::{borrow::Cow, fmt};

use rustc_hash::FxHashMap;
use underpin_schema::{Code, CodeEnum, Diagnostic, DiagnosticId, Model, QName, Relation, RelationKind};

use super::{each, names};

/// The Rust names of a system.
pub struct RustNames<'a> {
    /// The models by their name in code.
    models: FxHashMap<&'a str, ModelNames<'a>>,
    /// The Rust types of enum types.
    enums: FxHashMap<&'a QName, String>,
    /// The modules of implicit join tables.
    junctions: FxHashMap<&'a QName, String>,
}

/// The Rust names of a model.
pub struct ModelNames<'a> {
    /// Its module.
    pub module: String,
    /// What the prelude calls its entity.
    pub entity: String,
    /// Its fields and relation fields by their name in code.
    fields: FxHashMap<&'a str, String>,
}

impl ModelNames<'_> {
    /// The Rust name of a field or relation field.
    pub fn field(&self, name: &str) -> Cow<'_, str> {
        match self.fields.get(name) {
            Some(field) => field.into(),
            None => names::field(name).into(),
        }
    }
}

impl<'a> RustNames<'a> {
    /// Decides all names. Clashes are errors: two things of one name do not compile.
    pub fn decide(code: &'a Code, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut relation_fields: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for Relation { name: _, from, to, kind: _ } in &code.relations {
            relation_fields.entry(&from.model).or_default().push(&from.field);
            relation_fields.entry(&to.model).or_default().push(&to.field);
        }
        let mut modules = Taken::default();
        let mut types = Taken::default();
        let mut names =
            Self { models: FxHashMap::default(), enums: FxHashMap::default(), junctions: FxHashMap::default() };
        let fields = each(&code.models, |model, found| {
            let relations = relation_fields.get(model.name.as_str()).map_or(&[][..], Vec::as_slice);
            fields_of(model, relations, found)
        });
        for (model, (fields, found)) in code.models.iter().zip(fields) {
            let what = What::Model(&model.name);
            let module = names::module(&model.name);
            modules.take(&module, what, diagnostics);
            let entity = names::ty(&model.name, "Entity");
            warn_of_well_known(&model.name, &entity, "model", diagnostics);
            types.take(&entity, what, diagnostics);
            diagnostics.extend(found);
            names.models.insert(&model.name, ModelNames { module, entity, fields });
        }
        for CodeEnum { name, ty, doc: _, values: _ } in &code.enums {
            let rust = names::ty(name, "Enum");
            warn_of_well_known(name, &rust, "enum", diagnostics);
            types.take(&rust, What::Enum(name), diagnostics);
            names.enums.insert(ty, rust);
        }
        for relation in &code.relations {
            if let RelationKind::ManyToMany { table } = &relation.kind {
                let module = names::module(&table.name);
                modules.take(&module, What::Join(table), diagnostics);
                names.junctions.insert(table, module);
            }
        }
        names
    }

    /// The names of a model.
    pub fn model(&self, name: &str) -> Option<&ModelNames<'a>> {
        self.models.get(name)
    }

    /// The Rust type of an enum type.
    pub fn enumeration(&self, ty: &QName) -> Option<&str> {
        self.enums.get(ty).map(String::as_str)
    }

    /// The module of a join table.
    pub fn junction(&self, table: &QName) -> Option<&str> {
        self.junctions.get(table).map(String::as_str)
    }
}

fn fields_of<'a>(
    model: &'a Model,
    relations: &[&'a str],
    diagnostics: &mut Vec<Diagnostic>,
) -> FxHashMap<&'a str, String> {
    let mut fields = FxHashMap::default();
    let mut taken = Taken::default();
    let scalars = model.fields.iter().map(|field| (field.name.as_str(), names::field(&field.name)));
    let relations = relations.iter().map(|name| (*name, names::relation(name)));
    for (name, field) in scalars.chain(relations) {
        // SeaORM's macros make variants of the fields, in which `a_1` and `a1` are one.
        taken.take(&names::variant(&field), What::Field(&model.name, name), diagnostics);
        fields.insert(name, field);
    }
    fields
}

/// Names in use, with what uses them.
#[derive(Default)]
pub struct Taken<'a>(FxHashMap<String, What<'a>>);

/// What a name is for.
#[derive(Clone, Copy)]
pub enum What<'a> {
    /// A model.
    Model(&'a str),
    /// An enum.
    Enum(&'a str),
    /// A join table.
    Join(&'a QName),
    /// A field of a model.
    Field(&'a str, &'a str),
    /// A value of an enum.
    Value(&'a str, &'a str),
}

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Model(name) => write!(f, "model `{name}`"),
            What::Enum(name) => write!(f, "enum `{name}`"),
            What::Join(table) => write!(f, "join table `{table}`"),
            What::Field(model, name) => write!(f, "field `{model}.{name}`"),
            What::Value(of, name) => write!(f, "value `{of}.{name}`"),
        }
    }
}

impl<'a> Taken<'a> {
    /// Takes a name for something, and says so where something else has it.
    pub fn take(&mut self, name: &str, what: What<'a>, diagnostics: &mut Vec<Diagnostic>) {
        match self.0.get(name) {
            Some(other) => diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::RustName,
                    format!("{what} and {other} would both be called `{name}` in Rust"),
                )
                .help("two of one name do not compile: rename one of them; `map:` keeps its name in the database"),
            ),
            None => {
                self.0.insert(name.to_owned(), what);
            }
        }
    }
}

fn warn_of_well_known(name: &str, rust: &str, kind: &str, diagnostics: &mut Vec<Diagnostic>) {
    if names::is_well_known(&names::variant(name)) || name == "Self" {
        diagnostics.push(
            Diagnostic::warning(
                DiagnosticId::RustWord,
                format!("{kind} `{name}` is called `{rust}` in Rust, where `{name}` means something else"),
            )
            .help(format!("rename the {kind} to choose the name yourself; `map:` keeps its name in the database")),
        );
    }
}
