//! Old names that two claim, or nobody had.

use std::collections::BTreeMap;

use underpin_schema::{Diagnostic, DiagnosticId, Located, Name, ObjectId, QName, Rename, Schema, UserType};

use super::{Said, object};
use crate::{difference::Difference, renames::name_of};

/// A refusal for each old name that several new objects claim, and a warning for each that the old schema does not know.
pub(super) fn refusals(said: &Said<'_>) -> Vec<Diagnostic> {
    if *said.before == Schema::default() {
        return Vec::new();
    }
    let mut claims: BTreeMap<ObjectId, Vec<(&ObjectId, &Located<Name>)>> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for Rename { object, was } in said.wanted.renames {
        let found = was.iter().find_map(|name| Some((former(object, name, said)?, name)));
        match found {
            Some((old, name)) => claims.entry(old).or_default().push((object, name)),
            None => diagnostics.extend(was.first().and_then(|name| unknown(object, name, said))),
        }
    }
    for (old, claims) in claims {
        if let [(first, one), (second, other), ..] = claims[..]
            && !exists(said.pair.new, &old)
        {
            let name = name_of(&old);
            diagnostics.push(
                Diagnostic::error(
                    DiagnosticId::BadIntent,
                    format!("both `{first}` and `{second}` say that they were `{name}`, and only one can be"),
                )
                .at(one.span, "this one")
                .at(other.span, "and this one")
                .help(format!(
                    "leave `was` at one of them; the other is filled with what the first holds: `fill: {name}`"
                )),
            );
        }
    }
    diagnostics
}

/// The address that an object had under that name, where the schema before has it.
fn former(object: &ObjectId, was: &Name, said: &Said<'_>) -> Option<ObjectId> {
    let here = |name: &QName| QName::new(name.namespace.clone(), was.clone());
    let old = match object {
        ObjectId::Table(name) => ObjectId::Table(here(name)),
        ObjectId::Enum(name) => ObjectId::Enum(here(name)),
        ObjectId::Type(name) => ObjectId::Type(here(name)),
        ObjectId::Attribute(ty, _) => ObjectId::Attribute(said.renamed.before(ty, ObjectId::Type), was.clone()),
        ObjectId::Sequence(name) => ObjectId::Sequence(here(name)),
        // The table or type may have another name itself.
        ObjectId::Column(table, _) => ObjectId::Column(said.renamed.before(table, ObjectId::Table), was.clone()),
        ObjectId::EnumValue(ty, _) => ObjectId::EnumValue(said.renamed.before(ty, ObjectId::Enum), was.clone()),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Exclusion(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => return None,
    };
    exists(said.before, &old).then_some(old)
}

fn exists(schema: &Schema, object: &ObjectId) -> bool {
    match object {
        ObjectId::EnumValue(ty, label) => schema.enums.get(ty).is_some_and(|ty| ty.values.contains(label)),
        ObjectId::Attribute(ty, name) => match schema.types.get(ty) {
            Some(UserType::Composite(composite)) => composite.attribute(name).is_some(),
            Some(UserType::Domain(_)) | None => false,
        },
        object => crate::Object::find(schema, object).is_some(),
    }
}

/// An object that is created although it says that it was another.
fn unknown(new: &ObjectId, was: &Located<Name>, said: &Said<'_>) -> Option<Diagnostic> {
    let created = said.found.iter().any(|difference| match difference {
        Difference::Created(part) => part.object() == *new,
        Difference::Dropped(_) | Difference::Altered(_) => false,
    });
    let qualified = matches!(new, ObjectId::Table(_) | ObjectId::Enum(_) | ObjectId::Type(_) | ObjectId::Sequence(_))
        && was.value.contains('.');
    // What is left of a part is dropped and created: it holds no data.
    let holds_none = !matches!(
        new,
        ObjectId::Table(_)
            | ObjectId::Enum(_)
            | ObjectId::Type(_)
            | ObjectId::Attribute(_, _)
            | ObjectId::Sequence(_)
            | ObjectId::Column(_, _)
            | ObjectId::EnumValue(_, _)
    );
    if !created || qualified || holds_none {
        return None;
    }
    let message = format!(
        "`{new}` says that it was `{}`, which the last migration does not know: it is created empty",
        was.value
    );
    let mut diagnostic = Diagnostic::warning(DiagnosticId::BadIntent, message).at(was.span, "");
    let dropped = said.found.iter().filter_map(|difference| match difference {
        Difference::Dropped(_) => Some(object(difference)),
        Difference::Created(_) | Difference::Altered(_) => None,
    });
    let alike = dropped.filter(|gone| std::mem::discriminant(gone) == std::mem::discriminant(new));
    let names: Vec<_> = alike.take(3).map(|gone| format!("`{}`", name_of(&gone))).collect();
    if !names.is_empty() {
        diagnostic = diagnostic.help(format!("no longer in the specs: {}", names.join(", ")));
    }
    Some(diagnostic)
}
