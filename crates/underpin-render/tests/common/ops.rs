//! Random operations: every kind of them.

use proptest::{collection::vec, option, prelude::*};
use underpin_plan::{CommentOn, Op, ValuePlace};
use underpin_schema::*;

use super::pieces::*;

/// Any operation.
pub fn op() -> BoxedStrategy<Op> {
    prop_oneof![tables(), objects(), routines(), comments()].boxed()
}

fn tables() -> BoxedStrategy<Op> {
    prop_oneof![
        (qname(), table()).prop_map(|(name, table)| Op::CreateTable(name, Box::new(table))),
        qname().prop_map(Op::DropTable),
        (qname(), name(), column()).prop_map(|(table, name, column)| Op::AddColumn(table, name, Box::new(column))),
        (qname(), name()).prop_map(|(table, name)| Op::DropColumn(table, name)),
        (qname(), name(), index()).prop_map(|(table, name, index)| Op::CreateIndex(table, name, Box::new(index))),
        (qname(), name()).prop_map(|(table, name)| Op::DropIndex(table, name)),
        (qname(), name(), unique()).prop_map(|(table, name, unique)| Op::AddUnique(table, name, unique)),
        (qname(), name(), foreign_key()).prop_map(|(table, name, key)| Op::AddForeignKey(table, name, key)),
        (qname(), name(), expr()).prop_map(|(table, name, expr)| Op::AddCheck(table, name, Check { expr })),
        (qname(), name()).prop_map(|(table, name)| Op::DropUnique(table, name)),
        (qname(), name()).prop_map(|(table, name)| Op::DropCheck(table, name)),
        (qname(), name(), foreign_key()).prop_map(|(table, name, key)| Op::DropForeignKey(table, name, key)),
    ]
    .boxed()
}

fn objects() -> BoxedStrategy<Op> {
    let place = prop_oneof![Just(ValuePlace::Last), name().prop_map(ValuePlace::Before)];
    let query = prop::sample::select(vec!["SELECT 1", "SELECT a FROM t;", "SELECT a\nFROM t -- all of it"]);
    let storage = || prop_oneof![Just(ViewStorage::Plain), Just(ViewStorage::Materialized)];
    let view = (storage(), query).prop_map(|(storage, query)| View {
        storage,
        query: Expr::new(query),
        depends: vec![],
        comment: None,
    });
    prop_oneof![
        name().prop_map(Op::CreateNamespace),
        name().prop_map(Op::DropNamespace),
        (name(), option::of(name())).prop_map(|(name, namespace)| Op::CreateExtension(name, Extension { namespace })),
        name().prop_map(Op::DropExtension),
        (qname(), vec(name(), 0..20)).prop_map(|(name, values)| Op::CreateEnum(name, values)),
        qname().prop_map(Op::DropEnum),
        (qname(), name(), place).prop_map(|(ty, value, place)| Op::AddEnumValue { ty, value, place }),
        (qname(), view).prop_map(|(name, view)| Op::CreateView(name, view)),
        (qname(), storage()).prop_map(|(name, storage)| Op::DropView(name, storage)),
    ]
    .boxed()
}

fn signature() -> BoxedStrategy<Signature> {
    (qname(), prop::sample::select(vec!["", "uuid", "uuid, integer"]))
        .prop_map(|(name, args)| Signature { name, args: args.to_owned() })
        .boxed()
}

fn function() -> BoxedStrategy<Function> {
    let arguments = prop::sample::select(vec!["", "user_id uuid, days integer DEFAULT 30", "a integer -- the first"]);
    let body = prop_oneof![text(), Just("SELECT $$a$$ || $body$b$body$".to_owned()), Just("SELECT 1 -- $".to_owned())];
    let language = prop_oneof![Just(Name::new("plpgsql")), name()];
    let volatility = prop::sample::select(vec![Volatility::Volatile, Volatility::Stable, Volatility::Immutable]);
    let security = prop::sample::select(vec![Security::Invoker, Security::Definer]);
    let settings = prop::sample::select(vec![vec![], vec!["search_path = public".to_owned()]]);
    (arguments, body, language, volatility, security, settings)
        .prop_map(|(arguments, body, language, volatility, security, settings)| Function {
            arguments: arguments.to_owned(),
            returns: "boolean".to_owned(),
            language,
            volatility,
            security,
            settings,
            body: Expr::new(body),
            depends: vec![],
            comment: None,
        })
        .boxed()
}

fn trigger() -> BoxedStrategy<Trigger> {
    let timing = prop::sample::select(vec![TriggerTiming::Before, TriggerTiming::After, TriggerTiming::InsteadOf]);
    let event = prop_oneof![
        Just(TriggerEvent::Insert),
        vec(name(), 0..3).prop_map(TriggerEvent::Update),
        Just(TriggerEvent::Delete),
        Just(TriggerEvent::Truncate)
    ];
    let level = prop_oneof![Just(TriggerLevel::Row), Just(TriggerLevel::Statement)];
    (timing, vec(event, 1..3), level, option::of(expr()), qname(), vec(text(), 0..3))
        .prop_map(|(timing, events, level, when, function, arguments)| Trigger {
            timing,
            events,
            level,
            when,
            function,
            arguments,
            comment: None,
        })
        .boxed()
}

fn routines() -> BoxedStrategy<Op> {
    let security = || prop::sample::select(vec![RowSecurity::Off, RowSecurity::Enabled, RowSecurity::Forced]);
    prop_oneof![
        (signature(), function()).prop_map(|(signature, function)| Op::CreateFunction(signature, function)),
        signature().prop_map(Op::DropFunction),
        (qname(), name(), trigger()).prop_map(|(table, name, trigger)| Op::CreateTrigger(table, name, trigger)),
        (qname(), name()).prop_map(|(table, name)| Op::DropTrigger(table, name)),
        (qname(), name(), policy()).prop_map(|(table, name, policy)| Op::CreatePolicy(table, name, policy)),
        (qname(), name()).prop_map(|(table, name)| Op::DropPolicy(table, name)),
        (qname(), security(), security()).prop_map(|(table, from, to)| Op::SetRowSecurity(table, from, to)),
    ]
    .boxed()
}

fn comments() -> BoxedStrategy<Op> {
    let object = prop_oneof![
        name().prop_map(ObjectId::Namespace),
        name().prop_map(ObjectId::Extension),
        qname().prop_map(ObjectId::Enum),
        qname().prop_map(ObjectId::Table),
        (qname(), name()).prop_map(|(table, name)| ObjectId::Column(table, name)),
        (qname(), name()).prop_map(|(table, name)| ObjectId::Unique(table, name)),
        (qname(), name()).prop_map(|(table, name)| ObjectId::Index(table, name)),
        (qname(), name()).prop_map(|(table, name)| ObjectId::Trigger(table, name)),
        (qname(), name()).prop_map(|(table, name)| ObjectId::Policy(table, name)),
        qname().prop_map(ObjectId::View),
        signature().prop_map(ObjectId::Function),
    ];
    let on = prop_oneof![object.prop_map(CommentOn::Object), qname().prop_map(CommentOn::MaterializedView)];
    (on, option::of(text())).prop_map(|(on, text)| Op::Comment(on, text)).boxed()
}
