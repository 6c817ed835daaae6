//! Fields: their columns and what code knows of them.

use indexmap::map::Entry;

use super::defaults::{self, Filling};
use super::doc;
use super::draft::{Draft, FieldDraft};
use super::names::{self, InRust};
use super::registry::Objects;
use super::report::Report;
use super::scope::Scope;
use super::sequences;
use crate::spec::FieldSpec;
use crate::{
    BaseType, Column, ColumnType, DefaultValue, Diagnostic, DiagnosticId, Expr, Field, Name, ObjectId, Pii, QName,
    ScalarKind, Span, Table,
};

/// The columns that every table has.
/// <https://www.postgresql.org/docs/current/ddl-system-columns.html>
const SYSTEM_COLUMNS: &[&str] = &["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

/// Puts the columns into the table and gives the fields for code.
pub(super) fn build(
    draft: &Draft<'_>,
    scope: &Scope<'_>,
    (table, objects): (&mut Table, &mut Objects),
    report: &mut Report,
) -> Vec<Field> {
    let mut fields = Vec::with_capacity(draft.fields.len());
    let mut in_rust = InRust::default();
    table.columns.reserve(draft.fields.len());
    for field in &draft.fields {
        if field.spec.is_none_or(|spec| spec.map.is_none()) && !field.name.is_empty() {
            names::check_database_name(&field.column, field.span, report);
        }
        in_rust.take(&field.name, field.span, report);
        if SYSTEM_COLUMNS.contains(&field.column.as_str()) {
            let message = format!("every table has a column `{}` of PostgreSQL's own", field.column);
            report.error(DiagnosticId::ReservedName, message, field.span, "give the field another column with `map:`");
        }
        let (column, code) = one(field, scope, report);
        if let Some(column) = column {
            match table.columns.entry(field.column.clone()) {
                Entry::Vacant(free) => {
                    free.insert(column);
                    objects.add(ObjectId::Column(draft.table.clone(), field.column.clone()), field.span);
                }
                Entry::Occupied(_) => {
                    let same = |other: &&FieldDraft<'_>| other.column == field.column && other.ty.is_some();
                    let first = draft.fields.iter().find(same).unwrap_or(field);
                    column_twice(&field.column, [first.span, field.span], report);
                }
            }
        }
        fields.push(code);
    }
    for relation in &draft.relations {
        if let Some(first) = draft.field(relation.name) {
            names::twice("the field or relation", relation.name, [first.span, relation.span], report);
        } else {
            in_rust.take(relation.name, relation.span, report);
        }
    }
    fields
}

fn column_twice(column: &str, places: [Span; 2], report: &mut Report) {
    let finding = Diagnostic::error(DiagnosticId::NameTaken, format!("two fields would have the column `{column}`"));
    let finding = finding.at(places[1], "again here").at(places[0], "first here");
    report.add(finding.help("give one of them another column with `map:`"));
}

fn one(field: &FieldDraft<'_>, scope: &Scope<'_>, report: &mut Report) -> (Option<Column>, Field) {
    let mut code = Field {
        name: field.name.clone(),
        column: field.column.clone(),
        doc: None,
        client_default: None,
        updated: false,
        pii: None,
        encrypted: false,
    };
    let Some(spec) = field.spec else {
        let column = field.ty.clone().map(|ty| Column {
            ty,
            nullable: field.optional,
            default: None,
            collation: None,
            comment: None,
        });
        return (column, code);
    };
    code.doc = doc(spec.doc.as_ref());
    code.updated = is_true(spec.updated.as_ref());
    code.encrypted = is_true(spec.encrypted.as_ref());
    code.pii = spec.pii.as_ref().and_then(|word| pii(word));
    let Some(ty) = field.ty.clone() else { return (None, code) };
    check_options(spec, &scope.below(&ty), report);
    let mut filled = None;
    let filling =
        spec.default.as_ref().and_then(|default| defaults::read(default, (&ty, field.optional), scope, report));
    match filling {
        Some(Filling::Database(value)) => filled = Some(value),
        Some(Filling::Program(made)) => code.client_default = Some(made),
        None => {}
    }
    if let Some(sequence) = &spec.sequence {
        filled = sequences::owned(sequence, (&ty, filled), report);
    }
    if let Some(expr) = &spec.generated {
        filled = Some(DefaultValue::Generated(Expr::new(expr.as_str())));
    }
    let collation = spec.collate.as_ref().map(|name| collation(name));
    let comment = scope.settings.docs.comment(code.doc.as_ref());
    (Some(Column { ty, nullable: field.optional, default: filled, collation, comment }), code)
}

/// A collation as it is written: `de-x-icu`, which is in `pg_catalog`, as those of PostgreSQL itself are; `public.name`; or
/// `"schema"."name"`. A dot alone divides nothing, since collations such as `en_US.utf8` have one.
pub(super) fn collation(text: &str) -> QName {
    let text = text.trim();
    let quoted =
        text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).and_then(|rest| rest.split_once("\".\""));
    if let Some((namespace, name)) = quoted {
        return QName::new(namespace.replace("\"\"", "\""), name.replace("\"\"", "\""));
    }
    match text.split_once('.') {
        Some((namespace @ ("public" | "pg_catalog"), name)) => QName::new(namespace, name),
        Some(_) | None => QName::new("pg_catalog", text),
    }
}

