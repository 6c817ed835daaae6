//! Domains and composite types.

use std::fmt::{self, Display};

use underpin_plan::{
    CompositeChange, DomainChange, Pair,
    changes::{AlterComposite, AlterDomain},
};
use underpin_schema::{Attribute, BaseType, Check, Composite, Domain, Name, QName, UserType};

use super::{
    constraint::CheckClause,
    ident::{Collation, Ident, Path},
    table::DefaultClause,
    types::Type,
};

/// `CREATE DOMAIN`, or `CREATE TYPE ... AS (...)`.
pub(super) fn write_create(f: &mut fmt::Formatter<'_>, name: &QName, ty: &UserType) -> fmt::Result {
    match ty {
        UserType::Domain(domain) => write_domain(f, name, domain),
        UserType::Composite(composite) => write_composite(f, name, composite),
    }
}

/// `DROP DOMAIN`, or `DROP TYPE`.
pub(super) fn write_drop(f: &mut fmt::Formatter<'_>, name: &QName, ty: &UserType) -> fmt::Result {
    write!(f, "DROP {} {};", ty.keyword(), Path(name))
}

/// <https://www.postgresql.org/docs/current/sql-createdomain.html>
fn write_domain(f: &mut fmt::Formatter<'_>, name: &QName, domain: &Domain) -> fmt::Result {
    let Domain { ty, required, default, collation, checks, comment: _ } = domain;
    write!(f, "CREATE DOMAIN {} AS {}", Path(name), Type(ty))?;
    if let Some(collation) = collation {
        Collation(collation).fmt(f)?;
    }
    match (default, &ty.base) {
        // A domain has no sequence, so the names are those of no column.
        (Some(default), _) => write!(f, " {}", DefaultClause { default, ty, at: (name, &name.name) })?,
        // A domain over another one would take over its default as it is now.
        // https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/typecmds.c
        (None, BaseType::Type(_)) => f.write_str(" DEFAULT NULL")?,
        (None, BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Other(_)) => {}
    }
    if *required {
        f.write_str(" NOT NULL")?;
    }
    // CREATE DOMAIN has no word for those that not all values fulfil: they are added by a statement of their own.
    for (name, check) in checks.iter().filter(|(_, check)| check.validity.is_valid()) {
        write!(f, "\n    {}", CheckClause { name, check })?;
    }
    f.write_str(";")
}

/// <https://www.postgresql.org/docs/current/sql-createtype.html>
fn write_composite(f: &mut fmt::Formatter<'_>, name: &QName, composite: &Composite) -> fmt::Result {
    let Composite { attributes, comment: _ } = composite;
    write!(f, "CREATE TYPE {} AS (", Path(name))?;
    for (at, attribute) in attributes.iter().enumerate() {
        write!(f, "{}\n    {}", if at > 0 { "," } else { "" }, AttributeClause(attribute))?;
    }
    f.write_str(if attributes.is_empty() { ");" } else { "\n);" })
}

struct AttributeClause<'a>(&'a Attribute);

impl fmt::Display for AttributeClause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Attribute { name, ty, collation } = self.0;
        write!(f, "{} {}", Ident(name), Type(ty))?;
        collation.iter().try_for_each(|collation| Collation(collation).fmt(f))
    }
}

/// `ALTER DOMAIN`. <https://www.postgresql.org/docs/current/sql-alterdomain.html>
pub(super) fn write_alter_domain(f: &mut fmt::Formatter<'_>, alter: &AlterDomain) -> fmt::Result {
    let AlterDomain { domain, ty, change, columns: _, nullable: _, hidden: _ } = alter;
    let at = (domain, &domain.name);
    let domain = Path(domain);
    let add = |f: &mut fmt::Formatter<'_>, name: &Name, check: &Check| {
        write!(f, "ALTER DOMAIN {domain} ADD {};", CheckClause { name, check })
    };
    match change {
        DomainChange::SetDefault(Pair { old: _, new: Some(default) }) => {
            write!(f, "ALTER DOMAIN {domain} SET {};", DefaultClause { default, ty, at })
        }
        DomainChange::SetDefault(Pair { old: _, new: None }) => write!(f, "ALTER DOMAIN {domain} DROP DEFAULT;"),
        DomainChange::SetRequired => write!(f, "ALTER DOMAIN {domain} SET NOT NULL;"),
        DomainChange::SetOptional => write!(f, "ALTER DOMAIN {domain} DROP NOT NULL;"),
        DomainChange::AddCheck(name, check) => add(f, name, check),
        DomainChange::DropCheck(name, _) => write!(f, "ALTER DOMAIN {domain} DROP CONSTRAINT {};", Ident(name)),
        DomainChange::RenameCheck(Pair { old, new }) => {
            write!(f, "ALTER DOMAIN {domain} RENAME CONSTRAINT {} TO {};", Ident(old), Ident(new))
        }
        DomainChange::SetValidity(name, Pair { old: _, new }) if new.validity.is_valid() => {
            write!(f, "ALTER DOMAIN {domain} VALIDATE CONSTRAINT {};", Ident(name))
        }
        // There is no statement for the way back.
        DomainChange::SetValidity(name, Pair { old: _, new }) => {
            write!(f, "ALTER DOMAIN {domain} DROP CONSTRAINT {};\n\n", Ident(name))?;
            add(f, name, new)
        }
    }
}

/// `ALTER TYPE ... ADD ATTRIBUTE` and `DROP ATTRIBUTE`. <https://www.postgresql.org/docs/current/sql-altertype.html>
pub(super) fn write_alter_composite(f: &mut fmt::Formatter<'_>, alter: &AlterComposite) -> fmt::Result {
    let AlterComposite { ty, change, held: _ } = alter;
    match change {
        CompositeChange::AddAttribute(attribute) => {
            write!(f, "ALTER TYPE {} ADD ATTRIBUTE {};", Path(ty), AttributeClause(attribute))
        }
        CompositeChange::DropAttribute(attribute, _) => {
            write!(f, "ALTER TYPE {} DROP ATTRIBUTE {};", Path(ty), Ident(&attribute.name))
        }
    }
}
