//! Whether a sequence has counted no further than it is to.

use underpin_plan::{Counter, Pair};
use underpin_schema::Counting;

use super::{COUNT, Question, Subject};
use crate::{
    sql::{ident::Path, literal::Text, sequence::Owned},
    words::counter_words,
};

/// The number that it has given last, where that is outside of the new bounds. One that has given none begins anew.
pub(super) fn counts<'a>(counter: &'a Counter, counting: &Pair<Counting>) -> Question<'a> {
    let (found, table, subject) = match counter {
        Counter::OfColumn(table, column) => (Owned { table, column }.to_string(), table, Subject::Column(column)),
        Counter::Alone(name) => (Text(&Path(name).to_string()).to_string(), name, Subject::PrimaryKey),
    };
    let Counting { ty: _, start: _, increment: _, min, max, cache: _, cycle: _ } = counting.new;
    let unused = match counting.old.start == counting.new.start {
        true => String::new(),
        false => format!(" AND (is_called OR last_value <> {})", counting.old.start),
    };
    let outside = format!(" WHERE last_value NOT BETWEEN {min} AND {max}{unused}");
    Question {
        variables: Vec::new(),
        counting: format!(
            "    EXECUTE 'SELECT count(*) FROM ' || {found}\n        || {}\n        INTO {COUNT};",
            Text(&outside),
        ),
        code: "object_not_in_prerequisite_state",
        message: format!("{} has counted beyond {min} to {max}", counter_words(counter)),
        detail: Text("last_value FROM the sequence").to_string(),
        hint: "Set the sequence to a number within its new bounds with setval, where the rows allow it, or choose other bounds.",
        table,
        subject,
    }
}
