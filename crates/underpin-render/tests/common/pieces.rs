//! Random pieces of schemas, with names and texts that try to break out of their quotes.

use proptest::{collection::vec, option, prelude::*};
use underpin_schema::*;

/// Names: plain ones, and those that hold quotes, semicolons, comments, line breaks and other scripts.
pub fn name() -> BoxedStrategy<Name> {
    prop_oneof![
        "[a-zA-Z_][a-zA-Z0-9_]{0,12}",
        "[\"';$\\\\\n\r\t /*\\-a-zé中\u{202e}]{1,12}",
        Just("select".to_owned()),
        Just("x\"; DROP TABLE y; --".to_owned()),
    ]
    .prop_map(Name::from)
    .boxed()
}

/// Texts for comments and constants.
pub fn text() -> BoxedStrategy<String> {
    prop_oneof!["[ -~]{0,20}", "['\"\\\\$;\n\r\t/*\\-a-zé中]{0,20}", Just("'; DROP TABLE y; --".to_owned())].boxed()
}

pub fn qname() -> BoxedStrategy<QName> {
    prop_oneof![name().prop_map(QName::public), (name(), name()).prop_map(|(space, name)| QName::new(space, name))]
        .boxed()
}

/// Expressions that PostgreSQL takes, ending in every way that could swallow what follows.
pub fn expr() -> BoxedStrategy<Expr> {
    prop::sample::select(vec![
        "a > 0",
        "a > 0 -- positive",
        "a > 0\n  AND b IS NOT NULL -- both\n",
        "lower(name)",
        "gen_random_uuid()",
        "x = ')' /* ) */",
        "(a, b) <> (1, 2)",
        "$$;$$ <> name",
    ])
    .prop_map(Expr::new)
    .boxed()
}

pub fn names() -> BoxedStrategy<Vec<Name>> {
    vec(name(), 1..4).boxed()
}

pub fn column_type() -> BoxedStrategy<ColumnType> {
    let base = prop_oneof![
        prop::sample::select(SCALARS.iter().map(|row| row.kind).collect::<Vec<_>>())
            .prop_map(|kind| BaseType::Scalar(Scalar::plain(kind))),
        Just(BaseType::Scalar(Scalar { kind: ScalarKind::Decimal, args: Args::Two(10, 2) })),
        Just(BaseType::Scalar(Scalar { kind: ScalarKind::Varchar, args: Args::One([20]) })),
        qname().prop_map(BaseType::Enum),
        Just(BaseType::Other("tsvector".to_owned())),
    ];
    (base, any::<bool>()).prop_map(|(base, list)| ColumnType { base, list }).boxed()
}

pub fn literal() -> BoxedStrategy<Literal> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Literal::Bool),
        prop_oneof!["-?[0-9]{1,5}(\\.[0-9]{1,3})?(e-?[0-9]{1,2})?", "[0-9;'eE.-]{0,6}"].prop_map(Literal::Number),
        text().prop_map(Literal::Text),
        name().prop_map(Literal::Enum),
        text().prop_map(|text| Literal::Json(serde_json::Value::from(text).to_string())),
        "([0-9a-f]{2}){0,4}".prop_map(Literal::Bytes),
    ];
    leaf.prop_recursive(1, 4, 4, |inner| vec(inner, 0..4).prop_map(Literal::List)).boxed()
}

pub fn column() -> BoxedStrategy<Column> {
    let default = prop_oneof![
        literal().prop_map(DefaultValue::Literal),
        Just(DefaultValue::Now),
        expr().prop_map(DefaultValue::Sql),
        Just(DefaultValue::SERIAL),
        prop_oneof![Just(Identity::ALWAYS), Just(Identity::BY_DEFAULT)].prop_map(DefaultValue::Identity),
        expr().prop_map(DefaultValue::Generated),
    ];
    (column_type(), any::<bool>(), option::of(default), option::of(qname()))
        .prop_map(|(ty, nullable, default, collation)| Column { ty, nullable, default, collation, comment: None })
        .boxed()
}

