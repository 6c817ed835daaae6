//! `validate`: looks for mistakes, writes nothing.

use serde_json::json;

use super::{
    Context, Format, Outcome,
    output::{DONE, diagnostics_to_json, print, print_diagnostics, print_json},
};
use crate::{
    Error,
    generate::{Request, Time, check_apart, generate},
    history::current_time,
    project::{Selection, find_systems, show},
};

/// Reads, resolves, plans and renders every system, so that all that can be wrong is found.
pub fn run(context: &Context, selection: &Selection) -> Result<Outcome, Error> {
    let request = Request { name: None, at: Time::Around(current_time()?) };
    let places = find_systems(&context.current, selection)?;
    let mut systems = places.iter().map(|place| generate(place, &request)).collect::<Result<Vec<_>, _>>()?;
    check_apart(&mut systems);
    let mut outcome = Outcome::Clean;
    let mut answers = Vec::new();
    for generated in &systems {
        let system = &generated.system;
        print_diagnostics(context, &system.sources, &system.diagnostics);
        if generated.has_errors() {
            outcome = Outcome::Findings;
        } else if context.format == Format::Text {
            let code = &system.resolved.code;
            print(&format!(
                "{DONE}valid{DONE:#} {}: {} models, {} enums\n",
                show(&system.place.folder),
                code.models.len(),
                code.enums.len()
            ));
        }
        answers.push(json!({
            "name": system.place.name(),
            "valid": !generated.has_errors(),
            "diagnostics": diagnostics_to_json(&system.sources, &system.diagnostics),
        }));
    }
    print_json(context, answers);
    Ok(outcome)
}
