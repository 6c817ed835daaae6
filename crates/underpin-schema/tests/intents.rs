//! Intents: what the specs say about how to get from the old schema to the new one.

use underpin_schema::spec::{Spec, read_documents, read_system};
use underpin_schema::{FileId, Intents, ObjectId, resolve};

const SYSTEM: &str = "
naming: snake
removed: [OldThing, view old_view, 'total(uuid, INT)', extension postgis]
steps: { clean: DELETE FROM x }
";

const MODELS: &str = "
model: User
was: Person
fields:
  id: { type: uuid, primary: true, default: uuid() }
  fullName: { type: string, was: displayName, fill: \"'nobody'\", using: 'trim(full_name)' }
removed: [nickName]
steps: { copy: { phase: tighten, sql: UPDATE y } }
---
enum: Plan
was: [Tier]
values:
  PRO: { map: pro, was: [BASIC, standard] }
  FREE:
removed: { TRIAL: FREE, GONE: PRO, LOST: }
";

fn intents() -> Intents {
    let (system, mut found) = read_system(FileId(0), SYSTEM);
    let (documents, mistakes) = read_documents(FileId(1), MODELS);
    found.extend(mistakes);
    let (resolved, mistakes) = resolve(&Spec { system, documents });
    found.extend(mistakes);
    assert_eq!(found, []);
    resolved.intents
}

#[test]
fn a_former_name_is_that_of_the_database() {
    let renames: Vec<String> = intents()
        .renames
        .iter()
        .map(|rename| {
            let was: Vec<&str> = rename.was.iter().map(|name| name.as_str()).collect();
            format!("{}: {}", rename.object, was.join(", "))
        })
        .collect();
    // Either what the naming makes of a name of code, or a name of the database as it was.
    assert_eq!(
        renames,
        [
            "table users: persons, Person".to_owned(),
            "column users.full_name: display_name, displayName".to_owned(),
            "enum plan: tier, Tier".to_owned(),
            "value plan.pro: BASIC, standard".to_owned(),
        ]
    );
}

#[test]
fn what_is_removed_may_have_been_of_several_kinds() {
    let removed: Vec<String> = intents()
        .removals
        .iter()
        .map(|removal| match &removal.target {
            Some(target) => format!("{} -> {}", removal.object.value, target.value),
            None => removal.object.value.to_string(),
        })
        .collect();
    assert_eq!(
        removed,
        [
            "column users.nick_name",
            "column users.nickName",
            "value plan.TRIAL -> FREE",
            "value plan.GONE -> pro",
            "value plan.LOST",
            "table old_things",
            "table OldThing",
            "enum old_thing",
            "enum OldThing",
            "type old_thing",
            "type OldThing",
            "view OldThing",
            "sequence OldThing",
            "view old_view",
            "function total(uuid, integer)",
            "extension postgis",
        ]
    );
}

#[test]
fn fills_and_conversions_and_steps_know_their_place() {
    let intents = intents();
    assert_eq!(intents.fills[0].column.as_str(), "full_name");
    assert_eq!(intents.fills[0].expr.as_str(), "'nobody'");
    assert_eq!(intents.usings[0].expr.as_str(), "trim(full_name)");
    let steps: Vec<(&str, Option<&str>)> = intents
        .steps
        .iter()
        .map(|step| (step.name.as_str(), step.phase.as_ref().map(|phase| phase.as_str())))
        .collect();
    assert_eq!(steps, [("clean", None), ("copy", Some("tighten"))]);
}

#[test]
fn every_object_has_a_place() {
    let (documents, _) = read_documents(FileId(1), MODELS);
    let (resolved, _) = resolve(&Spec { documents, ..Spec::default() });
    for (name, table) in &resolved.schema.tables {
        assert!(resolved.origins.get(&ObjectId::Table(name.clone())).is_some());
        assert!(resolved.origins.get(&ObjectId::PrimaryKey(name.clone())).is_some());
        for column in table.columns.keys() {
            let place = resolved.origins.get(&ObjectId::Column(name.clone(), column.clone())).unwrap();
            assert_eq!(&MODELS[place.range()], column.as_str());
        }
    }
}
