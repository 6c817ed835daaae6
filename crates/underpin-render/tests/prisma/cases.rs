//! The schemas that are written as Prisma text: between them every type, default, key, index and relation.

use underpin_schema::*;

use crate::build::*;

/// Every case with its name.
pub fn all() -> Vec<(&'static str, Build)> {
    vec![
        ("types", types()),
        ("defaults", defaults()),
        ("keys", keys()),
        ("indexes", indexes()),
        ("partial", partial()),
        ("relations", relations()),
        ("many_to_many", many_to_many()),
        ("namespaces", namespaces()),
        ("beyond", beyond()),
        ("ignored", ignored()),
        ("texts", texts()),
        ("nothing", Build::default()),
    ]
}

fn types() -> Build {
    let mut build = Build::default();
    build.enum_type("Colour", "Colour", &[("RED", "RED"), ("DARK_BLUE", "dark blue")]);
    let mut columns = vec![("id", scalar(ScalarKind::Uuid))];
    // One column per row of the dictionary, so that a new row is a new line here.
    columns.extend(SCALARS.iter().map(|row| match row.params {
        Params::Length => (row.yaml[0], sized(row.kind, Args::One([2]))),
        Params::None | Params::OptionalLength | Params::Seconds | Params::Decimal => (row.yaml[0], scalar(row.kind)),
    }));
    columns.extend([
        ("varchar_20", sized(ScalarKind::Varchar, Args::One([20]))),
        ("decimal_10_2", sized(ScalarKind::Decimal, Args::Two(10, 2)).optional()),
        ("datetime", datetime()),
        ("timestamptz_3", sized(ScalarKind::Timestamptz, Args::One([3])).optional()),
        ("time_0", sized(ScalarKind::Time, Args::One([0]))),
        ("colour", enumerated("Colour")),
        ("colours", enumerated("Colour").list()),
        ("tags", scalar(ScalarKind::Text).list()),
        ("uuids", scalar(ScalarKind::Uuid).list()),
    ]);
    for (name, ty) in [
        ("citext", "citext"),
        ("inet", "inet"),
        ("xml", "xml"),
        ("bit_8", "bit(8)"),
        ("varbit", "bit varying"),
        ("varbit_8", "bit varying(8)"),
        ("oid", "oid"),
        ("money", "money"),
        ("plain_json", "json"),
        ("timetz", "time with time zone"),
        ("timetz_3", "time(3) with time zone"),
        ("tsvector", "tsvector"),
        ("span", "interval(3)"),
        ("odd_é", "\"odd type\""),
    ] {
        columns.push((name, other(ty).optional()));
    }
    columns.push(("intervals", other("interval").list()));
    build.model("Type", columns);
    build
}

