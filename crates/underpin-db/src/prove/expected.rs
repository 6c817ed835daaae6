//! What should come of each value, worked out from the value before.

use std::collections::{BTreeMap, HashMap};

use postgres::Client;
use underpin_plan::{ColumnEffects, TableEffects, ValueEffect};
use underpin_render::sql::{Path, Type};
use underpin_schema::{BaseType, Column, ColumnType, DefaultValue, Name, QName, Schema, UserType};

use super::{arrays, contents::Contents, follow::Followed};
use crate::{Error, sample::composite};

/// The values that a column should hold, row by row in the order before; nothing where no one value can be expected:
/// where chance, a clock or a counter makes it.
pub(super) type Values = Option<Vec<Option<String>>>;

/// What is needed to say what should come of values.
pub(super) struct Expecting<'a> {
    pub(super) old: &'a Schema,
    pub(super) new: &'a Schema,
    pub(super) effects: &'a [TableEffects],
    /// The rows before, by the table's name before.
    pub(super) before: &'a BTreeMap<QName, Contents>,
    pub(super) followed: &'a Followed,
    /// A connection to the target that was built from nothing: it knows the new types and defaults.
    pub(super) target: &'a mut Client,
}

/// A column before and after.
pub(super) struct Fate<'a> {
    pub(super) table: &'a TableEffects,
    pub(super) column: &'a ColumnEffects,
    /// As it is to be.
    pub(super) new: &'a Column,
}

