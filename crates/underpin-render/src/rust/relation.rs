//! Relations as fields of an entity.
//!
//! The side with the foreign key has `belongs_to`, the other `has_many` or `has_one`, each under the name that the spec
//! gives it. SeaORM 2.0.4 cannot say `has_one` where several foreign keys lead from one table to another (it ignores
//! `via_rel` there), nor from a table to itself: such a side is a `has_many` that never holds more than one.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use underpin_schema::{Action, Arity, Code, Model, Relation, RelationEnd, RelationKind, Schema};

use super::{
    junction::{Sides, sides},
    link::Link,
    names,
    taken::{ModelNames, RustNames},
};

/// A relation as one of its models sees it.
pub struct View<'a> {
    /// The relation.
    pub relation: &'a Relation,
    /// The end at that model.
    pub near: &'a RelationEnd,
    /// The other end.
    pub far: &'a RelationEnd,
    side: Side,
}

/// Which end of a relation a model is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    From,
    To,
}

/// The relations of each model, by its name.
pub struct Relations<'a>(FxHashMap<&'a str, Vec<View<'a>>>);

impl<'a> Relations<'a> {
    /// Sorts the relations of a system by model; one of a model with itself is there twice.
    pub fn new(code: &'a Code) -> Self {
        let mut by_model: FxHashMap<&str, Vec<View>> = FxHashMap::default();
        for relation in &code.relations {
            let Relation { name: _, from, to, kind: _ } = relation;
            by_model.entry(&from.model).or_default().push(View { relation, near: from, far: to, side: Side::From });
            by_model.entry(&to.model).or_default().push(View { relation, near: to, far: from, side: Side::To });
        }
        Self(by_model)
    }

    /// The relations of a model.
    pub fn of(&self, model: &str) -> &[View<'a>] {
        self.0.get(model).map_or(&[], Vec::as_slice)
    }

    /// Whether only one relation leads from `near` to `far`: then SeaORM finds it by the entity alone.
    fn is_only(&self, near: &str, far: &str) -> bool {
        self.of(near).iter().filter(|view| view.far.model.as_str() == far).count() == 1
    }
}

/// A relation field of a model.
pub struct RelationField {
    /// The type: `HasMany<super::post::Entity>`.
    pub ty: String,
    /// The arguments of `#[sea_orm]`.
    pub attributes: Vec<String>,
    /// What it is, where the spec does not say.
    pub doc: String,
}

/// What the fields of relations are made from.
pub struct Context<'a> {
    /// What the database knows.
    pub schema: &'a Schema,
    /// The models by name.
    pub models: FxHashMap<&'a str, &'a Model>,
    /// What things are called.
    pub names: &'a RustNames<'a>,
    /// The relations by model.
    pub relations: &'a Relations<'a>,
}

