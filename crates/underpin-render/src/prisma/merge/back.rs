//! The fields in models of others that lead back to ours.

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use underpin_schema::prisma::{Block, Field, FieldArity, Line, LineKind, Tree, ValueKind};

use super::{lines::Edits, section::Section};
use crate::prisma::{
    book::Book,
    relation::End,
    text::{Row, Rows},
};

/// The names of our models, those of the section that is there among them.
pub(super) fn ours<'a>(book: &Book<'a>, tree: &Tree<'a>, old: Option<&'a Section>) -> BTreeSet<&'a str> {
    let managed = book.code.models.iter().filter(|model| !book.code.is_external(model));
    let mut names: BTreeSet<&str> = managed.map(|model| model.name.as_str()).collect();
    // A model that people have taken over is no longer ours.
    let theirs: BTreeSet<&str> =
        tree.blocks().filter(|block| !old.is_some_and(|old| old.holds(block))).map(|block| block.name.value).collect();
    names.extend(old.into_iter().flat_map(|old| &old.names).map(String::as_str));
    names.retain(|name| !theirs.contains(name));
    names
}

/// A field of a block, by the number of its line.
struct Present<'b, 't> {
    at: usize,
    line: &'b Line<'t>,
    field: &'b Field<'t>,
}

/// Brings the fields of a block that lead back to our models to where they are wanted.
pub(super) fn edit(book: &Book<'_>, block: &Block<'_>, ours: &BTreeSet<&str>, edits: &mut Edits<'_>) {
    let mut wanted = wanted(book, block.name.value);
    let present: Vec<Present<'_, '_>> = block
        .lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some(Present { at, line, field: as_field(line)? }))
        .collect();
    let is_ours = |present: &Present<'_, '_>| ours.contains(present.field.ty.as_str()) && !holds_key(present.field);
    let own = own_group(block, &present, is_ours);
    for one in present.iter().filter(|one| is_ours(one)) {
        let is_in_own = own.as_ref().is_some_and(|own| own.contains(&one.at));
        match wanted.iter().position(|row| row.name == one.field.name.value) {
            Some(at) if !is_in_own && is_as_wanted(one.field, &wanted[at]) => drop(wanted.remove(at)),
            _ if is_in_own => {}
            _ => edits.replace(range(one.line), ""),
        }
    }
    let place = match &own {
        // A group of ours alone is written anew, so that its columns stay below one another.
        Some(own) => {
            let lines = &block.lines[own.clone()];
            let start = lines.first().map_or(0, |line| range(line).start);
            let end = lines.last().map_or(0, |line| range(line).end);
            if wanted.is_empty() {
                // The blank line that divides it from the rest goes with it.
                let before = own.start.checked_sub(1).map(|at| &block.lines[at]);
                let start = before.filter(|line| line.kind == LineKind::Blank).map_or(start, |line| range(line).start);
                edits.replace(start..end, "");
            } else {
                edits.replace(start..end, &indented(&wanted, "  "));
            }
            return;
        }
        None if wanted.is_empty() => return,
        None => last_group(block, &present),
    };
    let Some(Group { rows, end }) = place else {
        let end = block.head.span.end as usize;
        edits.replace(end..end, &indented(&wanted, "  "));
        return;
    };
    let last = rows.last().map_or("", |row| row.line.piece.text);
    let indent = &last[..last.len() - last.trim_start().len()];
    let names = rows.iter().map(|row| row.field.name.value.len()).max().unwrap_or_default();
    let types = rows.iter().map(|row| ty_text(row.field).len()).max().unwrap_or_default();
    let fits = wanted.iter().all(|row| row.name.len() <= names && row.ty.len() <= types);
    let leads_to_models = rows.last().is_some_and(|row| book.is_model(row.field.ty.as_str()));
    let text = match fits && leads_to_models {
        // The columns of the group are wide enough, so that no other line has to move.
        true => wanted.iter().map(|row| aligned(row, names, types, indent)).collect(),
        false => format!("\n{}", indented(&wanted, indent)),
    };
    edits.replace(end..end, &text);
}

/// The fields that are to lead back from a model of others.
fn wanted<'a>(book: &Book<'a>, name: &str) -> Vec<Row<'a>> {
    let Some(model) = book.code.models.iter().find(|model| model.name.as_str() == name) else { return Vec::new() };
    let is_theirs = |name: &str| book.code.model(name).is_some_and(|model| book.code.is_external(model));
    let ends = book.ends(model).iter().filter(|end| match end {
        End::To(relation) => !is_theirs(&relation.from.model),
        End::From(_) => false,
    });
    ends.map(|end| end.row(book)).collect()
}

