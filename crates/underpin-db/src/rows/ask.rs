//! Questions to the server.

use std::collections::{BTreeMap, BTreeSet};

use postgres::Transaction;
use underpin_schema::{Name, QName};

use crate::Error;

/// Which columns a check looks at, by table and name of the check.
pub(super) type CheckColumns = BTreeMap<(QName, Name), BTreeSet<Name>>;

/// A function that says which of some texts pass; one for which the question cannot be answered does not. Gone with the
/// connection. <https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING>
const FIT: &str = "
CREATE OR REPLACE FUNCTION pg_temp.underpin_fit(given text[], question text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE one text; yes boolean; fit text[] := '{}';
BEGIN
  FOREACH one IN ARRAY given LOOP
    BEGIN
      EXECUTE question INTO yes USING one;
      IF yes THEN fit := fit || one; END IF;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
  END LOOP;
  RETURN fit;
END $$";

const CHECKS: &str = "
SELECT n.nspname::text, t.relname::text, c.conname::text, a.attname::text
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (c.conkey)
WHERE c.contype = 'c'";

/// Makes ready for the questions below, and asks what the checks look at.
pub(super) fn prepare(transaction: &mut Transaction<'_>) -> Result<CheckColumns, Error> {
    transaction.batch_execute(FIT)?;
    let mut checks = CheckColumns::new();
    for row in transaction.query(CHECKS, &[])? {
        let [namespace, table, check, column] = [0, 1, 2, 3].map(|at| row.get::<_, String>(at));
        checks.entry((QName::new(namespace, table), check.into())).or_default().insert(column.into());
    }
    Ok(checks)
}

/// Those of the texts for which a question (a query of one boolean, with the text as `$1`) is answered with yes.
pub(super) fn fit(transaction: &mut Transaction<'_>, given: &[String], question: &str) -> Result<Vec<String>, Error> {
    let row = transaction.query_one("SELECT pg_temp.underpin_fit($1, $2)", &[&given, &question])?;
    Ok(row.get(0))
}
