//! Refusals of what has another form in the new schema.

use std::fmt::{self, Display, Write as _};

use underpin_schema::{
    Action, BaseType, ColumnType, DefaultValue, Diagnostic, Identity, Literal, Name, ObjectId, Origins, QName,
    RowSecurity,
};

use super::{aspects::differing, at, columns, intents::Pending, place, unplanned};
use crate::{
    Pair,
    difference::{Alteration, ColumnAlteration},
};

/// The refusal of an alteration that no kind of change claims.
pub(super) fn refusal(alteration: &Alteration<'_>, intents: &Pending<'_>, origins: &Origins) -> Diagnostic {
    let object = alteration.object();
    let span = place(origins, &object);
    let refuse = |what: &str, label: &str| at(unplanned(&object, what), span, label);
    let back = |diagnostic: Diagnostic| diagnostic.help(format!("write `{object}` as it was"));
    match alteration {
        Alteration::Column(table, name, column) => {
            refuse_column(Refused { table, name, intents }, column, refuse, &object)
        }
        Alteration::Extension(_, pair) => {
            let namespace =
                |name: Option<&Name>| name.map_or("the default schema".to_owned(), |name| format!("`{name}`"));
            let Pair { old, new } = pair.map(|extension| namespace(extension.namespace.as_ref()));
            back(refuse("moving an extension to another schema", &format!("from {old} to {new}")))
        }
        Alteration::EnumOrder(_, pair) => {
            let Pair { old, new } = pair.map(|ty| columns(&ty.values));
            back(refuse("changing the order of its values", "its values stand in another order"))
                .help(format!("the order was {old} and is now {new}; new values may go anywhere between the old ones"))
        }
        Alteration::PrimaryKey(_, pair) => {
            let Pair { old, new } = pair.map(|key| format!("`{}` over {}", key.name, columns(&key.columns)));
            back(refuse("changing a primary key", &format!("was {old}, is now {new}")))
        }
        Alteration::Unique(_, _, pair) => {
            let Pair { old, new } = pair.map(|unique| columns(&unique.columns));
            new_name(refuse("changing a unique constraint", &changed(&old, &new)), &object)
        }
        Alteration::Index(_, _, pair) => new_name(refuse("changing an index", &differing(*pair)), &object),
        Alteration::ForeignKey(_, _, pair) => {
            let Pair { old, new } = pair.map(|key| {
                format!(
                    "{} to {} of `{}`, on delete {}, on update {}",
                    columns(&key.columns),
                    columns(&key.references),
                    key.table,
                    action(key.on_delete),
                    action(key.on_update)
                )
            });
            back(refuse("changing a foreign key", &changed(&old, &new)))
        }
        Alteration::Check(_, _, pair) => {
            let Pair { old, new } = pair.map(|check| format!("`{}`", check.expr));
            new_name(refuse("changing a check", &changed(&old, &new)), &object)
        }
        Alteration::Trigger(_, _, pair) => new_name(refuse("changing a trigger", &differing(*pair)), &object),
        Alteration::Policy(_, _, pair) => back(refuse("changing a policy", &differing(*pair)))
            .help("other rows would be seen and written than before, so it has to be planned with care"),
        Alteration::RowSecurity(_, pair) => {
            let word = |level: RowSecurity| match level {
                RowSecurity::Off => "off",
                RowSecurity::Enabled => "enabled",
                RowSecurity::Forced => "forced",
            };
            let Pair { old, new } = pair.map(word);
            let label = format!("from {old} to {new}");
            at(unplanned(&object, "relaxing its row-level security"), span, &label)
                .help(format!("keep row-level security {old}: without it rows are seen that were hidden before"))
        }
        Alteration::View(_, pair) => new_name(refuse("changing a view", &differing(*pair)), &object),
        Alteration::Function(_, pair) => new_name(refuse("changing a function", &differing(*pair)), &object),
        Alteration::Depends(_, _) => back(refuse("changing what it depends on", "")),
        Alteration::Comment(_, _) => back(refuse("changing its comment", "")),
    }
}

struct Refused<'a, 'i> {
    table: &'a QName,
    name: &'a Name,
    intents: &'a Pending<'i>,
}

