//! Domains and composite types: those of the world, and what is done to them.

use underpin_plan::{
    AttributePlace, CommentOn, CompositeChange, DomainChange, Object, Op, Pair, Precondition,
    changes::{AlterComposite, AlterDomain, Held},
};
use underpin_schema::*;

use super::world::{check, column, columns, name, object, scalar, table};

fn text() -> ColumnType {
    scalar(ScalarKind::Text)
}

fn of(ty: &str) -> ColumnType {
    ColumnType { base: BaseType::Type(table(ty)), list: false }
}

fn domain() -> Domain {
    let checks = [(name("it's mail"), check("VALUE ~ '@'")), (name("any"), check("VALUE <> ''"))];
    Domain { ty: text(), required: false, default: None, collation: None, checks: checks.into(), comment: None }
}

fn attribute(called: &str) -> Attribute {
    Attribute { name: name(called), ty: text(), collation: None }
}

fn composite() -> Composite {
    Composite { attributes: ["x y", "z"].map(attribute).into(), comment: None }
}

/// The types of the world.
pub fn types() -> [Object; 3] {
    [
        Object::Type(table("Mail"), Box::new(UserType::Domain(domain()))),
        Object::Type(table("Spot"), Box::new(UserType::Composite(composite()))),
        Object::Type(table("Unused"), Box::new(UserType::Composite(composite()))),
    ]
}

/// The table that holds values of them.
pub fn typed() -> (QName, Table) {
    (table("Typed"), columns(&[("mail", column(of("Mail"))), ("spot", column(of("Spot")))]))
}

/// Its rows.
pub const ROWS: &str = r#"INSERT INTO "Typed" SELECT 'a@' || i, ROW(i, 'z')::"Spot" FROM generate_series(1, 30) i;"#;

fn alter(change: DomainChange) -> Op {
    let columns = vec![(table("Typed"), name("mail"))];
    let (domain, nullable) = (table("Mail"), columns.clone());
    Op::AlterDomain(Box::new(AlterDomain { domain, ty: text(), change, columns, nullable, hidden: None }))
}

fn change(change: CompositeChange) -> Op {
    Op::AlterComposite(Box::new(AlterComposite { ty: table("Spot"), change, held: Held::ByRows }))
}

/// What is done to them.
pub fn ops() -> Vec<Op> {
    let not_valid = |expr: &str| Check { validity: Validity::NotValid, ..check(expr) };
    let plain = DefaultValue::Literal(Literal::Text("a@b".to_owned()));
    let comment = |on: CommentOn| Op::Comment(on, Pair { old: None, new: Some("it's\nnew".to_owned()) });
    let over = Domain { ty: of("Mail"), default: Some(plain.clone()), required: true, ..domain() };
    vec![
        Op::Create(Object::Type(QName::new("n s", "Over it's"), Box::new(UserType::Domain(over)))),
        Op::Create(Object::Type(table("Made"), Box::new(UserType::Composite(composite())))),
        Op::Drop(object(&ObjectId::Type(table("Unused")))),
        Op::Rename(Pair { old: ObjectId::Type(table("Mail")), new: ObjectId::Type(QName::new("n s", "E mail")) }),
        Op::Rename(Pair {
            old: ObjectId::Attribute(table("Spot"), name("x y")),
            new: ObjectId::Attribute(table("Spot"), name("it's \"new\"")),
        }),
        alter(DomainChange::SetDefault(Pair { old: None, new: Some(plain) })),
        alter(DomainChange::SetRequired),
        alter(DomainChange::AddCheck(name("short"), check("length(VALUE) < 99"))),
        alter(DomainChange::AddCheck(name("later"), not_valid("length(VALUE) < 2"))),
        alter(DomainChange::DropCheck(name("any"), check("VALUE <> ''"))),
        alter(DomainChange::RenameCheck(Pair { old: name("any"), new: name("it's \"new\"") })),
        alter(DomainChange::SetValidity(
            name("any"),
            Pair { old: check("VALUE <> ''"), new: not_valid("VALUE <> ''") },
        )),
        change(CompositeChange::AddAttribute(attribute("it's \"new\""))),
        change(CompositeChange::DropAttribute(attribute("z"), AttributePlace::Last)),
        comment(CommentOn::Domain(table("Mail"))),
        comment(ObjectId::Type(table("Spot")).into()),
        Op::Assert(Precondition::IsValue {
            table: table("Typed"),
            column: name("mail"),
            to: text(),
            name: name("short"),
            expr: Expr::new("length(VALUE) < 99"),
        }),
    ]
}
