use std::fmt;

use underpin_schema::{ColumnType, Name, ObjectId, QName, Schema, UserType};

use super::{Drafts, Kind};
use crate::{DomainChange, DomainRule, Op, Pair, Precondition};

/// Change a rule or the default of a domain in place. Rules that are added are asked of the rows of each column of the domain.
/// <https://www.postgresql.org/docs/current/sql-alterdomain.html>
#[derive(Clone, Debug, PartialEq)]
pub struct AlterDomain {
    /// The domain.
    pub domain: QName,
    /// The type below it.
    pub ty: ColumnType,
    /// What changes.
    pub change: DomainChange,
    /// The columns of the domain, whose values have to fulfil what is added.
    pub columns: Vec<(QName, Name)>,
    /// Those of them that allow NULL.
    pub nullable: Vec<(QName, Name)>,
    /// A column that holds values of the domain in arrays or composite values: PostgreSQL adds no rule then.
    pub hidden: Option<(QName, Name)>,
}

impl Kind for AlterDomain {
    fn apply(&self, schema: &mut Schema) {
        let Some(UserType::Domain(domain)) = schema.types.get_mut(&self.domain) else { return };
        match &self.change {
            DomainChange::SetDefault(Pair { old: _, new }) => domain.default.clone_from(new),
            DomainChange::SetRequired => domain.required = true,
            DomainChange::SetOptional => domain.required = false,
            DomainChange::AddCheck(name, check) | DomainChange::SetValidity(name, Pair { old: _, new: check }) => {
                domain.checks.insert(name.clone(), check.clone());
            }
            DomainChange::DropCheck(name, _) => {
                domain.checks.remove(name);
            }
            DomainChange::RenameCheck(Pair { old, new }) => {
                if let Some(check) = domain.checks.remove(old) {
                    domain.checks.insert(new.clone(), check);
                }
            }
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        if drafts.recreated.contains(&self.object()) {
            return;
        }
        if let Some(rule) = self.change.asks() {
            let asked = match rule {
                DomainRule::Required => &self.nullable,
                DomainRule::Check(_, _) => &self.columns,
            };
            for (table, column) in asked {
                drafts.add(Op::Assert(question((table, column), &self.ty, rule)));
            }
        }
        drafts.add(Op::AlterDomain(Box::new(self.clone())));
    }

    fn object(&self) -> ObjectId {
        ObjectId::Type(self.domain.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let domain = &self.domain;
        match &self.change {
            DomainChange::SetDefault(Pair { old: _, new: Some(_) }) => write!(f, "set the default of domain {domain}"),
            DomainChange::SetDefault(Pair { old: _, new: None }) => write!(f, "drop the default of domain {domain}"),
            DomainChange::SetRequired => write!(f, "forbid NULL in domain {domain}"),
            DomainChange::SetOptional => write!(f, "allow NULL in domain {domain}"),
            DomainChange::AddCheck(name, _) => write!(f, "add check {name} to domain {domain}"),
            DomainChange::DropCheck(name, _) => write!(f, "drop check {name} of domain {domain}"),
            DomainChange::RenameCheck(Pair { old, new }) => write!(f, "rename check {old} of domain {domain} to {new}"),
            DomainChange::SetValidity(name, Pair { old: _, new }) => match new.validity.is_valid() {
                true => write!(f, "validate check {name} of domain {domain}"),
                false => write!(f, "no longer have the values that are there fulfil check {name} of domain {domain}"),
            },
        }
    }

    fn of(&self) -> &'static str {
        self.change.kind()
    }

    fn objects() -> &'static [&'static str] {
        DomainChange::KINDS
    }
}

/// The question whether the values of a column fulfil a rule. In a check of a domain the word VALUE stands for the value, and
/// PostgreSQL reads it as the name of a column, so that a row of one column of that name needs no rewriting of the text.
/// <https://www.postgresql.org/docs/current/sql-createdomain.html>
pub(crate) fn question(
    (table, column): (&QName, &Name),
    below: &ColumnType,
    rule: DomainRule<'_>,
) -> Precondition {
    match rule {
        DomainRule::Required => Precondition::NoNulls { table: table.clone(), column: column.clone() },
        DomainRule::Check(name, check) => Precondition::IsValue {
            table: table.clone(),
            column: column.clone(),
            to: below.clone(),
            name: name.clone(),
            expr: check.expr.clone(),
        },
    }
}