fn is_true(value: Option<&crate::Located<bool>>) -> bool {
    value.is_some_and(|value| value.value)
}

fn pii(word: &str) -> Option<Pii> {
    // The reader has reported every other word.
    Some(match word {
        "name" => Pii::Name,
        "email" => Pii::Email,
        "phone" => Pii::Phone,
        "address" => Pii::Address,
        "birthday" => Pii::Birthday,
        "ip" => Pii::Ip,
        "health" => Pii::Health,
        "payment" => Pii::Payment,
        "token" => Pii::Token,
        "other" => Pii::Other,
        _ => return None,
    })
}

/// What does not go with the type, or with one another.
fn check_options(spec: &FieldSpec, ty: &ColumnType, report: &mut Report) {
    if let Some(generated) = &spec.generated {
        // https://www.postgresql.org/docs/current/ddl-generated-columns.html
        let others = [
            spec.default.as_ref().map(|default| (default.span, "default")),
            spec.updated.as_ref().filter(|updated| updated.value).map(|updated| (updated.span, "updated")),
        ];
        for (span, other) in others.into_iter().flatten() {
            let message = format!("a generated field takes no `{other}:`");
            let finding = Diagnostic::error(DiagnosticId::DefaultConflict, message).at(span, "");
            report
                .add(finding.at(generated.span, "always computed").help(format!("remove `{other}:` or `generated:`")));
        }
    }
    let kind = match &ty.base {
        BaseType::Scalar(scalar) if !ty.list => Some(scalar.kind),
        BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => None,
    };
    if let Some(updated) = spec.updated.as_ref().filter(|updated| updated.value)
        && !matches!(kind, Some(ScalarKind::Timestamp | ScalarKind::Timestamptz | ScalarKind::Date | ScalarKind::Time))
    {
        let message = "`updated:` writes the time of the save, and the field is no date and time";
        report.error(DiagnosticId::BadField, message, updated.span, "make the field `datetime`");
    }
    if let Some(collate) = &spec.collate {
        check_collation(collate, std::borrow::Cow::Borrowed(ty), report);
    }
}

/// Says where a collation is of something that is no text.
pub(super) fn check_collation(
    collate: &crate::Located<String>,
    ty: std::borrow::Cow<'_, ColumnType>,
    report: &mut Report,
) {
    let text = match &ty.base {
        BaseType::Scalar(scalar) => {
            matches!(scalar.kind, ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char)
        }
        BaseType::Enum(_) | BaseType::Type(_) => false,
        BaseType::Other(_) => true,
    };
    if !text {
        let message = "`collate:` is for text, and this is none";
        report.error(DiagnosticId::BadField, message, collate.span, "remove `collate:`");
    }
}

/// The column of a field that an index, key or trigger names; reports one that is not there.
pub(super) fn column_of(
    draft: &Draft<'_>,
    name: &crate::Located<String>,
    report: &mut Report,
) -> Option<(usize, Name)> {
    if let Some(at) = draft.positions.get(name.as_str()) {
        return Some((*at, draft.fields[*at].column.clone()));
    }
    // The reader has reported a name that is not there.
    if !name.is_empty() {
        report.add(unknown(draft, name));
    }
    None
}

/// Says that a model has no field of a name.
pub(super) fn unknown(draft: &Draft<'_>, name: &crate::Located<String>) -> Diagnostic {
    let message = format!("the model `{}` has no field `{}`", draft.name, name.value);
    let finding = Diagnostic::error(DiagnosticId::UnknownField, message).at(name.span, "");
    let relation = draft.relations.iter().find(|relation| relation.name == name.as_str());
    if let Some(relation) = relation.filter(|relation| !relation.fields.is_empty()) {
        let fields: Vec<_> = relation.fields.iter().map(|field| format!("`{field}`")).collect();
        return finding.help(format!("`{}` is a relation: write {}", name.value, fields.join(", ")));
    }
    let by_column = draft.fields.iter().find(|field| field.column.as_str() == name.as_str());
    if let Some(field) = by_column {
        return finding.help(format!("`{}` is the column: write the field, `{}`", name.value, field.name));
    }
    let otherwise = format!("write it under `fields:`, as `{}: string`", name.value);
    finding.help(super::report::suggest(name, draft.field_names(), otherwise))
}
