//! The changes that two forms of a domain or composite type ask for.

use underpin_schema::{Attribute, Composite, Domain, Name, QName, Schema, UserType};

use crate::{
    Change, CompositeChange, DomainChange, Object, Pair,
    changes::{AlterComposite, AlterDomain, Held, Replace},
    user_types::{AttributePlace, UseForm, lasting_uses},
};

/// What leads from one form of a type to another: statements that alter it in place, where these can; else it is dropped and created
/// again, which is refused where rows hold values of it.
pub(super) fn changes(name: &QName, pair: Pair<&UserType>, schemas: Pair<&Schema>) -> Vec<Change> {
    let altered = match (pair.old, pair.new) {
        (UserType::Domain(old), UserType::Domain(new)) => domain(name, Pair { old, new }, schemas),
        (UserType::Composite(old), UserType::Composite(new)) => composite(name, Pair { old, new }, schemas),
        (UserType::Domain(_), UserType::Composite(_)) | (UserType::Composite(_), UserType::Domain(_)) => None,
    };
    altered.unwrap_or_else(|| {
        let object = |ty: &UserType| Object::Type(name.clone(), Box::new(ty.clone()));
        vec![Replace { pair: pair.map(object) }.into()]
    })
}

fn domain(name: &QName, pair: Pair<&Domain>, schemas: Pair<&Schema>) -> Option<Vec<Change>> {
    let Domain { ty, required, default, collation, checks, comment: _ } = pair.new;
    if pair.old.ty != *ty || pair.old.collation != *collation {
        return None;
    }
    let mut found = Vec::new();
    if pair.old.default != *default {
        found.push(DomainChange::SetDefault(pair.map(|domain| domain.default.clone())));
    }
    let mut gone: Vec<_> = pair.old.checks.iter().filter(|(name, _)| !checks.contains_key(*name)).collect();
    for (check, new) in checks {
        match pair.old.checks.get(check) {
            Some(old) if old == new => {}
            Some(old) if old.expr == new.expr => {
                let pair = Pair { old: old.clone(), new: new.clone() };
                found.push(DomainChange::SetValidity(check.clone(), pair));
            }
            Some(old) => {
                found.push(DomainChange::DropCheck(check.clone(), old.clone()));
                found.push(DomainChange::AddCheck(check.clone(), new.clone()));
            }
            // One of the same definition under another name holds nothing that could be mistaken.
            None => match gone.iter().position(|(_, old)| *old == new) {
                Some(at) => {
                    let (old, _) = gone.remove(at);
                    found.push(DomainChange::RenameCheck(Pair { old: old.clone(), new: check.clone() }));
                }
                None => found.push(DomainChange::AddCheck(check.clone(), new.clone())),
            },
        }
    }
    let dropped = gone.into_iter().map(|(check, old)| DomainChange::DropCheck(check.clone(), old.clone()));
    found.splice(0..0, dropped);
    match (pair.old.required, *required) {
        (false, true) => found.push(DomainChange::SetRequired),
        (true, false) => found.push(DomainChange::SetOptional),
        (false, false) | (true, true) => {}
    }
    let uses = lasting_uses(schemas, name);
    let of = |form: UseForm| {
        let uses = uses.iter().filter(move |one| one.form == form);
        uses.map(|one| (one.table.clone(), one.column.clone())).collect::<Vec<_>>()
    };
    let allows_null = |(table, column): &(QName, Name)| {
        let column = schemas.old.tables.get(table).and_then(|table| table.columns.get(column));
        column.is_some_and(|column| column.nullable)
    };
    let (columns, hidden) = (of(UseForm::Direct), of(UseForm::Inside).into_iter().next());
    let change = |change| {
        let nullable = columns.iter().filter(|column| allows_null(column)).cloned().collect();
        let (columns, hidden) = (columns.clone(), hidden.clone());
        AlterDomain { domain: name.clone(), ty: ty.clone(), change, columns, nullable, hidden }.into()
    };
    Some(found.into_iter().map(change).collect())
}

fn composite(name: &QName, pair: Pair<&Composite>, schemas: Pair<&Schema>) -> Option<Vec<Change>> {
    let Composite { attributes: new, comment: _ } = pair.new;
    let old = &pair.old.attributes;
    let held = if lasting_uses(schemas, name).is_empty() { Held::Nowhere } else { Held::ByRows };
    let stays = |attribute: &&Attribute| pair.new.attribute(&attribute.name).is_some();
    let kept: Vec<&Attribute> = old.iter().filter(stays).collect();
    // What stays is as it was and comes first.
    if kept.len() > new.len() || kept.iter().zip(new).any(|(old, new)| *old != new) {
        return None;
    }
    let last_kept = old.iter().rposition(|attribute| stays(&attribute));
    let mut found = Vec::new();
    for (at, attribute) in old.iter().enumerate().filter(|(_, attribute)| !stays(attribute)) {
        let between = last_kept.is_some_and(|last| at < last);
        // It could not come back to its place; a type that no row holds values of is made anew.
        if between && held == Held::Nowhere {
            return None;
        }
        let place = if between { AttributePlace::Between } else { AttributePlace::Last };
        found.push(CompositeChange::DropAttribute(attribute.clone(), place));
    }
    // The way back puts them back from the first to the last.
    found.reverse();
    found.extend(new[kept.len()..].iter().cloned().map(CompositeChange::AddAttribute));
    Some(found.into_iter().map(|change| AlterComposite { ty: name.clone(), change, held }.into()).collect())
}
