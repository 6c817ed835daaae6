//! Names of migrations, made from what they change.

use heck::ToSnakeCase;
use underpin_plan::Change;
use underpin_schema::ObjectId;

/// How long a name may be, in bytes. With the timestamp it stays well inside of what file systems allow.
const LONGEST: usize = 60;

/// A name in snake_case: ASCII letters, digits and underscores; nothing where that leaves nothing.
pub fn snake(text: &str) -> Option<String> {
    let ascii: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let mut name = ascii.to_snake_case();
    if name.len() > LONGEST {
        name.truncate(LONGEST);
        name.truncate(name.trim_end_matches('_').len());
    }
    (!name.is_empty()).then_some(name)
}

/// A name for these changes: `create_label`, `add_label_note`, `add_label_note_and_2_more`. The weightiest kind of
/// change gives it, since the others mostly follow from that.
pub fn change_name(changes: &[Change]) -> String {
    let weighed: Vec<(u8, ObjectId, &Change)> = changes
        .iter()
        .map(|change| (change.object(), change))
        .map(|(object, change)| (weight(&object), object, change))
        .collect();
    let Some((most, object, change)) = weighed.iter().min_by_key(|(weight, _, _)| *weight) else {
        return "nothing".to_owned();
    };
    let words = change.to_string();
    let verb = words.split_whitespace().next().unwrap_or("change");
    let others = weighed.iter().filter(|(weight, _, _)| weight == most).count() - 1;
    let rest = if others == 0 { String::new() } else { format!("_and_{others}_more") };
    let mut name = snake(&format!("{verb} {}", noun(object))).unwrap_or_else(|| "change".to_owned());
    name.truncate(LONGEST.saturating_sub(rest.len()));
    format!("{}{rest}", name.trim_end_matches('_'))
}

/// The fewer, the more a kind of change says of a migration.
fn weight(object: &ObjectId) -> u8 {
    match object {
        ObjectId::Table(_) => 0,
        ObjectId::Column(_, _) => 1,
        ObjectId::EnumValue(_, _) => 2,
        ObjectId::Enum(_) | ObjectId::Type(_) | ObjectId::Attribute(_, _) => 3,
        ObjectId::Sequence(_) => 4,
        ObjectId::View(_) => 4,
        ObjectId::Function(_) => 5,
        ObjectId::Trigger(_, _) => 6,
        ObjectId::PrimaryKey(_) | ObjectId::Unique(_, _) | ObjectId::ForeignKey(_, _) => 7,
        ObjectId::Exclusion(_, _) => 7,
        ObjectId::Check(_, _) => 8,
        ObjectId::Index(_, _) => 9,
        ObjectId::Policy(_, _) => 10,
        ObjectId::Extension(_) | ObjectId::Namespace(_) => 11,
        ObjectId::Step(_) => 12,
    }
}

fn noun(object: &ObjectId) -> String {
    match object {
        ObjectId::Namespace(name) => format!("schema {name}"),
        ObjectId::Step(name) => name.to_string(),
        ObjectId::Extension(name) => format!("extension {name}"),
        ObjectId::Enum(name)
        | ObjectId::Type(name)
        | ObjectId::Sequence(name)
        | ObjectId::Table(name)
        | ObjectId::View(name) => name.name.to_string(),
        ObjectId::PrimaryKey(table) => format!("{} primary key", table.name),
        ObjectId::Function(signature) => signature.to_string().split('(').next().unwrap_or("function").to_owned(),
        ObjectId::Column(of, name) | ObjectId::EnumValue(of, name) | ObjectId::Attribute(of, name) => {
            format!("{} {name}", of.name)
        }
        ObjectId::Unique(_, name)
        | ObjectId::Index(_, name)
        | ObjectId::ForeignKey(_, name)
        | ObjectId::Check(_, name)
        | ObjectId::Exclusion(_, name)
        | ObjectId::Trigger(_, name)
        | ObjectId::Policy(_, name) => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_snake_case_and_bounded() {
        assert_eq!(snake("Add labels!").as_deref(), Some("add_labels"));
        assert_eq!(snake("add MetricDefinition").as_deref(), Some("add_metric_definition"));
        assert_eq!(snake("../../etc/passwd").as_deref(), Some("etc_passwd"));
        assert_eq!(snake("é"), None);
        assert!(snake(&"word ".repeat(100)).expect("a name").len() <= LONGEST);
    }
}
