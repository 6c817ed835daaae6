//! New types of columns, and how their values become ones of these.

use std::fmt::{self, Write};

use underpin_plan::{TypeChange, Using};
use underpin_schema::{ColumnType, Name, QName};

use super::{
    ident::{Collation, Ident, Path},
    literal::Text,
    text::Parens,
    types::Type,
};

/// `ALTER TABLE ... ALTER COLUMN ... TYPE ...`, all columns in one rewrite.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
pub(super) fn write_types(f: &mut fmt::Formatter<'_>, table: &QName, changes: &[TypeChange]) -> fmt::Result {
    write!(f, "ALTER TABLE {}", Path(table))?;
    for (at, TypeChange { column, ty, collation, using, back: _ }) in changes.iter().enumerate() {
        let gap = if at > 0 { "," } else { "" };
        write!(f, "{gap}\n    ALTER COLUMN {} TYPE {}", Ident(column), Type(&ty.new))?;
        // Without the word, the column would get the collation of its type.
        if let Some(collation) = &collation.new {
            write!(f, "{}", Collation(collation))?;
        }
        write_using(f, column, &ty.new, using)?;
    }
    f.write_char(';')
}

fn write_using(f: &mut fmt::Formatter<'_>, column: &Name, ty: &ColumnType, using: &Using) -> fmt::Result {
    match using {
        Using::Assignment => Ok(()),
        Using::Cast => write!(f, " USING {}::{}", Ident(column), Type(ty)),
        Using::Text => write!(f, " USING {}::{}::{}", Ident(column), Textual(ty), Type(ty)),
        Using::Labels(map) if ty.list => write_elements(f, column, ty, map),
        Using::Labels(map) => write_labels(f, column, ty, map),
        Using::Expr(expr) => write!(f, " USING {}", Parens(expr.as_str())),
    }
}

/// Text, or a list of texts.
struct Textual<'a>(&'a ColumnType);

impl fmt::Display for Textual<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.list { "TEXT[]" } else { "TEXT" })
    }
}

fn moved(map: &[(Name, Name)]) -> Vec<(&Name, &Name)> {
    map.iter().filter(|(from, to)| from != to).map(|(from, to)| (from, to)).collect()
}

/// A CASE over the label's text, once for each row.
fn write_labels(f: &mut fmt::Formatter<'_>, column: &Name, ty: &ColumnType, map: &[(Name, Name)]) -> fmt::Result {
    let moved = moved(map);
    let (column, ty) = (Ident(column), Type(ty));
    if moved.is_empty() {
        return write!(f, " USING {column}::TEXT::{ty}");
    }
    write!(f, " USING (\n        CASE {column}::TEXT")?;
    for (from, to) in moved {
        write!(f, "\n            WHEN {} THEN {}", Text(from), Text(to))?;
    }
    write!(f, "\n            ELSE {column}::TEXT\n        END\n    )::{ty}")
}

/// A chain of `array_replace`, since USING takes no subquery that could look at each element.
/// <https://www.postgresql.org/docs/current/functions-array.html>
fn write_elements(f: &mut fmt::Formatter<'_>, column: &Name, ty: &ColumnType, map: &[(Name, Name)]) -> fmt::Result {
    let chain = in_turn(&moved(map));
    f.write_str(" USING ")?;
    for _ in &chain {
        f.write_str("array_replace(")?;
    }
    if chain.is_empty() {
        return write!(f, "{}::TEXT[]::{}", Ident(column), Type(ty));
    }
    write!(f, "\n        {}::TEXT[],", Ident(column))?;
    for (at, (from, to)) in chain.iter().enumerate() {
        let next = if at + 1 < chain.len() { "," } else { "" };
        write!(f, "\n        {}, {}){next}", Text(from), Text(to))?;
    }
    write!(f, "::{}", Type(ty))
}

/// The replacements one after the other, so that none takes up what another has just written: a label moves on before
/// others become it. Where labels change places in a circle, one of them waits under a text that is no label.
fn in_turn(map: &[(&Name, &Name)]) -> Vec<(String, String)> {
    let mut left: Vec<(&Name, &Name)> = map.to_vec();
    let mut chain = Vec::new();
    let mut waiting = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|(_, to)| left.iter().all(|(from, _)| from != to));
        match free {
            Some(at) => {
                let (from, to) = left.remove(at);
                chain.push((from.to_string(), to.to_string()));
            }
            None => {
                let (from, to) = left.remove(0);
                chain.push((from.to_string(), marker(from)));
                waiting.push((marker(from), to.to_string()));
            }
        }
    }
    chain.extend(waiting);
    chain
}

/// A text that no enum type has as a label, since it is longer than one may be.
/// <https://www.postgresql.org/docs/current/datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS>
fn marker(label: &Name) -> String {
    format!("{label} (waits here until the others have moved; too long to be a label)")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use underpin_schema::NAME_BYTES;

    use super::*;

    proptest! {
        #[test]
        fn a_chain_does_what_the_map_says(map in prop::collection::btree_map("[a-e]", "[a-g]", 0..6)) {
            let names: Vec<(Name, Name)> = map.iter().map(|(from, to)| (Name::new(from), Name::new(to))).collect();
            let chain = in_turn(&moved(&names));
            for label in ["a", "b", "c", "d", "e", "f", "g"] {
                let replaced = chain.iter().fold(label.to_owned(), |at, (from, to)| if at == *from { to.clone() } else { at });
                let meant = BTreeMap::get(&map, label).map_or(label, String::as_str);
                prop_assert_eq!(replaced, meant);
            }
        }
    }

    #[test]
    fn a_marker_is_no_label() {
        assert!(marker(&Name::new("")).len() > NAME_BYTES);
    }
}
