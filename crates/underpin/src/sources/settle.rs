//! One spelling for both sides: what people write as `a > 0` PostgreSQL keeps as `(a > 0)`, and that is no difference.

use underpin_db::normal_form_of_what_stands;
use underpin_schema::{Schema, Table};

use super::{Ground, Loaded, Spelling};
use crate::Error;

/// Brings both sides to the spelling of PostgreSQL, where one of them comes from a database. What is the same on both sides
/// as it stands stays so: no server is asked of it, and what leans on something that is not managed is compared too.
///
/// # Errors
/// Where the server fails.
pub fn settle(old: &mut Loaded, new: &mut Loaded, ground: &mut Ground) -> Result<(), Error> {
    let written = old.spelling == Spelling::Written && new.spelling == Spelling::Written;
    if written || old.schema() == new.schema() {
        return Ok(());
    }
    let database = ground.cluster()?.database()?;
    let form = |schema: &Schema| match *schema == Schema::default() {
        true => Ok(Schema::default()),
        false => normal_form_of_what_stands(schema, &database),
    };
    let (old_form, new_form) = (form(old.schema())?, form(new.schema())?);
    let (old_raw, new_raw) = (old.schema().clone(), new.schema().clone());
    adopt(&mut old.resolved.schema, old_form, &new_raw);
    adopt(&mut new.resolved.schema, new_form, &old_raw);
    Ok(())
}

/// Takes what can be spelled from the normal form, but for what the other side says in the same words.
fn adopt(schema: &mut Schema, mut form: Schema, other: &Schema) {
    for (name, ty) in &mut schema.types {
        if other.types.get(name) != Some(ty)
            && let Some(found) = form.types.remove(name)
        {
            *ty = found;
        }
    }
    let nothing = Table::default();
    for (name, table) in &mut schema.tables {
        let Some(from) = form.tables.get_mut(name) else { continue };
        let beside = other.tables.get(name).unwrap_or(&nothing);
        let Table {
            columns,
            primary_key: _,
            uniques: _,
            indexes,
            foreign_keys: _,
            checks,
            exclusions,
            triggers,
            policies,
            row_security: _,
            comment: _,
        } = table;
        each(
            columns.iter_mut(),
            |key| from.columns.swap_remove(key),
            |key, value| beside.columns.get(key) == Some(value),
        );
        each(indexes.iter_mut(), |key| from.indexes.remove(key), |key, value| beside.indexes.get(key) == Some(value));
        each(checks.iter_mut(), |key| from.checks.remove(key), |key, value| beside.checks.get(key) == Some(value));
        each(
            exclusions.iter_mut(),
            |key| from.exclusions.remove(key),
            |key, value| beside.exclusions.get(key) == Some(value),
        );
        each(
            triggers.iter_mut(),
            |key| from.triggers.remove(key),
            |key, value| beside.triggers.get(key) == Some(value),
        );
        each(
            policies.iter_mut(),
            |key| from.policies.remove(key),
            |key, value| beside.policies.get(key) == Some(value),
        );
    }
    for (name, view) in &mut schema.views {
        if other.views.get(name) != Some(view)
            && let Some(found) = form.views.remove(name)
        {
            let depends = std::mem::take(&mut view.depends);
            *view = underpin_schema::View { depends, ..found };
        }
    }
    for (signature, function) in &mut schema.functions {
        if other.functions.get(signature) != Some(function)
            && let Some(found) = form.functions.remove(signature)
        {
            let depends = std::mem::take(&mut function.depends);
            *function = underpin_schema::Function { depends, ..found };
        }
    }
}

/// Exchanges the values of a map for those of the normal form, but for those that the other side has too.
fn each<'t, K: 't, V: PartialEq + 't>(
    parts: impl Iterator<Item = (&'t K, &'t mut V)>,
    mut form: impl FnMut(&K) -> Option<V>,
    other: impl Fn(&K, &V) -> bool,
) {
    for (key, value) in parts {
        if !other(key, value)
            && let Some(found) = form(key)
        {
            *value = found;
        }
    }
}
