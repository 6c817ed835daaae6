//! How things are called in the database when no one says so: Prisma's rules for constraints, indexes and join tables,
//! and the two ways of calling tables and columns.
//!
//! Prisma names an object after its table and columns with a suffix for its kind, and keeps the suffix whole when
//! the name would be longer than PostgreSQL allows.
//! <https://www.prisma.io/docs/orm/prisma-schema/data-model/database-mapping#prismas-default-naming-conventions-for-indexes-and-constraints>

use heck::{ToLowerCamelCase, ToSnakeCase};

use crate::{NAME_BYTES, Name};

/// The names of models and enums that Prisma refuses, sorted: what its client needs for itself, as words of TypeScript
/// or as types of its own, and its scalar types.
/// <https://pris.ly/d/naming-models>
pub const PRISMA_RESERVED: &[&str] = &[
    "BigInt",
    "Boolean",
    "Bytes",
    "DateTime",
    "Decimal",
    "Float",
    "Int",
    "Json",
    "PrismaClient",
    "String",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "using",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// How tables and columns are called where no `map:` says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// As models and fields are, which is what Prisma does.
    #[default]
    Prisma,
    /// In snake_case, tables in the plural.
    Snake,
}

impl Naming {
    /// The table of a model.
    pub fn table(self, model: &str) -> Name {
        match self {
            Naming::Prisma => Name::new(model),
            Naming::Snake => Name::from(plural(&model.to_snake_case())),
        }
    }

    /// The column of a field.
    pub fn column(self, field: &str) -> Name {
        match self {
            Naming::Prisma => Name::new(field),
            Naming::Snake => Name::from(field.to_snake_case()),
        }
    }

    /// The type of an enum. An enum names one value, so it stays in the singular.
    pub fn enum_type(self, name: &str) -> Name {
        match self {
            Naming::Prisma => Name::new(name),
            Naming::Snake => Name::from(name.to_snake_case()),
        }
    }
}

/// The plural of an English word, by a rule small enough to foresee: `y` after a consonant becomes `ies`; `s`, `x`,
/// `z`, `ch` and `sh` take `es`; everything else takes `s`.
pub fn plural(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if let Some(stem) = lower.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
    {
        return format!("{}ies", &word[..word.len() - 1]);
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| lower.ends_with(end));
    format!("{word}{}", if hisses { "es" } else { "s" })
}

/// What a model is called as a field of another that holds one of it: `MetricDefinition` is `metricDefinition`.
pub fn one_field(model: &str) -> String {
    model.to_lower_camel_case()
}

/// The singular of a plural that [`plural`] may have made; a word that only looks like one (`status`, `series`) is kept.
pub fn singular(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let kept = ["ss", "us", "is", "as", "os", "news", "series", "species"].iter().any(|end| lower.ends_with(end));
    let cut = |count: usize| word[..word.len() - count].to_owned();
    match lower.as_str() {
        _ if kept || !lower.ends_with('s') || word.len() < 4 => word.to_owned(),
        lower if lower.ends_with("ies") && lower.len() > 4 && !lower.ends_with("movies") => format!("{}y", cut(3)),
        lower if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|end| lower.ends_with(end)) => cut(2),
        lower if lower.ends_with("uses") && !lower.ends_with("ouses") && !lower.ends_with("auses") => cut(2),
        _ => cut(1),
    }
}

/// What a model is called as a field of another that holds many of it: `MetricDefinition` is `metricDefinitions`.
pub fn many_field(model: &str) -> String {
    plural(&one_field(model))
}

/// `stem` and `suffix` in one name of at most 63 bytes. What is too long is cut off the stem, between two characters.
pub fn cut(stem: &str, suffix: &str) -> Name {
    let room = NAME_BYTES.saturating_sub(suffix.len());
    Name::from(format!("{}{suffix}", &stem[..stem.floor_char_boundary(room)]))
}

/// The primary key of a table: `User_pkey`.
pub fn primary_key(table: &str) -> Name {
    cut(table, "_pkey")
}

/// A unique constraint or unique index: `User_email_key`.
pub fn unique<'n>(table: &str, columns: impl IntoIterator<Item = &'n str>) -> Name {
    cut(&stem(table, columns), "_key")
}

/// An index: `User_createdAt_idx`.
pub fn index<'n>(table: &str, columns: impl IntoIterator<Item = &'n str>) -> Name {
    cut(&stem(table, columns), "_idx")
}

/// A foreign key: `Post_authorId_fkey`.
pub fn foreign_key<'n>(table: &str, columns: impl IntoIterator<Item = &'n str>) -> Name {
    cut(&stem(table, columns), "_fkey")
}

/// What an expression counts as in the name of its index. Prisma has no such indexes; PostgreSQL says `expr` too.
pub const EXPRESSION: &str = "expr";

fn stem<'n>(table: &str, columns: impl IntoIterator<Item = &'n str>) -> String {
    let mut stem = table.to_owned();
    for column in columns {
        stem.push('_');
        stem.push_str(column);
    }
    stem
}

/// The name of an implicit many-to-many relation that has none of its own: both models in the order of the alphabet.
/// <https://www.prisma.io/docs/orm/prisma-schema/data-model/relations/many-to-many-relations#conventions-for-relation-tables-in-implicit-m-n-relations>
pub fn many_to_many(one: &str, other: &str) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("{first}To{second}")
}

/// The join table of an implicit many-to-many relation of that name.
pub fn join_table(relation: &str) -> String {
    format!("_{relation}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_its_suffix() {
        let columns = ["organization_id", "platform", "platform_user_id"];
        let name = unique("platform_connections", columns);
        assert_eq!(name.as_str(), "platform_connections_organization_id_platform_platform_user_key");
        assert_eq!(name.len(), 63);
    }

    #[test]
    fn a_name_of_63_bytes_is_not_cut() {
        let table = "t".repeat(58);
        assert_eq!(primary_key(&table).as_str(), format!("{table}_pkey"));
        assert_eq!(primary_key(&format!("{table}t")), primary_key(&table));
    }

    #[test]
    fn a_name_is_cut_between_two_characters() {
        let name = index(&"é".repeat(40), ["id"]);
        assert_eq!(name.as_str(), format!("{}_idx", "é".repeat(29)));
    }

    #[test]
    fn plurals() {
        for (one, many) in [
            ("user", "users"),
            ("category", "categories"),
            ("key", "keys"),
            ("address", "addresses"),
            ("box", "boxes"),
            ("match", "matches"),
            ("wish", "wishes"),
            ("y", "ies"),
        ] {
            assert_eq!(plural(one), many);
        }
        assert_eq!(Naming::Snake.table("MetricDefinition").as_str(), "metric_definitions");
        assert_eq!(Naming::Snake.column("createdAt").as_str(), "created_at");
        assert_eq!(many_field("MetricDefinition"), "metricDefinitions");
    }

    #[test]
    fn a_join_table_is_named_in_the_order_of_the_alphabet() {
        assert_eq!(join_table(&many_to_many("Tag", "Post")), "_PostToTag");
    }
}
