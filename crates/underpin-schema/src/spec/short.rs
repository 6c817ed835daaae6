//! The short forms: a type instead of a field, a list of keys instead of an index, and so on.

use serde_json::{Value, json};

use super::decode::{Cx, Decode, Shape, Shorthand, located, spec_struct};
use super::schema::Defs;
use super::yaml::{Kind, Node, Style};
use super::{
    AttributeSpec, DefaultSpec, ExclusionKeySpec, ExclusionSpec, FieldSpec, IndexKeySpec, IndexSpec, KeyTargetSpec,
    PrismaOutputSpec, RelationSpec, StepSpec, TenancySpec, words,
};
use crate::{Diagnostic, DiagnosticId, Located, Span};

impl Shorthand for FieldSpec {
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let ty = text(node, cx, "a type, as `string?`, or a map")?;
        Some(Self { ty, ..Self::broken(node.span) })
    }

    fn short_schemas(_: &mut Defs) -> Vec<Value> {
        vec![json!({ "type": "string", "description": "its type: `string`, `varchar(20)`, `uuid?`, `Status[]`" })]
    }
}

impl Shorthand for AttributeSpec {
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let ty = text(node, cx, "a type, as `string`, or a map")?;
        Some(Self { ty, ..Self::broken(node.span) })
    }

    fn short_schemas(_: &mut Defs) -> Vec<Value> {
        vec![json!({ "type": "string", "description": "its type: `string`, `varchar(20)`, `Status[]`" })]
    }
}

impl Shorthand for RelationSpec {
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let to = text(node, cx, "a model, as `User`, or a map")?;
        Some(Self { to, ..Self::broken(node.span) })
    }

    fn short_schemas(_: &mut Defs) -> Vec<Value> {
        vec![json!({ "type": "string", "description": "the other model: `User`, `User?`, `User[]`" })]
    }
}

impl Shorthand for StepSpec {
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let sql = text(node, cx, "an SQL text, or a map")?;
        Some(Self { sql, ..Self::broken(node.span) })
    }

    fn short_schemas(_: &mut Defs) -> Vec<Value> {
        vec![json!({ "type": "string", "description": "what it runs, in the phase `data`" })]
    }
}

impl Shorthand for PrismaOutputSpec {
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let file = text(node, cx, "a path, as `schema.prisma`, or a map")?;
        Some(Self { file, ..Self::broken(node.span) })
    }

    fn short_schemas(_: &mut Defs) -> Vec<Value> {
        vec![json!({ "type": "string", "description": "the path of a file of our own" })]
    }
}

impl Shorthand for TenancySpec {
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let model = text(node, cx, "a model, as `Tenant`, or a map")?;
        Some(Self { model, ..Self::broken(node.span) })
    }

    fn short_schemas(_: &mut Defs) -> Vec<Value> {
        vec![json!({ "type": "string", "description": "the model whose rows are the tenants" })]
    }
}

impl Shorthand for IndexSpec {
    const ITEMS: &'static Shape = IndexKeySpec::SHAPE;

    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        match &node.kind {
            Kind::Seq(_) | Kind::Scalar(_, _) => {
                let keys = Vec::<IndexKeySpec>::decode(node, cx)?;
                if keys.is_empty() && matches!(&node.kind, Kind::Seq(items) if items.is_empty()) {
                    return cx.wrong_shape(node, "at least one field");
                }
                Some(Self { keys, ..Self::broken(node.span) })
            }
            Kind::Null | Kind::Map(_) => {
                cx.wrong_shape(node, "a list of fields, as `[tenantId, createdAt desc]`, or a map")
            }
        }
    }

    fn short_schemas(defs: &mut Defs) -> Vec<Value> {
        let key = IndexKeySpec::schema(defs);
        vec![
            json!({ "type": "array", "items": key, "minItems": 1, "description": "its keys" }),
            json!({ "type": "string", "description": "its only key" }),
        ]
    }
}

spec_struct! {
    /// A key of an index: `createdAt`, `createdAt desc nulls last`, `lower(email)`, or a map.
    #[derive(Debug)]
    pub struct IndexKeyMap as "IndexKey", short {
        place span;
        /// `field:` the field.
        "field" => field: Option<Located<String>>,
        /// `expr:` an SQL expression over columns, instead of a field.
        "expr" => expr: Option<Located<String>>,
        /// `order:` asc or desc.
        "order" [words::ORDERS] => order: Option<Located<String>>,
        /// `nulls:` whether NULLs stand first or last.
        "nulls" [words::KEY_NULLS] => nulls: Option<Located<String>>,
        /// `ops:` an operator class.
        "ops" => ops: Option<Located<String>>,
        /// `collate:` a collation.
        "collate" => collate: Option<Located<String>>,
    }
}

impl Shorthand for IndexKeyMap {
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let written = text(node, cx, "a field, as `createdAt desc`, or a map")?;
        key_from_text(node, &written, cx)
    }

    fn short_schemas(_: &mut Defs) -> Vec<Value> {
        vec![json!({ "type": "string", "description": "`createdAt`, `createdAt desc nulls last`, `lower(email)`" })]
    }
}

