//! The case crate's system: every type, default and kind of relation, and names and texts made to be awkward.

use underpin_schema::{
    Action, Args, Arity, BaseType, ClientDefault, DefaultValue, Expr, Identity, Literal, Pii, QName, ScalarKind::*,
};

use crate::build::{F, System, f, of};

fn id() -> F {
    f("id", Uuid).made(ClientDefault::Uuid)
}

fn public(name: &str) -> QName {
    QName::public(name)
}

fn billing(name: &str) -> QName {
    QName::new("billing", name)
}

/// The system.
pub fn system() -> System {
    let mut system = System::default();
    system.code.project = "entities case".to_owned();
    enums(&mut system);
    people(&mut system);
    trade(&mut system);
    types(&mut system);
    names(&mut system);
    relations(&mut system);
    system
}

fn enums(system: &mut System) {
    system.enumeration(
        "Role",
        public("Role"),
        &[("ADMIN", "ADMIN"), ("MEMBER", "team member"), ("Self", "it's \"me\"")],
    );
    system.enumeration("order_status", billing("Order Status"), &[("open", "open"), ("paid", "paid-up")]);
}

fn people(system: &mut System) {
    system.model("Tenant", public("Tenant"), &["id"], vec![id(), f("name", Text)]);
    system.unique(public("Tenant"), &["name"]);
    let role = || BaseType::Enum(public("Role"));
    let user = system.model(
        "User",
        public("users"),
        &["id"],
        vec![
            id(),
            f("tenantId", Uuid).map("tenant_id"),
            f("email", Varchar).args(Args::One([320])).pii(Pii::Email).doc("Where we write to. */ #[evil] \"quoted\""),
            f("phones", Text).list().pii(Pii::Phone),
            f("birthday", Date).null().pii(Pii::Birthday),
            f("secret", Bytes).null().encrypted(),
            of("role", role()).default(DefaultValue::Literal(Literal::Enum("ADMIN".into()))),
            of("otherRoles", role()).list(),
            of("formerRole", role()).null(),
            f("managerId", Uuid).null(),
            f("mentorId", Uuid).null(),
            f("createdAt", Timestamp).args(Args::One([3])).default(DefaultValue::Now),
            f("updatedAt", Timestamptz).args(Args::One([6])).updated(),
        ],
    );
    user.tenant = Some("tenantId".into());
    user.doc = Some("A person.\n\n```\nnot rust\n```\n    nor this\n\u{202e}or that".to_owned());
    system.unique(public("users"), &["tenant_id", "email"]);
    system.model(
        "Profile",
        public("Profile"),
        &["id"],
        vec![f("id", BigInt).default(DefaultValue::SERIAL), f("userId", Uuid), f("bio", Text).null()],
    );
    system.unique(public("Profile"), &["userId"]);
    system.model("Team", public("Team"), &["id"], vec![id(), f("name", Text)]);
    let match_fields = vec![id(), f("homeId", Uuid), f("awayId", Uuid)];
    system.model("Match", public("Match"), &["id"], match_fields);
    system.unique(public("Match"), &["homeId"]);
    system.unique(public("Match"), &["awayId"]);
}

fn trade(system: &mut System) {
    let status = || BaseType::Enum(billing("Order Status"));
    let order = system.model(
        "Order",
        billing("Order"),
        &["tenantId", "number"],
        vec![
            f("tenantId", Uuid),
            f("number", Int),
            f("buyerId", Uuid),
            f("sellerId", Uuid).null(),
            of("status", status()),
            of("history", status()).list(),
            of("next", status()).null(),
        ],
    );
    order.tenant = Some("tenantId".into());
    system.model(
        "Product",
        billing("Product"),
        &["id"],
        vec![f("id", Int).default(DefaultValue::Identity(Identity::BY_DEFAULT)), f("name", Text)],
    );
    let line = system.model(
        "OrderLine",
        billing("OrderLine"),
        &["tenantId", "orderNumber", "productId"],
        vec![
            f("tenantId", Uuid),
            f("orderNumber", Int),
            f("productId", Int),
            f("price", Decimal).args(Args::Two(10, 2)),
            f("count", Int),
            f("total", Decimal)
                .null()
                .default(DefaultValue::Generated(Expr::new("\"price\" * \"count\"")))
                .doc("What the line costs."),
        ],
    );
    line.tenant = Some("tenantId".into());
    system.model("Post", public("Post"), &["id"], vec![id(), f("authorId", Uuid).null(), f("title", Text)]);
    system.model("Tag", public("Tag"), &["id"], vec![f("id", Text).made(ClientDefault::Cuid), f("label", Text)]);
    system.unique(public("Tag"), &["label"]);
}

