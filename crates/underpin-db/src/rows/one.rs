//! One more row, of a certain kind.

use std::collections::BTreeMap;

use postgres::{Client, Transaction};
use underpin_render::sql::Type;
use underpin_schema::{BaseType, ColumnType, Name, QName, Scalar, Schema};

use super::{
    Filled, Fit, SPELLING, ask,
    candidate::Maker,
    fit, guards,
    insert::Statement,
    order::{Turn, order},
    other,
    parents::Parents,
    pool,
    random::Random,
    values,
};
use crate::Error;

/// How often a row is tried.
const TRIES: usize = 400;

/// A row that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The table, which has rows already, or refers to tables that have.
    pub table: &'a QName,
    /// The values of some columns.
    pub values: &'a BTreeMap<Name, Option<String>>,
    /// What it has to fulfil.
    pub fits: &'a [Fit],
    /// What it has to fulfil above all: where that cannot be asked, there is no such row.
    pub violates: Option<&'a Fit>,
    /// The same number gives the same row.
    pub seed: u64,
}

/// Adds a row and says where it lies, as text of its `ctid`; nothing where none such can be made.
///
/// # Errors
/// Where the server cannot be reached, or the database is not of that schema.
pub fn add_row(client: &mut Client, schema: &Schema, wanted: &Wanted<'_>) -> Result<Option<String>, Error> {
    let mut turns = order(schema);
    let Some(turn) = turns.iter_mut().find(|turn| turn.name == wanted.table) else { return Ok(None) };
    // All tables have their rows by now.
    turn.now.append(&mut turn.later);
    let turn = &*turn;
    let mut transaction = client.transaction()?;
    transaction.batch_execute(SPELLING)?;
    let guards = guards(schema, &[]);
    transaction.batch_execute(&guards.off)?;
    let place = try_rows(&mut transaction, schema, turn, wanted)?;
    transaction.batch_execute(&guards.on)?;
    transaction.commit()?;
    Ok(place)
}

fn try_rows(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    turn: &Turn<'_>,
    wanted: &Wanted<'_>,
) -> Result<Option<String>, Error> {
    let mut random = Random::new(wanted.seed, &format!("one {}", turn.name));
    let checks = ask::prepare(transaction)?;
    let mut types = other::Values::default();
    let mut fits = fit::usable(transaction, turn, wanted.fits, &mut Filled::default())?;
    if let Some(violates) = wanted.violates {
        let usable = fit::usable(transaction, turn, std::slice::from_ref(violates), &mut Filled::default())?;
        if usable.is_empty() {
            return Ok(None);
        }
        fits.extend(usable);
    }
    let mut pools = pool::Pools { schema, checks: &checks, fits: &fits, types: &mut types, random: &mut random };
    let table = pools.of_table(transaction, turn)?;
    let mut parents = Vec::new();
    for key in &turn.now {
        parents.push(Parents::read(transaction, key.key, &mut random)?);
    }
    let statement = Statement::new(turn, &table);
    statement.prepare(transaction)?;
    let offsets = table.columns.iter().map(|_| random.below(1000)).collect();
    let mut maker = Maker { turn, pool: &table, parents, given: wanted.values, random, made: 0, offsets };
    for _ in 0..TRIES / BATCH {
        let candidates: Vec<_> = (0..BATCH).filter_map(|_| maker.candidate()).collect();
        // Few pass where much is asked for, so they are looked at together and tried one by one.
        for candidate in statement.passing(transaction, candidates)? {
            if let Some(place) = statement.run_one(transaction, &candidate)? {
                return Ok(Some(place));
            }
        }
    }
    Ok(None)
}

/// How many are looked at together.
const BATCH: usize = 40;

/// Some values of a type that are to be mapped from another one.
pub(crate) fn values_of(scalar: Scalar) -> Vec<String> {
    let mut random = Random::new(0, "values");
    let made: Vec<String> = (0..60).map(|_| values::any(scalar, &mut random)).collect();
    values::special(scalar).into_iter().chain(made).collect()
}

/// Values of a column that do not pass what is asked of it, or that it cannot even be asked of.
pub(crate) fn misfits(
    client: &mut Client,
    schema: &Schema,
    (column, ty): (&Name, &ColumnType),
    fit: &Fit,
) -> Result<Vec<String>, Error> {
    let mut values = match &schema.below(ty).base {
        BaseType::Scalar(scalar) => values_of(*scalar),
        BaseType::Enum(name) => {
            let labels = schema.enums.get(name).map(|ty| ty.values.as_slice()).unwrap_or_default();
            labels.iter().map(|label| label.as_str().to_owned()).collect()
        }
        BaseType::Type(_) | BaseType::Other(_) => Vec::new(),
    };
    let mut transaction = client.transaction()?;
    ask::prepare(&mut transaction)?;
    let passing = ask::fit(&mut transaction, &values, &fit.over_value(column, &Type(ty).to_string()))?;
    transaction.rollback()?;
    values.retain(|value| !passing.contains(value));
    Ok(values)
}
