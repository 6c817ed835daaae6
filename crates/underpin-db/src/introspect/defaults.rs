//! Defaults: which of them are constants.
//!
//! Only the spellings that PostgreSQL itself gives to constants are known here, which is a closed list; anything else is
//! an expression, and stays as PostgreSQL spells it. So no constant is ever misread: at worst it remains an expression.
//! Nor is a spelling ever lost: what `pg_dump` tells apart is told apart here, so `now()` is not `CURRENT_TIMESTAMP`, and
//! `'{}'::text[]` is not `ARRAY[]::text[]`.
//! <https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CATALOG>: `pg_get_expr`

use underpin_schema::{BaseType, ColumnType, DefaultValue, Expr, Literal, ScalarKind};

use super::constants::Constant;

/// What a default is, by its text. `bare` is the type of the column, or of one element, without its arguments.
pub(super) fn default(text: &str, ty: &ColumnType, bare: &str) -> DefaultValue {
    if is_now(text, ty) {
        return DefaultValue::Now;
    }
    let literal = if ty.list { list(text, (&ty.base, bare)) } else { single(text, (&ty.base, bare)) };
    literal.map_or_else(|| DefaultValue::Sql(Expr::new(text)), DefaultValue::Literal)
}

/// The start of the transaction, as specs and Prisma write it. `now()` means the same, and is kept as it is written.
/// <https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT>
fn is_now(text: &str, ty: &ColumnType) -> bool {
    let holds_a_moment = match &ty.base {
        BaseType::Scalar(scalar) => {
            matches!(scalar.kind, ScalarKind::Timestamp | ScalarKind::Timestamptz | ScalarKind::Date | ScalarKind::Time)
        }
        BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => false,
    };
    holds_a_moment && !ty.list && text == "CURRENT_TIMESTAMP"
}

fn single(text: &str, ty: (&BaseType, &str)) -> Option<Literal> {
    let (constant, rest) = Constant::read(text)?;
    if rest.is_empty() { constant.literal(ty) } else { None }
}

/// `ARRAY['a'::text, 'b'::text]`, `ARRAY[]::text[]`
fn list(text: &str, (base, bare): (&BaseType, &str)) -> Option<Literal> {
    let is_cast = |rest: &str| rest.strip_prefix("::").is_some_and(|ty| is_list_of(ty, base, bare));
    let mut rest = text.strip_prefix("ARRAY[")?;
    let mut items = Vec::new();
    while !rest.starts_with(']') {
        let (constant, after) = Constant::read(rest)?;
        items.push(constant.literal((base, bare))?);
        rest = match after.strip_prefix(", ") {
            Some(next) => next,
            None => after.strip_prefix(']').map(|_| after)?,
        };
    }
    let rest = &rest[1..];
    (rest.is_empty() || is_cast(rest)).then_some(Literal::List(items))
}

fn is_list_of(ty: &str, base: &BaseType, bare: &str) -> bool {
    let element = ty.strip_suffix("[]");
    element.is_some_and(|element| {
        element == bare || matches!(base, BaseType::Scalar(scalar) if scalar.postgres() == element)
    })
}

#[cfg(test)]
mod tests {
    use underpin_schema::Scalar;

    use super::*;

    fn of(kind: ScalarKind, list: bool) -> ColumnType {
        ColumnType { base: BaseType::Scalar(Scalar::plain(kind)), list }
    }

    /// What PostgreSQL writes is told apart as a whole: a text that only starts like a constant is none.
    #[test]
    fn only_whole_constants_are_constants() {
        let text = of(ScalarKind::Text, false);
        for expression in [
            "",
            "'",
            "'x'",
            "'x'::",
            "'x",
            "'x'::text || 'y'::text",
            "('x'::text)",
            "'x'::text, 'y'::text",
            "'x'::text]",
            "'x'::citext",
            "1",
            "true",
            "ARRAY['x'::text]",
            "x'::text",
        ] {
            assert_eq!(default(expression, &text, "text"), DefaultValue::Sql(Expr::new(expression)), "{expression}");
        }
        let texts = of(ScalarKind::Text, true);
        for expression in [
            "ARRAY[",
            "ARRAY['x'::text",
            "ARRAY['x'::text,]",
            "ARRAY[NULL::text]",
            "ARRAY[ARRAY['x'::text]]",
            "ARRAY['x'::text] || 'y'::text",
            "ARRAY['x'::text]::citext[]",
            "'{}'",
            "'{}'::text",
        ] {
            assert_eq!(default(expression, &texts, "text"), DefaultValue::Sql(Expr::new(expression)), "{expression}");
        }
        let items = vec![Literal::Text("a', 'b".into()), Literal::Text("]".into())];
        let found = default("ARRAY['a'', ''b'::text, ']'::text]", &texts, "text");
        assert_eq!(found, DefaultValue::Literal(Literal::List(items)));
    }

    #[test]
    fn numbers_are_those_that_a_spec_may_give() {
        let int = of(ScalarKind::SmallInt, false);
        for (text, is_literal) in
            [("0", true), ("'-1'::integer", true), ("32768", false), ("1.0", false), ("007", false), ("(- 1)", false)]
        {
            let literal = matches!(default(text, &int, "smallint"), DefaultValue::Literal(_));
            assert_eq!(literal, is_literal, "{text}");
        }
        let float = of(ScalarKind::Float, false);
        // The number nearest to 0.1 of eight bytes is not the one of four.
        assert!(matches!(default("'0.1'::double precision", &float, "real"), DefaultValue::Sql(_)));
        assert!(matches!(default("'0.1'::real", &float, "real"), DefaultValue::Literal(_)));
    }
}
