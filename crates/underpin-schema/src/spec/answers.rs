//! The answers file: the intents where there is no spec to hold them.

use serde_json::{Value, json};

use super::Entries;
use super::decode::{Cx, Decode, KeyInfo, Shape, spec_struct};
use super::schema::Defs;
use super::words;
use super::yaml::{Kind, Node, read};
use crate::{Diagnostic, DiagnosticId, FileId, Located, Span};

spec_struct! {
    /// Answers: what two states of a database cannot say. Names are those of the database.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AnswersSpec as "Answers" {
        /// `rename:` what has another name now, old to new.
        "rename" => rename: RenameAnswers,
        /// `map:` what the labels of an enum become, or the values of a column whose type changes: `{ PlanType: { BASIC: PRO } }`.
        "map" => maps: Entries<MapAnswer>,
        /// `fill:` what rows hold that would be NULL where it is forbidden: SQL over the row, by `Table.column`.
        "fill" => fills: Entries<Located<String>>,
        /// `using:` how values become those of the new type: SQL over the row, by `Table.column`.
        "using" => usings: Entries<Located<String>>,
        /// `rekey:` the values of a new primary key, carried to every column that refers to it: SQL over the row.
        "rekey" => rekeys: Entries<Located<String>>,
        /// `remove:` tables, columns (`Table.column`), values of enums (`Enum.VALUE`) and the like, dropped on purpose.
        "remove" => removals: Vec<Label>,
        /// `steps:` named SQL data steps.
        "steps" => steps: Vec<StepAnswer>,
    }
}

spec_struct! {
    /// `rename:` what has another name now, each `old: new`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct RenameAnswers as "RenameAnswers" {
        /// `tables:` tables; of another PostgreSQL schema than `public` with its name and a dot.
        "tables" => tables: Entries<Label>,
        /// `columns:` columns, as `Table.old: new` with the new name of the table.
        "columns" => columns: Entries<Label>,
        /// `enums:` enum types.
        "enums" => enums: Entries<Label>,
        /// `sequences:` sequences that are not those of columns.
        "sequences" => sequences: Entries<Label>,
        /// `others:` constraints, indexes, views, functions, triggers and policies; `Table.old: new` where a name alone is not enough.
        "others" => others: Entries<Label>,
    }
}

spec_struct! {
    /// A named SQL data step.
    #[derive(Clone, Debug, PartialEq)]
    pub struct StepAnswer as "StepAnswer" {
        /// `name:` its name.
        "name" => name: Located<String>,
        /// `phase:` when it runs: prepare, expand, data, tighten or contract; `data` where not said.
        "phase" [words::PHASES] => phase: Option<Located<String>>,
        /// `sql:` what it runs.
        "sql" => sql: Located<String>,
    }
}

/// A name of the database. Every plain word is one, those too that YAML takes for something else: `NULL`, `NO`, `ON`.
#[derive(Clone, Debug, PartialEq)]
pub struct Label(pub Located<String>);

impl std::ops::Deref for Label {
    type Target = Located<String>;

    fn deref(&self) -> &Located<String> {
        &self.0
    }
}

impl Decode for Label {
    const SHAPE: &'static Shape = &Shape::Text;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        match (&node.kind, cx.written(node)) {
            (Kind::Null, written) if written.eq_ignore_ascii_case("null") => {
                Some(Self(Located::new(written.to_owned(), node.span)))
            }
            (Kind::Null | Kind::Scalar(_, _) | Kind::Map(_) | Kind::Seq(_), _) => {
                Located::<String>::decode(node, cx).map(Self)
            }
        }
    }

    fn broken(span: Span) -> Self {
        Self(Located::broken(span))
    }

    fn schema(_: &mut Defs) -> Value {
        json!({ "type": ["string", "number", "boolean", "null"] })
    }
}

/// What labels or values become.
#[derive(Clone, Debug, PartialEq)]
pub struct MapAnswer {
    /// `into:` the enum type that a type goes into, where it is another one.
    pub into: Option<Label>,
    /// `values:` each old value with the new one.
    pub values: Entries<Label>,
}

impl MapAnswer {
    const KEYS: &[KeyInfo] = &[
        KeyInfo { names: &["into"], words: &[], required: false, doc: "`into:` the enum type that it goes into." },
        KeyInfo { names: &["values"], words: &[], required: false, doc: "`values:` each old value with the new one." },
    ];
}

impl Decode for MapAnswer {
    const SHAPE: &'static Shape = &Shape::Any;

    fn decode<'n>(node: &'n Node<'n>, cx: &mut Cx<'n>) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            return cx.wrong_shape(node, "a map of old values to new ones, as `{ OLD: NEW }`");
        };
        // No label is a map, so `values` with one tells the long form from an enum that has these very labels.
        let long = entries.iter().any(|(key, value)| key.text == "values" && matches!(value.kind, Kind::Map(_)))
            || matches!(entries.as_slice(), [(key, _)] if key.text == "into");
        if !long {
            return Some(Self { into: None, values: Entries::decode(node, cx)? });
        }
        let mut slots = cx.slots(Self::KEYS, entries);
        let [into, values] = Self::KEYS else { return None };
        Some(Self { into: cx.read(into, &mut slots, node.span), values: cx.read(values, &mut slots, node.span) })
    }

    fn broken(_: Span) -> Self {
        Self { into: None, values: Vec::new() }
    }

    fn schema(defs: &mut Defs) -> Value {
        let labels = Entries::<Label>::schema(defs);
        let name = Label::schema(defs);
        json!({
            "description": "each old value with the new one; with `into` where the values go into another enum type",
            "anyOf": [
                { "type": "object", "properties": { "into": name, "values": labels }, "required": ["values"], "additionalProperties": false },
                { "type": "object", "properties": { "into": name }, "required": ["into"], "additionalProperties": false },
                labels,
            ],
        })
    }
}

/// Reads an answers file. What is wrong in it is reported and left out of the value.
pub fn read_answers(file: FileId, text: &str) -> (AnswersSpec, Vec<Diagnostic>) {
    let (tree, diagnostics) = read(file, text, super::yaml::Comments::Skipped);
    let mut cx = Cx::new(file, text, diagnostics);
    let mut documents = tree.documents.iter();
    let answers = documents.next().and_then(|document| {
        cx.begin(document.end);
        AnswersSpec::decode(&document.root, &mut cx)
    });
    for document in documents {
        let span = cx.first_line(document.root.span);
        let diagnostic = Diagnostic::error(DiagnosticId::Syntax, "answers are one document").at(span, "");
        cx.report(diagnostic.help("remove the line `---` before it"));
    }
    (answers.unwrap_or_default(), cx.finish())
}

/// The JSON Schema (draft 2020-12) of an answers file.
pub fn answers_schema() -> Value {
    let mut defs = Defs::default();
    let root = AnswersSpec::schema(&mut defs);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:underpin:answers:1",
        "title": "underpin answers",
        "description": "what two states of a database cannot say: renames, maps, fills, removals, data steps.",
        "$ref": root["$ref"],
        "$defs": defs.into_value(),
    })
}
