//! Sequences that a column owns: what `serial` is short for.
//! <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL>

use std::fmt::{self, Write};

use underpin_plan::{Numbering, Pair, Serial, sequence_name};
use underpin_schema::{
    Column, Counting, DefaultValue, Identity, Name, OwnedSequence, QName, Sequence, SequenceOptions, SequenceType,
};

use super::{
    column::generated,
    ident::{Ident, Path},
    literal::Text,
    text::block,
};

/// `CREATE SEQUENCE ... AS ...`, with what is not usual about it, up to the semicolon.
fn write_sequence(f: &mut fmt::Formatter<'_>, table: &QName, column: &Name, serial: &Serial) -> fmt::Result {
    let path = path(table, column, &serial.sequence);
    write!(f, "CREATE SEQUENCE {} AS {}{}", Path(&path), Word(serial.counting().ty), Said(&serial.sequence.options()))
}

/// `CREATE SEQUENCE`, of one that stands for itself. Which column it goes with is said once that is there.
/// <https://www.postgresql.org/docs/current/sql-createsequence.html>
pub(super) fn write_alone(f: &mut fmt::Formatter<'_>, name: &QName, sequence: &Sequence) -> fmt::Result {
    let Sequence { options: _, owner: _, comment: _ } = sequence;
    let counting = sequence.counting();
    write!(f, "CREATE SEQUENCE {}", Path(name))?;
    if counting.ty != SequenceType::default() {
        write!(f, " AS {}", Word(counting.ty))?;
    }
    write!(f, "{};", Said(&sequence.options))
}

/// `ALTER SEQUENCE`, of one that stands for itself. Where it has given no number yet, it begins as one that is new does.
/// <https://www.postgresql.org/docs/current/sql-altersequence.html>
pub(super) fn write_alter(f: &mut fmt::Formatter<'_>, name: &QName, options: &Pair<SequenceOptions>) -> fmt::Result {
    let counting = options.map(|options| options.counting(SequenceType::BigInt));
    if counting.old.start == counting.new.start {
        let changes = Changes { old: &counting.old, new: &counting.new };
        return write!(f, "ALTER SEQUENCE {}{changes};", Path(name));
    }
    write!(f, "DO {};", block(&counted(&Text(&Path(name).to_string()), &counting)))
}

/// `ALTER SEQUENCE ... OWNED BY`
pub(super) fn write_owner(f: &mut fmt::Formatter<'_>, name: &QName, owner: Option<&(QName, Name)>) -> fmt::Result {
    write!(f, "ALTER SEQUENCE {} OWNED BY ", Path(name))?;
    match owner {
        Some((table, column)) => write!(f, "{}.{};", Path(table), Ident(column)),
        None => f.write_str("NONE;"),
    }
}

/// The sequence, owned by the column, and the default that draws from it.
pub(super) fn write_create(f: &mut fmt::Formatter<'_>, table: &QName, column: &Name, serial: &Serial) -> fmt::Result {
    write_sequence(f, table, column, serial)?;
    write!(
        f,
        "\n    OWNED BY {}.{};\nALTER TABLE {} ALTER COLUMN {} SET DEFAULT {};",
        Path(table),
        Ident(column),
        Path(table),
        Ident(column),
        Draws { table, column, sequence: &serial.sequence },
    )
}

/// The columns of a new table, or a new column, whose sequence the words `serial` cannot say: what makes their sequences stands
/// before the statement that makes them, what ties the two together behind it.
pub(super) struct Apart<'a> {
    /// The table.
    pub table: &'a QName,
    /// The columns.
    pub columns: Vec<(&'a Name, Serial)>,
}

impl<'a> Apart<'a> {
    /// Those among some columns.
    pub fn of(table: &'a QName, columns: impl IntoIterator<Item = (&'a Name, &'a Column)>) -> Self {
        let apart = columns.into_iter().filter_map(|(name, column)| match &column.default {
            Some(DefaultValue::Serial(sequence)) if !sequence.is_usual() => {
                Some((name, Serial { ty: column.ty.clone(), sequence: sequence.clone() }))
            }
            _ => None,
        });
        Self { table, columns: apart.collect() }
    }

    /// What comes before.
    pub fn write_before(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (column, serial) in &self.columns {
            write_sequence(f, self.table, column, serial)?;
            f.write_str(";\n")?;
        }
        Ok(())
    }

    /// What comes behind. A sequence that is owned goes with its column.
    pub fn write_behind(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (column, serial) in &self.columns {
            let sequence = path(self.table, column, &serial.sequence);
            write!(f, "\nALTER SEQUENCE {} OWNED BY {}.{};", Path(&sequence), Path(self.table), Ident(column))?;
        }
        Ok(())
    }
}

