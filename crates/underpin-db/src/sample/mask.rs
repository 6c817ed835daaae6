//! Values that tell of a person become others: the same ones everywhere, NULL stays NULL, two that differ stay two, and
//! none is a value that was there.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{BuildHasher, Hasher, RandomState},
};

use serde_json::Value;
use underpin_schema::{Attribute, BaseType, ColumnType, Name, Pii, QName, ScalarKind, Schema, UserType};

use super::{
    Sample, Wish, columns, composite,
    shapes::{self, Room},
    texts,
};
use crate::{
    prove::{array, elements},
    rows::Random,
};

/// A column of a table.
type At = (QName, Name);

/// Masks all that is to be masked.
pub(super) fn mask(sample: &mut Sample, wish: &Wish<'_>) {
    let groups = groups(wish);
    let mut maskers: HashMap<usize, Masker> = HashMap::new();
    for pass in [Pass::Read, Pass::Write] {
        for (name, rows) in &mut sample.tables {
            let Some(table) = wish.schema.tables.get(name) else { continue };
            for (at, (column, definition)) in columns(table).enumerate() {
                let Some((group, pii)) = groups.get(&(name.clone(), column.clone())) else { continue };
                let masker = maskers.entry(*group).or_default();
                for value in rows.iter_mut().filter_map(|row| row.values.get_mut(at)?.as_mut()) {
                    let ty = &*wish.schema.below(&definition.ty);
                    let kind = Kind { schema: wish.schema, ty, pii: *pii };
                    match pass {
                        Pass::Read => masker.note(&kind, value),
                        Pass::Write => *value = masker.value(&kind, value),
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Pass {
    Read,
    Write,
}

/// The columns that are masked, those of one number alike: keys and what refers by them.
fn groups(wish: &Wish<'_>) -> BTreeMap<At, (usize, Pii)> {
    let mut groups: BTreeMap<At, (usize, Pii)> =
        wish.masks.iter().enumerate().map(|(at, (column, pii))| (column.clone(), (at, *pii))).collect();
    loop {
        let mut changed = false;
        for (name, table) in &wish.schema.tables {
            for foreign in table.foreign_keys.values() {
                for (column, other) in foreign.columns.iter().zip(&foreign.references) {
                    let (one, other) = ((name.clone(), column.clone()), (foreign.table.clone(), other.clone()));
                    let least = match (groups.get(&one), groups.get(&other)) {
                        (Some(one), Some(other)) if one.0 == other.0 => continue,
                        (Some(one), Some(other)) => *if one.0 < other.0 { one } else { other },
                        (Some(one), None) => *one,
                        (None, Some(other)) => *other,
                        (None, None) => continue,
                    };
                    groups.insert(one, least);
                    groups.insert(other, least);
                    changed = true;
                }
            }
        }
        if !changed {
            return groups;
        }
    }
}

/// What is known of a column.
struct Kind<'a> {
    schema: &'a Schema,
    ty: &'a ColumnType,
    pii: Pii,
}

/// How often another value is looked for.
const TRIES: usize = 300;

/// Masks the columns of a group.
struct Masker {
    /// Another one in each run, so that nobody can compute what became of a value.
    secret: u64,
    made: HashMap<String, String>,
    taken: HashSet<String>,
    originals: HashSet<String>,
    thrown: usize,
}

impl Default for Masker {
    fn default() -> Self {
        Self {
            secret: RandomState::new().build_hasher().finish(),
            made: HashMap::new(),
            taken: HashSet::new(),
            originals: HashSet::new(),
            thrown: 0,
        }
    }
}

impl Masker {
    fn note(&mut self, kind: &Kind<'_>, value: &str) {
        let is_json = matches!(&kind.ty.base, BaseType::Scalar(scalar) if scalar.kind == ScalarKind::Json);
        for element in elements(value).filter(|_| kind.ty.list).unwrap_or_else(|| vec![Some(value.to_owned())]) {
            let Some(element) = element else { continue };
            match serde_json::from_str(&element) {
                Ok(document) if is_json => self.note_leaves(&document),
                Ok(_) | Err(_) => {
                    self.originals.insert(texts::folded(&element));
                }
            }
        }
    }

    fn note_leaves(&mut self, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => {
                self.originals.insert(number.to_string());
            }
            Value::String(text) => {
                self.originals.insert(texts::folded(text));
            }
            Value::Array(items) => items.iter().for_each(|item| self.note_leaves(item)),
            Value::Object(members) => members.values().for_each(|member| self.note_leaves(member)),
        }
    }

    fn value(&mut self, kind: &Kind<'_>, value: &str) -> String {
        if !kind.ty.list {
            return self.one(kind, value);
        }
        // An array of several dimensions is not worth more.
        let Some(elements) = elements(value) else { return "{}".to_owned() };
        let masked: Vec<Option<String>> = elements.into_iter().map(|element| Some(self.one(kind, &element?))).collect();
        array(&masked)
    }

    fn one(&mut self, kind: &Kind<'_>, value: &str) -> String {
        match &kind.ty.base {
            BaseType::Enum(name) => {
                let labels = kind.schema.enums.get(name).map(|ty| ty.values.as_slice()).unwrap_or_default();
                self.dice().pick(labels).map_or_else(|| value.to_owned(), |label| label.as_str().to_owned())
            }
            BaseType::Scalar(scalar) => match scalar.kind {
                ScalarKind::Text | ScalarKind::Varchar | ScalarKind::Char => self.text(kind.pii, value),
                ScalarKind::SmallInt => self.number(value, Room(4)),
                ScalarKind::Int => self.number(value, Room(9)),
                ScalarKind::BigInt => self.number(value, Room(18)),
                // Precision and scale allow all that has as many digits; 38 powers of ten fit into a float.
                ScalarKind::Decimal => self.number(value, Room(usize::MAX)),
                ScalarKind::Float | ScalarKind::Double => self.number(value, Room(15)),
                ScalarKind::Timestamp | ScalarKind::Timestamptz | ScalarKind::Date => self.distinct(value, shapes::day),
                ScalarKind::Time => self.distinct(value, shapes::time),
                ScalarKind::Uuid | ScalarKind::Bytes => self.distinct(value, shapes::hexadecimal),
                // Two values cannot be told from two others.
                ScalarKind::Bool => if self.dice().once_in(2) { "true" } else { "false" }.to_owned(),
                ScalarKind::Json => self.json(value),
            },
            // What is below a domain has been looked up.
            BaseType::Type(name) => self.composite(kind, name, value),
            BaseType::Other(name) => match name.as_str() {
                "inet" | "cidr" => self.text(Pii::Ip, value),
                "macaddr" | "macaddr8" => self.distinct(value, shapes::hexadecimal),
                _ => self.text(kind.pii, value),
            },
        }
    }

    /// Each attribute by its type; where the text cannot be read, nothing of it is left.
    fn composite(&mut self, kind: &Kind<'_>, name: &QName, value: &str) -> String {
        let Some(UserType::Composite(of)) = kind.schema.types.get(name) else { return String::new() };
        let found = composite::attributes(value).unwrap_or_default();
        let masked = |(attribute, value): (&Attribute, Option<String>)| {
            let ty = &*kind.schema.below(&attribute.ty);
            value.map(|value| self.value(&Kind { schema: kind.schema, ty, pii: kind.pii }, &value))
        };
        let padded = found.into_iter().chain(std::iter::repeat(None));
        composite::text(&of.attributes.iter().zip(padded).map(masked).collect::<Vec<_>>())
    }

    /// A text, in whatever case, becomes one text in that case, so that what is the same but for the case stays so.
    fn text(&mut self, pii: Pii, value: &str) -> String {
        if pii == Pii::Ip && shapes::ip(value, &mut self.dice()).is_some() {
            return self.distinct(value, |value, random| shapes::ip(value, random).unwrap_or_default());
        }
        if pii == Pii::Birthday && is_day(value) {
            return self.distinct(value, shapes::day);
        }
        let folded = texts::folded(value);
        let made = self.distinct(&folded, texts::other);
        texts::in_case_of(&made, value)
    }

    /// What was made of a value before, else something new that is neither taken nor was there.
    fn distinct(&mut self, value: &str, make: impl Fn(&str, &mut Random) -> String) -> String {
        if let Some(made) = self.made.get(value) {
            return made.clone();
        }
        let mut random = Random::new(self.secret, value);
        let mut made = make(value, &mut random);
        for _ in 0..TRIES {
            if !self.taken.contains(&made) && !self.originals.contains(&made) {
                break;
            }
            made = make(value, &mut random);
        }
        self.taken.insert(made.clone());
        self.made.insert(value.to_owned(), made.clone());
        made
    }

    fn number(&mut self, value: &str, room: Room) -> String {
        self.distinct(value, |value, random| shapes::number(value, room, random))
    }

    /// Numbers that nothing follows from.
    fn dice(&mut self) -> Random {
        self.thrown += 1;
        Random::new(self.secret, &self.thrown.to_string())
    }

    /// The texts and numbers in a document; its keys are what makes it readable.
    fn json(&mut self, value: &str) -> String {
        let Ok(mut document) = serde_json::from_str::<Value>(value) else { return "null".to_owned() };
        self.leaves(&mut document);
        document.to_string()
    }

    fn leaves(&mut self, value: &mut Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => {
                let made = self.number(&number.to_string(), Room(15));
                if let Ok(made) = made.parse() {
                    *number = made;
                }
            }
            Value::String(text) => *text = self.text(Pii::Other, text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.leaves(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.leaves(member)),
        }
    }
}

/// Whether a text is a date as ISO 8601 writes it.
fn is_day(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(fits)
}
