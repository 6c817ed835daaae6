//! Relations that are foreign keys.

use super::draft::{Draft, RelationDraft, TargetForm};
use super::fields;
use super::names;
use super::registry::Registry;
use super::report::Report;
use crate::spec::DefaultSpec;
use crate::{
    Action, Arity, BaseType, ColumnType, Deferral, Diagnostic, DiagnosticId, ForeignKey, Located, MatchType, Name,
    ObjectId, RelationKind, ScalarKind, Schema, naming,
};

/// Makes the foreign key of a relation and gives what code knows of it; nothing where it is wrong.
pub(super) fn build(
    (from, relation): (&Draft<'_>, &RelationDraft<'_>),
    drafts: &[Draft<'_>],
    (schema, registry): (&mut Schema, &mut Registry),
    report: &mut Report,
) -> Option<RelationKind> {
    let to = &drafts[relation.target.model?];
    let ends = find(from, relation, to, report)?;
    check_types(from, relation, (to, &ends), report);
    let optional = ends.fields.iter().any(|at| from.fields[*at].optional);
    if relation.target.form == TargetForm::Optional && !optional {
        let field = &from.fields[ends.fields[0]];
        let message = format!("`{}` is optional, and its field `{}` is required", relation.name, field.name);
        let finding = Diagnostic::error(DiagnosticId::BadRelation, message).at(relation.spec.to.span, "");
        report
            .add(finding.at(field.span, "required").help("take the `?` off `to:`, or add it to the type of the field"));
    }
    let on_delete = on_delete(from, relation, &ends, report);
    let on_update = action(relation.spec.on_update.as_ref()).unwrap_or(Action::Cascade);
    check_action(from, relation, &ends, (relation.spec.on_update.as_ref(), on_update), report);
    let columns: Vec<Name> = ends.fields.iter().map(|at| from.fields[*at].column.clone()).collect();
    let name = match &relation.spec.map {
        Some(map) => names::database_name(map, report),
        None => naming::foreign_key(&from.table.name, columns.iter().map(|column| column.as_str())),
    };
    let deferral = deferral(relation.spec.deferrable.as_ref());
    let matching = match relation.spec.matching.as_ref().map(|word| word.as_str()) {
        Some("full") => MatchType::Full,
        _ => MatchType::Simple,
    };
    if let (Some(word), true) = (&to.spec.primary_deferrable, sorted(&ends.references) == sorted(&to.primary)) {
        // https://www.postgresql.org/docs/current/sql-createtable.html
        let message = format!("`{}` refers to a primary key that may be checked later", relation.name);
        let finding = Diagnostic::error(DiagnosticId::BadRelation, message).at(relation.span, "");
        report.add(finding.at(word.span, "").help("remove `primary_deferrable:`"));
    }
    let key = ForeignKey {
        columns,
        table: to.table.clone(),
        references: ends.references.iter().map(|at| to.fields[*at].column.clone()).collect(),
        on_delete,
        on_update,
        matching,
        deferral,
        validity: Default::default(),
    };
    registry.add(ObjectId::ForeignKey(from.table.clone(), name.clone()), relation.span);
    if let Some(table) = schema.tables.get_mut(&from.table) {
        table.foreign_keys.insert(name.clone(), key);
    }
    let mut set = ends.fields.clone();
    set.sort_unstable();
    Some(RelationKind::ForeignKey {
        fields: ends.fields.iter().map(|at| from.fields[*at].name.clone()).collect(),
        references: ends.references.iter().map(|at| to.fields[*at].name.clone()).collect(),
        constraint: name,
        on_delete,
        on_update,
        arity: if from.keys.contains(&set) { Arity::One } else { Arity::Many },
        optional,
    })
}

/// What `deferrable:` says.
pub(super) fn deferral(word: Option<&Located<String>>) -> Deferral {
    match word.map(|word| word.as_str()) {
        Some("allowed") => Deferral::Allowed,
        Some("initially") => Deferral::Initially,
        _ => Deferral::Never,
    }
}

fn sorted(positions: &[usize]) -> Vec<usize> {
    let mut sorted = positions.to_vec();
    sorted.sort_unstable();
    sorted
}

/// The positions of the fields at both ends.
struct Ends {
    fields: Vec<usize>,
    references: Vec<usize>,
}

fn find(from: &Draft<'_>, relation: &RelationDraft<'_>, to: &Draft<'_>, report: &mut Report) -> Option<Ends> {
    let wrong = |message: String, help: String, report: &mut Report| {
        report.error(DiagnosticId::BadRelation, message, relation.spec.to.span, help);
    };
    if relation.references.is_empty() {
        let message = format!("`{}` has no primary key for `{}` to refer to", to.name, relation.name);
        wrong(
            message,
            format!("give `{}` a primary key, or name its unique fields with `references:`", to.name),
            report,
        );
        return None;
    }
    let positions = |names: &[Name], model: &Draft<'_>, written: &[Located<String>], report: &mut Report| {
        let mut found = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            match (model.positions.get(name), written.get(at)) {
                (Some(position), _) => found.push(*position),
                (None, Some(written)) => {
                    report.add(fields::unknown(model, written));
                    return None;
                }
                (None, None) => return None,
            }
        }
        Some(found)
    };
    let fields = positions(&relation.fields, from, &relation.spec.fields, report);
    let references = positions(&relation.references, to, &relation.spec.references, report);
    let (fields, references) = (fields?, references?);
    if fields.len() != references.len() {
        let count = |names: &[Name]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let message =
            format!("{} cannot refer to {} of `{}`", count(&relation.fields), count(&relation.references), to.name);
        wrong(message, "name as many fields with `fields:` as are referred to, in the same order".to_owned(), report);
        return None;
    }
    let mut set = references.clone();
    set.sort_unstable();
    // https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
    if !to.keys.contains(&set) {
        let names: Vec<&str> = relation.references.iter().map(|name| name.as_str()).collect();
        let message = format!("`{}` is not unique in `{}`, so nothing can refer to it", names.join(", "), to.name);
        let place = relation.spec.references.first().map_or(relation.spec.to.span, |name| name.span);
        let help = format!("write `unique: [[{}]]` in `{}`, or refer to its primary key", names.join(", "), to.name);
        report.error(DiagnosticId::NotUnique, message, place, help);
        return None;
    }
    Some(Ends { fields, references })
}