fn defaults() -> Build {
    let mut build = Build::default();
    build.enum_type("Colour", "Colour", &[("RED", "RED"), ("DARK_BLUE", "dark blue")]);
    let literal_list = |items: Vec<Literal>| Literal::List(items);
    let label = |text: &str| Literal::Enum(Name::new(text));
    let sql = |text: &str| DefaultValue::Sql(Expr::new(text));
    build.model(
        "Default",
        vec![
            ("id", scalar(ScalarKind::Uuid)),
            ("key", scalar(ScalarKind::Text)),
            ("updated", datetime()),
            ("updated_too", datetime().filled(DefaultValue::Now)),
            ("identity", scalar(ScalarKind::BigInt).filled(DefaultValue::Identity(Identity::BY_DEFAULT))),
            ("always", scalar(ScalarKind::Int).filled(DefaultValue::Identity(Identity::ALWAYS))),
            ("serial", scalar(ScalarKind::SmallInt).filled(DefaultValue::SERIAL)),
            ("yes", scalar(ScalarKind::Bool).literal(Literal::Bool(true))),
            ("int", scalar(ScalarKind::Int).literal(number("-7"))),
            ("bigint", scalar(ScalarKind::BigInt).literal(number("9223372036854775807"))),
            ("decimal", sized(ScalarKind::Decimal, Args::Two(10, 2)).literal(number("1.50"))),
            ("double", scalar(ScalarKind::Double).literal(number("-0.5"))),
            ("exponent", scalar(ScalarKind::Double).literal(number("1e300"))),
            ("text", scalar(ScalarKind::Text).literal(text("say \"é\"\n\\ and\ttab\u{7}"))),
            ("citext", other("citext").literal(text("it's"))),
            ("uuid", scalar(ScalarKind::Uuid).literal(text("A0000000-0000-0000-0000-000000000000"))),
            ("date", scalar(ScalarKind::Date).literal(text("2024-02-29"))),
            ("time", scalar(ScalarKind::Time).literal(text("09:30"))),
            ("datetime", datetime().literal(text("2024-01-01 09:30:00.5"))),
            ("timestamptz", scalar(ScalarKind::Timestamptz).literal(text("2024-01-01T09:30:00+02"))),
            ("forever", scalar(ScalarKind::Timestamptz).literal(text("infinity"))),
            ("json", scalar(ScalarKind::Json).literal(Literal::Json("{\"a\":[1,\"b\"]}".to_owned()))),
            ("bytes", scalar(ScalarKind::Bytes).literal(Literal::Bytes("68656c6c6f".to_owned()))),
            ("colour", enumerated("Colour").literal(label("dark blue"))),
            ("none", scalar(ScalarKind::Text).list().literal(literal_list(Vec::new()))),
            ("some", scalar(ScalarKind::Text).list().literal(literal_list(vec![text("a"), text("b\"c")]))),
            ("numbers", scalar(ScalarKind::Int).list().literal(literal_list(vec![number("1"), number("2")]))),
            ("colours", enumerated("Colour").list().literal(literal_list(vec![label("RED"), label("dark blue")]))),
            ("bigints", scalar(ScalarKind::BigInt).list().literal(literal_list(vec![number("1")]))),
            (
                "decimals",
                sized(ScalarKind::Decimal, Args::Two(10, 2)).list().literal(literal_list(vec![number("1.50")])),
            ),
            ("reals", scalar(ScalarKind::Float).list().literal(literal_list(vec![number("1.5")]))),
            ("doubles", scalar(ScalarKind::Double).list().literal(literal_list(vec![number("1.5")]))),
            ("negatives", scalar(ScalarKind::Int).list().literal(literal_list(vec![number("-1")]))),
            ("wholes", scalar(ScalarKind::Double).list().literal(literal_list(vec![number("1")]))),
            ("bools", scalar(ScalarKind::Bool).list().literal(literal_list(vec![Literal::Bool(true)]))),
            ("uuids", scalar(ScalarKind::Uuid).list().literal(literal_list(Vec::new()))),
            ("codes", sized(ScalarKind::Char, Args::One([2])).list().literal(literal_list(vec![text("ab")]))),
            ("dates", scalar(ScalarKind::Date).list().literal(literal_list(vec![text("2024-01-01")]))),
            ("jsons", scalar(ScalarKind::Json).list().literal(literal_list(vec![Literal::Json("{}".to_owned())]))),
            ("interval", other("interval").literal(text("1 day"))),
            ("intervals", other("interval").list().literal(literal_list(vec![text("1 day")]))),
            ("moments", datetime().list().filled(DefaultValue::Sql(Expr::new("ARRAY[now()]")))),
            ("random", scalar(ScalarKind::Uuid).filled(sql("gen_random_uuid()"))),
            ("today", scalar(ScalarKind::Date).filled(sql("CURRENT_DATE"))),
            ("tomorrow", scalar(ScalarKind::Timestamptz).filled(sql("now() + interval '1 day'"))),
            ("computed", scalar(ScalarKind::Int).optional().filled(DefaultValue::Generated(Expr::new("int * 2")))),
        ],
    );
    build.field("id").client_default = Some(ClientDefault::Uuid);
    build.field("key").client_default = Some(ClientDefault::Cuid);
    build.field("updated").updated = true;
    build.field("updatedToo").updated = true;
    build
}

