//! Refusals: what the changes would lose, and what the specs have to say for it. All at once, each with a way out.

mod answers;
mod conversions;
mod drops;
mod later;
mod likely;
mod names;
mod steps;
mod user_types;

use underpin_schema::{Diagnostic, DiagnosticId, IntentForm, ObjectId, Origins, Resolved, RowSecurity, Schema, Span};

use crate::{Change, Object, Pair, difference::Difference, renames::Renamed, wanted::Wanted};

/// What the refusals are told.
pub(crate) struct Said<'a> {
    /// The old schema as it was.
    pub(crate) before: &'a Schema,
    /// The old schema under its new names, and the new one.
    pub(crate) pair: Pair<&'a Schema>,
    pub(crate) resolved: &'a Resolved,
    pub(crate) wanted: &'a Wanted<'a>,
    pub(crate) renamed: &'a Renamed<'a>,
    pub(crate) found: &'a [Difference<'a>],
    pub(crate) changes: &'a [Change],
}

impl Said<'_> {
    /// Where intents are written.
    fn form(&self) -> IntentForm {
        self.resolved.intents.form
    }
}

/// A diagnostic for each change that needs a word which the specs do not say, and a warning for each that will be felt.
pub(crate) fn refusals(said: &Said<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = names::refusals(said);
    diagnostics.extend(drops::refusals(said));
    for change in said.changes {
        match change {
            Change::Create(create) if user_types::is_unfilled(create, said) => {
                diagnostics.push(user_types::unfilled(create, said));
            }
            Change::Create(create) if !create.fits_rows() && !user_types::is_filled(create, said) => {
                diagnostics.push(unfilled(&create.object, said));
            }
            Change::ChangeTypes(types) => diagnostics.extend(conversions::types(types, said)),
            Change::ChangeEnum(change) => diagnostics.extend(conversions::labels(change, said)),
            Change::Replace(replace) => {
                diagnostics.extend(drops::computed(replace, said));
                diagnostics.extend(user_types::replaced(&replace.pair.old, said));
            }
            Change::Rebuild(rebuild) => diagnostics.extend(user_types::replaced(&rebuild.pair.old, said)),
            Change::AlterDomain(alter) => diagnostics.extend(user_types::rule(alter, said)),
            Change::AlterComposite(alter) => diagnostics.extend(user_types::attribute(alter, said)),
            Change::SetRowSecurity(set) if set.level.new < set.level.old => {
                diagnostics.push(relaxed(&ObjectId::Table(set.table.clone()), set.level, &said.resolved.origins));
            }
            Change::Drop(drop) => diagnostics.extend(hidden(&drop.object, said)),
            Change::RunStep(run) => diagnostics.extend(steps::refusal(&run.step, said.resolved)),
            Change::Create(_)
            | Change::Rename(_)
            | Change::AddEnumValue(_)
            | Change::RenameEnumValue(_)
            | Change::Rekey(_)
            | Change::SetDefault(_)
            | Change::AlterSequence(_)
            | Change::SetRequired(_)
            | Change::SetOptional(_)
            | Change::ReplaceFunction(_)
            | Change::SetRowSecurity(_)
            | Change::SetValidity(_)
            | Change::MoveExtension(_)
            | Change::SetComment(_)
            | Change::SetDepends(_) => {}
        }
    }
    diagnostics.extend(later::warnings(said));
    diagnostics
}

/// The object that a difference is about.
pub(crate) fn object(difference: &Difference<'_>) -> ObjectId {
    match difference {
        Difference::Created(part) | Difference::Dropped(part) => part.object(),
        Difference::Altered(alteration) => alteration.object(),
    }
}

/// The place of an object, or of what it belongs to.
fn place(origins: &Origins, object: &ObjectId) -> Option<Span> {
    origins.get(object).or_else(|| origins.get(&parent(object)?))
}

fn at(diagnostic: Diagnostic, span: Option<Span>, text: &str) -> Diagnostic {
    match span {
        Some(span) => diagnostic.at(span, text),
        None => diagnostic,
    }
}

