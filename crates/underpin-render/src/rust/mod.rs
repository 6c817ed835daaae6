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
    let mut entities: Vec<Entity> = Vec::new();
    for model in &code.models {
        entities.extend(entity::entity(&context, model, &mut diagnostics));
    }
    entities.extend(code.relations.iter().filter_map(|relation| junction::entity(&context, relation)));
    entities.sort_by(|a, b| a.module.cmp(&b.module));

    let enums = enums::enums(&code.enums, &names, &mut diagnostics);
    let mut models: Vec<EntityName> =
        code.models.iter().filter_map(|model| names.model(&model.name)).map(EntityName::of).collect();
    models.sort_by(|a, b| names::order_of_uses(a.module, b.module));
    let uses = [Use::Hidden, Use::Uuid, Use::Cuid];
    let frame = Frame {
        project: &project,
        modules: entities.iter().map(|entity| entity.module.as_str()).collect(),
        entities: models,
        enum_names: code.enums.iter().filter_map(|item| names.enumeration(&item.ty)).collect(),
        enums,
        uses: uses.into_iter().filter(|item| entities.iter().any(|entity| entity.uses(*item))).collect(),
    };
    let mut files = frame.files();
    files.extend(entities.iter().map(|entity| File::new(format!("src/{}.rs", entity.module), entity.text(&project))));
    (files, diagnostics)
}
