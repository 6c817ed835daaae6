//! Likely renames: listed where something was dropped and something alike was created, never assumed.

use std::collections::HashSet;

use underpin_schema::{EnumType, Name, ObjectId, Table};

use crate::{
    Pair,
    difference::{Difference, Part},
};

/// How many are listed at most.
const LISTED: usize = 3;

/// How alike two names have to be, from 0 to 1.
const ALIKE: f64 = 0.8;

/// Something new that may be what was dropped.
pub(super) struct Candidate {
    pub(super) object: ObjectId,
    /// Why it is likely.
    pub(super) because: String,
}

/// What was created in the place of a dropped part and is much like it, the likeliest first.
pub(super) fn renames(
    dropped: &Part<'_>,
    differences: &[Difference<'_>],
    spoken_for: &HashSet<ObjectId>,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    for difference in differences {
        let created = match difference {
            Difference::Created(part) => part,
            Difference::Dropped(_) | Difference::Altered(_) => continue,
        };
        if let Some((score, because)) = likeness(dropped, created)
            && !spoken_for.contains(&created.object())
        {
            found.push((score, Candidate { object: created.object(), because }));
        }
    }
    found.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.object.cmp(&other.object)));
    found.into_iter().take(LISTED).map(|(_, candidate)| candidate).collect()
}

/// How much a new part is like a dropped one, and why; nothing where it is not.
fn likeness(dropped: &Part<'_>, created: &Part<'_>) -> Option<(f64, String)> {
    match (dropped, created) {
        (Part::Table(old, one), Part::Table(new, other)) => table_likeness((&old.name, one), (&new.name, other)),
        (Part::Column(table, old, one), Part::Column(same, new, other)) if table == same => {
            let names = alike(old, new);
            match (one.ty == other.ty, names >= ALIKE) {
                (true, true) => Some((1.0 + names, "same type, similar name".to_owned())),
                (true, false) => Some((names, "same type".to_owned())),
                (false, true) => Some((names, "similar name".to_owned())),
                (false, false) => None,
            }
        }
        (Part::Enum(old, one), Part::Enum(new, other)) => enum_likeness((&old.name, one), (&new.name, other)),
        (Part::Type(old, one), Part::Type(new, other)) => {
            same((one == other).then_some("same definition"), alike(&old.name, &new.name))
        }
        (Part::Sequence(old, one), Part::Sequence(new, other)) => {
            same((one == other && one.owner.is_some()).then_some("same column"), alike(&old.name, &new.name))
        }
        (Part::View(old, one), Part::View(new, other)) => {
            same((one.query == other.query).then_some("same query"), alike(&old.name, &new.name))
        }
        (Part::Function(old, one), Part::Function(new, other)) => {
            same((one.body == other.body).then_some("same body"), alike(&old.name.name, &new.name.name))
        }
        (Part::Index(table, old, one), Part::Index(of, new, other)) if table == of => {
            same((one == other).then_some("same definition"), alike(old, new))
        }
        (Part::Unique(table, old, one), Part::Unique(of, new, other)) if table == of => {
            same((one == other).then_some("same definition"), alike(old, new))
        }
        (Part::ForeignKey(table, old, one), Part::ForeignKey(of, new, other)) if table == of => {
            same((one == other).then_some("same definition"), alike(old, new))
        }
        (Part::Check(table, old, one), Part::Check(of, new, other)) if table == of => {
            same((one == other).then_some("same definition"), alike(old, new))
        }
        (Part::Exclusion(table, old, one), Part::Exclusion(of, new, other)) if table == of => {
            same((one == other).then_some("same definition"), alike(old, new))
        }
        (Part::Trigger(table, old, one), Part::Trigger(of, new, other)) if table == of => {
            same((one == other).then_some("same definition"), alike(old, new))
        }
        (Part::Policy(table, old, one), Part::Policy(of, new, other)) if table == of => {
            same((one == other).then_some("same definition"), alike(old, new))
        }
        (
            Part::Namespace(_)
            | Part::Extension(_, _)
            | Part::Enum(_, _)
            | Part::Sequence(_, _)
            | Part::EnumValue(_, _, _)
            | Part::Type(_, _)
            | Part::Table(_, _)
            | Part::Column(_, _, _)
            | Part::PrimaryKey(_, _)
            | Part::Unique(_, _, _)
            | Part::Index(_, _, _)
            | Part::ForeignKey(_, _, _)
            | Part::Check(_, _, _)
            | Part::Exclusion(_, _, _)
            | Part::Trigger(_, _, _)
            | Part::Policy(_, _, _)
            | Part::View(_, _)
            | Part::Function(_, _),
            _,
        ) => None,
    }
}

/// The new labels that may be what an old one was, the likeliest first, each with why.
pub(super) fn labels(gone: &Name, pair: Pair<&EnumType>) -> Vec<(Name, &'static str)> {
    let place = |ty: &EnumType, label: &Name| ty.values.iter().position(|value| value == label);
    let mut found = Vec::new();
    for label in pair.new.values.iter().filter(|label| !pair.old.values.contains(label)) {
        let names = alike(gone, label);
        let (score, because) = match (place(pair.old, gone) == place(pair.new, label), names >= ALIKE) {
            (true, true) => (1.0 + names, "same place, similar name"),
            (true, false) => (names, "same place"),
            (false, true) => (names, "similar name"),
            (false, false) => continue,
        };
        found.push((score, label.clone(), because));
    }
    found.sort_by(|(a, one, _), (b, other, _)| b.total_cmp(a).then_with(|| one.cmp(other)));
    found.into_iter().take(LISTED).map(|(_, label, because)| (label, because)).collect()
}

fn same(what: Option<&str>, names: f64) -> Option<(f64, String)> {
    match (what, names >= ALIKE) {
        (Some(what), true) => Some((1.0 + names, format!("{what}, similar name"))),
        (Some(what), false) => Some((names, what.to_owned())),
        (None, true) => Some((names, "similar name".to_owned())),
        (None, false) => None,
    }
}

fn table_likeness((old, one): (&str, &Table), (new, other): (&str, &Table)) -> Option<(f64, String)> {
    let shared =
        one.columns.iter().filter(|(name, column)| other.columns.get(*name).is_some_and(|found| found.ty == column.ty));
    let (shared, all) = (shared.count(), one.columns.len().max(other.columns.len()));
    let names = alike(old, new);
    if shared * 2 <= all && names < ALIKE {
        return None;
    }
    let because = format!("{shared} of {all} columns have the same name and type");
    let because = if names >= ALIKE { format!("{because}, similar name") } else { because };
    Some((shared as f64 / all.max(1) as f64 + names, because))
}

fn enum_likeness((old, one): (&str, &EnumType), (new, other): (&str, &EnumType)) -> Option<(f64, String)> {
    let shared = one.values.iter().filter(|value| other.values.contains(value)).count();
    let all = one.values.len().max(other.values.len());
    let names = alike(old, new);
    if shared * 2 <= all && names < ALIKE {
        return None;
    }
    let because = format!("{shared} of {all} values are the same");
    let because = if names >= ALIKE { format!("{because}, similar name") } else { because };
    Some((shared as f64 / all.max(1) as f64 + names, because))
}

/// How alike two names are, whatever their case.
fn alike(old: &str, new: &str) -> f64 {
    strsim::jaro_winkler(&old.to_lowercase(), &new.to_lowercase())
}