fn types(system: &mut System) {
    let other = |name: &str, ty: &str| of(name, BaseType::Other(ty.to_owned()));
    system.schema.extensions.insert("citext".into(), Default::default());
    let mut fields = vec![f("id", SmallInt).default(DefaultValue::Identity(Identity::ALWAYS))];
    let scalars = [
        ("text", Text, Args::None),
        ("varchar", Varchar, Args::None),
        ("varchar20", Varchar, Args::One([20])),
        ("char4", Char, Args::One([4])),
        ("uuid", Uuid, Args::None),
        ("small", SmallInt, Args::None),
        ("int", Int, Args::None),
        ("big", BigInt, Args::None),
        ("decimal", Decimal, Args::None),
        ("decimal102", Decimal, Args::Two(10, 2)),
        ("float", Float, Args::None),
        ("double", Double, Args::None),
        ("bool", Bool, Args::None),
        ("timestamp", Timestamp, Args::One([3])),
        ("timestamptz", Timestamptz, Args::One([6])),
        ("date", Date, Args::None),
        ("time", Time, Args::One([6])),
        ("json", Json, Args::None),
        ("bytes", Bytes, Args::None),
    ];
    for (name, kind, args) in scalars {
        fields.push(f(name, kind).args(args));
        fields.push(f(&format!("{name}Null"), kind).args(args).null());
        fields.push(f(&format!("{name}List"), kind).args(args).list());
    }
    for (name, ty) in [("citext", "citext"), ("inet", "inet"), ("tsvector", "tsvector")] {
        fields.push(other(name, ty));
        fields.push(other(&format!("{name}Null"), ty).null());
        fields.push(other(&format!("{name}List"), ty).list());
    }
    system.model("AllTypes", public("AllTypes"), &["id"], fields);
}

fn names(system: &mut System) {
    let fields = vec![
        f("type", Text),
        f("ref", Text),
        f("self", Text),
        f("crate", Text).map("My Crate \"quoted\""),
        f("match", Text),
        f("2fa", Bool).default(DefaultValue::Literal(Literal::Bool(false))),
        f("yield", Timestamp).args(Args::One([3])).updated(),
        f("uid", Text).made(ClientDefault::Uuid),
        f("lastSuccessfulSynchronizationWithTheOtherPlatformFinishedAt", Uuid).null().made(ClientDefault::Uuid),
    ];
    let words = system.model("Enums", public("reserved words"), &[], fields);
    words.doc = Some("Rows without a primary key, told apart by `type`.".to_owned());
    system.unique(public("reserved words"), &["type"]);
    system.unique(public("reserved words"), &["ref", "self"]);
    system.unique(public("reserved words"), &["match", "ref"]);
    let option = system.model("Option", public("Option"), &["id"], vec![id(), f("optionId", Uuid).null()]);
    option.tenant = Some("id".into());
    let long = "AModelWhoseNameIsAsLongAsPostgreSqlAllowsANameOfATableToBeXXXXX";
    let fields = vec![id(), f(&format!("the{}", &long[..55]), Uuid).null().made(ClientDefault::Uuid)];
    system.model(long, public(long), &["id"], fields);
}

fn relations(system: &mut System) {
    use Action::{Cascade, Restrict, SetNull};
    use Arity::{Many, One};
    system.relation(("User.tenant", "Tenant.users"), (&["tenantId"], &["id"]), (Many, Cascade));
    system.relation(("User.manager", "User.reports"), (&["managerId"], &["id"]), (Many, SetNull));
    system.relation(("User.mentor", "User.mentee"), (&["mentorId"], &["id"]), (One, SetNull));
    system.relation(("Profile.user", "User.profile"), (&["userId"], &["id"]), (One, Cascade));
    system.relation(("Match.home", "Team.homeMatch"), (&["homeId"], &["id"]), (One, Restrict));
    system.relation(("Match.away", "Team.awayMatch"), (&["awayId"], &["id"]), (One, Restrict));
    system.relation(("Order.buyer", "User.purchases"), (&["buyerId"], &["id"]), (Many, Restrict));
    system.relation(("Order.seller", "User.sales"), (&["sellerId"], &["id"]), (Many, SetNull));
    let line = (&["tenantId", "orderNumber"][..], &["tenantId", "number"][..]);
    system.relation(("OrderLine.order", "Order.lines"), line, (Many, Cascade));
    system.relation(("OrderLine.product", "Product.lines"), (&["productId"], &["id"]), (Many, Restrict));
    system.relation(("Post.author", "User.posts"), (&["authorId"], &["id"]), (Many, SetNull));
    system.relation(("Option.type", "Option.options"), (&["optionId"], &["id"]), (Many, SetNull));
    let long = "AModelWhoseNameIsAsLongAsPostgreSqlAllowsANameOfATableToBeXXXXX";
    let field = format!("the{}", &long[..55]);
    let ends = (format!("{long}.ref"), format!("Team.{}", long.to_lowercase()));
    system.relation((&ends.0, &ends.1), (&[&field], &["id"]), (Many, SetNull));
    system.many(("Post.tags", "Tag.posts"), public("_PostToTag"));
    system.many(("Post.likedBy", "User.likes"), public("_likes"));
    system.many(("User.friends", "User.friendOf"), public("_Friends"));
}
