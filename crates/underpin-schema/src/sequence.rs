//! Sequences: how they count, those that columns own, and those that stand for themselves.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{BaseType, ColumnType, Name, QName, ScalarKind};

/// The type of the numbers of a sequence. <https://www.postgresql.org/docs/current/sql-createsequence.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SequenceType {
    /// `smallint`
    SmallInt,
    /// `integer`
    Int,
    /// `bigint`, which is meant where nothing is said.
    #[default]
    BigInt,
}

impl SequenceType {
    /// The type of a sequence that counts in the type of a column; `bigint` where no sequence can.
    pub fn of(ty: &ColumnType) -> Self {
        match &ty.base {
            BaseType::Scalar(scalar) => match scalar.kind {
                ScalarKind::SmallInt => SequenceType::SmallInt,
                ScalarKind::Int => SequenceType::Int,
                _ => SequenceType::BigInt,
            },
            BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => SequenceType::BigInt,
        }
    }

    /// The type of this name, as `format_type` spells it.
    pub fn named(postgres: &str) -> Option<Self> {
        [SequenceType::SmallInt, SequenceType::Int, SequenceType::BigInt]
            .into_iter()
            .find(|ty| ty.postgres() == postgres)
    }

    /// Its name in PostgreSQL.
    pub fn postgres(self) -> &'static str {
        match self {
            SequenceType::SmallInt => "smallint",
            SequenceType::Int => "integer",
            SequenceType::BigInt => "bigint",
        }
    }

    /// Its name in specs.
    pub fn word(self) -> &'static str {
        match self {
            SequenceType::SmallInt => "smallint",
            SequenceType::Int => "int",
            SequenceType::BigInt => "bigint",
        }
    }

    /// Its least and its largest number.
    pub fn bounds(self) -> (i64, i64) {
        match self {
            SequenceType::SmallInt => (i16::MIN.into(), i16::MAX.into()),
            SequenceType::Int => (i32::MIN.into(), i32::MAX.into()),
            SequenceType::BigInt => (i64::MIN, i64::MAX),
        }
    }
}

/// How a sequence counts, in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// The type of its numbers.
    pub ty: SequenceType,
    /// Its first number.
    pub start: i64,
    /// What is added for the next number.
    pub increment: i64,
    /// Its least number.
    pub min: i64,
    /// Its largest number.
    pub max: i64,
    /// How many numbers a session takes at once.
    pub cache: i64,
    /// Whether it begins anew at its end.
    pub cycle: bool,
}

/// How a sequence counts, as far as it is not what PostgreSQL takes where nothing is said: one way to count has one form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SequenceOptions {
    /// The type of its numbers: of a column's sequence usually that of the column, of others `bigint`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ty: Option<SequenceType>,
    /// Its first number: usually the least one, of a sequence that counts down the largest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// What is added for the next number: usually 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// Its least number: usually 1, of a sequence that counts down the least of its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Its largest number: usually the largest of its type, of a sequence that counts down -1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// How many numbers a session takes at once: usually 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// Whether it begins anew at its end.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cycle: bool,
}

impl SequenceOptions {
    /// Whether PostgreSQL takes all of this where nothing is said.
    pub fn are_usual(&self) -> bool {
        *self == Self::default()
    }

    /// All of it, where `usual` is the type of a sequence of which nothing else is said.
    pub fn counting(&self, usual: SequenceType) -> Counting {
        let Self { ty, start, increment, min, max, cache, cycle } = *self;
        let ty = ty.unwrap_or(usual);
        let increment = increment.unwrap_or(1);
        let (least, most) = usual_bounds(ty, increment);
        let (min, max) = (min.unwrap_or(least), max.unwrap_or(most));
        let start = start.unwrap_or(if increment < 0 { max } else { min });
        Counting { ty, start, increment, min, max, cache: cache.unwrap_or(1), cycle }
    }
}

/// What is not usual, in words: `as smallint, from 1000, by 10`; nothing where all is usual.
impl fmt::Display for SequenceOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ty, start, increment, min, max, cache, cycle } = self;
        let mut words: Vec<String> = ty.iter().map(|ty| format!("as {}", ty.postgres())).collect();
        let numbers = [("from", start), ("by", increment), ("at least", min), ("at most", max), ("cached by", cache)];
        words.extend(numbers.iter().filter_map(|(word, number)| Some(format!("{word} {}", (**number)?))));
        words.extend(cycle.then(|| "in a circle".to_owned()));
        f.write_str(&words.join(", "))
    }
}

impl Counting {
    /// What `ALTER SEQUENCE ... AS` makes of it: a bound of the old type becomes that of the new one, and nothing else
    /// changes. <https://www.postgresql.org/docs/current/sql-altersequence.html>
    pub fn retyped(self, ty: SequenceType) -> Self {
        let ((old_least, old_most), (least, most)) = (self.ty.bounds(), ty.bounds());
        let min = if self.min == old_least { least } else { self.min };
        let max = if self.max == old_most { most } else { self.max };
        Self { ty, min, max, ..self }
    }