impl Context<'_> {
    /// The field of a relation in the model at its near end; nothing where the other end is missing, or where SeaORM has
    /// no field for it: a many-to-many relation beside others between the same two models.
    pub fn field(&self, view: &View, own: &ModelNames) -> Option<RelationField> {
        let other = self.names.model(&view.far.model)?;
        match (&view.relation.kind, view.side) {
            (RelationKind::ForeignKey { .. }, Side::From) => self.belongs_to(view, own, other),
            (RelationKind::ForeignKey { arity, .. }, Side::To) => Some(self.has(view, own, other, *arity)),
            (RelationKind::ManyToMany { table }, _) => {
                let junction = self.names.junction(table)?;
                let ends = Ends::new(view, sides(self, view.relation)?);
                self.many_to_many(view, Many { junction, ends, target: &other.module })
            }
        }
    }

    /// The type that leads along a relation where SeaORM cannot tell it by the other entity alone.
    pub fn link(&self, view: &View, own: &ModelNames) -> Option<Link> {
        if view.near.model != view.far.model && self.relations.is_only(&view.near.model, &view.far.model) {
            return None;
        }
        let other = self.names.model(&view.far.model)?;
        let field = own.field(&view.near.field);
        let steps = match (&view.relation.kind, view.side) {
            (RelationKind::ForeignKey { .. }, Side::From) => {
                vec![format!("Relation::{}.def()", names::variant(&field))]
            }
            (RelationKind::ForeignKey { .. }, Side::To) => {
                let back = names::variant(&other.field(&view.far.field));
                vec![format!("super::{}::Relation::{back}.def().rev()", other.module)]
            }
            (RelationKind::ManyToMany { table }, _) => {
                let junction = self.names.junction(table)?;
                let Ends { from, to } = Ends::new(view, sides(self, view.relation)?);
                vec![
                    format!("super::{junction}::Relation::{from}.def().rev()"),
                    format!("super::{junction}::Relation::{to}.def()"),
                ]
            }
        };
        Some(Link::new(field.into_owned(), &other.module, steps))
    }

    fn belongs_to(&self, view: &View, own: &ModelNames, other: &ModelNames) -> Option<RelationField> {
        let RelationKind::ForeignKey { fields, references, constraint: _, on_delete, on_update, arity: _, optional: _ } =
            &view.relation.kind
        else {
            return None;
        };
        let is_self = view.near.model == view.far.model;
        let mut attributes = vec![if is_self { "self_ref" } else { "belongs_to" }.to_owned()];
        attributes.push(format!("relation_enum = \"{}\"", names::variant(&own.field(&view.near.field))));
        if is_self {
            attributes.push(format!("relation_reverse = \"{}\"", names::variant(&own.field(&view.far.field))));
        }
        attributes.push(format!("from = \"{}\"", tuple(fields.iter().map(|name| own.field(name)))));
        attributes.push(format!("to = \"{}\"", tuple(references.iter().map(|name| other.field(name)))));
        attributes.push(format!("on_update = \"{}\"", action(*on_update)));
        attributes.push(format!("on_delete = \"{}\"", action(*on_delete)));
        let entity = if is_self { "Entity".to_owned() } else { format!("super::{}::Entity", other.module) };
        // The macro holds `Option` against the columns, not against what the relation means.
        let ty = if self.any_nullable(view, fields) { format!("Option<{entity}>") } else { entity };
        Some(RelationField {
            ty: format!("BelongsTo<{ty}>"),
            attributes,
            doc: format!("The `{}` that this row belongs to.", view.far.model),
        })
    }

    fn any_nullable(&self, view: &View, fields: &[underpin_schema::Name]) -> bool {
        let Some(model) = self.models.get(view.near.model.as_str()) else { return false };
        let Some(table) = self.schema.tables.get(&model.table) else { return false };
        fields.iter().any(|name| {
            let column = model.field(name).and_then(|field| table.columns.get(&field.column));
            column.is_some_and(|column| column.nullable)
        })
    }

    fn has(&self, view: &View, own: &ModelNames, other: &ModelNames, arity: Arity) -> RelationField {
        let variant = names::variant(&own.field(&view.near.field));
        let back = names::variant(&other.field(&view.far.field));
        let rows = match arity {
            Arity::One => "row, at most one,",
            Arity::Many => "rows",
        };
        let verb = match arity {
            Arity::One => "belongs",
            Arity::Many => "belong",
        };
        let doc = format!("The `{}` {rows} that {verb} to this row by `{}`.", view.far.model, view.far.field);
        if view.near.model == view.far.model {
            let attributes = vec![
                "self_ref".to_owned(),
                format!("relation_enum = \"{variant}\""),
                format!("relation_reverse = \"{back}\""),
            ];
            return RelationField { ty: "HasMany<Entity>".to_owned(), attributes, doc };
        }
        let is_one = arity == Arity::One && self.relations.is_only(&view.far.model, &view.near.model);
        let mut attributes = vec![if is_one { "has_one" } else { "has_many" }.to_owned()];
        attributes.push(format!("relation_enum = \"{variant}\""));
        if !is_one {
            attributes.push(format!("via_rel = \"{back}\""));
        }
        let wrapper = if is_one { "HasOne" } else { "HasMany" };
        RelationField { ty: format!("{wrapper}<super::{}::Entity>", other.module), attributes, doc }
    }

    fn many_to_many(&self, view: &View, many: Many) -> Option<RelationField> {
        let Many { junction, ends, target } = many;
        let doc = format!("The `{}` rows that `{junction}` ties to this row.", view.far.model);
        if view.near.model == view.far.model {
            // The way that starts at column A is the forward one.
            let mut attributes = vec!["self_ref".to_owned(), format!("via = \"{junction}\"")];
            if ends.from == "A" {
                attributes.extend(["from = \"A\"".to_owned(), "to = \"B\"".to_owned()]);
            } else {
                attributes.push("reverse".to_owned());
            }
            return Some(RelationField { ty: "HasMany<Entity>".to_owned(), attributes, doc });
        }
        if !self.relations.is_only(&view.near.model, &view.far.model) || self.is_taken(view, &ends.to) {
            return None;
        }
        let attributes = vec!["has_many".to_owned(), format!("via = \"{junction}\"")];
        Some(RelationField { ty: format!("HasMany<super::{target}::Entity>"), attributes, doc })
    }

    /// Whether another relation of the model has the name that SeaORM would give this one.
    fn is_taken(&self, view: &View, name: &str) -> bool {
        let Some(own) = self.names.model(&view.near.model) else { return false };
        let others = self.relations.of(&view.near.model).iter();
        let mut others = others.filter(|other| !std::ptr::eq(other.relation, view.relation));
        others.any(|other| names::variant(&own.field(&other.near.field)) == name)
    }
}

/// A many-to-many relation from one of its ends.
struct Many<'a> {
    junction: &'a str,
    ends: Ends,
    target: &'a str,
}

/// The relations of a join table, to the model at hand and to the other.
struct Ends {
    from: String,
    to: String,
}

impl Ends {
    fn new(view: &View, sides: Sides) -> Self {
        match view.side {
            Side::From => Self { from: sides.from.relation, to: sides.to.relation },
            Side::To => Self { from: sides.to.relation, to: sides.from.relation },
        }
    }
}

/// One name, or several between parentheses.
fn tuple<'a>(names: impl ExactSizeIterator<Item = Cow<'a, str>>) -> String {
    let one = names.len() == 1;
    let joined = names.collect::<Vec<_>>().join(", ");
    if one { joined } else { format!("({joined})") }
}

/// The action as SeaORM's `ForeignKeyAction` spells it.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::NoAction => "NoAction",
        Action::Restrict => "Restrict",
        Action::Cascade => "Cascade",
        Action::SetNull => "SetNull",
        Action::SetDefault => "SetDefault",
    }
}
