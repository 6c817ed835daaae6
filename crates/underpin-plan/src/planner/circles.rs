//! Circles of tables and functions that go together: a policy or check of a table calls a function that takes or gives its rows.
//! Neither can go first, so the part that calls goes before both. <https://www.postgresql.org/docs/current/ddl-depend.html>

use std::sync::Arc;

use underpin_schema::{Function, KeyTarget, Signature};

use crate::{
    Object, Op,
    changes::Draft,
    mentions::{Mention, calls, mentions},
};

/// Drops by themselves the parts of dropped tables that call dropped functions which speak of the table.
pub(super) fn open(drafts: &mut Vec<Draft>) {
    let functions: Vec<(Signature, Function)> = drafts
        .iter()
        .filter_map(|draft| match &draft.op {
            Op::Drop(Object::Function(signature, function)) => Some((signature.clone(), function.clone())),
            _ => None,
        })
        .collect();
    if functions.is_empty() {
        return;
    }
    let mut parts = Vec::new();
    for Draft { cause, op, attached: _ } in drafts.iter_mut() {
        let Op::Drop(Object::Table(name, table)) = op else { continue };
        let of_rows: Vec<&str> = functions
            .iter()
            .filter(|(_, function)| {
                speaks_of(&function.returns, &name.name) || speaks_of(&function.arguments, &name.name)
            })
            .map(|(signature, _)| signature.name.name.as_str())
            .collect();
        if of_rows.is_empty() {
            continue;
        }
        let table = Arc::make_mut(table);
        let in_circle = |text: &str| calls(text).any(|called| of_rows.contains(&called.as_str()));
        let mut gone = Vec::new();
        table.policies.retain(|key, policy| {
            let circle = policy.using.iter().chain(&policy.check).any(|expr| in_circle(expr.as_str()));
            if circle {
                gone.push(Object::Policy(name.clone(), key.clone(), policy.clone()));
            }
            !circle
        });
        table.checks.retain(|key, check| {
            let circle = in_circle(check.expr.as_str());
            if circle {
                gone.push(Object::Check(name.clone(), key.clone(), check.clone()));
            }
            !circle
        });
        table.exclusions.retain(|key, exclusion| {
            let exprs = exclusion.index.keys.iter().filter_map(|key| match &key.target {
                KeyTarget::Expr(expr) => Some(expr),
                KeyTarget::Column(_) => None,
            });
            let circle = exprs.chain(&exclusion.index.predicate).any(|expr| in_circle(expr.as_str()));
            if circle {
                gone.push(Object::Exclusion(name.clone(), key.clone(), Box::new(exclusion.clone())));
            }
            !circle
        });
        table.triggers.retain(|key, trigger| {
            let circle = trigger.when.as_ref().is_some_and(|when| in_circle(when.as_str()));
            if circle {
                gone.push(Object::Trigger(name.clone(), key.clone(), trigger.clone()));
            }
            !circle
        });
        parts.extend(gone.into_iter().map(|part| Draft { cause: *cause, op: Op::Drop(part), attached: Vec::new() }));
    }
    drafts.extend(parts);
}

/// Whether types that are written so name the table.
fn speaks_of(types: &str, table: &str) -> bool {
    mentions(types).iter().any(|mention| match mention {
        Mention::Name(name) => name.name == table,
        Mention::Text(_) => false,
    })
}
