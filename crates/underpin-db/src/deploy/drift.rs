//! What a database holds and its history does not say, and the other way round.

use postgres::Client;
use underpin_plan::{Pair, Plan, plan};
use underpin_schema::{Column, DefaultValue, Diagnostic, Located, ObjectId, Removal, Resolved, Schema, Span, UserType};

use super::{
    aside::{set_aside, without_histories},
    ledger,
};
use crate::{Cluster, Error, Unmanaged, introspect, normal_form_of_what_stands};

/// What a database should hold.
pub struct Expected<'a> {
    /// The last migration that it has; nothing before the first.
    pub last: Option<&'a str>,
    /// The schema that this leads to.
    pub schema: &'a Schema,
    /// A throw-away server. It is asked for only where the two spell expressions in other ways.
    pub server: &'a dyn Fn() -> Result<Cluster, Error>,
}

/// How a database differs from what it should hold.
#[derive(Clone, Debug)]
pub struct Drift {
    /// What would bring the database back: from what it holds to what it should hold. Empty where nothing differs.
    pub plan: Plan,
    /// What keeps such a plan from being made: steps that would lose rows. Then the plan is empty, and yet something differs.
    pub diagnostics: Vec<Diagnostic>,
    /// What it holds.
    pub live: Schema,
    /// What it should hold, in the same spelling.
    pub expected: Schema,
    /// What it holds beside that which underpin does not manage.
    pub unmanaged: Vec<Unmanaged>,
}

impl Drift {
    /// Whether nothing differs.
    pub fn is_none(&self) -> bool {
        self.live == self.expected
    }
}

pub(super) fn find(client: &mut Client, expected: &Expected<'_>) -> Result<Drift, Error> {
    let found = without_histories(introspect(client)?);
    let (live, unmanaged) = (found.schema, found.unmanaged);
    // What was remembered after the last migration is in the server's own spelling, so that it can be compared as it is.
    if let Some(last) = expected.last
        && let Some(remembered) = ledger::remembered(client, last)?
    {
        return Ok(between(live, remembered, unmanaged));
    }
    let mut wanted = expected.schema.clone();
    set_aside(&mut wanted);
    if live == wanted || wanted == Schema::default() {
        return Ok(between(live, wanted, unmanaged));
    }
    let server = (expected.server)()?;
    let database = server.database()?;
    let form = |schema: &Schema| normal_form_of_what_stands(schema, &database);
    let (live, wanted) = (form(&live)?, form(&wanted)?);
    Ok(between(live, wanted, unmanaged))
}

fn between(live: Schema, expected: Schema, unmanaged: Vec<Unmanaged>) -> Drift {
    let (plan, diagnostics) = match live == expected {
        true => (Plan::default(), Vec::new()),
        false => plan(Pair { old: &live, new: &expected }, &resolved(&live, &expected)),
    };
    Drift { plan, diagnostics, live, expected, unmanaged }
}

/// The schema that is wanted, with the word that everything may go which is not in it: the plan is for people to read.
fn resolved(live: &Schema, expected: &Schema) -> Resolved {
    let mut resolved = Resolved { schema: expected.clone(), ..Resolved::default() };
    let mut remove = |object: ObjectId| {
        resolved.intents.removals.push(Removal { object: Located::new(object, Span::default()), target: None });
    };
    for (name, ty) in &live.types {
        let (UserType::Composite(held), Some(UserType::Composite(wanted))) = (ty, expected.types.get(name)) else {
            continue;
        };
        let gone = held.attributes.iter().filter(|attribute| wanted.attribute(&attribute.name).is_none());
        gone.for_each(|attribute| remove(ObjectId::Attribute(name.clone(), attribute.name.clone())));
    }
    let computed = |column: &Column| matches!(column.default, Some(DefaultValue::Generated(_)));
    for (name, table) in &live.tables {
        let Some(wanted) = expected.tables.get(name) else {
            remove(ObjectId::Table(name.clone()));
            continue;
        };
        for (column, held) in &table.columns {
            let kept = wanted.columns.get(column).is_some_and(|wanted| computed(wanted) <= computed(held));
            if !kept {
                remove(ObjectId::Column(name.clone(), column.clone()));
            }
        }
    }
    resolved
}
