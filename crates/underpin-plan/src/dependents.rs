//! What has to be taken off and put back, because what it hangs on cannot change while it is there.
//!
//! PostgreSQL refuses to convert a column that a view or a policy reads, to drop a type that a check casts to, to replace a
//! function that an index calls. It says so only when the statement runs, so what is in the way is found here: each change
//! is an [event](events::Event), and each object whose definition refers to one is in the way of it. What is taken off is
//! an event itself: a view over a view.
//! <https://www.postgresql.org/docs/current/ddl-depend.html>

mod candidates;
mod events;
mod near;

use std::collections::HashSet;

use underpin_schema::{Column, DefaultValue, Function, Index as TableIndex, KeyTarget, ObjectId, Schema, Uniqueness};

use crate::{
    Change, Object, Pair,
    changes::{Rebuild, Values},
    order::{Needs, Scope, Touch, Uses, Way, What},
};
use candidates::candidates;
use events::{Event, Happens};
use near::Near;

/// What has to be taken off and put back. `renames` are those that brought the old schema of the pair under its new names,
/// `changes` is what differs between the two; what these drop and create anyway is not among the answers.
pub(crate) fn rebuilt(renames: &[Change], changes: &[Change], pair: Pair<&Schema>) -> Vec<Rebuild> {
    let happened = || events::of(renames, changes);
    if happened().is_empty() {
        return Vec::new();
    }
    let taken = candidates::taken(changes);
    // Of a large schema most tables have nothing to do with a small change.
    if let Some(near) = Near::of(&happened())
        && let Some(rebuilt) = closure(happened(), candidates(&taken, &near, pair), &near)
    {
        return without_parts_of_views(rebuilt, &taken);
    }
    let all = closure(happened(), candidates(&taken, &Near::Everything, pair), &Near::Everything);
    without_parts_of_views(all.unwrap_or_default(), &taken)
}

/// Triggers of views that go and come back go and come with them.
fn without_parts_of_views(mut rebuilt: Vec<Rebuild>, taken: &HashSet<ObjectId>) -> Vec<Rebuild> {
    let views: HashSet<ObjectId> = rebuilt.iter().map(|one| one.pair.new.id()).collect();
    rebuilt.retain(|one| match &one.pair.new {
        Object::Trigger(owner, _, _) => {
            let view = ObjectId::View(owner.clone());
            !views.contains(&view) && !taken.contains(&view)
        }
        _ => true,
    });
    rebuilt
}

/// What is in the way of the events, and of that, and so on; nothing where that leads away from the tables that are near.
fn closure(mut events: Vec<Event>, mut candidates: Vec<Pair<Object>>, near: &Near) -> Option<Vec<Rebuild>> {
    let mut rebuilt = Vec::new();
    while !events.is_empty() {
        let index = events::index(&events);
        let mut next = Vec::new();
        candidates.retain(|candidate| {
            let mut needs = Needs::new(&index, Way::Backward, Uses::Shape);
            let Some(event) = in_the_way(&mut needs, &candidate.old) else { return true };
            let because = events[event].because.clone();
            let is_merged = needs.hits.iter().any(|hit| matches!(hit.what, What::Column(_, _, Touch::Merged)));
            let values = if is_merged { Values::Others } else { Values::Same };
            if is_dropped(&candidate.old) {
                next.push(Event {
                    because: candidate.new.id(),
                    happens: Happens::Gone(Box::new(candidate.old.clone())),
                });
            }
            rebuilt.push(Rebuild { pair: candidate.clone(), because, values });
            false
        });
        drop(index);
        if !near.covers(&next) {
            return None;
        }
        events = next;
    }
    rebuilt.sort_by_cached_key(|rebuild| rebuild.pair.new.id());
    Some(rebuilt)
}

/// Whether an object goes as a whole to be put back; of a column that holds values, it is the default alone.
fn is_dropped(object: &Object) -> bool {
    match object {
        Object::Column(_, _, column) => matches!(column.default, Some(DefaultValue::Generated(_))),
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _)
        | Object::Type(_, _)
        | Object::Sequence(_, _)
        | Object::Table(_, _)
        | Object::PrimaryKey(_, _)
        | Object::Unique(_, _, _)
        | Object::Index(_, _, _)
        | Object::ForeignKey(_, _, _)
        | Object::Check(_, _, _)
        | Object::Exclusion(_, _, _)
        | Object::Trigger(_, _, _)
        | Object::Policy(_, _, _)
        | Object::View(_, _)
        | Object::Function(_, _) => true,
    }
}

