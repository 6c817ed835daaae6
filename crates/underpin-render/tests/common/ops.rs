//! Random operations: every kind of them.

use std::sync::Arc;

use proptest::{collection::vec, option, prelude::*};
use underpin_plan::{
    Access, AccessWay, CommentOn, DataStep, Fill, FillRows, FillValue, Numbering, Object, Op, Pair, Phase,
    Precondition, TypeChange, Using, ValuePlace,
};
use underpin_schema::*;

use super::pieces::*;

/// Any operation.
pub fn op() -> BoxedStrategy<Op> {
    prop_oneof![
        object().prop_map(Op::Create),
        object().prop_map(Op::Drop),
        renames(),
        columns(),
        others(),
        comments(),
        precondition().prop_map(Op::Assert),
        data(),
    ]
    .boxed()
}

/// How many statements it is spelled as.
pub fn statements(op: &Op) -> usize {
    match op {
        Op::CreateSequence(_, _, _) => 2,
        Op::Rename(Pair { old, new }) => match (old, new) {
            (ObjectId::Table(old), ObjectId::Table(new))
            | (ObjectId::View(old), ObjectId::View(new))
            | (ObjectId::Enum(old), ObjectId::Enum(new))
            | (
                ObjectId::Function(Signature { name: old, args: _ }),
                ObjectId::Function(Signature { name: new, args: _ }),
            ) => usize::from(old.name != new.name) + usize::from(old.namespace != new.namespace),
            (_, _) => 1,
        },
        Op::Run(step) => step.sql.as_str().matches("INSERT").count(),
        _ => 1,
    }
}

fn object() -> BoxedStrategy<Object> {
    prop_oneof![tables(), objects(), routines()].boxed()
}

fn tables() -> BoxedStrategy<Object> {
    let key = (name(), names()).prop_map(|(name, columns)| PrimaryKey { name, columns, deferral: Default::default() });
    prop_oneof![
        (qname(), table()).prop_map(|(name, table)| Object::Table(name, Arc::new(table))),
        (qname(), name(), column()).prop_map(|(table, name, column)| Object::Column(table, name, Box::new(column))),
        (qname(), key).prop_map(|(table, key)| Object::PrimaryKey(table, key)),
        (qname(), name(), index()).prop_map(|(table, name, index)| Object::Index(table, name, Box::new(index))),
        (qname(), name(), unique()).prop_map(|(table, name, unique)| Object::Unique(table, name, unique)),
        (qname(), name(), foreign_key()).prop_map(|(table, name, key)| Object::ForeignKey(table, name, key)),
        (qname(), name(), expr()).prop_map(|(table, name, expr)| Object::Check(table, name, Check::new(expr))),
        (qname(), name(), index()).prop_map(|(table, name, index)| {
            // The parser that judges knows no order and no operator class here.
            let plain = |key: IndexKey| IndexKey {
                target: key.target,
                order: SortOrder::Asc,
                nulls: NullsPlace::Last,
                operator_class: None,
                collation: None,
            };
            let keys: Vec<IndexKey> = index.keys.into_iter().map(plain).collect();
            let operators = keys.iter().filter_map(|_| Operator::new(None, "&&")).collect();
            let index = Index { keys, ..index };
            let exclusion = Exclusion { index, operators, deferral: Default::default() };
            Object::Exclusion(table, name, Box::new(exclusion))
        }),
    ]
    .boxed()
}

fn objects() -> BoxedStrategy<Object> {
    let query = prop::sample::select(vec!["SELECT 1", "SELECT a FROM t;", "SELECT a\nFROM t -- all of it"]);
    let storage = prop_oneof![Just(ViewStorage::Plain), Just(ViewStorage::Materialized)];
    let view = (storage, query).prop_map(|(storage, query)| View {
        storage,
        options: Default::default(),
        query: Expr::new(query),
        indexes: Default::default(),
        triggers: Default::default(),
        depends: vec![],
        comment: None,
    });
    prop_oneof![
        name().prop_map(Object::Namespace),
        (name(), option::of(name())).prop_map(|(name, namespace)| Object::Extension(name, Extension { namespace })),
        (qname(), vec(name(), 0..20)).prop_map(|(name, values)| Object::Enum(name, EnumType { values, comment: None })),
        (qname(), view).prop_map(|(name, view)| Object::View(name, view)),
    ]
    .boxed()
}

fn pair<T: std::fmt::Debug + 'static>(of: impl Fn() -> BoxedStrategy<T>) -> BoxedStrategy<Pair<T>> {
    (of(), of()).prop_map(|(old, new)| Pair { old, new }).boxed()
}

