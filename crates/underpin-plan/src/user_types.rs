//! Domains and composite types: what can be altered in place, and which columns hold values of one.

use underpin_schema::{Attribute, BaseType, Check, ColumnType, DefaultValue, Name, QName, Schema, UserType};

use crate::Pair;

/// One aspect of a domain that ALTER DOMAIN changes.
/// <https://www.postgresql.org/docs/current/sql-alterdomain.html>
#[derive(Clone, Debug, PartialEq)]
pub enum DomainChange {
    /// SET DEFAULT, DROP DEFAULT: from which to which.
    SetDefault(Pair<Option<DefaultValue>>),
    /// SET NOT NULL
    SetRequired,
    /// DROP NOT NULL
    SetOptional,
    /// ADD CONSTRAINT
    AddCheck(Name, Check),
    /// DROP CONSTRAINT
    DropCheck(Name, Check),
    /// RENAME CONSTRAINT
    RenameCheck(Pair<Name>),
    /// VALIDATE CONSTRAINT, and the way back from it: the two forms differ in nothing else.
    SetValidity(Name, Pair<Check>),
}

impl DomainChange {
    /// The names of all of them.
    pub(crate) const KINDS: &[&str] =
        &["SetDefault", "SetRequired", "SetOptional", "AddCheck", "DropCheck", "RenameCheck", "SetValidity"];

    /// Its name.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            DomainChange::SetDefault(_) => "SetDefault",
            DomainChange::SetRequired => "SetRequired",
            DomainChange::SetOptional => "SetOptional",
            DomainChange::AddCheck(_, _) => "AddCheck",
            DomainChange::DropCheck(_, _) => "DropCheck",
            DomainChange::RenameCheck(_) => "RenameCheck",
            DomainChange::SetValidity(_, _) => "SetValidity",
        }
    }

    /// What has to hold of each value that is there, if anything.
    pub fn asks(&self) -> Option<DomainRule<'_>> {
        match self {
            DomainChange::SetRequired => Some(DomainRule::Required),
            DomainChange::AddCheck(name, check) | DomainChange::SetValidity(name, Pair { old: _, new: check })
                if check.validity.is_valid() =>
            {
                Some(DomainRule::Check(name, check))
            }
            DomainChange::SetDefault(_)
            | DomainChange::SetOptional
            | DomainChange::AddCheck(_, _)
            | DomainChange::DropCheck(_, _)
            | DomainChange::RenameCheck(_)
            | DomainChange::SetValidity(_, _) => None,
        }
    }

    /// The way back.
    pub(crate) fn inverse(&self) -> Self {
        match self {
            DomainChange::SetDefault(pair) => DomainChange::SetDefault(pair.clone().swapped()),
            DomainChange::SetRequired => DomainChange::SetOptional,
            DomainChange::SetOptional => DomainChange::SetRequired,
            DomainChange::AddCheck(name, check) => DomainChange::DropCheck(name.clone(), check.clone()),
            DomainChange::DropCheck(name, check) => DomainChange::AddCheck(name.clone(), check.clone()),
            DomainChange::RenameCheck(pair) => DomainChange::RenameCheck(pair.clone().swapped()),
            DomainChange::SetValidity(name, pair) => DomainChange::SetValidity(name.clone(), pair.clone().swapped()),
        }
    }
}

/// A rule of a domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DomainRule<'a> {
    /// No value is NULL.
    Required,
    /// A check.
    Check(&'a Name, &'a Check),
}

/// One aspect of a composite type that ALTER TYPE changes while columns hold its values.
/// <https://www.postgresql.org/docs/current/sql-altertype.html>
#[derive(Clone, Debug, PartialEq)]
pub enum CompositeChange {
    /// ADD ATTRIBUTE: it comes last, and is NULL in each value that is there.
    AddAttribute(Attribute),
    /// DROP ATTRIBUTE, and where it stood.
    DropAttribute(Attribute, AttributePlace),
}

impl CompositeChange {
    /// The names of all of them.
    pub(crate) const KINDS: &[&str] = &["AddAttribute", "DropAttribute"];

