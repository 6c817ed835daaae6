//! Sequences that a column owns: what `serial` is short for.
//! <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL>

use std::fmt;

use underpin_schema::{ColumnType, NAME_BYTES, Name, QName};

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

/// The name that `serial` gives: `table_column_seq`, and where that is too long, the longer of the first two is cut until
/// it fits. <https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/indexcmds.c> (`makeObjectName`)
fn sequence_name(table: &str, column: &str) -> Name {
    const LABEL: &str = "seq";
    let room = NAME_BYTES - LABEL.len() - 2;
    let (mut first, mut second) = (table.len(), column.len());
    while first + second > room {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    Name::from(format!("{}_{}_{LABEL}", cut(table, first), cut(column, second)))
}

/// The text without what is behind that many bytes, and without the half of a character.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_called_as_serial_calls_it() {
        assert_eq!(sequence_name("User", "id").as_str(), "User_id_seq");
        let long = "t".repeat(60);
        assert_eq!(sequence_name(&long, "id").as_str(), format!("{}_id_seq", "t".repeat(56)));
        let both = sequence_name(&long, &"c".repeat(60));
        assert_eq!(both.as_str(), format!("{}_{}_seq", "t".repeat(29), "c".repeat(29)));
        assert_eq!(sequence_name(&"é".repeat(30), "id").as_str(), format!("{}_id_seq", "é".repeat(28)));
    }
}
