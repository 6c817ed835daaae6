//! What everything is called in Rust, decided once for the whole crate, with every clash told.

use std::collections::HashMap;

use underpin_schema::{Code, CodeEnum, Diagnostic, DiagnosticId, Model, QName, Relation, RelationKind};

use super::names;

/// The Rust names of a system.
pub struct RustNames<'a> {
    /// The models by their name in code.
    models: HashMap<&'a str, ModelNames<'a>>,
    /// The Rust types of enum types.
    enums: HashMap<&'a QName, String>,
    /// The modules of implicit join tables.
    junctions: HashMap<&'a QName, String>,
}

/// The Rust names of a model.
pub struct ModelNames<'a> {
    /// Its module.
    pub module: String,
    /// What the prelude calls its entity.
    pub entity: String,
    /// Its fields and relation fields by their name in code.
    fields: HashMap<&'a str, String>,
}

impl ModelNames<'_> {
    /// The Rust name of a field or relation field.
    pub fn field(&self, name: &str) -> String {
        self.fields.get(name).cloned().unwrap_or_else(|| names::field(name))
    }
}

impl<'a> RustNames<'a> {
    /// Decides all names. Clashes are errors: two things of one name do not compile.
    pub fn decide(code: &'a Code, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut relation_fields: HashMap<&str, Vec<&str>> = HashMap::new();
        for Relation { name: _, from, to, kind: _ } in &code.relations {
            relation_fields.entry(&from.model).or_default().push(&from.field);
            relation_fields.entry(&to.model).or_default().push(&to.field);
        }
        let mut modules = Taken::default();
        let mut types = Taken::default();
        let mut names = Self { models: HashMap::new(), enums: HashMap::new(), junctions: HashMap::new() };
        for model in &code.models {
            let what = format!("model `{}`", model.name);
            let module = modules.take("modules", names::module(&model.name), &what, diagnostics);
            let entity = names::ty(&model.name, "Entity");
            warn_of_well_known(&model.name, &entity, "model", diagnostics);
            let entity = types.take("types", entity, &what, diagnostics);
            let relations = relation_fields.get(model.name.as_str()).map_or(&[][..], Vec::as_slice);
            let fields = fields_of(model, relations, diagnostics);
            names.models.insert(&model.name, ModelNames { module, entity, fields });
        }
        for CodeEnum { name, ty, doc: _, values: _ } in &code.enums {
            let rust = names::ty(name, "Enum");
            warn_of_well_known(name, &rust, "enum", diagnostics);
            let rust = types.take("types", rust, &format!("enum `{name}`"), diagnostics);
            names.enums.insert(ty, rust);
        }
        for relation in &code.relations {
            if let RelationKind::ManyToMany { table } = &relation.kind {
                let what = format!("join table `{table}`");
                let module = modules.take("modules", names::module(&table.name), &what, diagnostics);
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
) -> HashMap<&'a str, String> {
    let mut fields = HashMap::new();
    let mut taken = Taken::default();
    let scalars = model.fields.iter().map(|field| (field.name.as_str(), names::field(&field.name)));
    let relations = relations.iter().map(|name| (*name, names::relation(name)));
    for (name, field) in scalars.chain(relations) {
        let what = format!("field `{}.{name}`", model.name);
        // SeaORM's macros make variants of the fields, in which `a_1` and `a1` are one.
        taken.take("fields", names::variant(&field), &what, diagnostics);
        fields.insert(name, field);
    }
    fields
}

/// Names in use, with what uses them.
#[derive(Default)]
pub struct Taken(HashMap<String, String>);

impl Taken {
    /// Takes a name for something, and says so where something else has it.
    pub fn take(&mut self, kind: &str, name: String, what: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
        match self.0.get(&name) {
            Some(other) => diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::RustName,
                    format!("{what} and {other} would both be called `{name}` in Rust"),
                )
                .help(format!(
                    "two {kind} of one name do not compile: rename one of them; `map:` keeps its name in the database"
                )),
            ),
            None => {
                self.0.insert(name.clone(), what.to_owned());
            }
        }
        name
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