fn keys() -> Build {
    let mut build = Build::default();
    let columns = || {
        vec![
            ("id", scalar(ScalarKind::Int)),
            ("tenant_id", scalar(ScalarKind::Int)),
            ("code", scalar(ScalarKind::Text)),
            ("note", scalar(ScalarKind::Text).optional()),
        ]
    };
    let table = build.mapped("Plain", "Plain", columns());
    table.primary_key =
        Some(PrimaryKey { name: "Plain_pkey".into(), columns: names(&["id"]), deferral: Default::default() });
    table.uniques.insert("Plain_code_key".into(), unique(&["code"]));
    table.uniques.insert("Plain_tenant_id_code_key".into(), unique(&["tenant_id", "code"]));
    table.indexes.insert(
        "Plain_note_key".into(),
        Index { uniqueness: Uniqueness::Unique(NullsEqual::Distinct), ..index(&["note"]) },
    );

    let table = build.mapped("Renamed", "renamed_table", columns());
    table.primary_key = Some(PrimaryKey { name: "pk".into(), columns: names(&["id"]), deferral: Default::default() });
    table.uniques.insert("a_first".into(), unique(&["code"]));
    // PostgreSQL silently makes one of two equal constraints of one statement, so these are indexes.
    let again = |columns: &[&str]| Index { uniqueness: Uniqueness::Unique(NullsEqual::Distinct), ..index(columns) };
    table.indexes.insert("b_second".into(), again(&["code"]));
    table.indexes.insert("c_of_id".into(), again(&["id"]));
    table.uniques.insert("d_pair".into(), unique(&["tenant_id", "code"]));
    let down = Index {
        uniqueness: Uniqueness::Unique(NullsEqual::Distinct),
        keys: vec![descending("tenant_id")],
        ..index(&[])
    };
    table.indexes.insert("e_down".into(), down.clone());
    let pair = Index { keys: vec![descending("tenant_id"), ascending("note")], ..down };
    table.indexes.insert("f_down_pair".into(), pair);

    let table = build.mapped("Composite", "Composite", columns());
    table.primary_key = Some(PrimaryKey {
        name: "Composite_pkey".into(),
        columns: names(&["tenant_id", "id"]),
        deferral: Default::default(),
    });
    let wide = Unique { include: names(&["note"]), nulls: NullsEqual::Equal, ..unique(&["code"]) };
    table.uniques.insert("Composite_code_key".into(), wide);

    let table = build.mapped("CompositeRenamed", "composite_renamed", columns());
    table.primary_key =
        Some(PrimaryKey { name: "pk2".into(), columns: names(&["tenant_id", "id"]), deferral: Default::default() });

    let long = "platform_connections_of_all_the_organizations_that_there_are";
    let table = build.mapped("Long", long, columns());
    table.primary_key = Some(PrimaryKey {
        name: format!("{}_pkey", &long[..58]).into(),
        columns: names(&["id"]),
        deferral: Default::default(),
    });
    table.uniques.insert(format!("{}_key", &long[..59]).into(), unique(&["code"]));
    build
}

