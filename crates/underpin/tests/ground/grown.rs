//! A system that grows: the next migration on a database of the one before.

use underpin_testing::{catalog, postgres_since};

use crate::system::{System, differences, parses};

/// The version that the systems ask for.
const SERVER: u16 = 15;

/// The model files of the kitchen, each after those that it needs.
const FILES: &[&str] =
    &["restaurants.yaml", "types.yaml", "indexes.yaml", "relations.yaml", "schemas.yaml", "odd.yaml", "database.yaml"];

fn kitchen() -> System {
    let system = System::copy("kitchen");
    system.generate("20260101000000", "init");
    system
}

/// Adds models, fields, indexes, relations and objects.
fn add_much(system: &System) {
    system.adopt("waiters.yaml");
    system.edit(
        "models/indexes.yaml",
        "  words: {",
        "  likes: { type: bigint, default: 0, doc: New. }\n  mood: Flavour?\n  words: {",
    );
    system.edit(
        "models/indexes.yaml",
        "indexes:\n",
        "checks: { likes_positive: likes >= 0 }\nindexes:\n  - { fields: [mood], where: mood IS NOT NULL, name: article_mood }\n",
    );
    let rival = "  rival: { to: Person?, name: Rivalry, back: rivals }\n  friends: {";
    system.edit("models/relations.yaml", "  friends: {", rival);
}

/// Adds values to enums: at the end, and between two others; one is the default of a new column in the same migration,
/// which PostgreSQL allows only after a commit.
fn add_values(system: &System) {
    system.edit("models/restaurants.yaml", "  CANCELLED:", "  WAITLISTED: { doc: It may come true. }\n  CANCELLED:");
    let fallback = "  fallback: { type: BookingStatus, default: WAITLISTED }\n  status: {";
    system.edit("models/restaurants.yaml", "  status: {", fallback);
    system.edit("models/types.yaml", "  QUOTED: {", "  BITTER: {}\n  QUOTED: {");
    system.edit("models/types.yaml", "  QUOTED: { map: \"it's\" }", "  QUOTED: { map: \"it's\" }\n  LAST: {}");
    system.edit("waiters.yaml", "Flavour, default: SOUR", "Flavour, default: BITTER");
}

#[test]
fn the_second_migration_leads_to_what_a_fresh_start_gives() {
    let Some(cluster) = postgres_since(SERVER, "the_second_migration_leads_to_what_a_fresh_start_gives") else {
        return;
    };
    let system = kitchen();
    add_values(&system);
    add_much(&system);
    system.generate("20260201000000", "grow");
    assert_eq!(system.outputs().migrations(), ["20260101000000_init", "20260201000000_grow"]);
    for (path, sql) in system.outputs().sql() {
        parses(&path, &sql);
    }
    let step_by_step = system.outputs().database(cluster);
    system.forget();
    system.generate("20260301000000", "fresh");
    let fresh = system.outputs().database(cluster);
    assert_eq!(differences(&step_by_step, &fresh), [] as [String; 0]);
}

#[test]
fn the_way_back_restores_what_was() {
    let Some(cluster) = postgres_since(SERVER, "the_way_back_restores_what_was") else { return };
    let system = kitchen();
    let first = system.outputs().database(cluster);
    add_much(&system);
    system.generate("20260201000000", "grow");
    let both = system.outputs().database(cluster);
    assert_ne!(catalog(&first).unwrap(), catalog(&both).unwrap());
    system.outputs().run(&both, "20260201000000_grow/down.sql");
    assert_eq!(differences(&first, &both), [] as [String; 0]);
    // And there again.
    system.outputs().run(&both, "20260201000000_grow/migration.sql");
}

#[test]
fn a_way_back_that_there_is_not_changes_nothing() {
    let Some(cluster) = postgres_since(SERVER, "a_way_back_that_there_is_not_changes_nothing") else { return };
    let system = kitchen();
    system.edit("models/restaurants.yaml", "  open: { type: bool, default: true }\n", "");
    system.edit(
        "models/restaurants.yaml",
        "doc: A reserved word as a model.",
        "doc: A reserved word as a model.\nremoved: [open]",
    );
    system.generate("20260201000000", "closed");
    let database = system.outputs().database(cluster);
    let before = catalog(&database).unwrap();
    let down = system.outputs().read("migrations/20260201000000_closed/down.sql");
    let error = database.execute(&down).unwrap_err();
    assert_eq!(error.sqlstate(), Some("P0001"), "{error}");
    assert_eq!(catalog(&database).unwrap(), before);
    // It says which.
    assert!(down.contains("Table.open"), "{down}");
}

#[test]
fn values_that_no_row_holds_go_back() {
    let Some(cluster) = postgres_since(SERVER, "values_that_no_row_holds_go_back") else { return };
    let system = kitchen();
    let first = system.outputs().database(cluster);
    add_values(&system);
    system.generate("20260201000000", "values");
    let both = system.outputs().database(cluster);
    assert_ne!(catalog(&first).unwrap(), catalog(&both).unwrap());
    system.outputs().run(&both, "20260201000000_values/down.sql");
    assert_eq!(differences(&first, &both), [] as [String; 0]);
}

#[test]
fn file_by_file_leads_to_the_same_and_all_the_way_back() {
    let Some(cluster) = postgres_since(SERVER, "file_by_file_leads_to_the_same_and_all_the_way_back") else { return };
    let whole = kitchen();
    let system = System::copy("kitchen");
    FILES.iter().for_each(|file| system.set_aside(file));
    for (month, file) in (1..).zip(FILES) {
        system.adopt(file);
        system.generate(&format!("2026{month:02}01000000"), file.trim_end_matches(".yaml"));
    }
    let outputs = system.outputs();
    assert_eq!(outputs.migrations().len(), FILES.len());
    let database = outputs.database(cluster);
    assert_eq!(differences(&whole.outputs().database(cluster), &database), [] as [String; 0]);
    for migration in outputs.migrations().iter().rev() {
        outputs.run(&database, &format!("{migration}/down.sql"));
    }
    assert_eq!(catalog(&database).unwrap(), [] as [String; 0]);
}