impl Expecting<'_> {
    /// The values of a column after the migration.
    pub(super) fn values(&mut self, fate: &Fate<'_>) -> Result<Values, Error> {
        let Some(before) = self.before.get(&fate.table.old) else { return Ok(None) };
        let generated = matches!(fate.new.default, Some(DefaultValue::Generated(_)));
        let Some(name) = fate.column.new.as_ref().filter(|_| !generated) else { return Ok(None) };
        let old_table = self.old.tables.get(&fate.table.old);
        let (mut values, mut ty) = match &fate.column.old {
            Some(old) => {
                let Some(values) = column_of(before, old) else { return Ok(None) };
                (values, old_table.and_then(|table| table.columns.get(old)).map(|column| column.ty.clone()))
            }
            None if fate.column.values.is_empty() => return self.fresh(fate, before.rows.len()),
            None => (vec![None; before.rows.len()], None),
        };
        for (at, effect) in fate.column.values.iter().enumerate() {
            let computed = || self.followed.values(&fate.table.old, name, at).cloned();
            values = match effect {
                ValueEffect::Labels(map) => {
                    let is_list = ty.as_ref().is_some_and(|ty| ty.list);
                    values.into_iter().map(|value| relabelled(value, map, is_list)).collect()
                }
                ValueEffect::Cast(to) => {
                    let cast = self.cast(values, (ty.as_ref(), to))?;
                    ty = Some(to.clone());
                    cast
                }
                ValueEffect::Using(_, to) => {
                    let Some(computed) = computed() else { return Ok(None) };
                    ty = Some(to.clone());
                    computed
                }
                ValueEffect::FillAll(_) => {
                    let Some(computed) = computed() else { return Ok(None) };
                    computed
                }
                ValueEffect::FillNull(_) => {
                    let Some(computed) = computed() else { return Ok(None) };
                    values.into_iter().zip(computed).map(|(value, filled)| value.or(filled)).collect()
                }
                ValueEffect::Reshaped(None) => return Ok(None),
                ValueEffect::Reshaped(Some(places)) => {
                    values.into_iter().map(|value| value.map(|value| reshaped(&value, places))).collect()
                }
                ValueEffect::Carried { parent, column } => {
                    let Some(carried) = self.carried(values, parent, column) else { return Ok(None) };
                    carried
                }
            };
        }
        if fate.column.values.iter().any(|effect| matches!(effect, ValueEffect::Reshaped(_))) {
            // In the server's own spelling.
            values = self.cast(values, (None, &fate.new.ty))?;
        }
        Ok(Some(values))
    }

    /// What the server makes of each text, as a value of one type that becomes one of another.
    fn cast(
        &mut self,
        values: Vec<Option<String>>,
        (from, to): (Option<&ColumnType>, &ColumnType),
    ) -> Result<Vec<Option<String>>, Error> {
        let mut distinct: Vec<&String> = values.iter().flatten().collect();
        distinct.sort();
        distinct.dedup();
        let known = from.map_or_else(|| "text".to_owned(), |ty| Type(ty).to_string());
        // The target need not know the old type: then the text itself is what is cast.
        let knows: Option<String> =
            self.target.query_one("SELECT pg_catalog.to_regtype($1)::text", &[&known])?.try_get(0)?;
        let from = if knows.is_some() { known } else { "text".to_owned() };
        let sql = format!("SELECT v, (v::{from}::{})::text FROM unnest($1::text[]) AS u(v)", Type(to));
        let rows = self.target.query(&sql, &[&distinct])?;
        let made = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        let made: HashMap<String, Option<String>> = made.collect::<Result<_, postgres::Error>>()?;
        Ok(values.into_iter().map(|value| value.and_then(|value| made.get(&value).cloned().flatten())).collect())
    }

    /// The new keys of the rows that these old keys lead to.
    fn carried(&self, values: Vec<Option<String>>, parent: &QName, key: &Name) -> Option<Vec<Option<String>>> {
        let table = self.effects.iter().find(|table| table.new.as_ref() == Some(parent))?;
        let column = table.columns.iter().find(|column| column.new.as_ref() == Some(key))?;
        let old_keys = column_of(self.before.get(&table.old)?, column.old.as_ref()?)?;
        let at = column.values.iter().position(|effect| matches!(effect, ValueEffect::Using(_, _)))?;
        let new_keys = self.followed.values(&table.old, key, at)?;
        let map: HashMap<&String, &Option<String>> =
            old_keys.iter().zip(new_keys).filter_map(|(old, new)| Some((old.as_ref()?, new))).collect();
        Some(values.iter().map(|value| map.get(value.as_ref()?).copied().cloned().flatten()).collect())
    }

    /// What a new column holds in rows that were there before: its default as it is at two moments, if these agree.
    fn fresh(&mut self, fate: &Fate<'_>, rows: usize) -> Result<Values, Error> {
        let of_domain = match &fate.new.ty.base {
            BaseType::Type(name) if !fate.new.ty.list => match self.new.types.get(name) {
                Some(UserType::Domain(domain)) => domain.default.as_ref(),
                Some(UserType::Composite(_)) | None => None,
            },
            BaseType::Type(_) | BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Other(_) => None,
        };
        match fate.new.default.as_ref().or(of_domain) {
            None => return Ok(Some(vec![None; rows])),
            Some(
                DefaultValue::Now | DefaultValue::Serial(_) | DefaultValue::Identity(_) | DefaultValue::Generated(_),
            ) => {
                return Ok(None);
            }
            Some(DefaultValue::Literal(_) | DefaultValue::Sql(_)) => {}
        }
        let (Some(table), Some(name)) = (&fate.table.new, &fate.column.new) else { return Ok(None) };
        let found = self.target.query_opt(DEFAULT, &[&Path(table).to_string(), &name.as_str()])?;
        let Some(expr) = found.map(|row| row.try_get::<_, String>(0)).transpose()? else { return Ok(None) };
        let sql = format!("SELECT (({expr})::{})::text", Type(&fate.new.ty));
        let mut once = || Ok::<Option<String>, Error>(self.target.query_one(&sql, &[])?.try_get(0)?);
        let one = once()?;
        // Long enough for a clock of milliseconds to go on.
        std::thread::sleep(std::time::Duration::from_millis(2));
        Ok((one == once()?).then(|| vec![one; rows]))
    }
}

/// The expression of a default. <https://www.postgresql.org/docs/current/catalog-pg-attrdef.html>
const DEFAULT: &str = "
SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE d.adrelid = $1::text::regclass AND a.attname = $2::text";

/// A value of a composite type with other attributes.
fn reshaped(value: &str, places: &[Option<usize>]) -> String {
    let before = composite::attributes(value).unwrap_or_default();
    let place = |place: &Option<usize>| place.and_then(|place| before.get(place).cloned().flatten());
    composite::text(&places.iter().map(place).collect::<Vec<_>>())
}

/// The values of a column.
pub(super) fn column_of(contents: &Contents, name: &Name) -> Option<Vec<Option<String>>> {
    let place = contents.place(name)?;
    Some(contents.rows.iter().map(|row| row.get(place).cloned().flatten()).collect())
}

fn relabelled(value: Option<String>, map: &[(Name, Name)], is_list: bool) -> Option<String> {
    let one = |label: String| match map.iter().find(|(from, _)| from.as_str() == label) {
        Some((_, to)) => to.as_str().to_owned(),
        None => label,
    };
    let value = value?;
    if !is_list {
        return Some(one(value));
    }
    let elements = arrays::elements(&value)?;
    Some(arrays::array(&elements.into_iter().map(|element| element.map(one)).collect::<Vec<_>>()))
}
