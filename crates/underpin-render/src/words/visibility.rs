//! What steps do to row-level security: which rows may be seen that were hidden before.
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>

use std::collections::BTreeMap;

use underpin_plan::{Object, Op, Pair, Step};
use underpin_schema::{Name, Policy, PolicyMode, QName, RowSecurity};

use super::one_line;

/// Each reason in a line. A policy that is taken off and put back as it was shows nothing.
pub(super) fn shown(steps: &[Step]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut policies: BTreeMap<(&QName, &Name), Pair<Option<&Policy>>> = BTreeMap::new();
    for step in steps {
        match &step.op {
            Op::SetRowSecurity(table, level) if level.new < level.old => lines.push(relaxed(table, level.new)),
            Op::Drop(Object::Policy(table, name, policy)) => {
                policies.entry((table, name)).or_insert(Pair { old: None, new: None }).old = Some(policy);
            }
            Op::Create(Object::Policy(table, name, policy)) => {
                policies.entry((table, name)).or_insert(Pair { old: None, new: None }).new = Some(policy);
            }
            _ => {}
        }
    }
    for ((table, name), Pair { old, new }) in policies {
        match (old, new) {
            (Some(old), None) if old.mode == PolicyMode::Restrictive => {
                lines.push(one_line(format_args!("policy {name} of {table} is gone, which only took rows away")));
            }
            (Some(old), Some(new)) if !same(old, new) => {
                lines.push(one_line(format_args!("policy {name} of {table} is another one")));
            }
            // Each permissive policy adds rows to those that the others show.
            (None, Some(new)) if new.mode == PolicyMode::Permissive && !guarded_here(table, steps) => {
                lines.push(one_line(format_args!("policy {name} of {table} is new, and adds to what the others show")));
            }
            (_, _) => {}
        }
    }
    lines
}

fn relaxed(table: &QName, level: RowSecurity) -> String {
    one_line(match level {
        RowSecurity::Off => format!("the policies of {table} are no longer applied"),
        RowSecurity::Enabled | RowSecurity::Forced => format!("the policies of {table} no longer bind its owner"),
    })
}

/// Whether the steps create the table, or apply policies to it for the first time: there was nothing hidden before.
fn guarded_here(table: &QName, steps: &[Step]) -> bool {
    steps.iter().any(|step| match &step.op {
        Op::Create(Object::Table(created, _)) => created == table,
        Op::SetRowSecurity(guarded, level) => guarded == table && level.old == RowSecurity::Off,
        _ => false,
    })
}

fn same(old: &Policy, new: &Policy) -> bool {
    let Policy { mode, command, roles, using, check, comment: _ } = old;
    (mode, command, roles, using, check) == (&new.mode, &new.command, &new.roles, &new.using, &new.check)
}
