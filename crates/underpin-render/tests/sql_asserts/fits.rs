//! Values that are to become others: what the question lets pass PostgreSQL converts without a loss, and what it stops
//! PostgreSQL refuses, rounds or cuts.

use underpin_db::{Database, Error};
use underpin_plan::Precondition;
use underpin_schema::{Args, BaseType, ColumnType, QName, Scalar, ScalarKind};
use underpin_testing::postgres;

use super::{Answer, ask, name, stops};

/// A conversion, with values that fit and values that do not.
struct Case {
    from: ColumnType,
    to: ColumnType,
    fit: &'static [&'static str],
    misfit: &'static [&'static str],
}

fn scalar(kind: ScalarKind) -> ColumnType {
    of(kind, Scalar::plain(kind).args)
}

fn of(kind: ScalarKind, args: Args) -> ColumnType {
    ColumnType { base: BaseType::Scalar(Scalar { kind, args }), list: false }
}

fn other(ty: &str) -> ColumnType {
    ColumnType { base: BaseType::Other(ty.to_owned()), list: false }
}

fn case(from: ColumnType, to: ColumnType, fit: &'static [&'static str], misfit: &'static [&'static str]) -> Case {
    Case { from, to, fit, misfit }
}

fn numbers() -> Vec<Case> {
    use ScalarKind::{BigInt, Bool, Decimal, Double, Float, Int, SmallInt};
    let decimal = |digits, scale| of(Decimal, Args::Two(digits, scale));
    vec![
        case(scalar(BigInt), scalar(Int), &["-2147483648", "0", "2147483647"], &["-2147483649", "2147483648"]),
        case(scalar(Int), scalar(SmallInt), &["-32768", "32767"], &["-32769", "32768", "2147483647"]),
        case(scalar(SmallInt), scalar(BigInt), &["-32768", "32767"], &[]),
        case(scalar(Int), scalar(Bool), &["0", "1"], &["2", "-1"]),
        case(scalar(Int), decimal(5, 2), &["999", "-999"], &["1000", "-1000"]),
        case(scalar(BigInt), decimal(19, 0), &["9223372036854775807", "-9223372036854775808"], &[]),
        case(scalar(BigInt), scalar(Double), &["9007199254740992", "-1"], &["9007199254740993", "-9007199254740993"]),
        case(scalar(Int), scalar(Float), &["16777216"], &["16777217"]),
        case(
            scalar(Decimal),
            scalar(BigInt),
            &["9223372036854775807", "-9223372036854775808", "2.000"],
            &["0.5", "9223372036854775808", "NaN", "Infinity"],
        ),
        case(decimal(12, 4), decimal(10, 2), &["99999999.9900", "0", "NaN"], &["0.001", "0.005"]),
        case(decimal(12, 2), decimal(10, 2), &["99999999.99", "-99999999.99"], &["100000000.00", "9999999999.99"]),
        case(scalar(Decimal), decimal(4, 2), &["99.99", "1.5", "NaN"], &["100", "1.005", "Infinity", "-Infinity"]),
        case(
            scalar(Decimal),
            scalar(Double),
            &["0.1", "1.50", "123456.789", "0", "1e300", "NaN", "-Infinity"],
            &["1.00000000000000000001", "1e400", "1e-400", "9007199254740993"],
        ),
        case(scalar(Decimal), scalar(Float), &["0.1", "16777216"], &["16777217", "1e39", "0.123456789"]),
        case(scalar(Double), scalar(Float), &["0.5", "0", "NaN", "Infinity"], &["0.1", "1e39", "1e-300"]),
        case(scalar(Float), scalar(Double), &["0.1", "NaN"], &[]),
        case(
            scalar(Double),
            scalar(BigInt),
            &["0", "-9223372036854775808", "9007199254740992"],
            &["0.5", "9223372036854775808", "NaN", "Infinity", "-1e300"],
        ),
        case(scalar(Double), scalar(Int), &["2147483647", "-2147483648"], &["2147483648", "2147483647.5"]),
        case(scalar(Double), decimal(6, 2), &["0.25", "9999.99", "NaN"], &["10000", "0.125", "Infinity"]),
        case(scalar(Double), scalar(Decimal), &["0.1", "1e300"], &["0.30000000000000004"]),
    ]
}