    /// Its name.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            CompositeChange::AddAttribute(_) => "AddAttribute",
            CompositeChange::DropAttribute(_, _) => "DropAttribute",
        }
    }

    /// The attribute that it is about.
    pub fn attribute(&self) -> &Attribute {
        match self {
            CompositeChange::AddAttribute(attribute) | CompositeChange::DropAttribute(attribute, _) => attribute,
        }
    }
}

/// Where an attribute stood: PostgreSQL adds one after all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributePlace {
    /// After all that stay.
    Last,
    /// Before one that stays.
    Between,
}

/// A column whose values are of a type, or hold some of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TypeUse {
    pub(crate) table: QName,
    pub(crate) column: Name,
    pub(crate) form: UseForm,
}

/// How a column holds values of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UseForm {
    /// It is of that type, or of a domain over it: ALTER DOMAIN looks at its rows.
    Direct,
    /// In arrays or composite values, into which ALTER DOMAIN does not look: it refuses.
    /// <https://www.postgresql.org/docs/current/sql-alterdomain.html#id-1.9.3.8.7>
    Inside,
}

/// The columns that hold values of a type.
pub(crate) fn uses(schema: &Schema, of: &QName) -> Vec<TypeUse> {
    let mut found = Vec::new();
    for (table, definition) in &schema.tables {
        for (column, value) in &definition.columns {
            if let Some(form) = holds(schema, &value.ty, of, schema.types.len()) {
                found.push(TypeUse { table: table.clone(), column: column.clone(), form });
            }
        }
    }
    found
}

/// The columns that hold values of a type before and after, so that no other change creates or converts them.
pub(crate) fn lasting_uses(pair: Pair<&Schema>, of: &QName) -> Vec<TypeUse> {
    let mut found = uses(pair.old, of);
    found.retain(|one| {
        let column = |schema: &'_ Schema| {
            schema.tables.get(&one.table).and_then(|table| table.columns.get(&one.column)).map(|found| found.ty.clone())
        };
        column(pair.old) == column(pair.new)
    });
    found
}

fn holds(schema: &Schema, ty: &ColumnType, of: &QName, depth: usize) -> Option<UseForm> {
    let BaseType::Type(name) = &ty.base else { return None };
    let own = if ty.list { UseForm::Inside } else { UseForm::Direct };
    if name == of {
        return Some(own);
    }
    let below = depth.checked_sub(1)?;
    match schema.types.get(name)? {
        UserType::Domain(domain) => {
            let form = holds(schema, &domain.ty, of, below)?;
            Some(if own == UseForm::Direct { form } else { UseForm::Inside })
        }
        UserType::Composite(composite) => {
            let mut attributes = composite.attributes.iter();
            attributes.find_map(|attribute| holds(schema, &attribute.ty, of, below)).map(|_| UseForm::Inside)
        }
    }
}

/// The rules of all domains that a type goes through, the lowest first.
pub(crate) fn rules<'a>(schema: &'a Schema, ty: &'a ColumnType) -> Vec<DomainRule<'a>> {
    let mut found = Vec::new();
    let mut at = ty;
    for _ in 0..=schema.types.len() {
        let BaseType::Type(name) = &at.base else { break };
        let Some(UserType::Domain(domain)) = schema.types.get(name) else { break };
        let checks = domain.checks.iter().filter(|(_, check)| check.validity.is_valid());
        let mut own: Vec<_> = checks.map(|(name, check)| DomainRule::Check(name, check)).collect();
        if domain.required {
            own.push(DomainRule::Required);
        }
        own.append(&mut found);
        found = own;
        at = &domain.ty;
    }
    found
}

/// Whether a column of the type is filled where nothing says with what.
pub(crate) fn fills(schema: &Schema, ty: &ColumnType) -> bool {
    let BaseType::Type(name) = &ty.base else { return false };
    !ty.list && matches!(schema.types.get(name), Some(UserType::Domain(domain)) if domain.default.is_some())
}
