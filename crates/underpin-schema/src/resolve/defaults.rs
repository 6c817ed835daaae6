//! What fills a field: `default:`, checked against the type.

use super::literals;
use super::report::{Report, nearest};
use super::scope::Scope;
use crate::spec::DefaultSpec;
use crate::{
    Args, BaseType, ClientDefault, ColumnType, DefaultValue, Diagnostic, DiagnosticId, Expr, Identity, Literal,
    Located, ScalarKind, Span,
};

/// What fills a field when an insert leaves it out.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filling {
    /// The database does.
    Database(DefaultValue),
    /// The program does.
    Program(ClientDefault),
}

/// The functions that a default may call.
const CALLS: &[&str] = &["now", "uuid", "cuid", "nanoid", "ulid", "autoincrement", "identity", "serial", "sql"];

/// Reads a default. What does not fit is reported and gives nothing.
pub(super) fn read(
    default: &Located<DefaultSpec>,
    (ty, optional): (&ColumnType, bool),
    scope: &Scope<'_>,
    report: &mut Report,
) -> Option<Filling> {
    let ty = &*scope.below(ty);
    let found = match &default.value {
        DefaultSpec::Plain(text) if text.is_empty() => return None,
        DefaultSpec::Plain(text) | DefaultSpec::Quoted(text) => match call(text) {
            Some(call) if may_call(&default.value, ty, &call) => called(&call, (ty, optional)),
            Some(_) | None => literal(default, ty, scope),
        },
        DefaultSpec::Json(text) => match sql_of(text).filter(|_| !is_json(ty)) {
            Some(sql) => Ok(Filling::Database(DefaultValue::Sql(Expr::new(sql)))),
            None => literal(default, ty, scope),
        },
        DefaultSpec::List(_) => literal(default, ty, scope),
    };
    match found {
        Ok(filling) => Some(filling),
        Err(mistake) => {
            report.add(mistake.finding(default.span));
            None
        }
    }
}

/// A default that does not fit: what is wrong, and what to write.
#[derive(Debug)]
pub(super) struct Mistake {
    pub id: DiagnosticId,
    pub message: String,
    pub help: String,
    /// The place, where it is a part of the default.
    pub span: Option<Span>,
}

impl Mistake {
    /// A default that does not fit its type.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { id: DiagnosticId::BadDefault, message: message.into(), help: help.into(), span: None }
    }

    fn finding(self, whole: Span) -> Diagnostic {
        Diagnostic::error(self.id, self.message).at(self.span.unwrap_or(whole), "").help(self.help)
    }
}

struct Call<'t> {
    name: &'t str,
    argument: &'t str,
}

fn call(text: &str) -> Option<Call<'_>> {
    let (name, rest) = text.trim().split_once('(')?;
    let argument = rest.strip_suffix(')')?.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some(Call { name, argument })
}

/// A quoted default is text, except where text cannot be meant.
fn may_call(default: &DefaultSpec, ty: &ColumnType, call: &Call<'_>) -> bool {
    match default {
        DefaultSpec::Plain(_) => true,
        DefaultSpec::Quoted(_) => CALLS.contains(&call.name) && !is_text(ty),
        DefaultSpec::List(_) | DefaultSpec::Json(_) => false,
    }
}

fn kind(ty: &ColumnType) -> Option<ScalarKind> {
    match &ty.base {
        BaseType::Scalar(scalar) if !ty.list => Some(scalar.kind),
        BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => None,
    }
}

fn is_json(ty: &ColumnType) -> bool {
    kind(ty) == Some(ScalarKind::Json)
}

fn is_text(ty: &ColumnType) -> bool {
    match &ty.base {
        BaseType::Scalar(scalar) => {
            matches!(scalar.kind, ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char)
        }
        BaseType::Enum(_) => false,
        BaseType::Type(_) | BaseType::Other(_) => true,
    }
}

/// The SQL of `{ sql: "..." }`, the long form of `sql("...")`.
fn sql_of(json: &str) -> Option<String> {
    let serde_json::Value::Object(map) = serde_json::from_str(json).ok()? else { return None };
    match (map.len(), map.get("sql")) {
        (1, Some(serde_json::Value::String(sql))) => Some(sql.clone()),
        _ => None,
    }
}

