//! Texts under new names: what the catalog keeps as a tree follows a rename, so its text does.

use underpin_schema::{Name, QName};

use super::{Token, Tokens, identifier, sequence_called};
use crate::Pair;

/// The text of a query or policy with a table under its new name, where it reads the table: after FROM and JOIN, and before
/// the dot of a column. Elsewhere the word may be a column.
pub(crate) fn relation_renamed(text: &str, names: Pair<&QName>) -> Option<String> {
    rewritten(text, names, Bare::Public, |around| match (around.before, around.after) {
        (_, Some(Token::Symbol(b'.'))) => !matches!(around.before, Some(Token::Symbol(b'.'))),
        (Some(Token::Name(word)), _) => {
            matches!(word.as_ref(), "from" | "join" | "only" | "lateral" | "table" | "into" | "update")
        }
        (Some(Token::Symbol(b',' | b'(')), _) => around.clause == Clause::From,
        (Some(Token::Symbol(_) | Token::Quoted(_) | Token::Text(_)) | None, _) => false,
    })
}

/// The text of an expression with a type under its new name, where it casts to the type.
pub(crate) fn cast_renamed(text: &str, names: Pair<&QName>) -> Option<String> {
    rewritten(text, names, Bare::Public, |around| match around.before {
        Some(Token::Symbol(b':')) => true,
        Some(Token::Name(word)) => word == "as",
        Some(Token::Symbol(_) | Token::Quoted(_) | Token::Text(_)) | None => false,
    })
}

/// The text with a type under its new name, where it is one of types: arguments, a result.
pub(crate) fn type_renamed(text: &str, names: Pair<&QName>) -> Option<String> {
    // A name that stands by itself is that of the type, wherever the search path finds it.
    rewritten(text, names, Bare::Any, |_| true)
}

/// The text of an expression with a sequence under its new name, where a literal is its name: `nextval('s'::regclass)`.
pub(crate) fn sequence_renamed(text: &str, names: Pair<&QName>) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    for (start, token, end) in placed(text) {
        let Token::Text(literal) = token else { continue };
        if sequence_called(&literal).as_ref() != Some(names.old) {
            continue;
        }
        let schema = match names.new.is_public() {
            true => String::new(),
            false => format!("{}.", identifier(&names.new.namespace)),
        };
        let name = format!("{schema}{}", identifier(&names.new.name));
        out.push_str(&text[copied..start]);
        out.push_str(&format!("'{}'", name.replace('\'', "''")));
        copied = end;
    }
    (copied > 0).then(|| out + &text[copied..])
}

/// Whether a text reads a table.
pub(crate) fn reads(text: &str, table: &QName) -> bool {
    relation_renamed(text, Pair { old: table, new: table }).is_some()
}

/// The text of a policy on `on` with a column of another table under its new name, where a subquery reads that table: behind the
/// table's name or its alias, and by itself where no other table that the text reads has such a column. Where the policy's own
/// table has one, it is meant outside of the subquery. `with` are the other tables that have one.
/// <https://www.postgresql.org/docs/current/functions-subquery.html>
pub(crate) fn subquery_column_renamed(
    text: &str,
    (on, of): (&QName, &QName),
    names: Pair<&Name>,
    with: &[QName],
) -> Option<String> {
    if !reads(text, of) {
        return None;
    }
    let others = with.iter().any(|table| reads(text, table));
    let tokens = placed(text);
    let own = with.contains(on);
    let inside = within(&tokens, &of.name);
    let word = |at: usize| match tokens.get(at) {
        Some((_, Token::Name(word) | Token::Quoted(word), _)) => Some(word.as_ref()),
        Some((_, Token::Symbol(_) | Token::Text(_), _)) | None => None,
    };
    let aliases: Vec<&str> = (0..tokens.len())
        .filter(|&at| word(at) == Some(of.name.as_str()))
        .filter_map(|at| if word(at + 1) == Some("as") { word(at + 2) } else { word(at + 1) })
        .collect();
    let mut out = String::new();
    let mut copied = 0;
    for (at, (start, _, end)) in tokens.iter().enumerate() {
        if word(at) != Some(names.old.as_str())
            || matches!(tokens.get(at + 1), Some((_, Token::Symbol(b'(' | b'.'), _)))
        {
            continue;
        }
        let dotted = matches!(at.checked_sub(1).map(|at| &tokens[at]), Some((_, Token::Symbol(b'.'), _)));
        let meant = match at.checked_sub(2).filter(|_| dotted).and_then(word) {
            Some(owner) => owner == of.name.as_str() || aliases.contains(&owner),
            None => !dotted && !others && (!own || inside[at]),
        };
        if meant {
            out.push_str(&text[copied..*start]);
            out.push_str(&identifier(names.new));
            copied = *end;
        }
    }
    (copied > 0).then(|| out + &text[copied..])
}