fn renames() -> BoxedStrategy<Op> {
    let of = |table: fn(QName) -> ObjectId| {
        pair(qname).prop_filter("it is another", |names| names.old != names.new).prop_map(move |names| names.map(table))
    };
    let part = |id: fn(QName, Name) -> ObjectId| {
        (qname(), pair(name)).prop_map(move |(table, names)| names.map(|name| id(table.clone(), name)))
    };
    let function = (pair(qname), prop::sample::select(vec!["", "uuid, integer"]))
        .prop_filter("it is another", |(names, _)| names.old != names.new)
        .prop_map(|(names, args)| names.map(|name| ObjectId::Function(Signature { name, args: args.to_owned() })));
    let ids = prop_oneof![
        pair(name).prop_map(|names| names.map(ObjectId::Namespace)),
        of(ObjectId::Table),
        of(ObjectId::View),
        of(ObjectId::Enum),
        function,
        part(ObjectId::Column),
        part(ObjectId::Unique),
        part(ObjectId::ForeignKey),
        part(ObjectId::Check),
        part(ObjectId::Exclusion),
        part(ObjectId::Index),
        part(ObjectId::Trigger),
        part(ObjectId::Policy),
        // What cannot be renamed is spelled as a statement that says so.
        pair(name).prop_map(|names| names.map(ObjectId::Extension)),
    ];
    prop_oneof![
        ids.prop_map(Op::Rename),
        (qname(), pair(name)).prop_map(|(table, names)| Op::RenamePrimaryKey(table, names)),
        (qname(), name(), pair(name)).prop_map(|(table, column, names)| Op::RenameSequence(table, column, names)),
        (qname(), pair(name)).prop_map(|(ty, value)| Op::RenameEnumValue { ty, value }),
    ]
    .boxed()
}

fn columns() -> BoxedStrategy<Op> {
    let map = || vec((name(), name()), 0..4);
    let using = prop_oneof![
        Just(Using::Assignment),
        Just(Using::Cast),
        Just(Using::Text),
        map().prop_map(Using::Labels),
        expr().prop_map(Using::Expr)
    ];
    let change = (name(), pair(column_type), pair(|| option::of(qname()).boxed()), using)
        .prop_map(|(column, ty, collation, using)| TypeChange { column, ty, collation, using, back: Ok(Using::Text) });
    let identity = || prop::sample::select(vec![None, Some(Identity::ALWAYS), Some(Identity::BY_DEFAULT)]).boxed();
    let numbering = || {
        prop_oneof![
            column_type().prop_map(|ty| Numbering::Serial(ty.into())),
            (column_type(), prop::sample::select(vec![Identity::ALWAYS, Identity::BY_DEFAULT]))
                .prop_map(|(ty, identity)| Numbering::Identity(ty, identity)),
        ]
        .boxed()
    };
    prop_oneof![
        (qname(), vec(change, 1..4)).prop_map(|(table, changes)| Op::AlterTypes(table, changes)),
        (qname(), name(), pair(column)).prop_map(|(table, name, columns)| Op::SetDefault {
            table,
            column: name,
            ty: columns.clone().map(|column| column.ty),
            default: columns.map(|column| column.default),
        }),
        (qname(), name(), pair(identity)).prop_map(|(table, column, kind)| Op::SetIdentity(table, column, kind)),
        (qname(), name(), column_type()).prop_map(|(table, column, ty)| Op::CreateSequence(table, column, ty.into())),
        (qname(), name(), column_type()).prop_map(|(table, column, ty)| Op::DropSequence(table, column, ty.into())),
        (qname(), name(), pair(numbering)).prop_map(|(table, column, kind)| Op::ChangeSequence(table, column, kind)),
        (qname(), name()).prop_map(|(table, column)| Op::AdvanceSequence(table, column, SequenceOptions::default())),
        (qname(), name(), expr()).prop_map(|(table, column, expr)| Op::DropExpression(table, column, expr)),
        (qname(), name()).prop_map(|(table, column)| Op::SetNotNull(table, column)),
        (qname(), name()).prop_map(|(table, column)| Op::DropNotNull(table, column)),
    ]
    .boxed()
}

