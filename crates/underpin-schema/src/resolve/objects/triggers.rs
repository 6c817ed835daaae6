//! Triggers.

use super::super::doc;
use super::super::draft::Draft;
use super::super::fields;
use super::super::names;
use super::super::registry::Registry;
use super::super::report::{Report, suggest};
use super::depends::Known;
use crate::spec::TriggerSpec;
use crate::{DiagnosticId, Expr, Located, Name, ObjectId, Schema, Trigger, TriggerEvent, TriggerLevel, TriggerTiming};

/// Puts a trigger into its table.
pub(super) fn build(
    spec: &TriggerSpec,
    (known, drafts): (&Known<'_>, &[Draft<'_>]),
    (schema, registry): (&mut Schema, &mut Registry),
    report: &mut Report,
) {
    let name = names::database_name(&spec.name, report);
    let (called, arguments) = call(&spec.execute);
    let function = known.trigger_function(&spec.execute, called, report);
    let view = known.view(&spec.on).cloned();
    let draft = match &view {
        Some(_) => None,
        None => {
            let Some(model) = known.model(&spec.on, "trigger", report) else { return };
            Some(&drafts[model])
        }
    };
    let mut events: Vec<_> = spec.events.iter().filter_map(|event| self::event(event, draft, report)).collect();
    // Their order means nothing, and PostgreSQL does not keep it.
    events.sort_by_key(place);
    if spec.events.is_empty() {
        report.error(
            DiagnosticId::BadObject,
            "a trigger without events",
            spec.name.span,
            "write `events: [insert, update]`",
        );
    }
    let level = match spec.each.as_ref().map(|word| word.as_str()) {
        Some("statement") => TriggerLevel::Statement,
        _ => TriggerLevel::Row,
    };
    let timing = match spec.timing.as_str() {
        "after" => TriggerTiming::After,
        "instead_of" => TriggerTiming::InsteadOf,
        _ => TriggerTiming::Before,
    };
    // https://www.postgresql.org/docs/current/sql-createtrigger.html
    if view.is_some() {
        check_of_view(spec, (timing, level), report);
    } else if timing == TriggerTiming::InsteadOf {
        let message = "`instead_of` is for triggers on views";
        report.error(DiagnosticId::BadObject, message, spec.timing.span, "write `before` or `after`");
    }
    if let (TriggerLevel::Row, Some(at)) = (level, events.iter().position(|event| *event == TriggerEvent::Truncate)) {
        let span = spec.events.get(at).map_or(spec.name.span, |event| event.span);
        report.error(DiagnosticId::BadObject, "`truncate` fires once per statement", span, "write `each: statement`");
    }
    let Some(function) = function else { return };
    let Some(on) = view.as_ref().or(draft.map(|draft| &draft.table)) else { return };
    let triggers = match (&view, schema.views.get_mut(on)) {
        (Some(_), Some(view)) => &mut view.triggers,
        (_, _) => match schema.tables.get_mut(on) {
            Some(table) => &mut table.triggers,
            None => return,
        },
    };
    registry.origins.record(ObjectId::Trigger(on.clone(), name.clone()), spec.name.span);
    let made = Trigger {
        timing,
        events,
        level,
        when: spec.when.as_ref().map(|when| Expr::new(when.as_str())),
        function,
        arguments,
        comment: doc(spec.doc.as_ref()),
    };
    if triggers.insert(name, made).is_some() {
        report.add(super::twice("trigger", &spec.name));
    }
}

