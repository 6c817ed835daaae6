//! The values that a migration makes, as expressions over a row as it was: so rows can be asked beforehand what will be
//! asked of them afterwards.

use std::collections::BTreeSet;

use underpin_plan::{TableEffects, ValueEffect};
use underpin_render::sql::{Ident, Path, Text, Type};
use underpin_schema::{BaseType, Expr, KeyTarget, Name, NullsEqual, QName, Table};

use crate::rows::Fit;

/// A table, before and after.
#[derive(Clone, Copy)]
pub(super) struct MadeRows<'a> {
    pub(super) effects: &'a TableEffects,
    pub(super) called: &'a QName,
    pub(super) old: &'a Table,
    pub(super) new: &'a Table,
}

/// What a value is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    /// To be what the column will hold.
    Itself,
    /// To be compared with others: of an enum type that is not there yet, its text will do.
    Comparing,
}

/// Keys that rows will have.
#[derive(Clone, Debug)]
pub(super) struct Keyed {
    /// A relation of the keys of one row, which lies around it: `key1`, `key2` and so on.
    own: String,
    /// A relation of the keys of all rows, with their places.
    all: String,
    /// How many columns the key has.
    count: usize,
    /// The columns that all of this is made of, by their names before.
    pub(super) reads: Vec<Name>,
}

/// The place of a row, beside its keys.
const PLACE: &str = "\"underpin place\"";

impl MadeRows<'_> {
    /// A relation of one row with what some columns will hold, made of the row that lies around it; nothing where that is
    /// not known.
    pub(super) fn row(&self, columns: &BTreeSet<Name>) -> Option<String> {
        let values = self.values(columns, For::Itself)?;
        Some(format!("(SELECT {values}) AS {}", Ident(&self.called.name)))
    }

    /// Whether a value of any of these columns is one that an expression of the specs gives.
    pub(super) fn makes(&self, columns: &BTreeSet<Name>) -> bool {
        columns.iter().any(|name| self.effects_on(name).iter().any(|effect| expr_of(effect).is_some()))
    }

    /// The columns that the values of others are made of, by their names before. Words within texts count as well.
    pub(super) fn read_by(&self, columns: &BTreeSet<Name>) -> Vec<Name> {
        let mut words = BTreeSet::new();
        let mut direct = BTreeSet::new();
        for name in columns {
            let effects = self.effects_on(name);
            let exprs = effects.iter().filter_map(|effect| expr_of(effect));
            words.extend(exprs.flat_map(|expr| words_of(expr.as_str())));
            let is_replaced =
                effects.iter().any(|effect| matches!(effect, ValueEffect::FillAll(_) | ValueEffect::Using(_, _)));
            if !is_replaced {
                direct.insert(name);
            }
        }
        self.among_old(|name| is_among(&words, name) || direct.contains(name))
    }

    /// The columns before of which something is true by the name that expressions of the specs speak.
    fn among_old(&self, is_so: impl Fn(&Name) -> bool) -> Vec<Name> {
        let columns = self.effects.columns.iter().filter_map(|column| {
            let old = column.old.as_ref()?;
            is_so(column.new.as_ref().unwrap_or(old)).then(|| old.clone())
        });
        columns.collect()
    }

    /// The keys of rows by some targets, which look at some columns. Those that a condition leaves out have none.
    pub(super) fn keyed(
        &self,
        targets: &[KeyTarget],
        predicate: Option<&Expr>,
        columns: &BTreeSet<Name>,
    ) -> Option<Keyed> {
        let values = self.values(columns, For::Comparing)?;
        let called = Ident(&self.called.name);
        let keys: Vec<String> = (1..)
            .zip(targets)
            .map(|(number, target)| match target {
                KeyTarget::Column(column) => format!("{} AS key{number}", Ident(column)),
                KeyTarget::Expr(expr) => format!("({expr}\n) AS key{number}"),
            })
            .collect();
        let keys = keys.join(", ");
        let only = predicate.map(|predicate| format!(" WHERE ({predicate}\n)")).unwrap_or_default();
        let before = self.before();
        Some(Keyed {
            own: format!("(SELECT {keys} FROM (SELECT {values}) AS {called}{only})"),
            all: format!("(SELECT {PLACE}, {keys} FROM (SELECT {PLACE}, {values} FROM {before}) AS {called}{only})"),
            count: targets.len(),
            reads: self.read_by(columns),
        })
    }

    /// A relation of the rows as they are, with their places, under the names that expressions of the specs speak.
    fn before(&self) -> String {
        let mut columns = vec![format!("ctid AS {PLACE}")];
        columns.extend(self.effects.columns.iter().filter_map(|column| {
            let old = column.old.as_ref().filter(|old| self.old.columns.contains_key(*old))?;
            Some(format!("{} AS {}", Ident(old), Ident(column.new.as_ref().unwrap_or(old))))
        }));
        format!("(SELECT {} FROM {}) AS {}", columns.join(", "), Path(&self.effects.old), Ident(&self.called.name))
    }

    fn effects_on(&self, name: &Name) -> &[ValueEffect] {
        let column = self.effects.columns.iter().find(|column| column.new.as_ref() == Some(name));
        column.map_or(&[], |column| column.values.as_slice())
    }

    fn values(&self, columns: &BTreeSet<Name>, wanted: For) -> Option<String> {
        let values = columns.iter().map(|name| Some(format!("{} AS {}", self.value(name, wanted)?, Ident(name))));
        Some(values.collect::<Option<Vec<_>>>()?.join(", "))
    }

    /// What a column will hold.
    fn value(&self, name: &Name, wanted: For) -> Option<String> {
        let column = self.effects.columns.iter().find(|column| column.new.as_ref() == Some(name))?;
        let target = &self.new.columns.get(name)?.ty;
        let cast = |value: String, ty| match (&target.base, wanted) {
            (BaseType::Enum(_), For::Comparing) if !target.list => format!("{value}::text"),
            (_, For::Itself | For::Comparing) => format!("{value}::{}", Type(ty)),
        };
        // A new column without a fill has its default, which is the specs' own.
        let mut value = match (&column.old, column.values.as_slice()) {
            (None, [ValueEffect::FillAll(_) | ValueEffect::Using(_, _), ..]) | (Some(_), _) => Ident(name).to_string(),
            (None, _) => return None,
        };
        for effect in &column.values {
            value = match effect {
                ValueEffect::FillAll(expr) => cast(format!("({expr}\n)"), target),
                ValueEffect::FillNull(expr) => format!("coalesce({value}, {})", cast(format!("({expr}\n)"), target)),
                ValueEffect::Using(expr, to) => cast(format!("({expr}\n)"), to),
                ValueEffect::Cast(to) => cast(value, to),
                ValueEffect::Labels(map) if wanted == For::Comparing && !target.list => {
                    let arms: Vec<String> =
                        map.iter().map(|(from, to)| format!("WHEN {} THEN {}", Text(from), Text(to))).collect();
                    format!("CASE {value}::text {} ELSE {value}::text END", arms.join(" "))
                }
                // What is not there yet cannot be spelled, and what another table holds is not of this row.
                ValueEffect::Labels(_) | ValueEffect::Reshaped(_) | ValueEffect::Carried { parent: _, column: _ } => {
                    return None;
                }
            };
        }
        Some(value)
    }
}

