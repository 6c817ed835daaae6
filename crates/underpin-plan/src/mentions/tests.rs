use proptest::prelude::*;

use super::*;

/// The mentions, one word each: `name`, `call()`, `alias:as`, `owner.`, `"text"`.
fn words(text: &str) -> String {
    let word = |mention: &Mention<'_>| match mention {
        Mention::Text(text) => format!("{text:?}"),
        Mention::Name(MentionedName { qualifier: _, name, place }) => match place {
            Place::Call => format!("{name}()"),
            Place::Alias => format!("{name}:as"),
            Place::Owner => format!("{name}."),
            Place::Plain => name.to_string(),
        },
    };
    mentions(text).iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn names_are_folded_unless_quoted() {
    assert_eq!(words(r#"SELECT Id FROM "User", billing.Invoice"#), "select id from User billing. invoice");
    assert_eq!(words(r#""say ""hi""""#), r#"say "hi""#);
}

#[test]
fn strings_and_comments_mention_no_names() {
    assert_eq!(words("a -- b\nc /* d /* e */ f */ g"), "a c g");
    assert_eq!(words("x = 'it''s y' and E'a\\'b' = z"), r#"x "it's y" and "a'b" = z"#.replace(" =", ""));
    assert_eq!(words("$$ select t $$ $a$ $$ u $$ $a$ w $1"), r#"" select t " " $$ u $$ " w"#);
    assert_eq!(words(r#"U&'d' U&"n" X'1F' u & v"#), r#""d" n "1F" u v"#);
}

#[test]
fn calls_and_aliases_are_told_apart() {
    assert_eq!(words("select lower(a) as b from f (1) c"), "select lower() a b:as from f() c");
    assert_eq!(words("cast(x as mood)"), "cast() x mood:as");
    assert_eq!(words("app.f(t.a)"), "app. f() t. a");
    assert_eq!(words("1.5e3 + a2$x"), "a2$x");
}

#[test]
fn a_qualified_name_knows_its_qualifier() {
    let last = mentions(r#"from "Billing"."Invoice""#).pop();
    let expected = MentionedName { qualifier: Some("Billing".into()), name: "Invoice".into(), place: Place::Plain };
    assert_eq!(last, Some(Mention::Name(expected)));
}

#[test]
fn what_is_not_closed_ends_with_the_text() {
    for text in ["'a", "\"a", "/* a", "$x$ a", "E'a\\", "u&", "$", "a.", ".", "/*/"] {
        mentions(text);
    }
    assert_eq!(words("'a"), r#""a""#);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in r#"[a-zA-Zé中_0-9 .,'"$/*\\\-\n()&]{0,60}"#) {
        mentions(&text);
    }
}

#[test]
fn a_star_takes_all_columns_in() {
    for text in [
        "select * from t",
        "SELECT t.* FROM t",
        "select a, * from t",
        "select distinct on (a) * from t",
        "select a from t natural join u",
        "table t",
        "select exists (select all * from t)",
    ] {
        assert!(takes_all(text), "{text}");
    }
    for text in
        ["select count(*) from t", "select a * b from t", "select (a + b) * c from t", "select '*', \"*\" from t"]
    {
        assert!(!takes_all(text), "{text}");
    }
}
