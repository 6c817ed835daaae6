//! When a value of one type is one of another as it is.

use underpin_schema::{Args, BaseType, ColumnType, Scalar, ScalarKind};

use crate::sql::types::Type;

/// What a type asks of values of another.
pub(super) struct Rule {
    /// How it is found out.
    pub test: Test,
    /// In a sentence.
    pub words: String,
}

/// How a misfit is found.
pub(super) enum Test {
    /// By a condition that is true of one.
    Misfit(String),
    /// By trying: the variable `value` holds its text.
    Reads {
        /// The conversion.
        value: String,
        /// A condition that is true where it loses something.
        then: Option<String>,
    },
}

/// The rule for values of `from`, each of which is `value` in SQL, that are to become `to`.
pub(super) fn rule(value: &str, from: &ColumnType, to: &ColumnType) -> Rule {
    let element = |ty: &ColumnType| match &ty.base {
        BaseType::Scalar(scalar) => Some(*scalar),
        BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => None,
    };
    let of_element = ColumnType { base: to.base.clone(), list: to.list && !from.list };
    // A list that was none, and one that will be none, are read whole.
    let target = if from.list == to.list { element(to) } else { None };
    let Some(target) = target else { return reads(&of_element, None) };
    let source = Source::of(element(from));
    let Scalar { kind, args } = target;
    match kind {
        ScalarKind::Varchar | ScalarKind::Char => match args {
            Args::One([length]) => of_length(value, length, to),
            Args::None | Args::Two(_, _) => reads(&of_element, None),
        },
        ScalarKind::SmallInt => whole(value, source, i128::from(i16::MIN), i128::from(i16::MAX), &of_element),
        ScalarKind::Int => whole(value, source, i128::from(i32::MIN), i128::from(i32::MAX), &of_element),
        ScalarKind::BigInt => whole(value, source, i128::from(i64::MIN), i128::from(i64::MAX), &of_element),
        ScalarKind::Decimal => decimal(value, source, args, &of_element),
        ScalarKind::Float => floating(value, source, &of_element, Floating::Real),
        ScalarKind::Double => floating(value, source, &of_element, Floating::Double),
        ScalarKind::Bool => match source {
            Source::Whole => Rule {
                test: Test::Misfit(format!("{value} NOT IN (0, 1)")),
                words: "BOOLEAN takes 0 and 1 alone.".to_owned(),
            },
            Source::Text | Source::Decimal | Source::Floating | Source::Moment(_) | Source::Other => {
                reads(&of_element, None)
            }
        },
        ScalarKind::Timestamp => seconds(value, source, "TIMESTAMP", args, &of_element),
        ScalarKind::Timestamptz => seconds(value, source, "TIMESTAMPTZ", args, &of_element),
        ScalarKind::Time => seconds_of_texts("TIME", args, &of_element),
        ScalarKind::Date => match source {
            Source::Moment(_) => Rule {
                test: Test::Misfit(format!("{value} <> {value}::DATE")),
                words: "DATE takes no time of day.".to_owned(),
            },
            Source::Text | Source::Whole | Source::Decimal | Source::Floating | Source::Other => {
                reads(&of_element, None)
            }
        },
        // PostgreSQL reads a UUID in several spellings and keeps none of them: two texts could become one value, and no text
        // but this would come back. https://www.postgresql.org/docs/current/datatype-uuid.html
        ScalarKind::Uuid => match source {
            Source::Text => Rule {
                test: Test::Misfit(format!("{value}::TEXT !~ '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$'")),
                words: "A UUID is 32 digits of 0 to 9 and a to f in lower case, with hyphens: 8-4-4-4-12.".to_owned(),
            },
            Source::Whole | Source::Decimal | Source::Floating | Source::Moment(_) | Source::Other => {
                reads(&of_element, None)
            }
        },
        ScalarKind::Text | ScalarKind::Json | ScalarKind::Bytes => reads(&of_element, None),
    }
}