fn check_types(from: &Draft<'_>, relation: &RelationDraft<'_>, (to, ends): (&Draft<'_>, &Ends), report: &mut Report) {
    for (at, referred) in ends.fields.iter().zip(&ends.references) {
        let (field, referred) = (&from.fields[*at], &to.fields[*referred]);
        let (ty, other) = match (&field.ty, &referred.ty) {
            (Some(ty), Some(other)) => (ty, other),
            (None, Some(_)) | (Some(_), None) => continue,
            (None, None) if field.spec.is_none() && referred.spec.is_none() => {
                let message = format!("`{}` and `{}` take their types from each other", field.name, referred.name);
                let help = format!("write the type of `{}` under `fields:`", field.name);
                report.error(DiagnosticId::RelationType, message, relation.span, help);
                continue;
            }
            (None, None) => continue,
        };
        if ty != other {
            let message = format!(
                "`{}` is `{}`, and `{}` of `{}`, which it refers to, is `{}`",
                field.name,
                spelled(ty),
                referred.name,
                to.name,
                spelled(other)
            );
            let place = field.spec.map_or(field.span, |spec| spec.ty.span);
            let optional = if field.optional { "?" } else { "" };
            let finding = match are_compared(ty, other) {
                true => Diagnostic::warning(DiagnosticId::RelationType, message),
                false => Diagnostic::error(DiagnosticId::RelationType, message),
            };
            let finding =
                finding.at(place, "").at(referred.spec.map_or(referred.span, |spec| spec.ty.span), "referred to");
            report.add(finding.help(format!("write `{}: {}{optional}`", field.name, spelled(other))));
        }
    }
}

/// Whether PostgreSQL takes one as a reference to the other: an operator of the key's index compares the two.
/// <https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK>
fn are_compared(ty: &ColumnType, other: &ColumnType) -> bool {
    use ScalarKind::{
        BigInt, Char, Date, Decimal, Double, Float, Int, SmallInt, Text, Timestamp, Timestamptz, Varchar,
    };
    let kind = |ty: &ColumnType| match (&ty.base, ty.list) {
        (BaseType::Scalar(scalar), false) => Some(scalar.kind),
        (BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_), _) => None,
    };
    let (Some(one), Some(other)) = (kind(ty), kind(other)) else { return false };
    let families: [&[_]; 4] =
        [&[SmallInt, Int, BigInt, Decimal, Float, Double], &[Text, Varchar], &[Char], &[Date, Timestamp, Timestamptz]];
    families.iter().any(|family| family.contains(&one) && family.contains(&other))
}

