//! A model: fields, then relations, then back relations, then notes, then what concerns the whole table.

use std::{
    borrow::Cow,
    fmt::{self, Display, Formatter, Write},
};

use underpin_schema::{Field, Model, Pii, Table};

use super::{
    book::Book,
    default::default_text,
    index::Keys,
    notes,
    relation::End,
    text::{Comment, Quoted, Row, Rows},
    types::{Family, prisma_type},
};

/// A model and the table it stands for.
pub(super) struct ModelText<'a> {
    pub book: &'a Book<'a>,
    pub model: &'a Model,
    pub table: &'a Table,
}

impl Display for ModelText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { book, model, table } = *self;
        let Model { name, table: table_name, doc, fields, tenant: _ } = model;
        let keys = Keys::new(book, model, table);
        let (from, to): (Vec<End<'_>>, Vec<End<'_>>) =
            book.ends(model).iter().partition(|end| matches!(end, End::From(_)));

        if let Some(text) = doc {
            write!(f, "{}", Comment { indent: "", mark: "///", text })?;
        }
        writeln!(f, "model {name} {{")?;
        let fields: Vec<Row<'_>> = fields.iter().filter_map(|field| field_row(book, table, &keys, field)).collect();
        write!(f, "{}", Rows(&fields))?;
        for ends in [from, to] {
            let rows: Vec<Row<'_>> = ends.into_iter().map(|end| end.row(book)).collect();
            if !rows.is_empty() {
                write!(f, "\n{}", Rows(&rows))?;
            }
        }

        let notes = notes::of_table(book, model, table, &keys.notes);
        if !notes.is_empty() {
            writeln!(f)?;
            write!(f, "{}", Comment { indent: "  ", mark: "//", text: "Beyond Prisma; the migrations have it:" })?;
            for note in notes {
                let text = note.replace('\n', "\n    ");
                write!(f, "{}", Comment { indent: "  ", mark: "//  ", text: &text })?;
            }
        }

        let mut attributes = keys.of_table;
        if table_name.name != *name {
            attributes.push(format!("@@map({})", Quoted(&table_name.name)));
        }
        if book.is_ignored(name) {
            attributes.push("@@ignore".to_owned());
        }
        if book.is_namespaced() {
            attributes.push(format!("@@schema({})", Quoted(&table_name.namespace)));
        }
        if !attributes.is_empty() {
            writeln!(f)?;
        }
        for attribute in attributes {
            writeln!(f, "  {attribute}")?;
        }
        writeln!(f, "}}")
    }
}

/// Attributes stand in the formatter's order: id, unique, default, updatedAt, map, then the native type.
fn field_row<'a>(book: &Book<'a>, table: &Table, keys: &Keys<'_>, field: &'a Field) -> Option<Row<'a>> {
    let Field { name, column: column_name, doc, client_default: _, updated, pii, encrypted } = field;
    let column = table.columns.get(column_name)?;
    let ty = prisma_type(book, &column.ty);

    let mut attributes = String::new();
    let mut say = |attribute: fmt::Arguments<'_>| {
        let gap = if attributes.is_empty() { "" } else { " " };
        // Writing to a string does not fail.
        let _ = write!(attributes, "{gap}{attribute}");
    };
    if let Some(key) = keys.of_columns.get(column_name.as_str()) {
        say(format_args!("{key}"));
    }
    if let Some(default) = default_text(book, field, column, &ty) {
        say(format_args!("@default({})", default.argument));
    }
    if *updated && ty.family == Family::DateTime && !column.ty.list {
        say(format_args!("@updatedAt"));
    }
    if column_name != name {
        say(format_args!("@map({})", Quoted(column_name)));
    }
    if let Some(native) = &ty.native {
        say(format_args!("@db.{native}"));
    }

    let mark = match (column.ty.list, column.nullable) {
        // Prisma has no optional lists: it reads NULL as an empty one.
        (true, _) => "[]",
        (false, true) => "?",
        (false, false) => "",
    };
    let docs = doc.iter().map(Cow::from).chain(privacy(*pii, *encrypted).map(Cow::from)).collect();
    Some(Row { docs, name, ty: if mark.is_empty() { ty.name } else { ty.name + mark }, attributes })
}

fn privacy(pii: Option<Pii>, encrypted: bool) -> Option<String> {
    let kind = pii.map(|pii| match pii {
        Pii::Name => "a person's name",
        Pii::Email => "an e-mail address",
        Pii::Phone => "a telephone number",
        Pii::Address => "a postal address",
        Pii::Birthday => "a date of birth",
        Pii::Ip => "an IP address",
        Pii::Health => "data on health",
        Pii::Payment => "an account or card number",
        Pii::Token => "a secret",
        Pii::Other => "data on a person",
    });
    match (kind, encrypted) {
        (Some(kind), true) => Some(format!("Personal data: {kind}, encrypted by the program.")),
        (Some(kind), false) => Some(format!("Personal data: {kind}.")),
        (None, true) => Some("Encrypted by the program.".to_owned()),
        (None, false) => None,
    }
}