fn others() -> BoxedStrategy<Op> {
    let place = prop_oneof![Just(ValuePlace::Last), name().prop_map(ValuePlace::Before)];
    let security = || prop::sample::select(vec![RowSecurity::Off, RowSecurity::Enabled, RowSecurity::Forced]).boxed();
    prop_oneof![
        (qname(), name(), place).prop_map(|(ty, value, place)| Op::AddEnumValue { ty, value, place }),
        (signature(), pair(function))
            .prop_map(|(signature, functions)| Op::ReplaceFunction(signature, functions.map(Box::new))),
        (qname(), pair(security)).prop_map(|(table, level)| Op::SetRowSecurity(table, level)),
        (name(), pair(|| option::of(name()).boxed())).prop_map(|(name, spaces)| Op::MoveExtension(name, spaces)),
        (prop::bool::ANY, 0..3usize, pair(granted), vec(pair(granted), 0..3)).prop_map(
            |(keep, group, first, others)| {
                let way = if keep { AccessWay::Keep } else { AccessWay::Restore };
                Op::Access(Access { way, group, first, others })
            }
        ),
    ]
    .boxed()
}

/// What is granted by itself.
fn granted() -> BoxedStrategy<ObjectId> {
    prop_oneof![qname().prop_map(ObjectId::View), signature().prop_map(ObjectId::Function)].boxed()
}

fn precondition() -> BoxedStrategy<Precondition> {
    let target = prop_oneof![name().prop_map(KeyTarget::Column), expr().prop_map(KeyTarget::Expr)];
    let nulls = prop_oneof![Just(NullsEqual::Distinct), Just(NullsEqual::Equal)];
    let key = (qname(), name()).prop_map(|(table, name)| ObjectId::Unique(table, name));
    prop_oneof![
        (qname(), name()).prop_map(|(table, column)| Precondition::NoNulls { table, column }),
        (qname(), key, vec(target, 1..3), nulls, option::of(expr())).prop_map(
            |(table, key, targets, nulls, predicate)| Precondition::NoDuplicates {
                table,
                key,
                targets,
                nulls,
                predicate
            }
        ),
        (qname(), name(), foreign_key()).prop_map(|(table, name, key)| Precondition::NoOrphans { table, name, key }),
        (qname(), name(), expr()).prop_map(|(table, name, expr)| Precondition::Passes { table, name, expr }),
        (qname(), name(), column_type(), column_type()).prop_map(|(table, column, from, to)| Precondition::Fits {
            table,
            column,
            from,
            to
        }),
        (qname(), name(), expr(), column_type(), any::<bool>(), fill_rows()).prop_map(
            |(table, column, value, to, nullable, rows)| Precondition::Yields {
                table,
                column,
                value,
                to,
                nullable,
                rows
            }
        ),
        (qname(), name(), column_type(), vec(name(), 0..4))
            .prop_map(|(table, column, from, labels)| Precondition::IsLabel { table, column, from, labels }),
    ]
    .boxed()
}

fn fill_rows() -> impl Strategy<Value = FillRows> {
    prop_oneof![Just(FillRows::All), Just(FillRows::Null)]
}

fn data() -> BoxedStrategy<Op> {
    let value = prop_oneof![
        expr().prop_map(FillValue::Expr),
        (qname(), name(), vec((name(), name()), 1..3)).prop_map(|(parent, column, on)| FillValue::Parent {
            parent,
            column,
            on
        }),
    ];
    let sql = prop::sample::select(vec![
        "INSERT INTO a SELECT * FROM b",
        "INSERT INTO a VALUES (1);\nINSERT INTO b VALUES (2) -- both\n",
        "INSERT INTO a VALUES (';') -- one",
    ]);
    prop_oneof![
        (qname(), name(), value, fill_rows()).prop_map(|(table, column, value, rows)| Op::Fill(Fill {
            table,
            column,
            value,
            rows,
            quiet: Vec::new(),
        })),
        (name(), sql).prop_map(|(name, sql)| Op::Run(DataStep { name, phase: Phase::Data, sql: Expr::new(sql) })),
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
            traits: Default::default(),
            settings,
            body: Expr::new(body),
            margins: Margins::default(),
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

fn routines() -> BoxedStrategy<Object> {
    prop_oneof![
        (signature(), function()).prop_map(|(signature, function)| Object::Function(signature, function)),
        (qname(), name(), trigger()).prop_map(|(table, name, trigger)| Object::Trigger(table, name, trigger)),
        (qname(), name(), policy()).prop_map(|(table, name, policy)| Object::Policy(table, name, policy)),
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
    (on, pair(|| option::of(text()).boxed())).prop_map(|(on, texts)| Op::Comment(on, texts)).boxed()
}