fn spelled(ty: &ColumnType) -> String {
    crate::write::type_text(ty, |name| name.name.to_string())
}

fn action(word: Option<&Located<String>>) -> Option<Action> {
    Some(match word?.as_str() {
        "cascade" => Action::Cascade,
        "restrict" => Action::Restrict,
        "set_null" => Action::SetNull,
        "set_default" => Action::SetDefault,
        "no_action" => Action::NoAction,
        // The reader has reported every other word.
        _ => return None,
    })
}

/// What deletes do: as said, else as Prisma does where all fields are required or all optional. Where some are required
/// `set_null` would fail, so such a key restricts.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/relations/referential-actions#referential-action-defaults>
fn on_delete(from: &Draft<'_>, relation: &RelationDraft<'_>, ends: &Ends, report: &mut Report) -> Action {
    let word = relation.spec.on_delete.as_ref();
    if let Some(action) = action(word) {
        check_action(from, relation, ends, (word, action), report);
        return action;
    }
    match ends.fields.iter().all(|at| from.fields[*at].optional) {
        true => Action::SetNull,
        false => Action::Restrict,
    }
}

/// Whether a default is one that the program makes, of which the database knows nothing.
fn is_of_program(default: &DefaultSpec) -> bool {
    match default {
        DefaultSpec::Plain(text) | DefaultSpec::Quoted(text) => {
            ["uuid(", "cuid(", "nanoid(", "ulid("].iter().any(|call| text.trim().starts_with(call))
        }
        DefaultSpec::List(_) | DefaultSpec::Json(_) => false,
    }
}

fn check_action(
    from: &Draft<'_>,
    relation: &RelationDraft<'_>,
    ends: &Ends,
    (word, action): (Option<&Located<String>>, Action),
    report: &mut Report,
) {
    let Some(word) = word else { return };
    let fields = ends.fields.iter().map(|at| &from.fields[*at]);
    match action {
        Action::SetNull => {
            if let Some(field) = fields.into_iter().find(|field| !field.optional) {
                let message = format!("`set_null` would empty `{}`, which is required", field.name);
                let finding = Diagnostic::warning(DiagnosticId::SetNullOnRequired, message).at(word.span, "");
                let finding = finding.at(field.span, "required");
                let help = match field.spec {
                    Some(spec) => {
                        format!("write `{}: {}?`, or `cascade` or `restrict` here", field.name, spec.ty.value)
                    }
                    None => format!("write `to: {}?`, or `cascade` or `restrict` here", relation.spec.to.value),
                };
                report.add(finding.help(help));
            }
        }
        Action::SetDefault => {
            let has_default = |field: &&super::draft::FieldDraft<'_>| {
                field.optional
                    || field.spec.and_then(|spec| spec.default.as_ref()).is_some_and(|default| !is_of_program(default))
            };
            if let Some(field) = fields.into_iter().find(|field| !has_default(field)) {
                let message = format!("`set_default` needs a default, and `{}` has none", field.name);
                let finding = Diagnostic::warning(DiagnosticId::NoDefaultToSet, message).at(word.span, "");
                report.add(finding.at(field.span, "no default").help(
                    "give the field a `default:` that the database fills in, or write `cascade` or `restrict` here",
                ));
            }
        }
        Action::NoAction | Action::Restrict | Action::Cascade => {}
    }
}
