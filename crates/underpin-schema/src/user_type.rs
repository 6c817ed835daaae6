//! Types that a schema makes beside its enums: domains and composite types. They share one room of names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Check, ColumnType, DefaultValue, Name, QName};

/// A type that a schema makes, beside its enums.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserType {
    /// A type with rules.
    Domain(Domain),
    /// A row of attributes.
    Composite(Composite),
}

impl UserType {
    /// What PostgreSQL calls it in `CREATE` and `COMMENT`: `DOMAIN` or `TYPE`.
    pub fn keyword(&self) -> &'static str {
        match self {
            UserType::Domain(_) => "DOMAIN",
            UserType::Composite(_) => "TYPE",
        }
    }

    /// What it is, in a word for people.
    pub fn kind(&self) -> &'static str {
        match self {
            UserType::Domain(_) => "domain",
            UserType::Composite(_) => "composite type",
        }
    }

    /// The comment that the database keeps.
    pub fn comment(&self) -> &Option<String> {
        match self {
            UserType::Domain(domain) => &domain.comment,
            UserType::Composite(composite) => &composite.comment,
        }
    }

    /// The comment that the database keeps, to be changed.
    pub fn comment_mut(&mut self) -> &mut Option<String> {
        match self {
            UserType::Domain(domain) => &mut domain.comment,
            UserType::Composite(composite) => &mut composite.comment,
        }
    }

    /// The types that it is made of, in order.
    pub fn parts(&self) -> Vec<&ColumnType> {
        match self {
            UserType::Domain(domain) => vec![&domain.ty],
            UserType::Composite(composite) => composite.attributes.iter().map(|attribute| &attribute.ty).collect(),
        }
    }

    /// The types that it is made of, to be changed.
    pub fn parts_mut(&mut self) -> Vec<&mut ColumnType> {
        match self {
            UserType::Domain(domain) => vec![&mut domain.ty],
            UserType::Composite(composite) => {
                composite.attributes.iter_mut().map(|attribute| &mut attribute.ty).collect()
            }
        }
    }
}

/// A domain: another type, and what its values have to fulfil.
/// <https://www.postgresql.org/docs/current/sql-createdomain.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// The type below.
    pub ty: ColumnType,
    /// Whether NULL is no value of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// What fills a column of it that has no default of its own: a constant, the time, or an expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// The collation, where it is not that of the type below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
    /// What holds of each value (VALUE), by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub checks: BTreeMap<Name, Check>,
    /// The comment that the database keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A composite type: attributes in their order.
/// <https://www.postgresql.org/docs/current/rowtypes.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composite {
    /// The attributes, in their order: a value is written without their names.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// The comment that the database keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Composite {
    /// The attribute of that name.
    pub fn attribute(&self, name: &Name) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == *name)
    }
}

/// An attribute of a composite type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name.
    pub name: Name,
    /// What it holds.
    pub ty: ColumnType,
    /// The collation, where it is not that of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<QName>,
}

impl crate::Schema {
    /// The type that values of a type are stored as and sent as: what is below its domains.
    /// <https://www.postgresql.org/docs/current/domains.html>
    pub fn below<'a>(&'a self, ty: &'a ColumnType) -> std::borrow::Cow<'a, ColumnType> {
        below(ty, |name| match self.types.get(name) {
            Some(UserType::Domain(domain)) => Some(&domain.ty),
            Some(UserType::Composite(_)) | None => None,
        })
    }
}

/// What is below the domains of a type; `domain` gives the type below one. An array of a domain is one of what is below it, unless
/// that is an array too.
pub(crate) fn below<'a>(
    ty: &'a ColumnType,
    domain: impl Fn(&QName) -> Option<&'a ColumnType>,
) -> std::borrow::Cow<'a, ColumnType> {
    let mut found = std::borrow::Cow::Borrowed(ty);
    // More steps than this are a circle, which has been reported.
    for _ in 0..64 {
        let crate::BaseType::Type(name) = &found.base else { break };
        let Some(under) = domain(name) else { break };
        found = match (found.list, under.list) {
            (true, true) => break,
            (true, false) => std::borrow::Cow::Owned(ColumnType { base: under.base.clone(), list: true }),
            (false, _) => std::borrow::Cow::Borrowed(under),
        };
    }
    found
}
