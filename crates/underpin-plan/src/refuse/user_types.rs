//! Refusals of what PostgreSQL does not do to a type while rows hold values of it.

use underpin_schema::{BaseType, Diagnostic, DiagnosticId, IntentForm, ObjectId, UserType};

use super::{Said, answers, at, ident, place};
use crate::{
    CompositeChange, DomainRule, Object,
    changes::{AlterComposite, AlterDomain, Create, Held},
    user_types::{fills, lasting_uses, rules},
};

/// A type that would be dropped and created again while columns are of it.
pub(super) fn replaced(old: &Object, said: &Said<'_>) -> Option<Diagnostic> {
    let Object::Type(name, ty) = old else { return None };
    let held = lasting_uses(said.pair, name).into_iter().next()?;
    let column = ObjectId::Column(held.table.clone(), held.column.clone());
    let kind = ty.kind();
    let what = match &**ty {
        UserType::Domain(_) => "the type below it and its collation",
        UserType::Composite(_) => "the type, the collation and the order of attributes",
    };
    let message = format!("the {kind} `{name}` would have to be made anew, and `{column}` holds values of it");
    let diagnostic = Diagnostic::error(DiagnosticId::TypeInUse, message);
    let diagnostic = at(diagnostic, place(&said.resolved.origins, &ObjectId::Type(name.clone())), "");
    let other = format!("{}2", name.name);
    let space = if name.is_public() { String::new() } else { format!("{}.", ident(&name.namespace)) };
    Some(diagnostic.help(format!("PostgreSQL changes {what} of no {kind} that rows hold values of")).help(format!(
        "leave `{name}` as it was, write the new form under another name, as `{other}`, and give its columns that \
                 type: `type: {other}` with `using: '{}::text::{space}{}'` or another expression over the row",
        ident(&held.column),
        ident(&other)
    )))
}

/// A rule that is added to a domain whose values PostgreSQL cannot look at.
pub(super) fn rule(alter: &AlterDomain, said: &Said<'_>) -> Option<Diagnostic> {
    let (table, column) = alter.hidden.as_ref()?;
    let rule = alter.change.asks()?;
    let column = ObjectId::Column(table.clone(), column.clone());
    let domain = &alter.domain;
    let rule = match rule {
        DomainRule::Required => "`required: true`".to_owned(),
        DomainRule::Check(name, _) => format!("the check `{name}`"),
    };
    let message = format!(
        "{rule} cannot be added to the domain `{domain}`: `{column}` holds its values in arrays or composite values, into which \
         PostgreSQL does not look"
    );
    let diagnostic = Diagnostic::error(DiagnosticId::TypeInUse, message);
    let diagnostic = at(diagnostic, place(&said.resolved.origins, &ObjectId::Type(domain.clone())), "");
    Some(match alter.change.asks() {
        Some(DomainRule::Check(name, _)) => {
            diagnostic.help(format!("have it hold of values written from now on alone: `not_valid: [{name}]`"))
        }
        Some(DomainRule::Required) | None => {
            diagnostic.help("add a check instead, `VALUE IS NOT NULL`, and name it in `not_valid:`")
        }
    })
}

/// An attribute that is dropped while columns hold values of its type.
pub(super) fn attribute(alter: &AlterComposite, said: &Said<'_>) -> Option<Diagnostic> {
    let CompositeChange::DropAttribute(attribute, _) = &alter.change else { return None };
    let object = ObjectId::Attribute(alter.ty.clone(), attribute.name.clone());
    if alter.held == Held::Nowhere || said.wanted.removal(&object).is_some() {
        return None;
    }
    let lost = format!("what it is in the rows that hold values of `{}` would be lost", alter.ty);
    let message = match said.form() {
        IntentForm::Specs => {
            format!("`{object}` is no longer in the specs, and they do not say what is to become of it: {lost}")
        }
        IntentForm::Answers => {
            format!("`{object}` is not in the new schema, and no answer says what is to become of it: {lost}")
        }
    };
    let diagnostic = Diagnostic::error(DiagnosticId::UnsaidDrop, message);
    let diagnostic = at(diagnostic, place(&said.resolved.origins, &object), "it was in here");
    Some(match said.form() {
        IntentForm::Specs => diagnostic
            .help(format!(
                "to drop it with what it holds, write in the composite type: `removed: [{}]`",
                attribute.name
            ))
            .help(format!("if it has another name now, write there: `was: {}`", attribute.name)),
        IntentForm::Answers => diagnostic.help(answers::removed(&object)),
    })
}

/// Whether a column is new whose domain fills it.
pub(super) fn is_filled(create: &Create, said: &Said<'_>) -> bool {
    match &create.object {
        Object::Column(_, _, column) => fills(said.pair.new, &column.ty),
        _ => false,
    }
}

/// Whether a column is new whose domain allows no NULL, and nothing fills it as it is created: a `fill` comes after that.
pub(super) fn is_unfilled(create: &Create, said: &Said<'_>) -> bool {
    let Object::Column(_, _, column) = &create.object else { return false };
    matches!(column.ty.base, BaseType::Type(_))
        && !column.ty.list
        && column.default.is_none()
        && !fills(said.pair.new, &column.ty)
        && rules(said.pair.new, &column.ty).contains(&DomainRule::Required)
}

/// Says so.
pub(super) fn unfilled(create: &Create, said: &Said<'_>) -> Diagnostic {
    let id = create.object.id();
    let message = format!("`{id}` is new, its domain allows no NULL, and nothing fills it as it is created");
    let diagnostic = Diagnostic::error(DiagnosticId::UnfilledColumn, message);
    at(diagnostic, place(&said.resolved.origins, &id), "")
        .help("give it a default that the database knows: a literal, `now()` or `sql(\"...\")`; it can go with the next migration")
        .help("or take `required:` off the domain, and let the column forbid NULL itself: there is no `?` after its type, and a `fill:`")
}
