//! The laws, over random schemas.

mod support;

use proptest::prelude::*;
use support::{
    model::{Model, younger},
    pairs::{Case, case},
    random::{Dice, schema},
};
use underpin_plan::{Change, CommitReason, Irreversible, Pair, Plan, Step, apply, diff, plan};
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

/// Two schemas that have much in common, and intents.
fn any_case() -> impl Strategy<Value = Case> {
    (prop::collection::vec(any::<u8>(), 0..900), prop::collection::vec(any::<u8>(), 0..300))
        .prop_map(|(a, b)| case(&mut Dice::new(&a), &mut Dice::new(&b)))
}

fn planned(old: &Schema, new: &Schema) -> Plan {
    let (plan, diagnostics) = plan(Pair::new(old, new), &Resolved::default());
    assert!(!has_errors(&diagnostics), "{}", support::text::diagnostics(&diagnostics));
    plan
}

/// The plan of a case, where it is not refused.
fn planned_case(case: &Case) -> Option<Plan> {
    let resolved = Resolved { intents: case.intents.clone(), ..Resolved::default() };
    let (plan, diagnostics) = plan(Pair::new(&case.old, &case.new), &resolved);
    let internal = diagnostics.iter().any(|diagnostic| matches!(diagnostic.id.as_str(), "UP0390" | "UP0391"));
    assert!(!internal, "{}", support::text::diagnostics(&diagnostics));
    (!has_errors(&diagnostics)).then_some(plan)
}

fn assert_holds(model: &Model, schema: &Schema) {
    let wanted = Model::holding(schema);
    let (found, expected) = (model.catalog(), wanted.catalog());
    for (id, needs) in &found {
        assert_eq!(Some(needs), expected.get(id), "{id}");
    }
    let missing: Vec<_> = expected.keys().filter(|id| !found.contains_key(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(model.labels, wanted.labels);
    assert_eq!(model.required, wanted.required);
}

/// Each step comes after all that it needs, forwards and backwards, and the way back ends where the way there began.
fn replay(old: &Schema, new: &Schema, plan: &Plan) {
    let mut model = Model::holding(old);
    model.run(&plan.up);
    assert_holds(&model, new);
    for edge in &plan.edges {
        assert!(edge.before < edge.after, "{edge:?}");
    }
    assert!(plan.up.is_sorted_by_key(|step| step.phase), "{}", support::text::plan(plan));
    let stay = |irreversible: &Irreversible| matches!(irreversible.object, ObjectId::EnumValue(_, _));
    if !plan.irreversible.iter().all(stay) {
        return;
    }
    model.run_back(&plan.down);
    if plan.irreversible.is_empty() {
        assert_holds(&model, old);
    }
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
            let mut model = Model::holding(old);
            let plan = planned(old, new);
            model.run(&shuffled(&plan, &mut Dice::new(&dice)));
            assert_holds(&model, new);
        }
    }

    #[test]
    fn each_step_of_any_change_comes_after_what_it_needs(case in any_case()) {
        if let Some(plan) = planned_case(&case) {
            replay(&case.old, &case.new, &plan);
        }
    }

    #[test]
    fn the_edges_alone_tell_what_any_change_needs(
        case in any_case(),
        dice in prop::collection::vec(any::<u8>(), 100)
    ) {
        if let Some(plan) = planned_case(&case) {
            let mut model = Model::holding(&case.old);
            model.run(&shuffled(&plan, &mut Dice::new(&dice)));
            assert_holds(&model, &case.new);
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

/// The names of all operations, as their text starts.
const OPS: &[&str] = &[
    "Create",
    "Drop",
    "Rename",
    "RenamePrimaryKey",
    "RenameSequence",
    "AddEnumValue",
    "RenameEnumValue",
    "AlterDomain",
    "AlterComposite",
    "AlterTypes",
    "SetDefault",
    "SetIdentity",
    "AdvanceSequence",
    "AlterSequence",
    "SetOwner",
    "DropExpression",
    "SetNotNull",
    "DropNotNull",
    "ReplaceFunction",
    "SetRowSecurity",
    "MoveExtension",
    "Comment",
    "Access",
    "Assert",
    "Fill",
    "Run",
];

/// The random pairs are worth little if some kind of change or operation never comes up, or most are refused.
#[test]
fn every_kind_of_change_and_operation_comes_up() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut missing: std::collections::BTreeSet<_> = Change::kinds().into_iter().collect();
    let mut ops = std::collections::BTreeSet::new();
    let mut planned = 0;
    for _ in 0..2000 {
        let case = any_case().new_tree(&mut runner).unwrap().current();
        let Some(plan) = planned_case(&case) else { continue };
        planned += 1;
        for change in &plan.changes {
            missing.remove(&change.kind_name());
        }
        ops.extend(plan.up.iter().map(|step| support::text::kind(&step.op)));
    }
    assert!(missing.is_empty(), "never seen: {missing:?}");
    for op in OPS {
        assert!(ops.contains(*op), "no plan had the operation {op}");
    }
    assert!(planned > 1000, "only {planned} of 2000 were planned");
}