/// What an object belongs to.
fn parent(object: &ObjectId) -> Option<ObjectId> {
    match object {
        ObjectId::EnumValue(ty, _) => Some(ObjectId::Enum(ty.clone())),
        ObjectId::Attribute(ty, _) => Some(ObjectId::Type(ty.clone())),
        ObjectId::Column(table, _)
        | ObjectId::PrimaryKey(table)
        | ObjectId::Unique(table, _)
        | ObjectId::Index(table, _)
        | ObjectId::ForeignKey(table, _)
        | ObjectId::Check(table, _)
        | ObjectId::Exclusion(table, _)
        | ObjectId::Trigger(table, _)
        | ObjectId::Policy(table, _) => Some(ObjectId::Table(table.clone())),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::Type(_)
        | ObjectId::Sequence(_)
        | ObjectId::Table(_)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => None,
    }
}

/// A new column that the rows that are there cannot take.
fn unfilled(object: &Object, said: &Said<'_>) -> Diagnostic {
    let id = object.id();
    let message = format!("`{id}` is new and required, and nothing fills it in the rows that are there");
    if said.form() == IntentForm::Answers {
        return answers::filled(Diagnostic::error(DiagnosticId::UnfilledColumn, message), &id);
    }
    let mut diagnostic =
        at(Diagnostic::error(DiagnosticId::UnfilledColumn, message), place(&said.resolved.origins, &id), "")
            .help("say what they get, as SQL over the row: `fill: \"...\"`, such as `fill: gen_random_uuid()` or `fill: \"lower(name)\"`");
    diagnostic = match referring(object, said) {
        Some(field) => diagnostic.help(format!(
            "a relation has no `fill`, the field that it stands on has: write it under `fields:` beside the relation: {field}"
        )),
        None => diagnostic.help(
            "or take it from the row that a relation leads to: `fill: '(SELECT p.\"tenantId\" FROM \"Parent\" p WHERE p.id = \"parentId\")'`",
        ),
    };
    diagnostic
        .help("or make it optional (`?` after the type), or give it a default that the database knows: a literal, `now()` or `sql(\"...\")`")
        .help("`uuid()`, `cuid()` and `updated` are made by the program that writes a row: they fill no row that is there already")
}

/// The field of a column that refers to a row of another table, as the spec can write it.
fn referring(object: &Object, said: &Said<'_>) -> Option<String> {
    let Object::Column(table, name, column) = object else { return None };
    let keys = &said.pair.new.tables.get(table)?.foreign_keys;
    let key = keys.values().find(|key| key.columns == [name.clone()])?;
    let [theirs] = &key.references[..] else { return None };
    let (parent, theirs) = (ident(&key.table.name), ident(theirs));
    let ty = crate::casts::spelled(&column.ty);
    Some(format!("`{name}: {{ type: {ty}, fill: '(SELECT p.{theirs} FROM {parent} p WHERE ...)' }}`"))
}

fn relaxed(object: &ObjectId, level: Pair<RowSecurity>, origins: &Origins) -> Diagnostic {
    let word = |level: RowSecurity| match level {
        RowSecurity::Off => "off",
        RowSecurity::Enabled => "enabled",
        RowSecurity::Forced => "forced",
    };
    let Pair { old, new } = level.map(word);
    let message =
        format!("row-level security of `{object}` goes from {old} to {new}: rows are seen that were hidden before");
    at(Diagnostic::warning(DiagnosticId::ShowsRows, message), place(origins, object), "")
}

/// A policy that is dropped while its table stays.
fn hidden(object: &Object, said: &Said<'_>) -> Option<Diagnostic> {
    let Object::Policy(table, _, _) = object else { return None };
    let stays = said.pair.new.tables.get(table)?;
    if stays.row_security == RowSecurity::Off {
        return None;
    }
    let message = format!("`{}` is dropped: other rows are seen and written than before", object.id());
    let diagnostic = Diagnostic::warning(DiagnosticId::ShowsRows, message);
    Some(at(diagnostic, place(&said.resolved.origins, &object.id()), "it was in here"))
}

/// A name as SQL spells it, for suggestions.
fn ident(name: &str) -> String {
    crate::mentions::identifier(name)
}
