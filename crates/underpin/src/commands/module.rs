//! `new module`: the specs of a tenant module.

use std::path::Path;

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::json;
use underpin_schema::spec::{FileKind, SystemSpec, format};

use super::{
    Context, Format, Outcome,
    output::{DONE, TITLE, print},
};
use crate::{
    Error,
    args::ModuleArgs,
    files::write_file,
    project::{Place, Selection, System, find_systems, read_system, show},
};

/// Writes `models/<name>.yaml`, and says what is still missing in `underpin.yaml`.
pub fn run(context: &Context, args: &ModuleArgs) -> Result<Outcome, Error> {
    let model = check_name(&args.name)?;
    let place = find_place(context, args)?;
    let system = read_system(&place)?;
    let path = place.folder.join("models").join(format!("{}.yaml", model.to_snake_case()));
    if path.exists() {
        return Err(refuse_existing(&path));
    }
    if system.resolved.code.model(&model).is_some() {
        return Err(Error::Argument {
            message: format!("the system `{}` already has a model `{model}`", place.name()),
            help: "choose another name".to_owned(),
        });
    }
    write_file(&path, &spec_text(&model, &system.spec))?;
    let missing = missing_parts(&system);
    match context.format {
        Format::Text => print(&in_words(&path, &missing)),
        Format::Json => print(&format!("{:#}\n", json!({ "written": show(&path), "add_to_underpin_yaml": missing }))),
    }
    Ok(Outcome::Clean)
}

/// The name as that of a model: `invoice_line` is `InvoiceLine`.
fn check_name(name: &str) -> Result<String, Error> {
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && name.len() <= 48;
    if fits {
        return Ok(name.to_upper_camel_case());
    }
    Err(Error::Argument {
        message: format!("`{name}` is not a name for a module"),
        help: "start with a letter and go on with letters, digits and `_`, such as `invoice_line`; 48 at most"
            .to_owned(),
    })
}

fn find_place(context: &Context, args: &ModuleArgs) -> Result<Place, Error> {
    let selection = Selection { paths: Vec::new(), system: args.system.iter().cloned().collect() };
    let mut places = find_systems(&context.current, &selection)?;
    match places.len() {
        1 => Ok(places.remove(0)),
        _ => Err(Error::Argument {
            message: format!(
                "there are several systems: {}",
                places.iter().map(Place::name).collect::<Vec<_>>().join(", ")
            ),
            help: "say which with `--system NAME`".to_owned(),
        }),
    }
}

fn refuse_existing(path: &Path) -> Error {
    Error::Argument {
        message: format!("`{}` exists already", show(path)),
        help: "choose another name, or edit that file".to_owned(),
    }
}

/// The field that names the tenant, and the mixins by which a tenant module gets the rest.
fn spec_text(model: &str, system: &SystemSpec) -> String {
    let tenant = system
        .tenancy
        .as_ref()
        .and_then(|tenancy| tenancy.field.as_ref())
        .map_or_else(|| "tenantId".to_owned(), |field| field.value.clone());
    let words = model.to_snake_case().replace('_', " ");
    let created = if tenant.contains('_') { "created_at" } else { "createdAt" };
    let text = format!(
        "\
# The module {words}: its rows belong to a tenant, and only that tenant sees them.
model: {model}
doc: What a {words} is, in a sentence.
# `tenant` adds the column {tenant}, its relation, and the row-level security policy; `timestamps` adds when a row was
# made and last changed.
use: [tenant, timestamps]
fields:
  id: {{ type: uuid, primary: true, default: uuid() }}
  code: {{ type: string, doc: What the tenant calls it. }}
  name: string
# Each key starts with the tenant, since each query asks for the rows of one.
unique:
  - [{tenant}, code]
indexes:
  - [{tenant}, {created}]
"
    );
    // As `fmt` would leave it; what it cannot read, `gen` will say more about.
    format(&text, FileKind::Models).unwrap_or(text)
}

/// The lines that `underpin.yaml` needs and does not have.
fn missing_parts(system: &System) -> Vec<String> {
    let mut missing = Vec::new();
    if system.spec.tenancy.is_none() {
        missing
            .push("tenancy: { model: Tenant, field: tenantId, rls: true, setting: app.current_tenant_id }".to_owned());
        if system.resolved.code.model("Tenant").is_none() {
            missing.push(
                "# and in models/tenant.yaml:\nmodel: Tenant\nfields:\n  id: { type: uuid, primary: true, default: uuid() }\n  name: string"
                    .to_owned(),
            );
        }
    }
    if !system.spec.mixins.iter().any(|(name, _)| name.value == "timestamps") {
        missing.push(
            "mixins:\n  timestamps:\n    fields:\n      createdAt: { type: datetime, default: now() }\n      updatedAt: { type: datetime, updated: true }"
                .to_owned(),
        );
    }
    missing
}

fn in_words(path: &Path, missing: &[String]) -> String {
    let mut out = format!("{DONE}wrote{DONE:#} {}\n", show(path));
    if !missing.is_empty() {
        out.push_str(&format!("\n{TITLE}add to underpin.yaml:{TITLE:#}\n\n{}\n", missing.join("\n")));
    }
    out.push_str("\nnow fill in its fields and run gen\n");
    out
}
