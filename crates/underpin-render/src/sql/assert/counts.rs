//! Whether a sequence has counted no further than it is to.

use underpin_plan::{Counter, Pair};
use underpin_schema::Counting;

use super::{COUNT, Question, Subject};
use crate::sql::{literal::Text, sequence::Owned};

/// The number that it has given last, where that is outside of the new bounds. One that has given none begins anew.
pub(super) fn counts<'a>(counter: &'a Counter, counting: &Pair<Counting>) -> Question<'a> {
    let Counter::OfColumn(table, column) = counter;
    let Counting { ty: _, start: _, increment: _, min, max, cache: _, cycle: _ } = counting.new;
    let unused = match counting.old.start == counting.new.start {
        true => String::new(),
        false => format!(" AND (is_called OR last_value <> {})", counting.old.start),
    };
    let outside = format!(" WHERE last_value NOT BETWEEN {min} AND {max}{unused}");
    Question {
        variables: Vec::new(),
        counting: format!(
            "    EXECUTE 'SELECT count(*) FROM ' || {}\n        || {}\n        INTO {COUNT};",
            Owned { table, column },
            Text(&outside),
        ),
        code: "object_not_in_prerequisite_state",
        message: format!("sequences of {table}.{column} that have counted beyond {min} to {max}"),
        detail: Text("last_value FROM the sequence").to_string(),
        hint: "Set the sequence to a number within its new bounds with setval, where the rows allow it, or choose other bounds.",
        table,
        subject: Subject::Column(column),
    }
}