impl Decode for IndexKeySpec {
    const SHAPE: &'static Shape = IndexKeyMap::SHAPE;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let map = IndexKeyMap::decode(node, cx)?;
        key_of(map, cx)
    }

    fn broken(span: Span) -> Self {
        let target = KeyTargetSpec::Field(Located::broken(span));
        Self { span, target, order: None, nulls: None, ops: None, collate: None }
    }

    fn schema(defs: &mut Defs) -> Value {
        IndexKeyMap::schema(defs)
    }
}

/// The key that a map of its parts says.
fn key_of(map: IndexKeyMap, cx: &mut Cx<'_>) -> Option<IndexKeySpec> {
    let IndexKeyMap { span, field, expr, order, nulls, ops, collate } = map;
    let target = match (field, expr) {
        (Some(field), None) => KeyTargetSpec::Field(field),
        (None, Some(expr)) => KeyTargetSpec::Expr(expr),
        (Some(field), Some(expr)) => {
            let message = "a key is a field or an expression, not both";
            let diagnostic = Diagnostic::error(DiagnosticId::WrongShape, message).at(expr.span, "");
            cx.report(diagnostic.at(field.span, "").help("remove `field` or `expr`"));
            return None;
        }
        (None, None) => {
            let diagnostic = Diagnostic::error(DiagnosticId::MissingKey, "an index key names no field");
            cx.report(diagnostic.at(span, "").help("write `field: ...` or `expr: ...`"));
            return None;
        }
    };
    Some(IndexKeySpec { span, target, order, nulls, ops, collate })
}

impl Shorthand for ExclusionSpec {
    const ITEMS: &'static Shape = ExclusionKeySpec::SHAPE;

    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        match &node.kind {
            Kind::Seq(_) | Kind::Scalar(_, _) => {
                let keys = Vec::<ExclusionKeySpec>::decode(node, cx)?;
                Some(Self { keys, ..Self::broken(node.span) })
            }
            Kind::Null | Kind::Map(_) => {
                cx.wrong_shape(node, "a list of keys, as `[room with =, during with &&]`, or a map")
            }
        }
    }

    fn short_schemas(defs: &mut Defs) -> Vec<Value> {
        let key = ExclusionKeySpec::schema(defs);
        vec![
            json!({ "type": "array", "items": key, "minItems": 1, "description": "its keys" }),
            json!({ "type": "string", "description": "its only key" }),
        ]
    }
}

spec_struct! {
    /// A key of an exclusion constraint: `room with =`, `during with &&`, `lower(name) with =`, or a map.
    #[derive(Debug)]
    pub struct ExclusionKeyMap as "ExclusionKey", short {
        place span;
        /// `field:` the field.
        "field" => field: Option<Located<String>>,
        /// `expr:` an SQL expression over columns, instead of a field.
        "expr" => expr: Option<Located<String>>,
        /// `with:` the operator that compares the keys of two rows: `=`, `&&`.
        "with" => with: Located<String>,
        /// `order:` asc or desc.
        "order" [words::ORDERS] => order: Option<Located<String>>,
        /// `nulls:` whether NULLs stand first or last.
        "nulls" [words::KEY_NULLS] => nulls: Option<Located<String>>,
        /// `ops:` an operator class.
        "ops" => ops: Option<Located<String>>,
        /// `collate:` a collation.
        "collate" => collate: Option<Located<String>>,
    }
}

impl Shorthand for ExclusionKeyMap {
    fn from_other<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let written = text(node, cx, "a field with its operator, as `during with &&`, or a map")?;
        // From the end, since an expression may hold the same word.
        let Some((before, operator)) = written.value.rsplit_once(" with ") else {
            let diagnostic =
                Diagnostic::error(DiagnosticId::MissingKey, "a key of an exclusion constraint has no operator");
            cx.report(
                diagnostic.at(node.span, "").help(format!("write `{} with =`, or another operator", written.trim())),
            );
            return None;
        };
        let with =
            Located::new(operator.trim().to_owned(), cx.part(node, before.len() + " with ".len()..written.len()));
        let key = key_from_text(node, &Located::new(before.to_owned(), cx.part(node, 0..before.len())), cx)?;
        let IndexKeyMap { span, field, expr, order, nulls, ops, collate } = key;
        Some(Self { span, field, expr, with, order, nulls, ops, collate })
    }

    fn short_schemas(_: &mut Defs) -> Vec<Value> {
        vec![json!({ "type": "string", "description": "`room with =`, `during with &&`, `lower(name) with =`" })]
    }
}

impl Decode for ExclusionKeySpec {
    const SHAPE: &'static Shape = ExclusionKeyMap::SHAPE;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let ExclusionKeyMap { span, field, expr, with, order, nulls, ops, collate } =
            ExclusionKeyMap::decode(node, cx)?;
        let key = IndexKeyMap { span, field, expr, order, nulls, ops, collate };
        Some(Self { key: key_of(key, cx)?, with })
    }

    fn broken(span: Span) -> Self {
        Self { key: IndexKeySpec::broken(span), with: Located::broken(span) }
    }

    fn schema(defs: &mut Defs) -> Value {
        ExclusionKeyMap::schema(defs)
    }
}