fn indexes() -> Build {
    let mut build = Build::default();
    build.enum_type("Colour", "Colour", &[("RED", "RED")]);
    let of = |method: IndexMethod, keys: &[&str]| Index { method, ..index(keys) };
    let ops = |key: IndexKey, class: &str| IndexKey { operator_class: Some(Name::new(class)), ..key };
    let table = build.model(
        "Indexed",
        vec![
            ("id", scalar(ScalarKind::Int)),
            ("name", scalar(ScalarKind::Text)),
            ("email", other("citext")),
            ("made_at", datetime()),
            ("data", scalar(ScalarKind::Json)),
            ("tags", scalar(ScalarKind::Text).list()),
            ("search", other("tsvector").optional()),
            ("address", other("inet").optional()),
            ("tenant", scalar(ScalarKind::Uuid)),
            ("colour", enumerated("Colour")),
        ],
    );
    let lower = IndexKey { target: KeyTarget::Expr(Expr::new("lower(name)")), ..ascending("") };
    let collated = IndexKey { collation: Some(QName::new("pg_catalog", "C")), ..ascending("name") };
    for (name, index) in [
        ("Indexed_name_idx", index(&["name"])),
        ("Indexed_name_made_at_idx", Index { keys: vec![ascending("name"), descending("made_at")], ..index(&[]) }),
        ("nulls", Index { keys: vec![IndexKey { nulls: NullsPlace::Last, ..descending("made_at") }], ..index(&[]) }),
        ("collated", Index { keys: vec![collated], ..index(&[]) }),
        ("pattern", Index { keys: vec![ops(ascending("name"), "text_pattern_ops")], ..index(&[]) }),
        ("covering", Index { include: names(&["made_at"]), ..index(&["tenant"]) }),
        ("expression", Index { keys: vec![lower, ascending("tenant")], ..index(&[]) }),
        ("hashed", of(IndexMethod::Hash, &["name"])),
        ("Indexed_data_idx", of(IndexMethod::Gin, &["data"])),
        ("path", Index { keys: vec![ops(ascending("data"), "jsonb_path_ops")], ..of(IndexMethod::Gin, &[]) }),
        ("gin_tags", of(IndexMethod::Gin, &["tags"])),
        ("gin_search", of(IndexMethod::Gin, &["search"])),
        ("gin_trgm", Index { keys: vec![ops(ascending("name"), "gin_trgm_ops")], ..of(IndexMethod::Gin, &[]) }),
        ("gin_btree", of(IndexMethod::Gin, &["tenant", "data"])),
        ("gin_enum", of(IndexMethod::Gin, &["colour"])),
        ("gist_uuid", of(IndexMethod::Gist, &["tenant"])),
        ("gist_inet", Index { keys: vec![ops(ascending("address"), "inet_ops")], ..of(IndexMethod::Gist, &[]) }),
        ("gist_text", of(IndexMethod::Gist, &["name"])),
        ("spgist_text", of(IndexMethod::Spgist, &["name"])),
        ("spgist_inet", of(IndexMethod::Spgist, &["address"])),
        ("brin_time", of(IndexMethod::Brin, &["made_at"])),
        (
            "brin_bloom",
            Index { keys: vec![ops(ascending("made_at"), "timestamp_bloom_ops")], ..of(IndexMethod::Brin, &[]) },
        ),
        (
            "brin_multi",
            Index { keys: vec![ops(ascending("tenant"), "uuid_minmax_multi_ops")], ..of(IndexMethod::Brin, &[]) },
        ),
        ("gin_int", of(IndexMethod::Gin, &["id"])),
        ("gin_ts", of(IndexMethod::Gin, &["made_at"])),
        ("gist_dt", of(IndexMethod::Gist, &["made_at"])),
        ("gist_enum", of(IndexMethod::Gist, &["colour"])),
        ("gist_trgm", Index { keys: vec![ops(ascending("name"), "gist_trgm_ops")], ..of(IndexMethod::Gist, &[]) }),
        ("gist_ts", of(IndexMethod::Gist, &["search"])),
        ("hash_op", Index { keys: vec![ops(ascending("name"), "text_pattern_ops")], ..of(IndexMethod::Hash, &[]) }),
        ("bloom", of(IndexMethod::Other("bloom".into()), &["id"])),
    ] {
        table.indexes.insert(name.into(), index);
    }
    build
}

fn partial() -> Build {
    let mut build = Build::default();
    build.code.prisma.preview = vec!["partialIndexes".to_owned()];
    let table = build.model(
        "Partial",
        vec![
            ("id", scalar(ScalarKind::Int)),
            ("email", scalar(ScalarKind::Text)),
            ("deleted_at", datetime().optional()),
        ],
    );
    let live = |index: Index| Index { predicate: Some(Expr::new("(deleted_at IS NULL)")), ..index };
    let unique = |index: Index| Index { uniqueness: Uniqueness::Unique(NullsEqual::Distinct), ..index };
    table.indexes.insert("live_email".into(), unique(live(index(&["email"]))));
    table.indexes.insert("live_pair".into(), unique(live(index(&["email", "deleted_at"]))));
    table.indexes.insert("Partial_email_idx".into(), live(index(&["email"])));
    build
}

