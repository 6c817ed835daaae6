//! The judges work together: Prisma looks at a database of the throw-away server.

use underpin_testing::{oracle::oracle, postgres};

const SCHEMA: &str = "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel Thing {\n  id Int @id\n}\n";

#[test]
fn prisma_reaches_a_throw_away_database() {
    let test = "prisma_reaches_a_throw_away_database";
    let (Some(cluster), Some(mut oracle)) = (postgres(test), oracle(test)) else { return };
    let database = cluster.database().unwrap();
    let missing = oracle.drift(&database.url(), SCHEMA).unwrap();
    assert!(missing.contains("CREATE TABLE \"Thing\""), "{missing}");
    database.execute("CREATE TABLE \"Thing\" (id integer NOT NULL, CONSTRAINT \"Thing_pkey\" PRIMARY KEY (id))").unwrap();
    assert_eq!(oracle.drift(&database.url(), SCHEMA).unwrap(), "");
}
