//! SeaORM 2 entities as a crate of its own: what a program in Rust needs to read and write the rows.
//!
//! The text comes out as rustfmt would leave it, so that nothing has to parse it here: templates only loop, and every
//! layout is decided in [`text`]. Where a name is too long for any layout, the item is kept from rustfmt.

mod behavior;
mod case;
mod column;
mod entity;
mod enums;
mod frame;
mod junction;
mod key;
mod link;
mod names;
mod relation;
mod taken;
mod text;

use rayon::prelude::*;
use underpin_schema::{Code, Diagnostic, Schema};

use crate::File;

use self::{
    entity::Entity,
    frame::{EntityName, Frame, Use},
    relation::{Context, Relations},
    taken::RustNames,
};

/// The crate of a system's entities: `Cargo.toml` and the files under `src/`.
///
/// Where a diagnostic is an error, the files would not compile: two things of one name, or a model without a key.
pub fn crate_files(schema: &Schema, code: &Code) -> (Vec<File>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let names = RustNames::decide(code, &mut diagnostics);
    let relations = Relations::new(code);
    let models = code.models.iter().map(|model| (model.name.as_str(), model)).collect();
    let context = Context { schema, models, names: &names, relations: &relations };

    let project = text::one_line(&code.project);
    let made = each(&code.models, |model, found| {
        let entity = entity::entity(&context, model, found)?;
        Some(Made::of(entity, &project))
    });
    let mut entities: Vec<Made> = Vec::with_capacity(made.len());
    for (entity, found) in made {
        entities.extend(entity);
        diagnostics.extend(found);
    }
    let junctions = code.relations.iter().filter_map(|relation| junction::entity(&context, relation));
    entities.extend(junctions.map(|entity| Made::of(entity, &project)));
    entities.sort_by(|a, b| a.module.cmp(&b.module));

    let enums = enums::enums(&code.enums, &names, &mut diagnostics);
    let mut models: Vec<EntityName> =
        code.models.iter().filter_map(|model| names.model(&model.name)).map(EntityName::of).collect();
    models.sort_by(|a, b| names::order_of_uses(a.module, b.module));
    let frame = Frame {
        project: &project,
        modules: entities.iter().map(|entity| entity.module.as_str()).collect(),
        entities: models,
        enum_names: code.enums.iter().filter_map(|item| names.enumeration(&item.ty)).collect(),
        enums,
        uses: Use::ALL.into_iter().filter(|item| entities.iter().any(|entity| entity.uses.contains(item))).collect(),
    };
    let mut files = frame.files();
    files
        .extend(entities.into_iter().map(|Made { module, uses: _, text }| File::new(format!("src/{module}.rs"), text)));
    (files, diagnostics)
}

/// Makes something of each item, on all processors, in the order of the items.
fn each<'a, T: Sync, R: Send>(
    items: &'a [T],
    make: impl Fn(&'a T, &mut Vec<Diagnostic>) -> R + Sync,
) -> Vec<(R, Vec<Diagnostic>)> {
    let with_diagnostics = |item| {
        let mut diagnostics = Vec::new();
        (make(item, &mut diagnostics), diagnostics)
    };
    items.par_iter().map(with_diagnostics).collect()
}

/// An entity as text, with what the files around it need to know of it.
struct Made {
    module: String,
    uses: Vec<Use>,
    text: String,
}

impl Made {
    fn of(entity: Entity, project: &str) -> Self {
        let uses = Use::ALL.into_iter().filter(|item| entity.uses(*item)).collect();
        Self { text: entity.text(project), uses, module: entity.module }
    }
}
