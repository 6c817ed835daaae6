//! Relation fields, on both sides.

use std::{borrow::Cow, fmt::Write};

use underpin_schema::{Action, Arity, Name, Relation, RelationEnd, RelationKind, naming};

use super::{
    book::Book,
    index,
    text::{Listed, Quoted, Row},
};

/// One end of a relation, as seen from its model.
#[derive(Clone, Copy)]
pub(super) enum End<'a> {
    /// The end that refers.
    From(&'a Relation),
    /// The end referred to.
    To(&'a Relation),
}

impl<'a> End<'a> {
    /// The end itself.
    pub fn own(self) -> &'a RelationEnd {
        match self {
            End::From(relation) => &relation.from,
            End::To(relation) => &relation.to,
        }
    }

    /// The end that the field leads to.
    fn other(self) -> &'a RelationEnd {
        match self {
            End::From(relation) => &relation.to,
            End::To(relation) => &relation.from,
        }
    }

    fn relation(self) -> &'a Relation {
        match self {
            End::From(relation) | End::To(relation) => relation,
        }
    }

    /// The relation field of this end.
    pub fn row(self, book: &Book<'_>) -> Row<'a> {
        let RelationEnd { model: own, field, doc } = self.own();
        let other = &self.other().model;
        let Relation { name, from, to, kind } = self.relation();
        let (mark, mut attributes) = match kind {
            RelationKind::ForeignKey { fields, references, constraint, on_delete, on_update, arity, optional } => {
                let facts = Facts::new(book, &from.model, fields);
                match (self, arity) {
                    (End::From(_), Arity::One | Arity::Many) => {
                        let optional = *optional || facts.any_nullable;
                        let mut arguments: Vec<String> = name.iter().map(|name| Quoted(name).to_string()).collect();
                        arguments.push(format!("fields: [{}]", Listed(fields)));
                        arguments.push(format!("references: [{}]", Listed(references)));
                        // For a key that is partly optional, versions differ in what they take by default: say it.
                        let default = match (optional, facts.all_nullable) {
                            (true, true) => Some(Action::SetNull),
                            (true, false) => None,
                            (false, _) => Some(Action::Restrict),
                        };
                        if default != Some(*on_delete) {
                            arguments.push(format!("onDelete: {}", action(*on_delete)));
                        }
                        if *on_update != Action::Cascade {
                            arguments.push(format!("onUpdate: {}", action(*on_update)));
                        }
                        if facts.default_name.as_ref() != Some(constraint) {
                            arguments.push(format!("map: {}", Quoted(constraint)));
                        }
                        (if optional { "?" } else { "" }, format!("@relation({})", Listed(&arguments)))
                    }
                    (End::To(_), Arity::One) if facts.unique => ("?", named(name.as_ref())),
                    (End::To(_), Arity::One | Arity::Many) => ("[]", named(name.as_ref())),
                }
            }
            RelationKind::ManyToMany { table } => {
                // Prisma finds the join table by the relation's name alone.
                let default = naming::join_table(&naming::many_to_many(&from.model, &to.model));
                let made = || (default != table.name.as_str()).then(|| Name::new(table.name.trim_start_matches('_')));
                ("[]", named(name.clone().or_else(made).as_ref()))
            }
        };
        if book.is_ignored(other) && !book.is_ignored(own) {
            let gap = if attributes.is_empty() { "" } else { " " };
            let _ = write!(attributes, "{gap}@ignore");
        }
        let ty = if mark.is_empty() { Cow::from(other.as_str()) } else { Cow::from(format!("{other}{mark}")) };
        Row { docs: doc.iter().map(Cow::from).collect(), name: field, ty, attributes }
    }
}

fn named(name: Option<&Name>) -> String {
    name.map_or_else(String::new, |name| format!("@relation({})", Quoted(name)))
}

/// What the table with the foreign key says of its fields.
struct Facts {
    any_nullable: bool,
    all_nullable: bool,
    /// Whether Prisma is told that they are unique; without that it takes no one-to-one relation.
    unique: bool,
    /// The foreign key's name, were it left to Prisma.
    default_name: Option<Name>,
}

impl Facts {
    fn new(book: &Book<'_>, model: &Name, fields: &[Name]) -> Self {
        let Some((model, table)) = book.model(model).and_then(|model| Some((model, book.table(model)?))) else {
            return Self { any_nullable: false, all_nullable: false, unique: false, default_name: None };
        };
        let columns: Vec<Name> =
            fields.iter().filter_map(|field| model.field(field)).map(|field| field.column.clone()).collect();
        let nullable = |name: &Name| table.columns.get(name).is_some_and(|column| column.nullable);
        Self {
            any_nullable: columns.iter().any(nullable),
            all_nullable: columns.iter().all(nullable),
            unique: index::is_unique(book, table, &columns),
            default_name: Some(naming::foreign_key(&model.table.name, columns.iter().map(Name::as_str))),
        }
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::NoAction => "NoAction",
        Action::Restrict => "Restrict",
        Action::Cascade => "Cascade",
        Action::SetNull => "SetNull",
        Action::SetDefault => "SetDefault",
    }
}
