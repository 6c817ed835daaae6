//! What has been concluded of a migration.

use serde::{Deserialize, Serialize};

use crate::{Error, sample::refusal};

/// What running a migration has shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The migration.
    pub id: String,
    /// The version of the server that it ran on: `15.18`.
    pub server: String,
    /// The six conclusions, in order.
    pub conclusions: Vec<Conclusion>,
    /// What is worth knowing beside them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Proof {
    /// Whether every conclusion holds.
    pub fn holds(&self) -> bool {
        self.conclusions.iter().all(|conclusion| conclusion.verdict == Verdict::Holds)
    }

    /// The conclusion on a point.
    pub fn on(&self, point: Point) -> Option<&Conclusion> {
        self.conclusions.iter().find(|conclusion| conclusion.point == point)
    }
}

/// One conclusion: what was expected, and what was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// What it is about.
    pub point: Point,
    /// Whether it holds.
    pub verdict: Verdict,
    /// What was expected, in words.
    pub expected: String,
    /// What was seen, in words.
    pub seen: String,
    /// One line for each thing that is not as expected; where it holds, for each thing that was looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
}

/// What is concluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    /// The migration applies to rows that fulfil what it asks for, and stops at others, leaving nothing behind.
    Applies,
    /// The database is afterwards as one that was built from nothing.
    Target,
    /// Every row, and every value, is accounted for.
    Rows,
    /// It locks, rewrites and reads what its plan says.
    Locks,
    /// The way back restores everything, or refuses to run.
    Down,
    /// Nothing is left to do.
    Next,
}

impl Point {
    /// All points, in the order in which they are concluded.
    pub const ALL: [Point; 6] = [Point::Applies, Point::Target, Point::Rows, Point::Locks, Point::Down, Point::Next];

    /// The points on which a whole history is concluded, in order.
    pub const OF_HISTORY: [Point; 4] = [Point::Applies, Point::Target, Point::Rows, Point::Down];

    /// The point in a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Point::Applies => "applies",
            Point::Target => "leads to the target",
            Point::Rows => "rows accounted for",
            Point::Locks => "locks and rewrites",
            Point::Down => "way back",
            Point::Next => "next plan empty",
        }
    }
}

/// Whether a conclusion holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It does.
    Holds,
    /// It does not.
    Fails,
    /// It could not be asked, because one before it does not hold.
    Unasked,
}

/// Whether what is told may hold values of rows: those of a real database are nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    Values,
    NoValues,
}

impl Telling {
    /// What went wrong, in words.
    pub(super) fn error(self, error: &Error) -> String {
        match (self, error) {
            (Telling::NoValues, Error::Sql { source }) => refusal(source),
            (Telling::Values | Telling::NoValues, _) => error.to_string(),
        }
    }
}

/// Gathers what speaks for and against a conclusion.
#[derive(Debug)]
pub(super) struct Findings {
    point: Point,
    expected: String,
    seen: Vec<String>,
    against: Vec<String>,
    telling: Telling,
}

impl Findings {
    pub(super) fn new(point: Point, expected: impl Into<String>, telling: Telling) -> Self {
        Self { point, expected: expected.into(), seen: Vec::new(), against: Vec::new(), telling }
    }

    /// What may be told.
    pub(super) fn telling(&self) -> Telling {
        self.telling
    }

    /// Something that is as expected.
    pub(super) fn fine(&mut self, line: impl Into<String>) {
        self.seen.push(line.into());
    }

    /// Something that is not.
    pub(super) fn against(&mut self, line: impl Into<String>) {
        self.against.push(line.into());
    }

    /// Whether nothing speaks against it.
    pub(super) fn is_fine(&self) -> bool {
        self.against.is_empty()
    }

    /// Takes over what speaks against a part of the whole; where that is nothing, one line for it.
    pub(super) fn take_over(&mut self, part: Findings, subject: &str, fine: String) {
        if part.is_fine() {
            self.fine(fine);
        }
        part.against.into_iter().for_each(|line| self.against(format!("{subject}: {line}")));
    }

    /// The conclusion, with what is seen where all is as expected.
    pub(super) fn conclude(self, fine: impl Into<String>) -> Conclusion {
        let Self { point, expected, seen, mut against, telling: _ } = self;
        if against.is_empty() {
            return Conclusion { point, verdict: Verdict::Holds, expected, seen: fine.into(), details: seen };
        }
        let seen = match against.len() {
            1 => against.remove(0),
            more => format!("{more} things that are not so"),
        };
        Conclusion { point, verdict: Verdict::Fails, expected, seen, details: against }
    }
}

/// The conclusion on a point that could not be asked.
pub(super) fn unasked(point: Point, expected: &str) -> Conclusion {
    Conclusion {
        point,
        verdict: Verdict::Unasked,
        expected: expected.to_owned(),
        seen: "not asked, because of what does not hold before".to_owned(),
        details: Vec::new(),
    }
}
