//! What happens before a row is saved: values that the program makes, where the caller has not set them.

use underpin_schema::{ClientDefault, Diagnostic, DiagnosticId, ScalarKind};

use super::{
    entity::ModelColumn,
    text::{CHAIN, LINE},
};

/// The hook of a model, as `before_save`.
///
/// Not `new`: SeaORM's `save` takes a row whose key is set for one that exists, and would update instead of insert.
pub struct Hook {
    /// Keeps rustfmt away where a name is too long for it.
    pub attribute: &'static str,
    /// The parameter that tells an insert, with an underscore where no step asks.
    pub insert: &'static str,
    /// The statements.
    pub steps: Vec<String>,
}

impl Hook {
    /// The hook over the columns of a model, if there is anything to do.
    pub fn new(columns: &[ModelColumn], model: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut steps = Vec::new();
        let mut asks = false;
        for column in columns {
            let name = &column.name;
            if column.rust.generated {
                steps.push(format!("        self.{name} = sea_orm::NotSet;"));
                continue;
            }
            if let Some(value) =
                column.field.client_default.and_then(|default| made(default, column, model, diagnostics))
            {
                asks = true;
                steps.push(step(&format!("insert && self.{name}.is_not_set()"), name, &value));
            }
            if column.field.updated
                && let Some(value) = now(column, model, diagnostics)
            {
                steps.push(step(&format!("!self.{name}.is_set()"), name, &value));
            }
        }
        if steps.is_empty() {
            return None;
        }
        let longest = columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
        let too_long = "self..is_not_set()".len() + longest > CHAIN
            || steps.iter().any(|step| step.lines().any(|line| line.len() > LINE));
        let attribute = if too_long { "    #[rustfmt::skip]\n" } else { "" };
        Some(Self { attribute, insert: if asks { "insert" } else { "_insert" }, steps })
    }
}

fn step(condition: &str, name: &str, value: &str) -> String {
    format!("        if {condition} {{\n            self.{name} = sea_orm::Set({value});\n        }}")
}

/// The expression that makes a value, wrapped as the field needs it.
fn made(
    default: ClientDefault,
    column: &ModelColumn,
    model: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let Some(kind) = column.rust.scalar else { return refuse(column, model, "made by the program", diagnostics) };
    let is_text = matches!(kind, ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char);
    let value = match default {
        ClientDefault::Uuid if kind == ScalarKind::Uuid => "Uuid::new_v4()",
        ClientDefault::Uuid if is_text => "Uuid::new_v4().to_string()",
        ClientDefault::Cuid if is_text => "cuid::cuid1()",
        ClientDefault::Uuid | ClientDefault::Cuid => return refuse(column, model, "made by the program", diagnostics),
        ClientDefault::Uuid7 | ClientDefault::Cuid2 | ClientDefault::Nanoid(_) | ClientDefault::Ulid => {
            let message = format!("the entities do not make `{default}` of `{model}.{}`", column.field.name);
            let finding = Diagnostic::warning(DiagnosticId::RustValue, message);
            diagnostics.push(finding.help("set the field before the row is saved"));
            return None;
        }
    };
    Some(wrapped(value, column))
}

/// The expression for the current time. A time without a zone is in UTC, as Prisma writes it.
fn now(column: &ModelColumn, model: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let value = match column.rust.scalar {
        Some(ScalarKind::Timestamp) => "ChronoUtc::now().naive_utc()",
        Some(ScalarKind::Timestamptz) => "ChronoUtc::now().fixed_offset()",
        Some(ScalarKind::Date) => "ChronoUtc::now().date_naive()",
        Some(ScalarKind::Time) => "ChronoUtc::now().time()",
        Some(
            ScalarKind::Text
            | ScalarKind::Varchar
            | ScalarKind::Char
            | ScalarKind::Uuid
            | ScalarKind::SmallInt
            | ScalarKind::Int
            | ScalarKind::BigInt
            | ScalarKind::Decimal
            | ScalarKind::Float
            | ScalarKind::Double
            | ScalarKind::Bool
            | ScalarKind::Json
            | ScalarKind::Bytes,
        )
        | None => return refuse(column, model, "the time of the last update", diagnostics),
    };
    Some(wrapped(value, column))
}

fn wrapped(value: &str, column: &ModelColumn) -> String {
    let hidden = if column.rust.value.starts_with("Hidden<") { format!("{value}.into()") } else { value.to_owned() };
    if column.rust.nullable { format!("Some({hidden})") } else { hidden }
}

fn refuse(column: &ModelColumn, model: &str, what: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    diagnostics.push(
        Diagnostic::error(
            DiagnosticId::RustValue,
            format!("field `{model}.{}` cannot be {what}: its type does not hold such a value", column.field.name),
        )
        .help("`uuid()` goes with uuid or text, `cuid()` with text, `updated: true` with a date or a time"),
    );
    None
}