fn relations() -> Build {
    let mut build = Build::default();
    let int = || scalar(ScalarKind::Int);
    let user = build.model("User", vec![("id", int()), ("tenant_id", int()), ("manager_id", int().optional())]);
    user.uniques.insert("User_tenant_id_id_key".into(), unique(&["tenant_id", "id"]));
    let post = build.mapped(
        "Post",
        "posts",
        vec![
            ("id", int()),
            ("author_id", int()),
            ("editor_id", int().optional()),
            ("tenant_id", int()),
            ("reader_id", int().optional()),
            ("cover_id", int()),
            ("parent_id", int().optional()),
        ],
    );
    post.primary_key =
        Some(PrimaryKey { name: "posts_pkey".into(), columns: names(&["id"]), deferral: Default::default() });
    post.uniques.insert("posts_cover_id_key".into(), unique(&["cover_id"]));
    build.model("Image", vec![("id", int())]);
    build.relation("User.manager(managerId) -> User.reports(id)").named("Management");
    build.relation("Post.author(authorId) -> User.posts(id)").named("Author");
    build
        .relation("Post.editor(editorId) -> User.edited(id)")
        .named("Editor")
        .acts(Action::Cascade, Action::NoAction)
        .called("editor_fk");
    build
        .relation("Post.reader(tenantId, readerId) -> User.read(tenantId, id)")
        .named("Reader")
        .acts(Action::NoAction, Action::Cascade);
    build.relation("Post.cover(coverId) -> Image.coverOf(id)").once().acts(Action::SetDefault, Action::Restrict);
    build
        .relation("Post.parent(parentId) -> Post.children(id)")
        .named("Thread")
        .acts(Action::SetNull, Action::SetNull)
        .deferred(Deferral::Initially);
    build.code.relations[1].from.doc = Some("Who wrote it.".to_owned());
    build.code.relations[1].to.doc = Some("What they wrote.".to_owned());
    build
}

fn many_to_many() -> Build {
    let mut build = Build::default();
    for model in ["Post", "Tag", "User"] {
        build.model(model, vec![("id", scalar(ScalarKind::Int))]);
    }
    build.many_to_many(None, "_PostToTag", "Post.tags - Tag.posts");
    build.many_to_many(Some("Likes"), "_Likes", "User.likes - Post.likedBy");
    build.many_to_many(None, "_Friends", "User.friends - User.friendOf");
    build
}

fn namespaces() -> Build {
    let mut build = Build::default();
    build.code.project = "shop".to_owned();
    build.schema.namespaces.insert("billing".into());
    for (name, namespace) in [("citext", None), ("uuid-ossp", None), ("hstore", Some("billing"))] {
        let extension = Extension { namespace: namespace.map(Name::new) };
        build.schema.extensions.insert(name.into(), extension);
    }
    build.enum_type("State", "billing.invoice_state", &[("OPEN", "open"), ("PAID", "PAID")]);
    build.model("User", vec![("id", scalar(ScalarKind::Int))]);
    let table = build.mapped(
        "Invoice",
        "billing.invoices",
        vec![
            ("id", scalar(ScalarKind::Int)),
            ("user_id", scalar(ScalarKind::Int)),
            ("state", enumerated("billing.invoice_state")),
        ],
    );
    table.primary_key =
        Some(PrimaryKey { name: "invoices_pkey".into(), columns: names(&["id"]), deferral: Default::default() });
    build.relation("Invoice.user(userId) -> User.invoices(id)");
    build
}

