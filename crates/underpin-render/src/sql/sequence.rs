//! Sequences that a column owns: what `serial` is short for.
//! <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL>

use std::fmt;

use underpin_plan::{Pair, sequence_name};
use underpin_schema::{ColumnType, Name, QName};

use super::{
    ident::{Ident, Path},
    literal::Text,
    text::Dollar,
    types::Type,
};

/// The sequence, owned by the column, and the default that draws from it.
pub(super) fn write_create(f: &mut fmt::Formatter<'_>, table: &QName, column: &Name, ty: &ColumnType) -> fmt::Result {
    let sequence = QName::new(table.namespace.clone(), sequence_name(&table.name, column));
    write!(
        f,
        "CREATE SEQUENCE {sequence} AS {}\n    OWNED BY {}.{};\n\
         ALTER TABLE {} ALTER COLUMN {} SET DEFAULT nextval({});",
        Type(ty),
        Path(table),
        Ident(column),
        Path(table),
        Ident(column),
        Text(&Path(&sequence).to_string()),
        sequence = Path(&sequence),
    )
}

/// The default and the sequence. What the sequence is called only the database knows: it keeps its name when the table or
/// the column gets another, and `serial` takes the next free one.
pub(super) fn write_drop(f: &mut fmt::Formatter<'_>, table: &QName, column: &Name) -> fmt::Result {
    let body = format!(
        "BEGIN\n    ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT;\n    EXECUTE 'DROP SEQUENCE ' || {};\nEND",
        Path(table),
        Ident(column),
        Owned { table, column },
    );
    write!(f, "DO {};", Dollar(&body))
}

/// `setval` to the largest value that is there, unless the sequence is there or further. It writes nothing where there
/// are no rows: `max` is NULL then, and no row passes HAVING.
pub(super) fn write_advance(f: &mut fmt::Formatter<'_>, table: &QName, column: &Name) -> fmt::Result {
    let (owned, column) = (Owned { table, column }, Ident(column));
    write!(
        f,
        "SELECT setval({owned}, max({column}))\nFROM {}\n\
         HAVING max({column}) > coalesce(pg_sequence_last_value({owned}::regclass), 0);",
        Path(table),
    )
}

/// ALTER SEQUENCE ... RENAME: the sequence is found through its column, whatever it is called.
pub(super) fn write_rename(
    f: &mut fmt::Formatter<'_>,
    (table, column): (&QName, &Name),
    names: &Pair<Name>,
) -> fmt::Result {
    let rename = format!(" RENAME TO {}", Ident(&names.new));
    let body =
        format!("BEGIN\n    EXECUTE 'ALTER SEQUENCE ' || {} || {};\nEND", Owned { table, column }, Text(&rename),);
    write!(f, "DO {};", Dollar(&body))
}

/// The sequence that a column owns, by whatever name. The first argument is read as SQL reads a name, the second is taken
/// as it stands. <https://www.postgresql.org/docs/current/functions-info.html>
struct Owned<'a> {
    table: &'a QName,
    column: &'a Name,
}

impl fmt::Display for Owned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pg_get_serial_sequence({}, {})", Text(&Path(self.table).to_string()), Text(self.column))
    }
}
