//! Questions about values that expressions of the specs give.

use underpin_plan::FillRows;
use underpin_schema::{ColumnType, Expr, Name, QName};

use super::{COUNT, Question, Subject, keys::text};
use crate::sql::{
    ident::{Ident, Path},
    text::Parens,
    types::Type,
};

/// The SQLSTATE that ends a trial: none of PostgreSQL's own.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const DONE: &str = "UPEND";

/// Whether a column cannot hold what an expression gives: a number out of its range, a text that is too long, NULL in one that is
/// required; or the expression cannot be computed at all.
///
/// All rows are tried at once, as assignments to a variable of the column's type, which keep to the rules of an assignment to the
/// column; only where one of them is stopped, each row is tried by itself and counted: that takes several times as long. What a
/// function of the expression writes is taken back by an error, as there is no other way within a transaction: it is written again
/// when the column gets its values. <https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING>
pub(super) fn unable<'a>(
    (table, column): (&'a QName, &'a Name),
    (value, rows): (&Expr, FillRows),
    (to, nullable): (&ColumnType, bool),
) -> Question<'a> {
    let (path, parens) = (Path(table), Parens(value.as_str()));
    let only = |indent: &str| match rows {
        FillRows::All => String::new(),
        FillRows::Null => format!("\n{indent}WHERE {} IS NULL", Ident(column)),
    };
    let count_null = |indent: &str| match nullable {
        true => String::new(),
        false => format!("{indent}IF given IS NULL THEN\n{indent}    {COUNT} := {COUNT} + 1;\n{indent}END IF;\n"),
    };
    let counting = format!(
        "    BEGIN
        FOR given IN
            SELECT {parens}
            FROM {path}{only_at_once}
        LOOP
{null_at_once}        END LOOP;
        RAISE SQLSTATE '{DONE}';
    EXCEPTION
        WHEN SQLSTATE '{DONE}' THEN
            NULL;
        WHEN data_exception OR integrity_constraint_violation THEN
            {COUNT} := 0;
            FOR place_of_row IN
                SELECT ctid
                FROM {path}{only_by_row}
            LOOP
                BEGIN
                    SELECT {parens} INTO given
                    FROM {path}
                    WHERE ctid = place_of_row;
{null_by_row}                EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
                    {COUNT} := {COUNT} + 1;
                END;
            END LOOP;
    END;",
        only_at_once = only("            "),
        only_by_row = only("                "),
        null_at_once = count_null("            "),
        null_by_row = count_null("                    "),
    );
    Question {
        variables: vec![format!("given {}", Type(to)).into(), "place_of_row TID".into()],
        counting,
        code: "data_exception",
        message: format!("column {table}.{column} cannot hold what its expression gives; rows without a {}", Type(to)),
        detail: text(&format!("The expression: {value}")),
        hint: "Correct these rows first, or the expression in the spec.",
        table,
        subject: Subject::Column(column),
    }
}