fn beyond() -> Build {
    let mut build = Build::default();
    let table = build.model(
        "Account",
        vec![
            ("id", scalar(ScalarKind::Int)),
            ("owner", scalar(ScalarKind::Text)),
            ("balance", scalar(ScalarKind::Int)),
        ],
    );
    table.columns["owner"].collation = Some(QName::new("pg_catalog", "de-x-icu"));
    table.checks.insert("positive".into(), Check::new(Expr::new("balance >= 0\nAND id > 0")));
    table.indexes.insert(
        "one_per_owner".into(),
        Index {
            uniqueness: Uniqueness::Unique(NullsEqual::Equal),
            predicate: Some(Expr::new("balance > 0")),
            ..index(&["owner"])
        },
    );
    // A foreign key that no relation stands for.
    let key = ForeignKey {
        columns: names(&["id"]),
        table: qname("Account"),
        references: names(&["id"]),
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        matching: Default::default(),
        deferral: Deferral::Allowed,
        validity: Default::default(),
    };
    table.foreign_keys.insert("silent".into(), key);
    table.row_security = RowSecurity::Forced;
    let policy = Policy {
        mode: PolicyMode::Restrictive,
        command: PolicyCommand::Select,
        roles: names(&["app", "reporting"]),
        using: Some(Expr::new("owner = current_user")),
        check: None,
        comment: None,
    };
    table.policies.insert("own_rows".into(), policy.clone());
    let open = Policy {
        mode: PolicyMode::Permissive,
        command: PolicyCommand::All,
        roles: Vec::new(),
        check: Some(Expr::new("balance < 10")),
        ..policy
    };
    table.policies.insert("write".into(), open);
    table.triggers.insert(
        "touch".into(),
        Trigger {
            timing: TriggerTiming::Before,
            events: vec![TriggerEvent::Insert, TriggerEvent::Update(names(&["balance"]))],
            level: TriggerLevel::Row,
            when: Some(Expr::new("NEW.balance > 1")),
            function: qname("touch"),
            arguments: vec!["x".to_owned()],
            comment: None,
        },
    );
    build.schema.tables.insert(qname("audit.log"), Table::default());
    build.schema.views.insert(
        qname("rich"),
        View {
            storage: ViewStorage::Materialized,
            options: Default::default(),
            query: Expr::new("SELECT id\n  FROM \"Account\"\n WHERE balance > 100"),
            indexes: Default::default(),
            triggers: Default::default(),
            depends: Vec::new(),
            comment: Some("Who has much.".to_owned()),
        },
    );
    build.schema.functions.insert(
        Signature { name: qname("touch"), args: String::new() },
        Function {
            arguments: String::new(),
            returns: "trigger".to_owned(),
            language: "plpgsql".into(),
            volatility: Volatility::Volatile,
            security: Security::Invoker,
            traits: Default::default(),
            settings: Vec::new(),
            body: Expr::new("BEGIN RETURN NEW; END"),
            margins: Margins::default(),
            depends: Vec::new(),
            comment: None,
        },
    );
    build
}

fn ignored() -> Build {
    let mut build = Build::default();
    let int = || scalar(ScalarKind::Int);
    build.model("Host", vec![("id", int())]);
    build.mapped("Event", "Event", vec![("host_id", int()), ("at", datetime())]);
    let table = build.mapped("Loose", "Loose", vec![("code", int().optional())]);
    table.uniques.insert("Loose_code_key".into(), unique(&["code"]));
    let table = build.mapped("Odd", "Odd", vec![("id", other("tsvector"))]);
    table.primary_key =
        Some(PrimaryKey { name: "Odd_pkey".into(), columns: names(&["id"]), deferral: Default::default() });
    build.relation("Event.host(hostId) -> Host.events(id)");
    build
}

fn texts() -> Build {
    let mut build = Build::default();
    build.code.project = "two\nlines".to_owned();
    build.enum_type("Kind", "Kind", &[("A", "A"), ("LONGER", "longer")]);
    build.code.enums[0].doc = Some("A kind.".to_owned());
    build.code.enums[0].values[1].doc = Some("The longer one.".to_owned());
    build.model(
        "Person",
        vec![
            ("id", scalar(ScalarKind::Int)),
            ("email", scalar(ScalarKind::Text)),
            ("token", scalar(ScalarKind::Text).optional()),
            ("größe", scalar(ScalarKind::Int)),
        ],
    );
    build.last_model().doc = Some("Someone.\n\n  Indented \"text\", \\ and {\r\n\ttabs\u{7}\u{2028}end  ".to_owned());
    build.field("email").doc = Some("Where to write to.\nNever shown.".to_owned());
    build.field("email").pii = Some(Pii::Email);
    build.field("token").pii = Some(Pii::Token);
    build.field("token").encrypted = true;
    build.field("größe").encrypted = true;
    build
}
