//! The table in which a database remembers its migrations.

use postgres::{Client, GenericClient, Row};
use underpin_schema::Schema;

use crate::Error;

/// The table's name, with its schema.
pub const TABLE: &str = "public._underpin_migrations";

/// One table with one index, that of its key.
const CREATE: &str = "
CREATE TABLE IF NOT EXISTS public._underpin_migrations (
    id          text PRIMARY KEY,
    checksum    text NOT NULL,
    way         text NOT NULL,
    statements  integer NOT NULL,
    done        integer NOT NULL,
    in_doubt    boolean NOT NULL,
    applied_by  text NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    state       text
);
COMMENT ON TABLE public._underpin_migrations IS 'The migrations that underpin has applied, and how far each has come.'";

const READ: &str = "
SELECT id, checksum, way, statements, done, in_doubt, applied_by,
    to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
    to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), state IS NOT NULL
FROM public._underpin_migrations ORDER BY id COLLATE \"C\"";

const WRITE: &str = "
INSERT INTO public._underpin_migrations AS known
    (id, checksum, way, statements, done, in_doubt, applied_by, finished_at, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 THEN clock_timestamp() END, $9)
ON CONFLICT (id) DO UPDATE SET checksum = excluded.checksum, way = excluded.way, statements = excluded.statements,
    done = excluded.done, in_doubt = excluded.in_doubt, applied_by = excluded.applied_by,
    finished_at = excluded.finished_at, state = excluded.state,
    started_at = CASE WHEN known.way = excluded.way THEN known.started_at ELSE clock_timestamp() END";

/// In which direction a migration goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is applied.
    Up,
    /// It is taken back.
    Down,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Way::Up => "up",
            Way::Down => "down",
        }
    }
}

/// What a database remembers of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// The SHA-256 of its `migration.sql`, as it was applied.
    pub checksum: String,
    /// In which direction it goes.
    pub way: Way,
    /// How many statements its script has.
    pub statements: usize,
    /// How many of them are done.
    pub done: usize,
    /// Whether nobody knows how the next one ended.
    pub in_doubt: bool,
    /// Whether the database held what it should when this began, and nothing else.
    pub began_clean: bool,
    /// Who did it: `underpin 1.0.0`.
    pub by: String,
    /// Since when, in UTC.
    pub started_at: String,
    /// Until when, in UTC; nothing where it is not finished.
    pub finished_at: Option<String>,
}

impl Record {
    /// Whether the migration is applied as a whole.
    pub fn is_applied(&self) -> bool {
        self.finished_at.is_some()
    }

    fn read(row: &Row) -> Result<Self, Error> {
        let count = |at: usize| row.try_get::<_, i32>(at).map(|count| usize::try_from(count).unwrap_or_default());
        Ok(Self {
            id: row.try_get(0)?,
            checksum: row.try_get(1)?,
            way: if row.try_get::<_, &str>(2)? == "down" { Way::Down } else { Way::Up },
            statements: count(3)?,
            done: count(4)?,
            in_doubt: row.try_get(5)?,
            by: row.try_get(6)?,
            started_at: row.try_get(7)?,
            finished_at: row.try_get(8)?,
            began_clean: row.try_get(9)?,
        })
    }
}

/// How far a script has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// So many statements are done.
    Done(usize),
    /// So many are, and nobody will know of the next one should we end now.
    InDoubt(usize),
    /// All are.
    Finished,
}

/// What is written of a migration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) id: &'a str,
    pub(super) checksum: &'a str,
    pub(super) way: Way,
    pub(super) statements: usize,
    pub(super) by: &'a str,
    pub(super) memory: Memory,
}

/// Whether what a database holds after a migration is remembered: where it held before what it should, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    Keep,
    Lose,
}

/// What stands in place of a state until there is one.
const BEGAN_CLEAN: &str = "began clean";

/// Makes the table where it is missing.
pub(super) fn ensure(client: &mut Client) -> Result<(), Error> {
    Ok(client.batch_execute(CREATE)?)
}

/// Whether the table is there.
pub(super) fn exists(client: &mut impl GenericClient) -> Result<bool, Error> {
    Ok(client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&TABLE])?.try_get(0)?)
}

/// All records, in the order of their ids; none where there is no table.
pub(super) fn read(client: &mut impl GenericClient) -> Result<Vec<Record>, Error> {
    if !exists(client)? {
        return Ok(Vec::new());
    }
    client.query(READ, &[])?.iter().map(Record::read).collect()
}

/// Records how far a migration has come. One that is taken back as a whole is forgotten.
pub(super) fn write(client: &mut impl GenericClient, entry: &Entry<'_>, progress: Progress) -> Result<(), Error> {
    let Entry { id, checksum, way, statements, by, memory } = *entry;
    let (done, in_doubt, finished) = match (progress, way) {
        (Progress::Finished, Way::Down) => {
            client.execute("DELETE FROM public._underpin_migrations WHERE id = $1", &[&id])?;
            return Ok(());
        }
        (Progress::Finished, Way::Up) => (statements, false, true),
        (Progress::Done(done), _) => (done, false, false),
        (Progress::InDoubt(done), _) => (done, true, false),
    };
    let state = (memory == Memory::Keep).then_some(BEGAN_CLEAN);
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    client.execute(
        WRITE,
        &[&id, &checksum, &way.word(), &number(statements), &number(done), &in_doubt, &by, &finished, &state],
    )?;
    Ok(())
}

/// Remembers what the database held after a migration, as PostgreSQL of this version spells it. Only of the last one.
pub(super) fn remember(client: &mut impl GenericClient, id: &str, schema: &Schema) -> Result<(), Error> {
    let version = version(client)?;
    let Ok(state) = serde_json::to_string(&(version, schema)) else { return Ok(()) };
    let forget = "UPDATE public._underpin_migrations SET state = NULL WHERE id <> $1 AND state IS NOT NULL";
    client.execute(forget, &[&id])?;
    client.execute("UPDATE public._underpin_migrations SET state = $2 WHERE id = $1", &[&id, &state])?;
    Ok(())
}

/// What was remembered of a migration; nothing where nothing was, or where the server spells things in another way now.
pub(super) fn remembered(client: &mut impl GenericClient, id: &str) -> Result<Option<Schema>, Error> {
    if !exists(client)? {
        return Ok(None);
    }
    let row = client.query_opt("SELECT state FROM public._underpin_migrations WHERE id = $1", &[&id])?;
    let Some(text) = row.map(|row| row.try_get::<_, Option<String>>(0)).transpose()?.flatten() else { return Ok(None) };
    let Ok((spelled_by, schema)) = serde_json::from_str::<(i32, Schema)>(&text) else { return Ok(None) };
    Ok((spelled_by == version(client)?).then_some(schema))
}

/// The server's major version.
fn version(client: &mut impl GenericClient) -> Result<i32, Error> {
    Ok(client.query_one("SELECT current_setting('server_version_num')::integer / 10000", &[])?.try_get(0)?)
}
