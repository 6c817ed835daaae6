//! Names: what Prisma, Rust and PostgreSQL can carry.

use std::collections::hash_map::Entry;
use std::hash::Hasher;

use heck::{ToPascalCase, ToSnakeCase};
use rustc_hash::{FxHashMap, FxHasher};

use super::Report;
use crate::naming::PRISMA_RESERVED;
use crate::{Diagnostic, DiagnosticId, Located, NAME_BYTES, Name, Span};

/// What a name in code is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Model,
    Enum,
    Domain,
    Composite,
    Value,
    Field,
    Relation,
}

impl Kind {
    /// The word with its article.
    fn word(self) -> &'static str {
        match self {
            Kind::Model => "a model",
            Kind::Enum => "an enum",
            Kind::Domain => "a domain",
            Kind::Composite => "a composite type",
            Kind::Value => "a value",
            Kind::Field => "a field",
            Kind::Relation => "a relation",
        }
    }
}

/// The words of Rust that cannot be raw identifiers.
/// <https://doc.rust-lang.org/reference/identifiers.html#raw-identifiers>
const RUST_RESERVED: &[&str] = &["Self", "crate", "self", "super"];

/// Checks a name that stands in Prisma text and in Rust; a name that is not written, as the reader has said, passes.
pub(super) fn check_code_name(name: &Located<String>, kind: Kind, report: &mut Report) {
    let word = kind.word();
    let mut chars = name.chars();
    // https://www.prisma.io/docs/orm/prisma-schema/data-model/models#naming-models
    if !chars.next().is_some_and(|first| first.is_ascii_alphabetic())
        || !chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
    {
        let message = match name.is_empty() {
            true => format!("{word} with an empty name"),
            false => format!("`{}` cannot be the name of {word}", name.value),
        };
        let help = "a name is a letter and then letters, digits and `_`; for another name in the database add `map:`";
        report.error(DiagnosticId::BadName, message, name.span, help);
        return;
    }
    let prisma = matches!(kind, Kind::Model | Kind::Enum) && PRISMA_RESERVED.contains(&name.as_str());
    let rust = is_reserved_in_rust(name, kind);
    if prisma || rust {
        let owner = if prisma { "Prisma" } else { "Rust" };
        let message = format!("`{}` cannot be the name of {word}: {owner} keeps it for itself", name.value);
        let help = format!("choose another name, and write `map: {}` to keep it in the database", name.value);
        report.error(DiagnosticId::ReservedName, message, name.span, help);
    }
}

/// Whether a name becomes a word that Rust cannot even write raw: modules and fields are in snake_case, the variants of an
/// enum in PascalCase.
fn is_reserved_in_rust(name: &str, kind: Kind) -> bool {
    let words: &[&str] = match kind {
        Kind::Model | Kind::Enum | Kind::Field | Kind::Relation => &["crate", "self", "super"],
        Kind::Value => &["self"],
        // No word of Rust is made of these.
        Kind::Domain | Kind::Composite => &[],
    };
    let bare = name.trim_matches('_');
    words.iter().any(|word| bare.eq_ignore_ascii_case(word)) && {
        let in_rust = match kind {
            Kind::Model | Kind::Enum | Kind::Field | Kind::Relation => name.to_snake_case(),
            Kind::Value => name.to_pascal_case(),
            Kind::Domain | Kind::Composite => name.to_owned(),
        };
        RUST_RESERVED.contains(&in_rust.as_str())
    }
}

/// Checks a name of the database that someone wrote, and gives it.
pub(super) fn database_name(name: &Located<String>, report: &mut Report) -> Name {
    check_database_name(name, name.span, report);
    Name::new(name.as_str())
}

/// Checks a name of the database, written or made.
pub(super) fn check_database_name(name: &str, span: Span, report: &mut Report) {
    if name.is_empty() {
        report.error(DiagnosticId::BadName, "an empty name", span, "write a name");
    } else if name.contains('\0') {
        report.error(DiagnosticId::BadName, "a name with a zero byte", span, "take the zero byte out");
    } else if name.len() > NAME_BYTES {
        let message = format!("the name `{name}` has {} bytes, and PostgreSQL keeps {NAME_BYTES}", name.len());
        report.error(
            DiagnosticId::NameTooLong,
            message,
            span,
            "write a shorter name with `map:` (of an index, `name:`)",
        );
    }
}

/// A PostgreSQL schema that someone named. <https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-CATALOG>
pub(super) fn namespace(name: &Located<String>, report: &mut Report) -> Name {
    if name.starts_with("pg_") || name.as_str() == "information_schema" {
        let message = format!("the PostgreSQL schema `{}` belongs to the system", name.value);
        report.error(DiagnosticId::ReservedName, message, name.span, "choose a name that does not begin with `pg_`");
    }
    database_name(name, report)
}

/// Names of one kind within the specs, each with its place.
#[derive(Debug, Default)]
pub(super) struct Taken<'n> {
    places: FxHashMap<&'n str, Span>,
}

impl<'n> Taken<'n> {
    /// Takes a name; the place where it was taken before, if it was.
    pub fn take(&mut self, name: &'n str, span: Span) -> Option<Span> {
        match self.places.entry(name) {
            Entry::Occupied(taken) => Some(*taken.get()),
            Entry::Vacant(free) => {
                free.insert(span);
                None
            }
        }
    }
}

/// Says that a name of the specs was given twice.
pub(super) fn twice(what: &str, name: &str, places: [Span; 2], report: &mut Report) {
    let finding = Diagnostic::error(DiagnosticId::DuplicateName, format!("{what} `{name}` is there twice"));
    report.add(finding.at(places[1], "again here").at(places[0], "first here").help("rename one of the two"));
}

/// Names side by side that must stay different in Rust, where `fooBar` and `foo_bar` are one.
#[derive(Debug, Default)]
pub(super) struct InRust<'n> {
    /// By the letters and digits alone, without case: few names share these, so only those are looked at closely.
    seen: FxHashMap<u64, (&'n str, Span)>,
}

impl<'n> InRust<'n> {
    /// Takes a name, and reports one that would be the same.
    pub fn take(&mut self, name: &'n str, span: Span, report: &mut Report) {
        let mut hasher = FxHasher::default();
        for byte in name.bytes().filter(|byte| *byte != b'_') {
            hasher.write_u8(byte.to_ascii_lowercase());
        }
        let mut key = hasher.finish();
        while let Some((other, first)) = self.seen.get(&key) {
            if other.to_snake_case() == name.to_snake_case() {
                report.add(alike([(other, *first), (name, span)]));
                return;
            }
            key = key.wrapping_add(1);
        }
        self.seen.insert(key, (name, span));
    }
}

/// Says that two names of Prisma would be one in Rust.
fn alike(names: [(&str, Span); 2]) -> Diagnostic {
    let [(first, first_span), (second, second_span)] = names;
    let message = format!("`{first}` and `{second}` would have one name in Rust");
    let finding = Diagnostic::error(DiagnosticId::DuplicateName, message).at(second_span, "").at(first_span, "");
    finding.help("rename one of the two; `map:` keeps its name in the database")
}
