//! Triggers.

use postgres::{Row, Transaction};
use underpin_schema::{Expr, Name, ObjectId, QName, Trigger, TriggerEvent, TriggerLevel, TriggerTiming};

use super::{
    UnmanagedKind,
    constraints::names,
    dependencies::catalogs,
    draft::{Draft, part},
    indexes::outside_quotes,
    types::required,
};
use crate::Error;

/// The bits of `tgtype`: <https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_trigger.h>
mod bits {
    pub const ROW: i16 = 1;
    pub const BEFORE: i16 = 1 << 1;
    pub const INSERT: i16 = 1 << 2;
    pub const DELETE: i16 = 1 << 3;
    pub const UPDATE: i16 = 1 << 4;
    pub const TRUNCATE: i16 = 1 << 5;
    pub const INSTEAD: i16 = 1 << 6;
}

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for row in transaction.query(include_str!("queries/triggers.sql"), &[])? {
        let (number, name) = (row.try_get("table")?, Name::new(row.try_get::<_, &str>("name")?));
        let on = || required(&row, "table_namespace", "table_name");
        if row.try_get("is_constraint")? {
            let object = Some((catalogs::TRIGGER, row.try_get("oid")?));
            let why = "constraint triggers are not managed";
            draft.leave(UnmanagedKind::Trigger, (part(&on()?, &name), object), why);
            continue;
        }
        if row.try_get::<_, &str>("table_kind")? == "v" {
            let on = on()?;
            for why in notes(&row)? {
                let id = ObjectId::Trigger(on.clone(), name.clone());
                draft.leave_trait(UnmanagedKind::Trigger, (part(&on, &name), id), why);
            }
            let trigger = trigger(&row)?;
            if let Some(view) = draft.schema.views.get_mut(&on) {
                view.triggers.insert(name, trigger);
            }
            continue;
        }
        for why in notes(&row)? {
            draft.leave_part(UnmanagedKind::Trigger, number, &name, why);
        }
        let trigger = trigger(&row)?;
        if let Some(table) = draft.table(number) {
            table.triggers.insert(name, trigger);
        }
    }
    Ok(())
}

fn trigger(row: &Row) -> Result<Trigger, Error> {
    let ty: i16 = row.try_get("type")?;
    let has = |bit: i16| ty & bit != 0;
    let events = [
        (bits::INSERT, TriggerEvent::Insert),
        (bits::UPDATE, TriggerEvent::Update(names(row, "columns")?)),
        (bits::DELETE, TriggerEvent::Delete),
        (bits::TRUNCATE, TriggerEvent::Truncate),
    ];
    Ok(Trigger {
        timing: match (has(bits::BEFORE), has(bits::INSTEAD)) {
            (_, true) => TriggerTiming::InsteadOf,
            (true, false) => TriggerTiming::Before,
            (false, false) => TriggerTiming::After,
        },
        events: events.into_iter().filter_map(|(bit, event)| has(bit).then_some(event)).collect(),
        level: if has(bits::ROW) { TriggerLevel::Row } else { TriggerLevel::Statement },
        when: row.try_get::<_, Option<&str>>("definition")?.and_then(condition),
        function: QName::new(row.try_get::<_, &str>("function_namespace")?, row.try_get::<_, &str>("function_name")?),
        arguments: arguments(row.try_get("arguments")?, row.try_get("argument_count")?),
        comment: row.try_get("comment")?,
    })
}

/// The texts of `tgargs`, each of which ends with a NUL byte.
/// <https://www.postgresql.org/docs/current/catalog-pg-trigger.html>
fn arguments(bytes: &[u8], count: i16) -> Vec<String> {
    let count = usize::try_from(count).unwrap_or_default();
    bytes.split(|byte| *byte == 0).take(count).map(|text| String::from_utf8_lossy(text).into_owned()).collect()
}

/// The condition of a definition: what stands between the parentheses behind WHEN, the first word in no quotes that is
/// followed by one. Before it are only names, which are in quotes where they are no plain words.
fn condition(definition: &str) -> Option<Expr> {
    const WHEN: &str = " WHEN (";
    let is_when = |at: usize| definition.as_bytes()[at..].starts_with(WHEN.as_bytes());
    let start = outside_quotes(definition).find(|(at, _)| is_when(*at))?.0 + WHEN.len();
    let text = &definition[start..];
    let mut depth = 0_usize;
    for (at, byte) in outside_quotes(text) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(Expr::new(&text[..at])),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What a [`Trigger`] cannot hold.
fn notes(row: &Row) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    match row.try_get("enabled")? {
        "D" => notes.push("it is disabled".to_owned()),
        "R" => notes.push("it fires on replicas alone".to_owned()),
        "A" => notes.push("it fires on replicas, too".to_owned()),
        _ => {}
    }
    for (column, words) in [("old_table", "OLD TABLE"), ("new_table", "NEW TABLE")] {
        if let Some(name) = row.try_get::<_, Option<&str>>(column)? {
            notes.push(format!("it is REFERENCING {words} AS {name}"));
        }
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_found_whatever_the_names_and_texts() {
        for (definition, expected) in [
            ("CREATE TRIGGER t AFTER UPDATE ON public.x FOR EACH ROW EXECUTE FUNCTION f(' WHEN (1)')", None),
            (
                "CREATE TRIGGER \"a WHEN (b)\" BEFORE UPDATE OF \"c\"\" WHEN (\" ON public.x FOR EACH ROW \
                 WHEN (((old.a = ')'::text) AND (new.\")\" > 0))) EXECUTE FUNCTION f(')')",
                Some("((old.a = ')'::text) AND (new.\")\" > 0))"),
            ),
            ("CREATE TRIGGER t WHEN (a", None),
        ] {
            assert_eq!(condition(definition), expected.map(Expr::new), "{definition}");
        }
    }
}
