//! What a migration asks of the rows, asked before anything runs.

use postgres::{Client, Transaction};

use crate::Error;

/// What the rows say to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// No row is in the way.
    Fine,
    /// Rows are in the way.
    InTheWay {
        /// How many, of what. It holds none of their values.
        message: String,
        /// What to do about them.
        help: String,
    },
    /// It cannot be asked yet: it speaks of what an earlier step makes, or a lock is in its way. The migration asks again.
    Later,
}

/// Asks each question by itself, in one transaction that can change nothing. Rows that a policy hides are no answer.
/// <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-ROW-SECURITY>
pub(super) fn ask(client: &mut Client, questions: &[&str]) -> Result<Vec<Answer>, Error> {
    let mut transaction = client.build_transaction().read_only(true).start()?;
    transaction.batch_execute("SET LOCAL row_security = off")?;
    let answers = questions.iter().map(|question| answer(&mut transaction, question)).collect();
    transaction.rollback()?;
    answers
}

fn answer(transaction: &mut Transaction<'_>, question: &str) -> Result<Answer, Error> {
    let mut alone = transaction.transaction()?;
    match alone.batch_execute(question) {
        Ok(()) => {
            alone.rollback()?;
            Ok(Answer::Fine)
        }
        Err(error) => {
            let Some(said) = error.as_db_error() else { return Err(error.into()) };
            // A question raises errors of these classes: data exceptions and violations of constraints.
            // https://www.postgresql.org/docs/current/errcodes-appendix.html
            let rows = ["22", "23"].iter().any(|class| said.code().code().starts_with(class));
            let answer = match rows {
                true => Answer::InTheWay {
                    message: said.message().to_owned(),
                    help: said.hint().unwrap_or("correct these rows first").to_owned(),
                },
                false => Answer::Later,
            };
            // Where the server has ended the connection, this says so.
            alone.rollback()?;
            Ok(answer)
        }
    }
}