impl Keyed {
    /// Whether the row around it has the key of a row that is there.
    pub(super) fn is_taken(&self, nulls: NullsEqual) -> String {
        let equal = match nulls {
            NullsEqual::Distinct => "=",
            NullsEqual::Equal => "IS NOT DISTINCT FROM",
        };
        let equal: Vec<String> =
            self.keys().map(|key| format!("\"underpin own\".{key} {equal} \"underpin twin\".{key}")).collect();
        let (own, all, equal) = (&self.own, &self.all, equal.join(" AND "));
        format!("EXISTS (SELECT FROM {own} AS \"underpin own\", {all} AS \"underpin twin\" WHERE {equal})")
    }

    /// A query for the places of the rows that have the key of an earlier one.
    pub(super) fn twins(&self, nulls: NullsEqual) -> String {
        let keys = self.keys().collect::<Vec<_>>().join(", ");
        let known: Vec<String> = match nulls {
            NullsEqual::Distinct => self.keys().map(|key| format!("{key} IS NOT NULL")).collect(),
            NullsEqual::Equal => vec!["true".to_owned()],
        };
        format!(
            "SELECT place::text FROM (SELECT {PLACE}, row_number() OVER (PARTITION BY {keys} ORDER BY {PLACE})
             FROM {} AS \"underpin keys\" WHERE {}) AS twins(place, number) WHERE number > 1",
            self.all,
            known.join(" AND ")
        )
    }

    /// Whether the row around it refers to none of a table.
    pub(super) fn is_stray(&self, (parent, references): (&QName, &[Name])) -> String {
        let missing = self.missing((parent, references));
        format!("EXISTS (SELECT FROM {} AS \"underpin keys\" WHERE {missing})", self.own)
    }

    /// A query for the places of the rows that refer to none of a table.
    pub(super) fn strays(&self, (parent, references): (&QName, &[Name])) -> String {
        let missing = self.missing((parent, references));
        format!("SELECT {PLACE}::text FROM {} AS \"underpin keys\" WHERE {missing}", self.all)
    }

    fn missing(&self, (parent, references): (&QName, &[Name])) -> String {
        let mut parts: Vec<String> = self.keys().map(|key| format!("\"underpin keys\".{key} IS NOT NULL")).collect();
        let equal = self
            .keys()
            .zip(references)
            .map(|(key, other)| format!("\"underpin parent\".{} = \"underpin keys\".{key}", Ident(other)));
        let equal = equal.collect::<Vec<_>>().join(" AND ");
        parts.push(format!("NOT EXISTS (SELECT FROM {} AS \"underpin parent\" WHERE {equal})", Path(parent)));
        parts.join(" AND ")
    }

    fn keys(&self) -> impl Iterator<Item = String> {
        (1..=self.count).map(|number| format!("key{number}"))
    }
}

/// The expression of the specs that makes a value.
fn expr_of(effect: &ValueEffect) -> Option<&Expr> {
    match effect {
        ValueEffect::FillAll(expr) | ValueEffect::FillNull(expr) | ValueEffect::Using(expr, _) => Some(expr),
        ValueEffect::Labels(_)
        | ValueEffect::Cast(_)
        | ValueEffect::Reshaped(_)
        | ValueEffect::Carried { parent: _, column: _ } => None,
    }
}

/// The words of an expression; those within texts as well.
pub(super) fn words_of(expr: &str) -> impl Iterator<Item = String> {
    let words = expr.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

fn is_among(words: &BTreeSet<String>, name: &Name) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(name))
}

/// What is asked of a row of one column alone may be looked for among the values of that column.
pub(super) fn of_one(fit: Fit, columns: &[Name]) -> Fit {
    match columns {
        [column] => Fit { column: Some(column.clone()), ..fit },
        _ => fit,
    }
}
