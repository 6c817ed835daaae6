//! What Prisma cannot say of a schema, kept as comments so that nobody takes its silence for absence.

use std::fmt::{self, Display, Formatter, Write};

use underpin_schema::{
    Check, Column, Field, Function, Model, Relation, RelationKind, RowSecurity, Sequence, Table, View, ViewStorage,
};

use super::{
    book::Book,
    default::default_text,
    describe,
    relation::End,
    text::{Comment, Quoted},
    types::prisma_type,
};

/// The notes of a table: its columns, keys and indexes (given), foreign keys, checks, triggers, policies.
pub(super) fn of_table(book: &Book<'_>, model: &Model, table: &Table, keys: &[String]) -> Vec<String> {
    let Table {
        columns,
        primary_key: _,
        uniques: _,
        indexes: _,
        foreign_keys,
        checks,
        exclusions,
        triggers,
        policies,
        row_security,
        comment: _,
    } = table;
    let mut notes = Vec::new();
    for (name, column) in columns {
        match model.fields.iter().find(|field| field.column == *name) {
            Some(field) => notes.extend(of_column(book, field, column)),
            None => notes.push(format!("column {}, which has no field", Quoted(name))),
        }
    }
    notes.extend(keys.iter().cloned());
    for (name, key) in foreign_keys {
        let said = book.ends(model).iter().any(|end| match end {
            End::From(Relation { name: _, from: _, to: _, kind }) => match kind {
                RelationKind::ForeignKey {
                    fields: _,
                    references: _,
                    constraint,
                    on_delete: _,
                    on_update: _,
                    arity: _,
                    optional: _,
                } => constraint == name,
                RelationKind::ManyToMany { table: _ } => false,
            },
            End::To(_) => false,
        });
        if !said || !key.deferral.is_never() || !key.validity.is_valid() {
            notes.push(describe::foreign_key(name, key));
        }
    }
    for (name, Check { expr, validity }) in checks {
        notes.push(format!("check {} ({expr}){}", Quoted(name), describe::validity(*validity)));
    }
    for (name, exclusion) in exclusions {
        notes.push(describe::exclusion(name, exclusion));
    }
    for (name, trigger) in triggers {
        notes.push(describe::trigger(name, trigger));
    }
    match row_security {
        RowSecurity::Off => {}
        RowSecurity::Enabled => notes.push("row level security is enabled".to_owned()),
        RowSecurity::Forced => notes.push("row level security is forced".to_owned()),
    }
    for (name, policy) in policies {
        notes.push(describe::policy(name, policy));
    }
    notes
}

fn of_column(book: &Book<'_>, field: &Field, column: &Column) -> Vec<String> {
    let Column { ty, nullable: _, default, collation, comment: _ } = column;
    let default = default
        .as_ref()
        .and_then(|_| default_text(book, field, column, &prisma_type(book, ty)))
        .and_then(|default| default.note);
    let collation = collation.as_ref().map(|name| format!("is collated by {name}"));
    default.into_iter().chain(collation).map(|note| format!("column {} {note}", Quoted(&field.column))).collect()
}

/// What belongs to no model: views, functions, tables without a model.
pub(super) struct Tail<'a>(pub &'a Book<'a>);

impl Display for Tail<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let joins = self.0.join_tables();
        let modelled: rustc_hash::FxHashSet<_> = self.0.code.models.iter().map(|model| &model.table).collect();
        for name in self.0.schema.tables.keys() {
            if !joins.contains(name) && !modelled.contains(name) {
                note(f, &format!("Beyond Prisma; the migrations have it: table {name}, which has no model"))?;
            }
        }
        for (name, sequence) in &self.0.schema.sequences {
            let Sequence { options, owner, comment } = sequence;
            let mut words = format!("sequence {name}");
            if !options.are_usual() {
                // Writing to a String cannot fail.
                _ = write!(words, ", counts {options}");
            }
            if let Some((table, column)) = owner {
                _ = write!(words, ", goes with {table}.{column}");
            }
            let comment = comment.as_ref().map_or_else(String::new, |text| format!("\n{text}"));
            note(f, &format!("Beyond Prisma; the migrations have it: {words}{comment}"))?;
        }
        for (name, view) in &self.0.schema.views {
            let View { storage, options: _, query, indexes: _, triggers, depends: _, comment } = view;
            let kind = match storage {
                ViewStorage::Plain => "view",
                ViewStorage::Materialized => "materialized view",
            };
            let query = query.as_str().replace('\n', "\n  ");
            let comment = comment.as_ref().map_or_else(String::new, |text| format!("\n{text}"));
            let triggers: String =
                triggers.iter().map(|(name, trigger)| format!("\n  {}", describe::trigger(name, trigger))).collect();
            let head = "Beyond Prisma; the migrations have it";
            note(f, &format!("{head}: {kind} {name}{comment}\n  {query}{triggers}"))?;
        }
        for (signature, function) in &self.0.schema.functions {
            let Function {
                arguments: _,
                returns,
                language,
                volatility: _,
                security: _,
                traits: _,
                settings: _,
                body: _,
                depends: _,
                margins: _,
                comment,
            } = function;
            let comment = comment.as_ref().map_or_else(String::new, |text| format!("\n{text}"));
            let head = "Beyond Prisma; the migrations have it: function";
            note(f, &format!("{head} {signature} returns {returns} language {language}{comment}"))?;
        }
        Ok(())
    }
}

fn note(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    write!(f, "\n{}", Comment { indent: "", mark: "//", text })
}