fn refuse_column(
    column: Refused<'_, '_>,
    alteration: &ColumnAlteration<'_>,
    refuse: impl Fn(&str, &str) -> Diagnostic,
    object: &ObjectId,
) -> Diagnostic {
    let Refused { table, name, intents } = column;
    let later = "a later version of underpin carries this out";
    match alteration {
        ColumnAlteration::Type(pair) => {
            let Pair { old, new } = pair.map(|ty| Type(ty).to_string());
            let mut diagnostic = refuse("changing the type of a column", &changed(&old, &new));
            if let Some(using) = intents.using(table, name) {
                diagnostic = diagnostic.at(using.span, later);
            }
            diagnostic.help(format!("keep the type of `{object}`, or add a column of another name with the new type"))
        }
        ColumnAlteration::Required => {
            let mut diagnostic = refuse("making a column required", "was optional, is now required");
            if let Some(fill) = intents.fill(table, name) {
                diagnostic = diagnostic.at(fill.span, later);
            }
            diagnostic.help(format!("keep `{object}` optional: rows may hold NULL there (`?` after the type)"))
        }
        ColumnAlteration::Optional => refuse("making a column optional", "was required, is now optional")
            .help(format!("keep `{object}` required (no `?` after the type)")),
        ColumnAlteration::Default(pair) => {
            let Pair { old, new } = pair.map(|default| Default(default).to_string());
            refuse("changing the default of a column", &changed(&old, &new))
                .help(format!("keep the default of `{object}`"))
        }
        ColumnAlteration::Collation(pair) => {
            let name = |name: Option<&QName>| name.map_or("the default one".to_owned(), |name| format!("`{name}`"));
            let Pair { old, new } = pair.map(name);
            refuse("changing the collation of a column", &changed(&old, &new))
                .help(format!("keep the collation of `{object}`"))
        }
    }
}

/// Something that can stand beside its old form under another name; but dropping the old one is not planned either.
fn new_name(diagnostic: Diagnostic, object: &ObjectId) -> Diagnostic {
    diagnostic.help(format!("write `{object}` as it was, and the new form beside it under another name"))
}

fn changed(old: &str, new: &str) -> String {
    format!("was {old}, is now {new}")
}

fn action(action: Action) -> &'static str {
    match action {
        Action::NoAction => "no_action",
        Action::Restrict => "restrict",
        Action::Cascade => "cascade",
        Action::SetNull => "set_null",
        Action::SetDefault => "set_default",
    }
}

/// A column's type, for messages.
struct Type<'a>(&'a ColumnType);

impl Display for Type<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('`')?;
        match &self.0.base {
            BaseType::Scalar(scalar) => f.write_str(&scalar.postgres())?,
            BaseType::Enum(name) => write!(f, "{name}")?,
            BaseType::Other(name) => f.write_str(name)?,
        }
        f.write_str(if self.0.list { "[]`" } else { "`" })
    }
}

/// A column's default, for messages.
struct Default<'a>(Option<&'a DefaultValue>);

impl Display for Default<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("nothing"),
            Some(DefaultValue::Literal(literal)) => write!(f, "`{}`", Constant(literal)),
            Some(DefaultValue::Now) => f.write_str("`now()`"),
            Some(DefaultValue::Sql(expr)) => write!(f, "`{expr}`"),
            Some(DefaultValue::Serial) => f.write_str("a sequence"),
            Some(DefaultValue::Identity(Identity::Always)) => f.write_str("an identity, always"),
            Some(DefaultValue::Identity(Identity::ByDefault)) => f.write_str("an identity, by default"),
            Some(DefaultValue::Generated(expr)) => write!(f, "computed as `{expr}`"),
        }
    }
}

struct Constant<'a>(&'a Literal);

impl Display for Constant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Literal::Bool(value) => write!(f, "{value}"),
            Literal::Number(text) | Literal::Json(text) | Literal::Bytes(text) => f.write_str(text),
            Literal::Text(text) => write!(f, "{text:?}"),
            Literal::Enum(name) => write!(f, "{name}"),
            Literal::List(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{}", if index == 0 { "" } else { ", " }, Constant(item))?;
                }
                f.write_char(']')
            }
        }
    }
}