    /// What of it is to be said, where `usual` is the type of a sequence of which nothing else is said.
    pub fn options(&self, usual: SequenceType) -> SequenceOptions {
        let Self { ty, start, increment, min, max, cache, cycle } = *self;
        let unless = |value: i64, usual: i64| (value != usual).then_some(value);
        let (least, most) = usual_bounds(ty, increment);
        SequenceOptions {
            ty: (ty != usual).then_some(ty),
            start: unless(start, if increment < 0 { max } else { min }),
            increment: unless(increment, 1),
            min: unless(min, least),
            max: unless(max, most),
            cache: unless(cache, 1),
            cycle,
        }
    }

    /// What PostgreSQL would refuse about it: the option, and why.
    /// <https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/sequence.c> (`init_params`)
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let Self { ty, start, increment, min, max, cache, cycle: _ } = *self;
        let (least, most) = ty.bounds();
        let outside = |number: i64| number < least || number > most;
        if increment == 0 {
            return Some(("increment", "a sequence that adds 0 does not count".to_owned()));
        }
        if outside(max) {
            return Some(("max", format!("{max} is no number of `{}`", ty.word())));
        }
        if outside(min) {
            return Some(("min", format!("{min} is no number of `{}`", ty.word())));
        }
        if min >= max {
            return Some(("min", format!("the least number, {min}, is not below the largest, {max}")));
        }
        if start < min || start > max {
            return Some(("start", format!("the first number, {start}, is not between {min} and {max}")));
        }
        (cache < 1).then(|| ("cache", format!("a session cannot take {cache} numbers at once")))
    }
}

/// What bounds a sequence where nothing is said.
fn usual_bounds(ty: SequenceType, increment: i64) -> (i64, i64) {
    let (least, most) = ty.bounds();
    if increment < 0 { (least, -1) } else { (1, most) }
}

/// The sequence of a `serial` or identity column, as far as it is not the one that PostgreSQL makes by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OwnedSequence(Option<Box<Said>>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name>,
    #[serde(skip_serializing_if = "SequenceOptions::are_usual")]
    options: SequenceOptions,
}

impl OwnedSequence {
    /// The one that PostgreSQL makes by itself.
    pub const USUAL: Self = Self(None);

    /// A sequence of a name, where it is not called as PostgreSQL calls it, and with these options.
    pub fn new(name: Option<Name>, options: SequenceOptions) -> Self {
        let said = Said { name, options };
        Self((said != Said::default()).then(|| Box::new(said)))
    }

    /// Whether PostgreSQL makes it so by itself.
    pub fn is_usual(&self) -> bool {
        self.0.is_none()
    }

    /// Its name, where it is not called as PostgreSQL calls it. It is in the schema of its table.
    pub fn name(&self) -> Option<&Name> {
        self.0.as_ref()?.name.as_ref()
    }

    /// How it counts.
    pub fn options(&self) -> SequenceOptions {
        self.0.as_ref().map(|said| said.options).unwrap_or_default()
    }

    /// How it counts, in full, where its column has this type.
    pub fn counting(&self, ty: &ColumnType) -> Counting {
        self.options().counting(SequenceType::of(ty))
    }
}

/// A sequence that stands for itself, or that a column owns without being numbered by it.
/// <https://www.postgresql.org/docs/current/sql-createsequence.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sequence {
    /// How it counts.
    #[serde(skip_serializing_if = "SequenceOptions::are_usual")]
    pub options: SequenceOptions,
    /// The column that it goes with: OWNED BY.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<(QName, Name)>,
    /// The comment that the database keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Sequence {
    /// How it counts, in full.
    pub fn counting(&self) -> Counting {
        self.options.counting(SequenceType::BigInt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_to_count_has_one_form() {
        let down = SequenceOptions { increment: Some(-1), ..SequenceOptions::default() };
        let counting = down.counting(SequenceType::SmallInt);
        assert_eq!((counting.start, counting.min, counting.max), (-1, -32_768, -1));
        assert_eq!(counting.options(SequenceType::SmallInt), down);
        let said = SequenceOptions {
            ty: Some(SequenceType::Int),
            start: Some(5),
            increment: Some(1),
            min: Some(5),
            max: Some(i32::MAX.into()),
            cache: Some(1),
            cycle: false,
        };
        let normal = SequenceOptions { min: Some(5), ..SequenceOptions::default() };
        assert_eq!(said.counting(SequenceType::Int).options(SequenceType::Int), normal);
    }

    #[test]
    fn what_cannot_count_is_said() {
        let of = |options: SequenceOptions| options.counting(SequenceType::Int).mistake().map(|(option, _)| option);
        let usual = SequenceOptions::default();
        assert_eq!(of(usual), None);
        assert_eq!(of(SequenceOptions { increment: Some(0), ..usual }), Some("increment"));
        assert_eq!(of(SequenceOptions { max: Some(1 << 40), ..usual }), Some("max"));
        assert_eq!(of(SequenceOptions { min: Some(9), max: Some(9), ..usual }), Some("min"));
        assert_eq!(of(SequenceOptions { start: Some(0), ..usual }), Some("start"));
        assert_eq!(of(SequenceOptions { cache: Some(0), ..usual }), Some("cache"));
    }
}
