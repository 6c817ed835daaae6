//! Emptying a database.

use postgres::Client;
use underpin_render::sql::Ident;

use crate::Error;

/// Drops schemas with all that they hold, in one transaction. `public` is made again, with its owner and rights.
pub(super) fn empty(client: &mut Client, others: &[&str]) -> Result<(), Error> {
    let mut transaction = client.transaction()?;
    for name in others.iter().filter(|name| **name != "public") {
        transaction.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", Ident(name)))?;
    }
    let statements = transaction.query(
        "SELECT format('ALTER SCHEMA public OWNER TO %I', pg_get_userbyid(nspowner))
         FROM pg_catalog.pg_namespace WHERE nspname = 'public'
         UNION ALL
         SELECT DISTINCT format('GRANT %s ON SCHEMA public TO %s%s', privilege_type,
             CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
             CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
         FROM pg_catalog.pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee <> nspowner",
        &[],
    )?;
    transaction.batch_execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")?;
    for row in statements {
        transaction.batch_execute(row.try_get(0)?)?;
    }
    Ok(transaction.commit()?)
}
