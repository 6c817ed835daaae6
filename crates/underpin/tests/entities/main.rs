//! The entity crates of the examples on a real PostgreSQL, in the database that their own migrations build: every entity
//! is written, read back, changed, and followed along its relations both ways.

mod apart;
mod every;
mod phase1;
mod sms_blossom;
mod snorq;
mod tenants;
mod vetclinic;

use std::{fs, path::PathBuf, time::Duration};

use sea_orm::{Database, DatabaseConnection, DbErr};
use underpin_db::rows::fill;
use underpin_schema::snapshot;
use underpin_testing::cases::repository;

/// Text that finds wrong quoting: quotes of every kind, a backslash, a line end, letters outside of ASCII.
const AWKWARD: &str = "it's \"ça\" \\n %s $1 ;-- \n 日本 \u{1f600}";

/// The same with rows in every table.
fn with_filled_example(test: &str, system: &str, work: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), DbErr>) {
    let last = migrations(system).pop().expect("a migration").with_file_name("snapshot.json");
    let text = fs::read_to_string(last).expect("a snapshot");
    let schema = snapshot::from_json(&text).expect("a schema").schema;
    let recipe = every::recipe(&schema);
    let rows = |database: &underpin_db::Database| {
        let filled = database.with(|client| fill(client, &schema, &recipe)).expect("rows");
        assert!(filled.rows.values().all(|rows| *rows > 0), "{filled:#?}");
        database.disconnect();
    };
    with_database(test, system, rows, work);
}

/// Runs work in a database that the migrations of an example have built.
fn with_example(test: &str, system: &str, work: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), DbErr>) {
    with_database(test, system, |_| {}, work);
}

fn with_database(
    test: &str,
    system: &str,
    prepare: impl FnOnce(&underpin_db::Database),
    work: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), DbErr>,
) {
    let Some(cluster) = underpin_testing::postgres(test) else { return };
    let database = cluster.database().expect("a database can be made");
    for file in migrations(system) {
        let text = fs::read_to_string(&file).expect("a migration can be read");
        database.execute(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    prepare(&database);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let connection = Database::connect(database.url()).await.expect("a connection");
        work(&connection).await.unwrap_or_else(|error| panic!("{error}"));
        connection.close().await.expect("the connection can be closed");
    });
}

/// The migrations of an example, the oldest first: their folders begin with their time.
fn migrations(system: &str) -> Vec<PathBuf> {
    let folder = repository().join("examples").join(system).join("migrations");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path().join("migration.sql"))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} holds no migrations", folder.display());
    files
}

/// Waits until a clock of milliseconds shows another time, which is what `timestamp(3)` keeps.
async fn next_moment() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// Inserts a row and reads it back: what the insert returned is what the database holds.
#[macro_export]
macro_rules! insert {
    ($db:ident, $module:ident { $($field:ident: $value:expr),* $(,)? }) => {{
        let row = $module::ActiveModel { $($field: sea_orm::Set($value),)* ..Default::default() };
        let made = sea_orm::ActiveModelTrait::insert(row, $db).await?;
        let read = <$module::Entity as sea_orm::EntityTrait>::find_by_id(made.id.clone()).one($db).await?;
        assert_eq!(read.as_ref(), Some(&made));
        made
    }};
}

/// Changes a row and reads it back.
#[macro_export]
macro_rules! update {
    ($db:ident, $module:ident, $row:expr, { $($field:ident: $value:expr),* $(,)? }) => {{
        let row = $module::ActiveModel {
            $($field: sea_orm::Set($value),)*
            ..sea_orm::IntoActiveModel::into_active_model($row.clone())
        };
        let made = sea_orm::ActiveModelTrait::update(row, $db).await?;
        let read = <$module::Entity as sea_orm::EntityTrait>::find_by_id(made.id.clone()).one($db).await?;
        assert_eq!(read.as_ref(), Some(&made));
        made
    }};
}