fn as_field<'b, 't>(line: &'b Line<'t>) -> Option<&'b Field<'t>> {
    match &line.kind {
        LineKind::Field(field) => Some(field),
        LineKind::Blank
        | LineKind::Comment
        | LineKind::Doc(_)
        | LineKind::Value(_)
        | LineKind::Attribute(_)
        | LineKind::Setting(_)
        | LineKind::Broken => None,
    }
}

/// Whether a field holds a foreign key, and so is a relation that people wrote.
fn holds_key(field: &Field<'_>) -> bool {
    field.attributes.iter().filter(|attribute| attribute.name.value == "relation").any(|relation| {
        relation.arguments.iter().any(|argument| argument.name.as_ref().is_some_and(|name| name.value == "fields"))
    })
}

/// A run of lines that are all fields of ours, with a blank line or a brace on both sides.
fn own_group(
    block: &Block<'_>,
    present: &[Present<'_, '_>],
    is_ours: impl Fn(&Present<'_, '_>) -> bool,
) -> Option<Range<usize>> {
    let ours: BTreeSet<usize> = present.iter().filter(|one| is_ours(one)).map(|one| one.at).collect();
    let mut start = 0;
    let lines = &block.lines;
    for end in 0..=lines.len() {
        if end < lines.len() && lines[end].kind != LineKind::Blank {
            continue;
        }
        if end > start && (start..end).all(|at| ours.contains(&at)) {
            return Some(start..end);
        }
        start = end + 1;
    }
    None
}

/// The last group of fields of a block.
struct Group<'p, 'b, 't> {
    rows: Vec<&'p Present<'b, 't>>,
    /// Where it ends in the file.
    end: usize,
}

fn last_group<'p, 'b, 't>(block: &Block<'_>, present: &'p [Present<'b, 't>]) -> Option<Group<'p, 'b, 't>> {
    let last = present.last()?;
    let start = block.lines[..last.at].iter().rposition(|line| line.kind == LineKind::Blank).map_or(0, |at| at + 1);
    let rows = present.iter().filter(|one| one.at >= start).collect();
    Some(Group { rows, end: range(last.line).end })
}

fn range(line: &Line<'_>) -> Range<usize> {
    line.piece.span.range()
}

fn ty_text<'f>(field: &'f Field<'_>) -> Cow<'f, str> {
    match field.arity {
        FieldArity::Required => Cow::from(field.ty.as_str()),
        FieldArity::Optional => Cow::from(format!("{}?", field.ty.as_str())),
        FieldArity::List => Cow::from(format!("{}[]", field.ty.as_str())),
    }
}

/// Whether a field says what is wanted, however it is laid out.
fn is_as_wanted(field: &Field<'_>, row: &Row<'_>) -> bool {
    let relation = field.attributes.iter().find(|attribute| attribute.name.value == "relation");
    let name =
        relation.and_then(|relation| relation.arguments.first()).and_then(|argument| match &argument.value.kind {
            ValueKind::Text(text) => Some(format!("@relation(\"{text}\")")),
            ValueKind::Word(_)
            | ValueKind::Number(_)
            | ValueKind::Call(_, _)
            | ValueKind::List(_)
            | ValueKind::Map(_) => None,
        });
    ty_text(field) == row.ty && name.unwrap_or_default() == row.attributes
}

/// Rows in columns of their own.
fn indented(rows: &[Row<'_>], indent: &str) -> String {
    let text = Rows(rows).to_string();
    if indent == "  " {
        return text;
    }
    text.split_inclusive('\n').map(|line| format!("{indent}{}", line.strip_prefix("  ").unwrap_or(line))).collect()
}

/// A row in the columns of others.
fn aligned(row: &Row<'_>, names: usize, types: usize, indent: &str) -> String {
    let Row { docs: _, name, ty, attributes } = row;
    let head = format!("{indent}{name}{}{ty}", " ".repeat(names.saturating_sub(name.len()) + 1));
    match attributes.as_str() {
        "" => format!("{head}\n"),
        said => format!("{head}{}{said}\n", " ".repeat(types.saturating_sub(ty.len()) + 1)),
    }
}
