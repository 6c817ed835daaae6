//! Sequences that a column owns: what `serial` is short for.
//! <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL>

use std::fmt;

use underpin_plan::{Numbering, Pair, sequence_name};
use underpin_schema::{ColumnType, Identity, Name, QName};

use super::{
    column::generated,
    ident::{Ident, Path},
    literal::Text,
    text::block,
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
    write!(f, "DO {};", block(&body))
}

/// A sequence of another type, or the one kind of numbering in place of the other, from the next number on. The number is asked of
/// the sequence itself, whatever it is called, and not drawn from it: that would leave a gap.
/// <https://www.postgresql.org/docs/current/sql-altersequence.html>
pub(super) fn write_change(
    f: &mut fmt::Formatter<'_>,
    (table, column): (&QName, &Name),
    numbering: &Pair<Numbering>,
) -> fmt::Result {
    let owned = Owned { table, column };
    let alter = format!("ALTER TABLE {} ALTER COLUMN {}", Path(table), Ident(column));
    let add = |identity: &Identity| format!("    {alter} ADD {} AS IDENTITY;\n", generated(*identity));
    let drop_serial = format!("    {alter} DROP DEFAULT;\n    EXECUTE 'DROP SEQUENCE ' || {owned};\n");
    let drop_identity = format!("    {alter} DROP IDENTITY;\n");
    let (taken, put) = match (&numbering.old, &numbering.new) {
        (Numbering::Serial(_), Numbering::Serial(ty)) => {
            let body = format!("BEGIN\n    EXECUTE 'ALTER SEQUENCE ' || {owned} || ' AS {}';\nEND", Type(ty));
            return write!(f, "DO {};", block(&body));
        }
        (Numbering::Serial(_), Numbering::Identity(identity)) => (drop_serial, add(identity)),
        (Numbering::Identity(_), Numbering::Identity(identity)) => (drop_identity, add(identity)),
        (Numbering::Identity(_), Numbering::Serial(ty)) => {
            let sequence = QName::new(table.namespace.clone(), sequence_name(&table.name, column));
            let sequence = Path(&sequence).to_string();
            let create =
                format!("    CREATE SEQUENCE {sequence} AS {} OWNED BY {}.{};\n", Type(ty), Path(table), Ident(column));
            (drop_identity, format!("{create}    {alter} SET DEFAULT nextval({});\n", Text(&sequence)))
        }
    };
    let body = format!(
        "DECLARE\n    next_number BIGINT;\nBEGIN\n    \
         EXECUTE 'SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM ' || {owned}\n        \
         INTO next_number;\n{taken}{put}    \
         IF next_number > 1 THEN\n        PERFORM setval({owned}, next_number - 1);\n    END IF;\nEND",
    );
    write!(f, "DO {};", block(&body))
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
    write!(f, "DO {};", block(&body))
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