fn path(table: &QName, column: &Name, sequence: &OwnedSequence) -> QName {
    let name = sequence.name().cloned().unwrap_or_else(|| sequence_name(&table.name, column));
    QName::new(table.namespace.clone(), name)
}

/// `nextval('"Order_number_seq"')`
pub(super) struct Draws<'a> {
    /// The table.
    pub table: &'a QName,
    /// The column.
    pub column: &'a Name,
    /// Its sequence.
    pub sequence: &'a OwnedSequence,
}

impl fmt::Display for Draws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nextval({})", Text(&Path(&path(self.table, self.column, self.sequence)).to_string()))
    }
}

/// A type of numbers, as statements spell types.
struct Word(SequenceType);

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            SequenceType::SmallInt => "SMALLINT",
            SequenceType::Int => "INTEGER",
            SequenceType::BigInt => "BIGINT",
        })
    }
}

/// The options that lead from one way to count to another, each after a space.
/// <https://www.postgresql.org/docs/current/sql-altersequence.html>
struct Changes<'a> {
    old: &'a Counting,
    new: &'a Counting,
}

impl fmt::Display for Changes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counting { ty, start, increment, min, max, cache, cycle } = self.new;
        if *ty != self.old.ty {
            write!(f, " AS {}", Word(*ty))?;
        }
        // What the type alone makes of the rest.
        let old = self.old.retyped(*ty);
        for (words, new, old) in [
            ("START WITH", start, old.start),
            ("INCREMENT BY", increment, old.increment),
            ("MINVALUE", min, old.min),
            ("MAXVALUE", max, old.max),
            ("CACHE", cache, old.cache),
        ] {
            if *new != old {
                write!(f, " {words} {new}")?;
            }
        }
        match (old.cycle, cycle) {
            (false, true) => f.write_str(" CYCLE"),
            (true, false) => f.write_str(" NO CYCLE"),
            (true, true) | (false, false) => Ok(()),
        }
    }
}

/// The sequence of an identity column, as it stands in `GENERATED ... AS IDENTITY (...)`. Its type is that of the column.
/// <https://www.postgresql.org/docs/current/sql-createtable.html>
pub(super) struct IdentityClause<'a> {
    /// The table.
    pub table: &'a QName,
    /// The identity.
    pub identity: &'a Identity,
}

impl fmt::Display for IdentityClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Identity { kind, sequence } = self.identity;
        write!(f, "{} AS IDENTITY", generated(*kind))?;
        if sequence.is_usual() {
            return Ok(());
        }
        let mut words = String::new();
        if let Some(name) = sequence.name() {
            let name = QName::new(self.table.namespace.clone(), name.clone());
            write!(words, " SEQUENCE NAME {}", Path(&name))?;
        }
        write!(words, "{}", Said(&sequence.options()))?;
        write!(f, " ({})", words.trim_start())
    }
}

/// The options that are not usual, each after a space; the type is said by itself.
struct Said<'a>(&'a SequenceOptions);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SequenceOptions { ty: _, start, increment, min, max, cache, cycle } = self.0;
        for (words, number) in
            [("START WITH", start), ("INCREMENT BY", increment), ("MINVALUE", min), ("MAXVALUE", max), ("CACHE", cache)]
        {
            if let Some(number) = number {
                write!(f, " {words} {number}")?;
            }
        }
        if *cycle { f.write_str(" CYCLE") } else { Ok(()) }
    }
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