fn texts() -> Vec<Case> {
    use ScalarKind::{
        Bool, Bytes, Char, Date, Decimal, Double, Int, Json, SmallInt, Text, Time, Timestamp, Timestamptz, Uuid,
        Varchar,
    };
    let length = |kind, length| of(kind, Args::One([length]));
    vec![
        case(scalar(Text), length(Varchar, 3), &["abc", "", "abc   ", "äöü", "中文字"], &["abcd", "äöüß", "    x"]),
        case(length(Varchar, 20), length(Varchar, 5), &["12345", "12345 "], &["123456"]),
        case(scalar(Text), length(Char, 2), &["ab", "a", "ab  "], &["abc"]),
        case(length(Char, 9), length(Varchar, 3), &["abc", "a"], &["abcd"]),
        case(scalar(Int), length(Varchar, 3), &["999", "-99"], &["1000", "-100"]),
        case(
            scalar(Text),
            scalar(Uuid),
            &["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
            &["", "hunter2", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", "A0EEBC999C0B4EF8BB6D6BB9BD380A11"],
        ),
        case(scalar(Text), scalar(Int), &["1", " -7 "], &["", "1.0", "hunter2", "2147483648"]),
        case(scalar(Text), scalar(SmallInt), &["1"], &["32768"]),
        case(scalar(Text), scalar(Double), &["1e3", "NaN"], &["hunter2", "1e999"]),
        case(scalar(Text), of(Decimal, Args::Two(5, 2)), &["1.5", "999.99", "NaN"], &["1.005", "1000", "hunter2"]),
        case(scalar(Text), scalar(Bool), &["true", "no", "on", "0"], &["hunter2", "2", ""]),
        case(scalar(Text), scalar(Date), &["2024-02-29", "infinity"], &["2023-02-29", "hunter2"]),
        case(
            scalar(Text),
            length(Timestamp, 3),
            &["2024-02-29 12:00", "2024-02-29 12:00:00.123"],
            &["2024-02-29 12:00:00.1234", "hunter2"],
        ),
        case(scalar(Text), scalar(Timestamptz), &["2024-02-29 12:00:00.123456+02"], &["hunter2"]),
        case(scalar(Text), length(Time, 0), &["12:00:00"], &["12:00:00.5", "25:00"]),
        case(scalar(Text), scalar(Json), &["{\"a\": [1]}", "null"], &["{a}", ""]),
        case(scalar(Text), scalar(Bytes), &["\\x00ff"], &["\\x0"]),
        case(scalar(Text), other("inet"), &["10.0.0.1/8"], &["hunter2"]),
        case(scalar(Text), other("positive"), &["1"], &["0", "hunter2"]),
    ]
}

fn moments() -> Vec<Case> {
    use ScalarKind::{Date, Time, Timestamp, Timestamptz};
    let seconds = |kind, digits| of(kind, Args::One([digits]));
    vec![
        case(
            seconds(Timestamp, 6),
            seconds(Timestamp, 3),
            &["2024-01-01 00:00:00.123", "infinity"],
            &["2024-01-01 00:00:00.1234"],
        ),
        case(
            seconds(Timestamptz, 6),
            seconds(Timestamptz, 0),
            &["2024-01-01 00:00:00+00"],
            &["2024-01-01 00:00:00.5+00"],
        ),
        case(seconds(Timestamp, 3), scalar(Date), &["2024-01-01", "-infinity"], &["2024-01-01 00:00:00.001"]),
        case(seconds(Time, 6), seconds(Time, 3), &["12:00:00.123"], &["12:00:00.1234"]),
    ]
}

#[test]
fn what_fits_is_converted_without_a_loss() -> Result<(), Error> {
    let Some(cluster) = postgres("what_fits_is_converted_without_a_loss") else { return Ok(()) };
    let database = cluster.database()?;
    database.execute("CREATE DOMAIN positive AS integer CHECK (value > 0)")?;
    for case in [numbers(), texts(), moments()].concat() {
        single(&database, &case)?;
        lists(&database, &case)?;
    }
    Ok(())
}

impl Clone for Case {
    fn clone(&self) -> Self {
        Self { from: self.from.clone(), to: self.to.clone(), fit: self.fit, misfit: self.misfit }
    }
}

fn spelled(ty: &ColumnType) -> String {
    match &ty.base {
        BaseType::Scalar(scalar) => scalar.postgres(),
        BaseType::Enum(name) | BaseType::Type(name) => name.to_string(),
        BaseType::Other(text) => text.clone(),
    }
}

fn question(case: &Case, list: bool) -> Precondition {
    let ty = |ty: &ColumnType| ColumnType { list, ..ty.clone() };
    Precondition::Fits { table: QName::public("t"), column: name("value"), from: ty(&case.from), to: ty(&case.to) }
}

fn single(database: &Database, case: &Case) -> Result<(), Error> {
    let (from, to) = (spelled(&case.from), spelled(&case.to));
    for (values, fits) in [(case.fit, true), (case.misfit, false)] {
        for value in values {
            database.execute(&format!("DROP TABLE IF EXISTS t; CREATE TABLE t (value {from}, other integer)"))?;
            database.execute(&format!("INSERT INTO t VALUES ('{value}'), (NULL), ('{value}')"))?;
            let expected = if fits { Answer::Passes } else { stops("23514", 2) };
            assert_eq!(ask(database, &question(case, false)), expected, "{from} to {to}: {value}");
            assert_eq!(converts(database, &from, &to)?, fits, "PostgreSQL itself, {from} to {to}: {value}");
        }
    }
    Ok(())
}

/// Whether PostgreSQL converts the values, and back to what they were. Texts may be spelled in several ways, and end in
/// spaces that PostgreSQL cuts: that is no loss.
fn converts(database: &Database, from: &str, to: &str) -> Result<bool, Error> {
    let there =
        format!("ALTER TABLE t ADD was text; UPDATE t SET was = value::text; ALTER TABLE t ALTER value TYPE {to}");
    let attempt = [format!("{there} USING value::{to}"), format!("{there} USING value::text::{to}")];
    if attempt.iter().all(|sql| database.execute(&format!("BEGIN; {sql}; ROLLBACK")).is_err()) {
        database.execute("ROLLBACK")?;
        return Ok(false);
    }
    database.execute("ROLLBACK")?;
    // A cast cuts a text that is too long, and what stands in its place is another value.
    let kept = if from == "text" || from.starts_with("char") {
        match to {
            to if to.starts_with("char") => format!("rtrim(value::text) = rtrim(value::{to}::text)"),
            to if to.starts_with("numeric") => format!("value::{to} = value::numeric"),
            to if to.starts_with("time") => {
                let whole = to.replace("(3)", "").replace("(0)", "");
                format!("value::{to} = value::{whole}")
            }
            // It is kept as a number: only one spelling comes back.
            "uuid" => "value::uuid::text = value".to_owned(),
            to => format!("value::{to} IS NOT NULL"),
        }
    } else if to.starts_with("character") {
        format!("value::text = value::{to}::text")
    } else if matches!(to, "real" | "double precision") && from != "double precision" {
        // Through its text, which is exact: as a number it would come back with 6 or 15 digits.
        format!("value::{to}::text::numeric::{from} = value")
    } else {
        format!("value::{to}::{from} = value")
    };
    Ok(database.texts(&format!("SELECT value::text FROM t WHERE value IS NOT NULL AND NOT ({kept})"))?.is_empty())
}

fn lists(database: &Database, case: &Case) -> Result<(), Error> {
    let from = spelled(&case.from);
    let array = |values: &[&str]| {
        let values: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
        format!("ARRAY[NULL, {}]::{from}[]", values.join(", "))
    };
    database.execute(&format!("DROP TABLE IF EXISTS t; CREATE TABLE t (value {from}[], item integer)"))?;
    database.execute(&format!("INSERT INTO t VALUES ({}), (NULL), ('{{}}')", array(case.fit)))?;
    assert_eq!(ask(database, &question(case, true)), Answer::Passes);
    if let [misfit, ..] = case.misfit {
        database.execute(&format!("INSERT INTO t VALUES ({})", array(&[misfit])))?;
        assert_eq!(ask(database, &question(case, true)), stops("23514", 1));
    }
    Ok(())
}
