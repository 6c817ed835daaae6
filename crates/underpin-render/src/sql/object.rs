//! Schemas, extensions, enum types and views.

use std::fmt::{self, Write};

use underpin_plan::ValuePlace;
use underpin_schema::{Extension, Name, PUBLIC, QName, View, ViewStorage};

use super::{
    ident::{Ident, Path, With, write_list},
    literal::Text,
    text::Ended,
};

/// How many columns of text a list of labels may fill before each label gets a line of its own.
const LINE: usize = 100;

/// `CREATE EXTENSION`. The name is an identifier: `"uuid-ossp"` has to be quoted, which sea-query does not do.
/// <https://www.postgresql.org/docs/current/sql-createextension.html>
pub(super) fn write_extension(f: &mut fmt::Formatter<'_>, name: &Name, extension: &Extension) -> fmt::Result {
    let Extension { namespace } = extension;
    write!(f, "CREATE EXTENSION IF NOT EXISTS {}", Ident(name))?;
    if let Some(namespace) = namespace {
        write!(f, " WITH SCHEMA {}", Ident(namespace))?;
    }
    f.write_char(';')
}

/// `ALTER EXTENSION ... SET SCHEMA`. Where nobody says so, an extension lives in the first schema of the search path.
/// <https://www.postgresql.org/docs/current/sql-alterextension.html>
pub(super) fn write_move_extension(f: &mut fmt::Formatter<'_>, name: &Name, namespace: Option<&Name>) -> fmt::Result {
    write!(f, "ALTER EXTENSION {} SET SCHEMA {};", Ident(name), Ident(namespace.map_or(PUBLIC, Name::as_str)))
}

/// `CREATE TYPE ... AS ENUM`. <https://www.postgresql.org/docs/current/sql-createtype.html>
pub(super) fn write_enum(f: &mut fmt::Formatter<'_>, name: &QName, values: &[Name]) -> fmt::Result {
    write!(f, "CREATE TYPE {} AS ENUM (", Path(name))?;
    let width: usize = values.iter().map(|value| value.len() + 4).sum();
    if width <= LINE {
        write_list(f, values.iter().map(|value| Text(value)))?;
    } else {
        for (at, value) in values.iter().enumerate() {
            write!(f, "{}\n    {}", if at > 0 { "," } else { "" }, Text(value))?;
        }
        f.write_char('\n')?;
    }
    f.write_str(");")
}

/// `ALTER TYPE ... ADD VALUE`. <https://www.postgresql.org/docs/current/sql-altertype.html>
pub(super) fn write_add_value(f: &mut fmt::Formatter<'_>, ty: &QName, value: &Name, place: &ValuePlace) -> fmt::Result {
    // It may be committed before the rest: so that the file can be run again after a failure.
    write!(f, "ALTER TYPE {} ADD VALUE IF NOT EXISTS {}", Path(ty), Text(value))?;
    match place {
        ValuePlace::Last => f.write_char(';'),
        ValuePlace::Before(next) => write!(f, " BEFORE {};", Text(next)),
    }
}

/// `CREATE VIEW` or `CREATE MATERIALIZED VIEW`. <https://www.postgresql.org/docs/current/sql-createview.html>
pub(super) fn write_view(f: &mut fmt::Formatter<'_>, name: &QName, view: &View) -> fmt::Result {
    let View { storage, options, query, indexes: _, triggers: _, depends: _, comment: _ } = view;
    write!(f, "CREATE {} {}", view_words(*storage), Path(name))?;
    write!(f, "{} AS\n{}", With(options), Ended(query.as_str()))
}

/// `DROP VIEW` or `DROP MATERIALIZED VIEW`
pub(super) fn write_drop_view(f: &mut fmt::Formatter<'_>, name: &QName, storage: ViewStorage) -> fmt::Result {
    write!(f, "DROP {} {};", view_words(storage), Path(name))
}

fn view_words(storage: ViewStorage) -> &'static str {
    match storage {
        ViewStorage::Plain => "VIEW",
        ViewStorage::Materialized => "MATERIALIZED VIEW",
    }
}