fn called(call: &Call<'_>, (ty, optional): (&ColumnType, bool)) -> Result<Filling, Mistake> {
    let Call { name, argument } = call;
    let kind = kind(ty);
    let database = |value| Ok(Filling::Database(value));
    let is_integer = matches!(kind, Some(ScalarKind::SmallInt | ScalarKind::Int | ScalarKind::BigInt));
    let counted = |value| match (is_integer, optional) {
        (true, false) => database(value),
        (false, _) => Err(Mistake::new(
            format!("`{name}()` counts, and the field is no whole number"),
            "make the field `int` or `bigint`",
        )),
        // https://www.postgresql.org/docs/current/ddl-identity-columns.html: such a column is NOT NULL by its nature.
        (true, true) => Err(Mistake::new(
            format!("`{name}()` always gives a value, and the field may be empty"),
            "take the `?` off the type",
        )),
    };
    match (*name, *argument) {
        ("now", "") => match kind {
            Some(ScalarKind::Timestamp | ScalarKind::Timestamptz | ScalarKind::Date | ScalarKind::Time) => {
                database(DefaultValue::Now)
            }
            _ => Err(Mistake::new(
                "`now()` is a date and time, and the field is not",
                "make the field `datetime`, or write another default",
            )),
        },
        ("uuid", "" | "4" | "7") => {
            let made = if *argument == "7" { ClientDefault::Uuid7 } else { ClientDefault::Uuid };
            match kind {
                Some(ScalarKind::Uuid) => Ok(Filling::Program(made)),
                Some(ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char) if holds(ty, 36) => {
                    Ok(Filling::Program(made))
                }
                _ => Err(Mistake::new("`uuid()` gives a UUID, which the field cannot hold", "make the field `uuid`")),
            }
        }
        ("cuid", "" | "1") => text_of_program(ClientDefault::Cuid, 25, (ty, kind)),
        ("cuid", "2") => text_of_program(ClientDefault::Cuid2, 24, (ty, kind)),
        ("ulid", "") => text_of_program(ClientDefault::Ulid, 26, (ty, kind)),
        ("nanoid", "") => text_of_program(ClientDefault::Nanoid(None), 21, (ty, kind)),
        ("nanoid", length) => match length.parse::<u8>() {
            // The bounds are Prisma's.
            Ok(length @ 2..) => text_of_program(ClientDefault::Nanoid(Some(length)), u32::from(length), (ty, kind)),
            Ok(_) | Err(_) => Err(Mistake::new(
                format!("`nanoid` does not take `{length}`"),
                "write a length from 2 to 255, or `nanoid()`",
            )),
        },
        ("autoincrement" | "identity", "") => counted(DefaultValue::Identity(Identity::BY_DEFAULT)),
        ("identity", "always") => counted(DefaultValue::Identity(Identity::ALWAYS)),
        ("identity", "by default" | "by_default") => counted(DefaultValue::Identity(Identity::BY_DEFAULT)),
        ("serial", "") => counted(DefaultValue::SERIAL),
        ("sql", argument) => match unquoted(argument).map(str::trim).filter(|sql| !sql.is_empty()) {
            Some(sql) => database(DefaultValue::Sql(Expr::new(sql))),
            None => Err(Mistake::new("`sql` takes an SQL expression in quotes", "write `sql(\"gen_random_uuid()\")`")),
        },
        (name, argument) if CALLS.contains(&name) => {
            Err(Mistake::new(format!("`{name}` does not take `{argument}`"), format!("write `{name}()`")))
        }
        (name, _) => Err(Mistake::new(
            format!("there is no default `{name}()`"),
            match nearest(name, CALLS.iter().copied()) {
                Some(near) => format!("did you mean `{near}()`?"),
                None => {
                    format!("for a function of PostgreSQL write `sql(\"{name}(...)\")`; for a text put it in quotes")
                }
            },
        )),
    }
}

/// A text that the program makes, where the field has room for it.
fn text_of_program(
    made: ClientDefault,
    length: u32,
    (ty, kind): (&ColumnType, Option<ScalarKind>),
) -> Result<Filling, Mistake> {
    match kind {
        Some(ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char) if holds(ty, length) => {
            Ok(Filling::Program(made))
        }
        _ => Err(Mistake::new(
            format!("`{made}` gives a text of {length} characters, which the field cannot hold"),
            "make the field `string`",
        )),
    }
}

/// Whether a text type has room for so many characters.
fn holds(ty: &ColumnType, characters: u32) -> bool {
    match &ty.base {
        BaseType::Scalar(scalar) => match scalar.args {
            Args::One([length]) => length >= characters,
            Args::None | Args::Two(_, _) => true,
        },
        BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => false,
    }
}

fn unquoted(text: &str) -> Option<&str> {
    ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

fn literal(default: &Located<DefaultSpec>, ty: &ColumnType, scope: &Scope<'_>) -> Result<Filling, Mistake> {
    let literal = |value| Ok(Filling::Database(DefaultValue::Literal(value)));
    match (&default.value, ty.list) {
        (DefaultSpec::List(items), true) => {
            let element = ColumnType { base: ty.base.clone(), list: false };
            let read = |item: &Located<DefaultSpec>| {
                literals::read(&item.value, &element, scope)
                    .map_err(|mistake| Mistake { span: Some(mistake.span.unwrap_or(item.span)), ..mistake })
            };
            literal(Literal::List(items.iter().map(read).collect::<Result<_, _>>()?))
        }
        (DefaultSpec::Plain(_) | DefaultSpec::Quoted(_) | DefaultSpec::Json(_), true) => {
            Err(Mistake::new("the field is a list, and the default is none", "write `[]`, or `[first, second]`"))
        }
        (value, false) => literal(literals::read(value, ty, scope)?),
    }
}