/// Reads `createdAt desc nulls last`, or the same behind an expression. A text with a bracket is an expression.
fn key_from_text<'n>(node: &'n Node<'n>, written: &Located<String>, cx: &mut Cx<'n>) -> Option<IndexKeyMap> {
    let mut key = IndexKeyMap::broken(node.span);
    let mut rest = written.trim_end();
    let lead = rest.len() - rest.trim_start().len();
    let located = |cx: &Cx<'n>, range: std::ops::Range<usize>| {
        Located::new(written.value[range.clone()].to_lowercase(), cx.part(node, range))
    };
    // From the end, since an expression may hold the same words.
    if let Some((before, word)) = last_word(rest)
        && words::KEY_NULLS.contains(&word.to_lowercase().as_str())
        && let Some((field, nulls)) = last_word(before)
        && nulls.eq_ignore_ascii_case("nulls")
    {
        key.nulls = Some(located(cx, rest.len() - word.len()..rest.len()));
        rest = field;
    }
    if let Some((before, word)) = last_word(rest)
        && words::ORDERS.contains(&word.to_lowercase().as_str())
    {
        key.order = Some(located(cx, rest.len() - word.len()..rest.len()));
        rest = before;
    }
    let target = Located::new(rest[lead..].to_owned(), cx.part(node, lead..rest.len()));
    if target.contains('(') {
        key.expr = Some(target);
    } else if let Some(at) = target.find(char::is_whitespace) {
        let (field, more) = target.split_at(at);
        let message = format!(
            "an index key is a field with `asc`, `desc`, `nulls first` or `nulls last`, not `{more}`",
            more = more.trim()
        );
        let place = cx.part(node, rest.len() - more.trim_start().len()..rest.len());
        let diagnostic = Diagnostic::error(DiagnosticId::UnknownWord, message).at(place, "");
        cx.report(match super::decode::nearest(more.trim(), &["asc", "desc", "nulls first", "nulls last"]) {
            Some(near) => diagnostic.help(format!("did you mean `{field} {near}`?")),
            None => diagnostic
                .help(format!("for an operator class, write `{{ field: {field}, ops: ... }}`"))
                .help("for an expression, write it in brackets"),
        });
        return None;
    } else {
        key.field = Some(target);
    }
    Some(key)
}

/// The last word of a text and what stands before it; `None` when it is the only one.
fn last_word(text: &str) -> Option<(&str, &str)> {
    let (before, word) = text.rsplit_once(char::is_whitespace)?;
    let before = before.trim_end();
    (!before.trim_start().is_empty()).then_some((before, word))
}

impl Decode for DefaultSpec {
    const SHAPE: &'static Shape = &Shape::Any;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        match &node.kind {
            Kind::Null if node.span.start == node.span.end => cx.wrong_shape(node, "a value"),
            Kind::Null => Some(Self::Plain("null".to_owned())),
            Kind::Scalar(text, Style::Plain) => Some(Self::Plain(text.clone().into_owned())),
            Kind::Scalar(text, Style::Quoted) => Some(Self::Quoted(text.clone().into_owned())),
            Kind::Seq(_) => Vec::decode(node, cx).map(Self::List),
            Kind::Map(_) => Some(Self::Json(json_of(node))),
        }
    }

    fn broken(_: Span) -> Self {
        Self::Plain(String::new())
    }

    fn schema(_: &mut Defs) -> Value {
        json!({ "type": ["string", "number", "boolean", "array", "object", "null"] })
    }
}

/// A node as JSON text, by the core schema of YAML (<https://yaml.org/spec/1.2.2/#103-core-schema>). Numbers are carried
/// over as they are written: `jsonb` keeps every digit of `1.50`
/// (<https://www.postgresql.org/docs/current/datatype-json.html>).
fn json_of(node: &Node<'_>) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Scalar(text, Style::Quoted) => quoted(text),
        Kind::Scalar(text, Style::Plain) => match text.as_ref() {
            "true" | "True" | "TRUE" => "true".to_owned(),
            "false" | "False" | "FALSE" => "false".to_owned(),
            // What is a number in JSON is a number here; a number of YAML alone (`0x1f`, `.inf`) stays text.
            text if serde_json::from_str::<serde_json::Number>(text).is_ok() => text.to_owned(),
            text => quoted(text),
        },
        Kind::Seq(items) => format!("[{}]", items.iter().map(json_of).collect::<Vec<_>>().join(",")),
        Kind::Map(entries) => {
            let entry =
                |(key, node): &(super::yaml::Key<'_>, Node<'_>)| format!("{}:{}", quoted(&key.text), json_of(node));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

/// A scalar with its place.
fn text<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>, wanted: &str) -> Option<Located<String>> {
    match &node.kind {
        Kind::Scalar(text, _) => Some(located(text, node.span)),
        Kind::Null | Kind::Map(_) | Kind::Seq(_) => cx.wrong_shape(node, wanted),
    }
}