/// The first event that an object is in the way of.
fn in_the_way(needs: &mut Needs<'_, '_>, object: &Object) -> Option<usize> {
    match object {
        Object::Column(table, _, column) => {
            let Column { ty, nullable: _, default, collation: _, comment: _ } = &**column;
            match default {
                Some(DefaultValue::Generated(_)) => needs.object(object),
                // The conversion of a column takes its default off and puts it back.
                Some(DefaultValue::Sql(_)) => needs.default(table, ty, default.as_ref()),
                None
                | Some(
                    DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Serial(_) | DefaultValue::Identity(_),
                ) => {}
            }
            match default {
                Some(DefaultValue::Generated(_)) => first(needs, |what| what != What::Label),
                _ => first(needs, |what| what != What::Label && !follows(what)),
            }
        }
        // PostgreSQL builds the index of a constraint anew where a column gets another type.
        // https://www.postgresql.org/docs/current/sql-altertable.html
        Object::PrimaryKey(_, _) | Object::Unique(_, _, _) => {
            needs.object(object);
            first(needs, |what| !matches!(what, What::Column(_, _, Touch::Altered)))
        }
        Object::Index(table, _, definition) => {
            let TableIndex { uniqueness, method: _, keys, include, predicate, options: _ } = &**definition;
            needs.columns(table, include);
            let (mut plain, mut exprs) = (Vec::new(), Vec::new());
            for key in keys {
                match &key.target {
                    KeyTarget::Column(name) => plain.push(name),
                    KeyTarget::Expr(expr) => exprs.push(expr),
                }
            }
            needs.columns(table, plain);
            let rebuilt_by_itself = |what: What<'_>| match what {
                What::Column(_, _, Touch::Altered) => true,
                What::Column(_, _, Touch::Merged) => *uniqueness == Uniqueness::Any,
                _ => false,
            };
            // So does it with an index, unless there is an expression that the type has a say in.
            first(needs, |what| !rebuilt_by_itself(what)).or_else(|| {
                needs.hits.clear();
                exprs.into_iter().chain(predicate).for_each(|expr| needs.row(table, expr));
                first(needs, |what| what != What::Label)
            })
        }
        Object::ForeignKey(_, _, _)
        | Object::Check(_, _, _)
        | Object::Exclusion(_, _, _)
        | Object::Trigger(_, _, _) => {
            needs.object(object);
            first(needs, |what| what != What::Label && !follows(what))
        }
        Object::Policy(_, _, _) | Object::View(_, _) => {
            needs.object(object);
            first(needs, |what| !follows(what))
        }
        // What a body mentions is looked up when it runs, or where the function is created.
        Object::Function(_, function) => {
            let Function {
                arguments,
                returns,
                language: _,
                volatility: _,
                security: _,
                traits: _,
                settings: _,
                body: _,
                margins: _,
                depends: _,
                comment: _,
            } = function;
            needs.text(arguments, Scope::Query);
            needs.text(returns, Scope::Query);
            first(needs, |what| match what {
                What::Function(_, _) => !follows(what),
                What::Relation(_) | What::Type(_) => true,
                What::Column(_, _, _) | What::Label | What::Other => false,
            })
        }
        // A type that is made of one that goes, or a rule that calls what goes.
        Object::Type(_, _) => {
            needs.object(object);
            first(needs, |what| what != What::Label && !follows(what))
        }
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _)
        | Object::Sequence(_, _)
        | Object::Table(_, _) => None,
    }
}

/// Whether what uses it follows by itself: a function is looked up when it is called. What was computed with its old body
/// and is kept, in a column or an index, is not computed again.
/// <https://www.postgresql.org/docs/current/ddl-generated-columns.html>
fn follows(what: What<'_>) -> bool {
    matches!(what, What::Function(_, Touch::Altered))
}

fn first(needs: &Needs<'_, '_>, counts: impl Fn(What<'_>) -> bool) -> Option<usize> {
    needs.hits.iter().filter(|hit| counts(hit.what)).map(|hit| hit.node).min()
}
