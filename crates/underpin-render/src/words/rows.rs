//! What steps ask of rows, and what they write to them.

use std::fmt;

use underpin_plan::{Counter, Fill, FillRows, FillValue, Op, Precondition, TypeChange, Using};
use underpin_schema::{BaseType, ColumnType, Counting, KeyTarget, QName};

use super::one_line;
use crate::sql::Type;

/// What must be true of the rows, where a step asks.
pub(super) fn asked(op: &Op) -> Option<String> {
    let Op::Assert(precondition) = op else { return None };
    Some(one_line(match precondition {
        Precondition::NoNulls { table, column } => format!("{table}.{column} holds no NULL"),
        Precondition::NoDuplicates { table, key: _, targets, nulls: _, predicate } => {
            let of = predicate.as_ref().map_or_else(String::new, |expr| format!(" where {expr}"));
            format!("no two rows of {table}{of} are equal in {}", list(targets.iter().map(target)))
        }
        Precondition::NoOrphans { table, name: _, key } => {
            format!("each {} of {table} is one of {}", list(&key.columns), key.table)
        }
        Precondition::NoConflicts { table, name: _, exclusion } => {
            let of = exclusion.index.predicate.as_ref().map_or_else(String::new, |expr| format!(" where {expr}"));
            let held = exclusion.elements().map(|(key, operator)| format!("{} {operator}", target(&key.target)));
            format!("no two rows of {table}{of} hold {} of one another", list(held))
        }
        Precondition::Passes { table, name: _, expr } => format!("{expr} is false of no row of {table}"),
        Precondition::Fits { table, column, from: _, to } => {
            format!("each value of {table}.{column} fits {} as it is", type_words(to))
        }
        Precondition::Yields { table, column, value, to, nullable, rows } => {
            let of = match rows {
                FillRows::All => String::new(),
                FillRows::Null => format!(" where {column} is NULL"),
            };
            let null = if *nullable { ", or NULL" } else { "" };
            format!("{value} gives a {} for {table}.{column}{null}, for each row{of}", type_words(to))
        }
        Precondition::Counts { counter, counting } => {
            let Counting { ty: _, start: _, increment: _, min, max, cache: _, cycle: _ } = counting.new;
            format!("the last number of {} is between {min} and {max}", counter_words(counter))
        }
        Precondition::IsValue { table, column, to: _, name: _, expr } => {
            format!("{expr} is false of no value of {table}.{column}")
        }
        Precondition::IsLabel { table, column, from: _, labels } => {
            format!("each value of {table}.{column} is one of {}", list(labels))
        }
    }))
}

/// What a step writes to the rows of tables that were there before it.
pub(super) fn written(op: &Op) -> Vec<String> {
    match op {
        Op::Fill(fill) => vec![one_line(filled(fill))],
        Op::AlterTypes(table, changes) => {
            changes.iter().filter_map(|change| converted(table, change)).map(one_line).collect()
        }
        Op::Run(step) => vec![one_line(format_args!("whatever step {} writes", step.name))],
        Op::Create(_)
        | Op::Drop(_)
        | Op::Rename(_)
        | Op::RenamePrimaryKey(_, _)
        | Op::RenameSequence(_, _, _)
        | Op::AddEnumValue { ty: _, value: _, place: _ }
        | Op::RenameEnumValue { ty: _, value: _ }
        | Op::AlterDomain(_)
        | Op::AlterComposite(_)
        | Op::SetDefault { table: _, column: _, ty: _, default: _ }
        | Op::SetIdentity(_, _, _)
        | Op::CreateSequence(_, _, _)
        | Op::DropSequence(_, _, _)
        | Op::ChangeSequence(_, _, _)
        | Op::AdvanceSequence(_, _, _)
        | Op::AlterSequence(_, _)
        | Op::SetOwner(_, _)
        | Op::DropExpression(_, _, _)
        | Op::SetNotNull(_, _)
        | Op::DropNotNull(_, _)
        | Op::ReplaceFunction(_, _)
        | Op::SetRowSecurity(_, _)
        | Op::SetValidity(_)
        | Op::MoveExtension(_, _)
        | Op::Comment(_, _)
        | Op::Access(_)
        | Op::Assert(_) => Vec::new(),
    }
}

fn filled(fill: &Fill) -> String {
    let Fill { table, column, value, rows, quiet } = fill;
    let rows = match rows {
        FillRows::All => "in every row",
        FillRows::Null => "where it is NULL",
    };
    let quiet = match &quiet[..] {
        [] => String::new(),
        names => format!(", without {} firing", list(names.iter())),
    };
    match value {
        FillValue::Expr(expr) => format!("{table}.{column}, {rows}: {expr}{quiet}"),
        FillValue::Parent { parent, column: taken, on } => {
            let own = list(on.iter().map(|(own, _)| own));
            format!("{table}.{column}, {rows}: {taken} of the row of {parent} that {own} leads to{quiet}")
        }
    }
}

/// Nothing where the values stay what they are.
fn converted(table: &QName, change: &TypeChange) -> Option<String> {
    let TypeChange { column, ty, collation: _, using, back: _ } = change;
    let between = || format!("from {} to {}", type_words(&ty.old), type_words(&ty.new));
    let how = match using {
        Using::Assignment if ty.old == ty.new => return None,
        Using::Assignment => between(),
        Using::Cast => format!("{}, by a cast", between()),
        Using::Text => format!("{}, by its text", between()),
        Using::Labels(map) => {
            let moved = map.iter().filter(|(from, to)| from != to);
            let moved = list(moved.map(|(from, to)| format!("{from} becomes {to}")));
            if moved.is_empty() { "each label stays what it is".to_owned() } else { moved }
        }
        Using::Expr(expr) => format!("{}: {expr}", between()),
    };
    Some(format!("{table}.{column}, {how}"))
}

pub(crate) fn counter_words(counter: &Counter) -> String {
    match counter {
        Counter::OfColumn(table, column) => format!("the sequence of {table}.{column}"),
        Counter::Alone(name) => format!("the sequence {name}"),
    }
}

/// A type in words: as in SQL, but without quotes.
fn type_words(ty: &ColumnType) -> String {
    let name = match &ty.base {
        BaseType::Enum(name) | BaseType::Type(name) => name.to_string(),
        BaseType::Scalar(_) | BaseType::Other(_) => return Type(ty).to_string(),
    };
    if ty.list { name + "[]" } else { name }
}

fn target(target: &KeyTarget) -> &dyn fmt::Display {
    match target {
        KeyTarget::Column(name) => name,
        KeyTarget::Expr(expr) => expr,
    }
}

/// How many items of a list are told one by one.
const TOLD: usize = 8;

/// `a, b, c`, and of a long list only the first.
fn list(items: impl IntoIterator<Item: fmt::Display>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.len().saturating_sub(TOLD) {
        0 | 1 => items.join(", "),
        more => format!("{} and {more} more", items[..TOLD].join(", ")),
    }
}