/// What a trigger on a view cannot be.
/// <https://www.postgresql.org/docs/current/sql-createtrigger.html>
fn check_of_view(spec: &TriggerSpec, (timing, level): (TriggerTiming, TriggerLevel), report: &mut Report) {
    match (timing, level) {
        (TriggerTiming::InsteadOf, TriggerLevel::Row) => {
            if let Some(when) = &spec.when {
                let message = "a trigger `instead_of` has no condition";
                report.error(DiagnosticId::BadObject, message, when.span, "let the function decide");
            }
        }
        (TriggerTiming::InsteadOf, TriggerLevel::Statement) => {
            let message = "a trigger `instead_of` fires for each row";
            report.error(DiagnosticId::BadObject, message, spec.timing.span, "remove `each:`");
        }
        (TriggerTiming::Before | TriggerTiming::After, TriggerLevel::Row) => {
            let message = "on a view, only `instead_of` fires for each row";
            report.error(DiagnosticId::BadObject, message, spec.timing.span, "write `timing: instead_of`");
        }
        (TriggerTiming::Before | TriggerTiming::After, TriggerLevel::Statement) => {}
    }
}

/// The place of an event among others: that in which PostgreSQL's manual names them.
/// <https://www.postgresql.org/docs/current/sql-createtrigger.html>
fn place(event: &TriggerEvent) -> u8 {
    match event {
        TriggerEvent::Insert => 0,
        TriggerEvent::Update(_) => 1,
        TriggerEvent::Delete => 2,
        TriggerEvent::Truncate => 3,
    }
}

/// The words of events, for suggestions.
const EVENTS: &[&str] = &["insert", "update", "delete", "truncate"];

/// The event; columns are fields of the model, or of a view as they are.
fn event(text: &Located<String>, draft: Option<&Draft<'_>>, report: &mut Report) -> Option<TriggerEvent> {
    let words = text.trim().to_lowercase();
    match words.as_str() {
        "" => None,
        "insert" => Some(TriggerEvent::Insert),
        "update" => Some(TriggerEvent::Update(Vec::new())),
        "delete" => Some(TriggerEvent::Delete),
        "truncate" => Some(TriggerEvent::Truncate),
        _ if words.starts_with("update of ") => {
            let fields = text.trim().get("update of ".len()..).unwrap_or_default().split(',');
            let fields = fields.map(|field| Located::new(field.trim().to_owned(), text.span));
            let column = |field: Located<String>| match draft {
                Some(draft) => Some(fields::column_of(draft, &field, report)?.1),
                None => Some(Name::new(field.as_str())),
            };
            let columns: Vec<_> = fields.filter_map(column).collect();
            Some(TriggerEvent::Update(columns))
        }
        _ => {
            let message = format!("there is no event `{}`", text.value);
            let help = suggest(
                &words,
                EVENTS.iter().copied(),
                "write insert, update, delete, truncate, or `update of fieldA, fieldB`",
            );
            report.error(DiagnosticId::UnknownWord, message, text.span, help);
            None
        }
    }
}

/// `audit('orders', 2)` as the function and its arguments, which PostgreSQL passes as text whatever they are.
fn call(text: &str) -> (&str, Vec<String>) {
    let text = text.trim();
    let Some((name, rest)) = text.split_once('(') else { return (text, Vec::new()) };
    let list = rest.trim_end().strip_suffix(')').unwrap_or(rest);
    let mut arguments = Vec::new();
    let mut current = String::new();
    let (mut quoted, mut was_quoted) = (false, false);
    let mut chars = list.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' if quoted && chars.peek() == Some(&'\'') => {
                current.push('\'');
                chars.next();
            }
            '\'' => {
                quoted = !quoted;
                was_quoted = true;
            }
            ',' if !quoted => {
                arguments.push(std::mem::take(&mut current));
                was_quoted = false;
            }
            c if !quoted && c.is_whitespace() => {}
            c => current.push(c),
        }
    }
    if !current.is_empty() || was_quoted || !arguments.is_empty() {
        arguments.push(current);
    }
    (name.trim(), arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_a_name_and_texts() {
        assert_eq!(call("touch()"), ("touch", vec![]));
        assert_eq!(call("touch"), ("touch", vec![]));
        assert_eq!(call("app.audit('it''s, so', 2)"), ("app.audit", vec!["it's, so".to_owned(), "2".to_owned()]));
        assert_eq!(call("f('')"), ("f", vec![String::new()]));
    }
}
