//! What objects that are not managed lean on.

use postgres::{Row, Transaction};
use underpin_schema::{Name, ObjectId, QName, Schema, Signature};

use super::draft::Draft;
use crate::Error;

/// The number of an object: of its catalog, and within it.
pub(super) type Number = (u32, u32);

/// The catalogs, whose numbers are fixed.
/// <https://github.com/postgres/postgres/blob/master/src/include/catalog>
pub(super) mod catalogs {
    pub const CLASS: u32 = 1259;
    pub const FUNCTION: u32 = 1255;
    pub const TRIGGER: u32 = 2620;
}

/// Finds what each object that is left lean on, among what is managed.
pub(super) fn read(transaction: &mut Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    let numbers = draft.left_objects();
    if numbers.is_empty() {
        return Ok(());
    }
    let (classes, objects): (Vec<u32>, Vec<u32>) = numbers.iter().copied().unzip();
    for row in transaction.query(include_str!("queries/dependencies.sql"), &[&classes, &objects])? {
        let place = usize::try_from(row.try_get::<_, i64>("place")? - 1).unwrap_or(usize::MAX);
        let (Some(number), Some(object)) = (numbers.get(place), object(&row, &draft.schema)?) else { continue };
        draft.leans(*number, object);
    }
    Ok(())
}

/// The object that is leaned on, where it is managed.
fn object(row: &Row, schema: &Schema) -> Result<Option<ObjectId>, Error> {
    let text = |column| row.try_get::<_, Option<&str>>(column);
    if let (Some(namespace), Some(table), Some(name)) =
        (text("constraint_namespace")?, text("constraint_table")?, text("constraint_name")?)
    {
        return Ok(part(schema, &QName::new(namespace, table), name));
    }
    let (Some(kind), Some(namespace), Some(name)) = (text("kind")?, text("namespace")?, text("name")?) else {
        return Ok(None);
    };
    let path = QName::new(namespace, name);
    Ok(match kind {
        "r" if !schema.tables.contains_key(&path) => None,
        "r" => Some(match text("column")? {
            Some(column) => ObjectId::Column(path, Name::new(column)),
            None => ObjectId::Table(path),
        }),
        "S" => schema.sequences.contains_key(&path).then_some(ObjectId::Sequence(path)),
        "v" | "m" => schema.views.contains_key(&path).then_some(ObjectId::View(path)),
        "i" => text("index_table")?.and_then(|table| part(schema, &QName::new(namespace, table), name)),
        "E" => schema.enums.contains_key(&path).then_some(ObjectId::Enum(path)),
        "T" => schema.types.contains_key(&path).then_some(ObjectId::Type(path)),
        "F" => {
            let signature = Signature { name: path, args: text("types")?.unwrap_or_default().to_owned() };
            schema.functions.contains_key(&signature).then_some(ObjectId::Function(signature))
        }
        _ => None,
    })
}

/// The constraint or index of that name.
pub(super) fn part(schema: &Schema, owner: &QName, name: &str) -> Option<ObjectId> {
    let name = Name::new(name);
    let Some(table) = schema.tables.get(owner) else {
        let view = schema.views.get(owner)?;
        return view.indexes.contains_key(&name).then(|| ObjectId::Index(owner.clone(), name));
    };
    if table.primary_key.as_ref().is_some_and(|key| key.name == name) {
        return Some(ObjectId::PrimaryKey(owner.clone()));
    }
    let make = if table.uniques.contains_key(&name) {
        ObjectId::Unique
    } else if table.indexes.contains_key(&name) {
        ObjectId::Index
    } else if table.foreign_keys.contains_key(&name) {
        ObjectId::ForeignKey
    } else if table.exclusions.contains_key(&name) {
        ObjectId::Exclusion
    } else if table.checks.contains_key(&name) {
        ObjectId::Check
    } else {
        return None;
    };
    Some(make(owner.clone(), name))
}