/// Of each token, whether it stands between parentheses that have the table after FROM or JOIN.
fn within(tokens: &[(usize, Token<'_>, usize)], table: &str) -> Vec<bool> {
    let mut inside = vec![false; tokens.len()];
    let mut open = Vec::new();
    for (at, (_, token, _)) in tokens.iter().enumerate() {
        match token {
            Token::Symbol(b'(') => open.push(at),
            Token::Symbol(b')') => {
                let Some(start) = open.pop() else { continue };
                let mut depth = 0;
                let reads = (start + 1..at).any(|at| {
                    match &tokens[at].1 {
                        Token::Symbol(b'(') => depth += 1,
                        Token::Symbol(b')') => depth -= 1,
                        Token::Name(word) | Token::Quoted(word) if depth == 0 && *word == *table => {
                            return matches!(&tokens[at - 1].1, Token::Name(word) if matches!(word.as_ref(), "from" | "join" | "only"))
                                || matches!(&tokens[at - 1].1, Token::Symbol(b',' | b'.'));
                        }
                        Token::Symbol(_) | Token::Name(_) | Token::Quoted(_) | Token::Text(_) => {}
                    }
                    false
                });
                if reads {
                    inside[start..at].fill(true);
                }
            }
            Token::Symbol(_) | Token::Name(_) | Token::Quoted(_) | Token::Text(_) => {}
        }
    }
    inside
}

/// Whose name it is that stands without a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bare {
    /// That of an object in `public`; of others the search path of the session would have to tell.
    Public,
    Any,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    From,
    Other,
}

/// What stands around a name.
struct Around<'a, 't> {
    /// What is before it, and before the schema that it names.
    before: Option<&'a Token<'t>>,
    after: Option<&'a Token<'t>>,
    clause: Clause,
}

/// The text with each mention of the old name that `is_meant` accepts under the new one; nothing where there is none.
fn rewritten(text: &str, names: Pair<&QName>, bare: Bare, is_meant: impl Fn(Around<'_, '_>) -> bool) -> Option<String> {
    let tokens = placed(text);
    let mut clauses = vec![Clause::Other];
    let mut out = String::new();
    let mut copied = 0;
    for (at, (start, token, end)) in tokens.iter().enumerate() {
        let token_at = |at: usize| tokens.get(at).map(|(_, token, _)| token);
        let word = match token {
            Token::Symbol(b'(') => {
                clauses.push(clauses.last().copied().unwrap_or(Clause::Other));
                continue;
            }
            Token::Symbol(b')') => {
                clauses.pop();
                continue;
            }
            Token::Symbol(_) | Token::Text(_) => continue,
            Token::Name(word) | Token::Quoted(word) => word,
        };
        if let (Token::Name(word), Some(clause)) = (token, clauses.last_mut()) {
            match word.as_ref() {
                "from" | "join" => *clause = Clause::From,
                "select" | "where" | "on" | "using" | "group" | "having" | "order" | "window" | "limit" | "union"
                | "except" | "intersect" | "set" | "values" | "returning" => *clause = Clause::Other,
                _ => {}
            }
        }
        if *word != *names.old.name.as_str() {
            continue;
        }
        let qualifier = match (at.checked_sub(2).and_then(token_at), at.checked_sub(1).and_then(token_at)) {
            (Some(Token::Name(word) | Token::Quoted(word)), Some(Token::Symbol(b'.'))) => Some(word),
            _ => None,
        };
        let qualified = match qualifier {
            Some(word) if *word == *names.old.namespace.as_str() => 2,
            Some(_) => continue,
            None if bare == Bare::Any || names.old.is_public() => 0,
            None => continue,
        };
        let around = Around {
            before: at.checked_sub(qualified + 1).and_then(token_at),
            after: token_at(at + 1),
            clause: clauses.last().copied().unwrap_or(Clause::Other),
        };
        if !is_meant(around) {
            continue;
        }
        let from = if qualified == 0 { *start } else { tokens[at - qualified].0 };
        out.push_str(&text[copied..from]);
        // A name that stood by itself does so still, unless the object went to another schema.
        if qualified != 0 || names.old.namespace != names.new.namespace {
            out.push_str(&identifier(&names.new.namespace));
            out.push('.');
        }
        out.push_str(&identifier(&names.new.name));
        copied = *end;
    }
    (copied > 0).then(|| out + &text[copied..])
}

/// The tokens of a text with where they start and end.
fn placed(text: &str) -> Vec<(usize, Token<'_>, usize)> {
    let mut tokens = Tokens { text, at: 0 };
    let mut placed = Vec::new();
    loop {
        tokens.skip_space();
        let start = tokens.at;
        let Some(token) = tokens.next() else { return placed };
        placed.push((start, token, tokens.at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> (QName, QName) {
        (QName::public("t"), QName::public("New"))
    }

    #[test]
    fn a_table_follows_where_it_is_read() {
        let (old, new) = pair();
        let renamed = |text: &str| relation_renamed(text, Pair::new(&old, &new)).unwrap_or_else(|| text.to_owned());
        for (text, expected) in [
            ("select t.a, t from t", "select \"New\".a, t from \"New\""),
            ("select a from u join T on t.a = u.t", "select a from u join \"New\" on \"New\".a = u.t"),
            ("select a from u, t where t = 1", "select a from u, \"New\" where t = 1"),
            ("select a from public.t", "select a from public.\"New\""),
            ("select a from other.t, 't'", "select a from other.t, 't'"),
            ("exists (select 1 from (t) where u.t > 0)", "exists (select 1 from (\"New\") where u.t > 0)"),
            ("t(a) > 0", "t(a) > 0"),
        ] {
            assert_eq!(renamed(text), expected, "{text}");
        }
    }

    #[test]
    fn a_column_follows_in_subqueries() {
        let (t, on, other) = (QName::public("t"), QName::public("p"), QName::public("u"));
        let (old, new) = (Name::new("a"), Name::new("New"));
        let renamed = |text: &str, with: &[QName]| {
            let text_now = subquery_column_renamed(text, (&on, &t), Pair::new(&old, &new), with);
            text_now.unwrap_or_else(|| text.to_owned())
        };
        for (text, expected) in [
            ("exists (select from t where a = 1)", "exists (select from t where \"New\" = 1)"),
            (
                "b in (select x.a from t as x, u y where y.a = t.a)",
                "b in (select x.\"New\" from t as x, u y where y.a = t.\"New\")",
            ),
            ("a > 0 and b in (select b from u)", "a > 0 and b in (select b from u)"),
        ] {
            assert_eq!(renamed(text, &[]), expected, "{text}");
        }
        let own = [on.clone()];
        assert_eq!(renamed("a > 0 and exists (select a from t)", &own), "a > 0 and exists (select \"New\" from t)");
        assert_eq!(renamed("exists (select a from t, u)", &[other]), "exists (select a from t, u)");
    }

    #[test]
    fn a_sequence_follows_between_quotes() {
        let (old, new) = (QName::new("n", "t"), QName::public("New"));
        let renamed = |text: &str| sequence_renamed(text, Pair::new(&old, &new));
        assert_eq!(renamed("nextval('n.t'::regclass) + 1").as_deref(), Some("nextval('\"New\"'::regclass) + 1"));
        assert_eq!(renamed("'A' || nextval('n.\"t\"')").as_deref(), Some("'A' || nextval('\"New\"')"));
        assert_eq!(renamed("nextval('t'), 'n.t.u'"), None);
    }

    #[test]
    fn a_type_follows_in_arguments() {
        let (old, new) = (QName::new("n", "t"), QName::new("n", "u"));
        let renamed = |text: &str| type_renamed(text, Pair::new(&old, &new)).unwrap_or_else(|| text.to_owned());
        assert_eq!(renamed("a n.t, b t[], c m.t, d text"), "a n.u, b u[], c m.t, d text");
    }

    #[test]
    fn a_type_follows_where_it_is_cast_to() {
        let (old, new) = pair();
        let renamed = |text: &str| cast_renamed(text, Pair::new(&old, &new)).unwrap_or_else(|| text.to_owned());
        for (text, expected) in [
            ("t = 'a'::t", "t = 'a'::\"New\""),
            ("t = 'a'::public.t", "t = 'a'::public.\"New\""),
            ("cast(t as t) is not null", "cast(t as \"New\") is not null"),
        ] {
            assert_eq!(renamed(text), expected, "{text}");
        }
    }
}