/// What values are now.
#[derive(Clone, Copy)]
enum Source {
    Text,
    Whole,
    Decimal,
    Floating,
    /// With a date and a time of day.
    Moment(&'static str),
    Other,
}

impl Source {
    fn of(scalar: Option<Scalar>) -> Self {
        let Some(Scalar { kind, args: _ }) = scalar else { return Source::Other };
        match kind {
            ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char => Source::Text,
            ScalarKind::SmallInt | ScalarKind::Int | ScalarKind::BigInt => Source::Whole,
            ScalarKind::Decimal => Source::Decimal,
            ScalarKind::Float | ScalarKind::Double => Source::Floating,
            ScalarKind::Timestamp => Source::Moment("TIMESTAMP"),
            ScalarKind::Timestamptz => Source::Moment("TIMESTAMPTZ"),
            ScalarKind::Uuid
            | ScalarKind::Bool
            | ScalarKind::Date
            | ScalarKind::Time
            | ScalarKind::Json
            | ScalarKind::Bytes => Source::Other,
        }
    }
}

/// Whatever PostgreSQL reads as the type.
fn reads(to: &ColumnType, then: Option<String>) -> Rule {
    let words = match &then {
        None => format!("Each value must read as {}.", Type(to)),
        Some(_) => format!("Each value must read as {}, without being rounded.", Type(to)),
    };
    Rule { test: Test::Reads { value: format!("value::{}", Type(to)), then }, words }
}

/// An assignment takes a text that is too long where only spaces stand behind; a cast cuts any without a word.
/// <https://www.postgresql.org/docs/current/datatype-character.html>
fn of_length(value: &str, length: u32, to: &ColumnType) -> Rule {
    Rule {
        test: Test::Misfit(format!("length(rtrim({value}::TEXT, ' ')) > {length}")),
        words: format!("{} takes at most {length} characters; spaces at the end do not count.", Type(to)),
    }
}

/// <https://www.postgresql.org/docs/current/datatype-numeric.html>
fn whole(value: &str, source: Source, min: i128, max: i128, to: &ColumnType) -> Rule {
    let test = match source {
        Source::Whole => format!("{value} NOT BETWEEN {min} AND {max}"),
        Source::Decimal => format!("{value} <> trunc({value}) OR {value} NOT BETWEEN {min} AND {max}"),
        // The largest BIGINT is none of the numbers of this type; the one behind it is.
        Source::Floating => format!("{value} <> trunc({value}) OR {value} < {min} OR {value} >= {}", max + 1),
        Source::Text | Source::Moment(_) | Source::Other => return reads(to, None),
    };
    let words = format!("{} takes whole numbers from {min} to {max}.", Type(to));
    Rule { test: Test::Misfit(test), words }
}

fn decimal(value: &str, source: Source, args: Args, to: &ColumnType) -> Rule {
    let (digits, scale) = match args {
        Args::Two(digits, scale) => (digits, scale),
        Args::One([digits]) => (digits, 0),
        Args::None => {
            return match source {
                // PostgreSQL takes 15 digits along. https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
                Source::Floating => exact(format!("{value}::DECIMAL::DOUBLE PRECISION <> {value}"), to),
                Source::Text | Source::Whole | Source::Decimal | Source::Moment(_) | Source::Other => reads(to, None),
            };
        }
    };
    let whole_digits = i64::from(digits) - i64::from(scale);
    // NaN is larger than all numbers, and fits all the same; infinity does not.
    let misfit = |number: &str| {
        format!("{number} <> 'NaN' AND ({number} <> round({number}, {scale}) OR abs({number}) >= 1e{whole_digits})")
    };
    let words = format!(
        "{} takes numbers with at most {} digits before the point and {scale} behind it.",
        Type(to),
        whole_digits.max(0)
    );
    match source {
        Source::Whole | Source::Decimal => Rule { test: Test::Misfit(misfit(&format!("{value}::DECIMAL"))), words },
        Source::Floating => {
            let rounded = format!("{value}::DECIMAL::DOUBLE PRECISION <> {value}");
            Rule { test: Test::Misfit(format!("{rounded} OR {}", misfit(&format!("{value}::DECIMAL")))), words }
        }
        Source::Text | Source::Moment(_) | Source::Other => Rule { words, ..reads(to, Some(misfit("value::DECIMAL"))) },
    }
}

#[derive(Clone, Copy)]
enum Floating {
    Real,
    Double,
}

/// <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT>
fn floating(value: &str, source: Source, to: &ColumnType, floating: Floating) -> Rule {
    // Up to which whole number there is no gap; between which sizes a conversion neither overflows nor underflows.
    let (gapless, smallest, largest) = match floating {
        Floating::Real => (1_i64 << 24, "1e-37", "3e38"),
        Floating::Double => (1_i64 << 53, "1e-307", "1e308"),
    };
    // Outside of these sizes PostgreSQL would stop with an error of its own.
    let guarded = |misfit: String| {
        format!(
            "CASE\n            WHEN {value} = 0 OR abs({value}) BETWEEN {smallest} AND {largest} THEN {misfit}\n            \
             ELSE {value} NOT IN ('NaN', 'Infinity', '-Infinity')\n        END"
        )
    };
    match (source, floating) {
        (Source::Whole, _) => exact(format!("{value} NOT BETWEEN -{gapless} AND {gapless}"), to),
        (Source::Decimal, _) => exact(guarded(format!("{value}::{}::TEXT::DECIMAL <> {value}", Type(to))), to),
        (Source::Floating, Floating::Real) => exact(guarded(format!("{value}::REAL::DOUBLE PRECISION <> {value}")), to),
        (Source::Floating, Floating::Double)
        | (Source::Text | Source::Moment(_) | Source::Other, Floating::Real | Floating::Double) => reads(to, None),
    }
}

fn exact(misfit: String, to: &ColumnType) -> Rule {
    Rule { test: Test::Misfit(misfit), words: format!("{} must hold each value without rounding it.", Type(to)) }
}

/// Fewer digits of a second than were kept. <https://www.postgresql.org/docs/current/datatype-datetime.html>
fn seconds(value: &str, source: Source, kind: &str, args: Args, to: &ColumnType) -> Rule {
    match source {
        Source::Moment(kept) => Rule {
            test: Test::Misfit(rounds(value, kept, digits(args))),
            words: format!("{} keeps {} digits of a second.", Type(to), digits(args)),
        },
        Source::Text | Source::Whole | Source::Decimal | Source::Floating | Source::Other => {
            seconds_of_texts(kind, args, to)
        }
    }
}

fn seconds_of_texts(kind: &str, args: Args, to: &ColumnType) -> Rule {
    let digits = digits(args);
    reads(to, (digits < MOST_DIGITS).then(|| rounds("value", kind, digits)))
}

/// How many digits of a second PostgreSQL can keep.
const MOST_DIGITS: u32 = 6;

fn digits(args: Args) -> u32 {
    match args {
        Args::One([digits]) => digits,
        Args::None | Args::Two(_, _) => MOST_DIGITS,
    }
}

fn rounds(value: &str, kind: &str, digits: u32) -> String {
    format!("{value}::{kind} <> {value}::{kind}({digits})")
}
