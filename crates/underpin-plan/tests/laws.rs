//! The laws, over random schemas.

mod support;

use proptest::prelude::*;
use support::{
    model::{Model, younger},
    random::{Dice, schema},
};
use underpin_plan::{Change, CommitReason, Pair, Plan, Step, apply, diff, plan};
use underpin_schema::{ObjectId, Resolved, Schema, has_errors};

/// A schema, and the same when it was younger.
fn growth() -> impl Strategy<Value = (Schema, Schema)> {
    (prop::collection::vec(any::<u8>(), 0..900), prop::collection::vec(any::<u8>(), 0..100)).prop_map(|(a, b)| {
        let new = schema(&mut Dice::new(&a));
        let mut dice = Dice::new(&b);
        (younger(&new, |sides| dice.once_in(sides)), new)
    })
}

fn any_schema() -> impl Strategy<Value = Schema> {
    prop::collection::vec(any::<u8>(), 0..900).prop_map(|dice| schema(&mut Dice::new(&dice)))
}

fn planned(old: &Schema, new: &Schema) -> Plan {
    let (plan, diagnostics) = plan(Pair::new(old, new), &Resolved::default());
    assert!(diagnostics.is_empty(), "{}", support::text::diagnostics(&diagnostics));
    plan
}

/// Each step comes after all that it needs, forwards and backwards, and the way back ends where the way there began.
fn replay(old: &Schema, new: &Schema, plan: &Plan) {
    let mut model = Model { names: Model::knowing(new).names, ..Model::holding(old) };
    let before = model.clone();
    model.run(&plan.up);
    let names = |model: &Model| model.objects.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&model), names(&Model::holding(new)));
    for edge in &plan.edges {
        assert!(edge.before < edge.after, "{edge:?}");
    }
    assert!(plan.up.is_sorted_by_key(|step| step.phase), "{}", support::text::plan(plan));
    model.run(&plan.down);
    let added: Vec<_> = plan.irreversible.iter().map(|irreversible| irreversible.object.clone()).collect();
    model.objects.retain(|object, _| !added.contains(object));
    assert_eq!(names(&model), names(&before));
}

/// The steps in another sequence that keeps all edges.
fn shuffled(plan: &Plan, dice: &mut Dice<'_>) -> Vec<Step> {
    let mut waiting = vec![0; plan.up.len()];
    plan.edges.iter().for_each(|edge| waiting[edge.after] += 1);
    let mut ready: Vec<_> = (0..plan.up.len()).filter(|&step| waiting[step] == 0).collect();
    let mut steps = Vec::new();
    while !ready.is_empty() {
        // Every step commits what was there before it: it is the edges alone that are asked here.
        let step = ready.swap_remove(dice.roll(ready.len()));
        let commit_before = Some(CommitReason::NewEnumValue(plan.up[step].op.object()));
        steps.push(Step { commit_before, ..plan.up[step].clone() });
        for edge in plan.edges.iter().filter(|edge| edge.before == step) {
            waiting[edge.after] -= 1;
            if waiting[edge.after] == 0 {
                ready.push(edge.after);
            }
        }
    }
    assert_eq!(steps.len(), plan.up.len());
    steps
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn l1_nothing_differs_from_itself(schema in any_schema()) {
        prop_assert!(diff(Pair::new(&schema, &schema)).is_empty());
    }

    #[test]
    fn l2_the_changes_lead_to_the_new_schema((old, new) in growth()) {
        let changes = diff(Pair::new(&old, &new));
        prop_assert_eq!(apply(&changes, &old), new);
    }

    #[test]
    fn l8_the_second_plan_is_empty_and_the_first_is_always_the_same((old, new) in growth()) {
        let first = planned(&old, &new);
        prop_assert_eq!(&first, &planned(&old, &new));
        prop_assert_eq!(planned(&new, &apply(&first.changes, &old)), Plan::default());
    }

    #[test]
    fn each_step_comes_after_what_it_needs((old, new) in growth()) {
        replay(&old, &new, &planned(&old, &new));
    }

    #[test]
    fn each_step_comes_after_what_it_needs_from_nothing(new in any_schema()) {
        let old = Schema::default();
        replay(&old, &new, &planned(&old, &new));
    }

    #[test]
    fn the_edges_alone_tell_what_is_needed(
        (old, new) in growth(),
        start in any_schema(),
        dice in prop::collection::vec(any::<u8>(), 100)
    ) {
        for (old, new) in [(&old, &new), (&Schema::default(), &start)] {
            let mut model = Model { names: Model::knowing(new).names, ..Model::holding(old) };
            model.run(&shuffled(&planned(old, new), &mut Dice::new(&dice)));
            prop_assert_eq!(model.labels, Model::holding(new).labels);
        }
    }

    #[test]
    fn a_plan_leads_there_or_is_refused(old in any_schema(), new in any_schema()) {
        let (plan, diagnostics) = plan(Pair::new(&old, &new), &Resolved::default());
        if has_errors(&diagnostics) {
            prop_assert_eq!(plan, Plan::default());
            let internal = diagnostics.iter().any(|diagnostic| diagnostic.id.as_str() == "UP0390");
            prop_assert!(!internal, "{}", support::text::diagnostics(&diagnostics));
        } else {
            prop_assert_eq!(apply(&plan.changes, &old), new);
        }
    }

    #[test]
    fn only_objects_that_were_there_are_locked((old, new) in growth()) {
        for lock in planned(&old, &new).locks() {
            let there = old.tables.contains_key(&lock.table) || old.views.contains_key(&lock.table);
            prop_assert!(there, "{:?}", lock);
        }
    }
}

/// The random pairs are worth little if some kind of change never comes up.
#[test]
fn every_kind_of_change_comes_up() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut missing: std::collections::BTreeSet<_> = Change::KINDS.iter().copied().collect();
    let mut backwards = false;
    for _ in 0..3000 {
        let (old, new) = growth().new_tree(&mut runner).unwrap().current();
        for change in diff(Pair::new(&old, &new)) {
            missing.remove(change.kind_name());
            backwards |= matches!(change.object(), ObjectId::EnumValue(_, _)) && change.to_string().contains("before");
        }
    }
    assert!(missing.is_empty(), "never seen: {missing:?}");
    assert!(backwards, "no value was ever inserted before another one");
}