/// A sequence that counts in another way, or the one kind of numbering in place of the other, from the next number on. The number is
/// asked of the sequence itself, whatever it is called, and not drawn from it: that would leave a gap.
/// <https://www.postgresql.org/docs/current/sql-altersequence.html>
pub(super) fn write_change(
    f: &mut fmt::Formatter<'_>,
    (table, column): (&QName, &Name),
    numbering: &Pair<Numbering>,
) -> fmt::Result {
    let owned = Owned { table, column };
    let alter = format!("ALTER TABLE {} ALTER COLUMN {}", Path(table), Ident(column));
    let add = |identity: &Identity| format!("    {alter} ADD {};\n", IdentityClause { table, identity });
    let drop_serial = format!("    {alter} DROP DEFAULT;\n    EXECUTE 'DROP SEQUENCE ' || {owned};\n");
    let drop_identity = format!("    {alter} DROP IDENTITY;\n");
    let counting = numbering.as_ref().map(Numbering::counting);
    let (taken, put) = match (&numbering.old, &numbering.new) {
        (Numbering::Serial(_), Numbering::Serial(_)) | (Numbering::Identity(_, _), Numbering::Identity(_, _)) => {
            return write!(f, "DO {};", block(&counted(&owned, &counting)));
        }
        (Numbering::Serial(_), Numbering::Identity(_, identity)) => (drop_serial, add(identity)),
        (Numbering::Identity(_, _), Numbering::Serial(serial)) => {
            let sequence = path(table, column, &serial.sequence);
            let create = format!(
                "    CREATE SEQUENCE {} AS {}{} OWNED BY {}.{};\n",
                Path(&sequence),
                Word(counting.new.ty),
                Said(&serial.sequence.options()),
                Path(table),
                Ident(column),
            );
            (
                drop_identity,
                format!("{create}    {alter} SET DEFAULT nextval({});\n", Text(&Path(&sequence).to_string())),
            )
        }
    };
    let usual = |counting: &Counting| *counting == SequenceOptions::default().counting(counting.ty);
    if usual(&counting.old) && usual(&counting.new) {
        let body = format!(
            "DECLARE\n    next_number BIGINT;\nBEGIN\n    \
             EXECUTE 'SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM ' || {owned}\n        \
             INTO next_number;\n{taken}{put}    \
             IF next_number > 1 THEN\n        PERFORM setval({owned}, next_number - 1);\n    END IF;\nEND",
        );
        return write!(f, "DO {};", block(&body));
    }
    // Where it has given no number yet, it begins as one that is new does.
    let body = format!(
        "DECLARE\n    last_number BIGINT;\nBEGIN\n    \
         EXECUTE 'SELECT last_value FROM ' || {owned} || ' WHERE is_called OR last_value <> {}'\n        \
         INTO last_number;\n{taken}{put}    \
         IF last_number IS NOT NULL THEN\n        PERFORM setval({owned}, last_number);\n    END IF;\nEND",
        counting.old.start,
    );
    write!(f, "DO {};", block(&body))
}

/// ALTER SEQUENCE, of a sequence that is found by an expression. It goes on where it was; where it has given no number yet, it begins
/// as one that is new does.
fn counted(sequence: &impl fmt::Display, counting: &Pair<Counting>) -> String {
    let changes = Changes { old: &counting.old, new: &counting.new };
    if counting.old.start == counting.new.start {
        return format!("BEGIN\n    EXECUTE 'ALTER SEQUENCE ' || {sequence} || '{changes}';\nEND");
    }
    format!(
        "DECLARE\n    is_new BOOLEAN;\nBEGIN\n    \
         EXECUTE 'SELECT NOT is_called AND last_value = {} FROM ' || {sequence} INTO is_new;\n    \
         EXECUTE 'ALTER SEQUENCE ' || {sequence} || '{changes}' || CASE WHEN is_new THEN ' RESTART' ELSE '' END;\nEND",
        counting.old.start,
    )
}

/// `setval` to the last value that is there, unless the sequence is there or further. It writes nothing where there
/// are no rows: `max` is NULL then, and no row passes HAVING. A value that the sequence cannot give is passed over.
pub(super) fn write_advance(
    f: &mut fmt::Formatter<'_>,
    table: &QName,
    column: &Name,
    options: &SequenceOptions,
) -> fmt::Result {
    let (owned, column) = (Owned { table, column }, Ident(column));
    let SequenceOptions { ty: _, start, increment, min, max, cache: _, cycle: _ } = options;
    let (last, further, before) = match increment {
        Some(..=-1) => ("min", '<', start.or(*max).unwrap_or(-1).saturating_add(1)),
        Some(0..) | None => ("max", '>', start.or(*min).unwrap_or(1).saturating_sub(1)),
    };
    write!(f, "SELECT setval({owned}, {last}({column}))\nFROM {}", Path(table))?;
    let mut word = "\nWHERE";
    for (sign, bound) in [(">=", min), ("<=", max)] {
        if let Some(bound) = bound {
            write!(f, "{word} {column} {sign} {bound}")?;
            word = " AND";
        }
    }
    write!(f, "\nHAVING {last}({column}) {further} coalesce(pg_sequence_last_value({owned}::regclass), {before});")
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
pub(super) struct Owned<'a> {
    /// The table.
    pub table: &'a QName,
    /// The column.
    pub column: &'a Name,
}

impl fmt::Display for Owned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pg_get_serial_sequence({}, {})", Text(&Path(self.table).to_string()), Text(self.column))
    }
}
