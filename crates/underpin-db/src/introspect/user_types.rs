//! Domains and composite types.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use postgres::{Row, Transaction};
use underpin_schema::{Attribute, Check, Composite, Domain, Expr, Name, QName, UserType, Validity};

use super::{
    defaults,
    draft::Draft,
    types::{self, KnownType, TypeKey, required},
};
use crate::Error;

pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    let domains = transaction.query(include_str!("queries/domains.sql"), &[])?;
    let composites = transaction.query(include_str!("queries/composites.sql"), &[])?;
    if domains.is_empty() && composites.is_empty() {
        return Ok(());
    }
    // Their names first: they are made of one another.
    for row in &domains {
        draft.schema.types.insert(required(row, "namespace", "name")?, UserType::Composite(Composite::default()));
    }
    for row in &composites {
        let name = required(row, "namespace", "name")?;
        let composite = Composite { attributes: Vec::new(), comment: row.try_get("comment")? };
        draft.schema.types.insert(name, UserType::Composite(composite));
    }
    let (mut keys, mut numbers) = (BTreeSet::new(), Vec::new());
    for row in domains.iter().chain(&composites) {
        keys.extend(type_key(row)?);
    }
    let known = types::types(transaction, keys, &draft.schema)?;
    for row in domains.iter().chain(&composites) {
        numbers.extend(collation(row, &known)?);
    }
    let collations = types::collations(transaction, numbers.into_iter())?;
    let mut checks = checks(transaction)?;
    for row in &domains {
        let Some(below) = type_key(row)?.and_then(|key| known.get(&key)) else { continue };
        let text: Option<&str> = row.try_get("filling")?;
        let domain = Domain {
            ty: below.ty.clone(),
            required: row.try_get("is_required")?,
            default: text.map(|text| defaults::default(text, &below.stored, &below.bare)),
            collation: collation(row, &known)?.and_then(|number| collations.get(&number).cloned()),
            checks: checks.remove(&row.try_get("oid")?).unwrap_or_default(),
            comment: row.try_get("comment")?,
        };
        draft.schema.types.insert(required(row, "namespace", "name")?, UserType::Domain(domain));
    }
    for row in &composites {
        let Some(name) = row.try_get::<_, Option<&str>>("attribute")? else { continue };
        let Some(of) = type_key(row)?.and_then(|key| known.get(&key)) else { continue };
        let collation = collation(row, &known)?.and_then(|number| collations.get(&number).cloned());
        let attribute = Attribute { name: Name::new(name), ty: of.ty.clone(), collation };
        let owner: QName = required(row, "namespace", "name")?;
        if let Some(UserType::Composite(composite)) = draft.schema.types.get_mut(&owner) {
            composite.attributes.push(attribute);
        }
    }
    Ok(())
}

fn type_key(row: &Row) -> Result<Option<TypeKey>, Error> {
    let (ty, arguments): (Option<u32>, Option<i32>) = (row.try_get("type")?, row.try_get("type_arguments")?);
    Ok(ty.zip(arguments))
}

/// The number of the collation, where it is not that of the type.
fn collation(row: &Row, known: &HashMap<TypeKey, KnownType>) -> Result<Option<u32>, Error> {
    let collation: Option<u32> = row.try_get("collation")?;
    let below = type_key(row)?.and_then(|key| known.get(&key));
    Ok(collation.filter(|collation| below.is_some_and(|known| known.collation != *collation)))
}

/// The checks by the number of their domain.
fn checks(transaction: &mut Transaction<'_>) -> Result<HashMap<u32, BTreeMap<Name, Check>>, Error> {
    let mut found: HashMap<u32, BTreeMap<Name, Check>> = HashMap::new();
    for row in transaction.query(include_str!("queries/domain_checks.sql"), &[])? {
        let expr = Expr::new(row.try_get::<_, Option<&str>>("condition")?.unwrap_or_default());
        let validity = if row.try_get("is_validated")? { Validity::Valid } else { Validity::NotValid };
        let name = Name::new(row.try_get::<_, &str>("name")?);
        found.entry(row.try_get("domain")?).or_default().insert(name, Check { expr, validity });
    }
    Ok(found)
}