fn nulls_equal() -> BoxedStrategy<NullsEqual> {
    prop_oneof![Just(NullsEqual::Distinct), Just(NullsEqual::Equal)].boxed()
}

pub fn unique() -> BoxedStrategy<Unique> {
    (names(), vec(name(), 0..2), nulls_equal())
        .prop_map(|(columns, include, nulls)| Unique {
            columns,
            include,
            nulls,
            deferral: Default::default(),
            options: Default::default(),
        })
        .boxed()
}

pub fn table() -> BoxedStrategy<Table> {
    (
        vec((name(), column()), 0..4),
        option::of((name(), names()).prop_map(|(name, columns)| PrimaryKey {
            name,
            columns,
            deferral: Default::default(),
        })),
        prop::collection::btree_map(name(), unique(), 0..2),
        prop::collection::btree_map(name(), expr().prop_map(Check::new), 0..3),
    )
        .prop_map(|(columns, primary_key, uniques, checks)| Table {
            columns: columns.into_iter().collect(),
            primary_key,
            uniques,
            checks,
            ..Table::default()
        })
        .boxed()
}

pub fn index() -> BoxedStrategy<Index> {
    let class = prop_oneof![Just(Name::new("jsonb_path_ops")), name()];
    let target = prop_oneof![name().prop_map(KeyTarget::Column), expr().prop_map(KeyTarget::Expr)];
    let order = prop_oneof![Just(SortOrder::Asc), Just(SortOrder::Desc)];
    let nulls = prop_oneof![Just(NullsPlace::First), Just(NullsPlace::Last)];
    let key = (target, order, nulls, option::of(class), option::of(qname())).prop_map(
        |(target, order, nulls, operator_class, collation)| IndexKey {
            target,
            order,
            nulls,
            operator_class,
            collation,
        },
    );
    let uniqueness = prop_oneof![Just(Uniqueness::Any), nulls_equal().prop_map(Uniqueness::Unique)];
    let method = prop_oneof![Just(IndexMethod::Btree), Just(IndexMethod::Gin), name().prop_map(IndexMethod::Other)];
    (uniqueness, method, vec(key, 1..4), vec(name(), 0..2), option::of(expr()))
        .prop_map(|(uniqueness, method, keys, include, predicate)| Index {
            uniqueness,
            method,
            keys,
            include,
            predicate,
            options: Default::default(),
        })
        .boxed()
}

pub fn foreign_key() -> BoxedStrategy<ForeignKey> {
    let action = || {
        prop::sample::select(vec![
            Action::NoAction,
            Action::Restrict,
            Action::Cascade,
            Action::SetNull,
            Action::SetDefault,
        ])
    };
    let deferral = prop_oneof![Just(Deferral::Never), Just(Deferral::Allowed), Just(Deferral::Initially)];
    (names(), qname(), names(), action(), action(), deferral)
        .prop_map(|(columns, table, references, on_delete, on_update, deferral)| ForeignKey {
            columns,
            table,
            references,
            on_delete,
            on_update,
            matching: Default::default(),
            deferral,
            validity: Default::default(),
        })
        .boxed()
}

pub fn policy() -> BoxedStrategy<Policy> {
    let mode = prop_oneof![Just(PolicyMode::Permissive), Just(PolicyMode::Restrictive)];
    let command = prop::sample::select(vec![
        PolicyCommand::All,
        PolicyCommand::Select,
        PolicyCommand::Insert,
        PolicyCommand::Update,
        PolicyCommand::Delete,
    ]);
    (mode, command, vec(name(), 0..3), option::of(expr()), option::of(expr()))
        .prop_map(|(mode, command, roles, using, check)| Policy { mode, command, roles, using, check, comment: None })
        .boxed()
}
