//! The medical spa: the database that its migrations build is the one that its audit describes, number by number.

use std::process::Command;

use underpin_testing::{cases::repository, postgres};

use crate::system::Outputs;

/// The queries of the audit, each under the number that it was answered.
const AUDIT: &str = include_str!("medspa.sql");

/// The audit's catalog of constraints. Its query names no schema, and PostgreSQL's own catalogs hold unique constraints as
/// well: 45 on version 14, 47 on 15, 48 from 16 on (<https://www.postgresql.org/docs/release/14.0/> added them). A view of the
/// session is found before the catalog, <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SEARCH-PATH>.
const OURS_ALONE: &str = "CREATE TEMPORARY VIEW pg_constraint AS
    SELECT * FROM pg_catalog.pg_constraint WHERE connamespace = 'public'::regnamespace";

#[test]
fn the_audit_of_the_medical_spa_gets_its_numbers() {
    let Some(cluster) = postgres("the_audit_of_the_medical_spa_gets_its_numbers") else { return };
    let database = cluster.database().unwrap();
    // The table of the history and its index count as well, so that the migrations come as they do at a user's.
    let output = Command::new(env!("CARGO_BIN_EXE_underpin"))
        .args(["apply", "--color", "never", "--database", &database.url(), "specs/medspa"])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let seen = database.with(|client| {
        client.batch_execute(OURS_ALONE)?;
        let queries = AUDIT.split("\n\n").skip(1).map(|entry| {
            let (number, query) = entry.split_once('\n').expect("a number above each query");
            let number = number.trim_start_matches("-- ").split(':').next().unwrap_or_default();
            (number.parse::<i64>().expect("a number"), query)
        });
        let mut seen = Vec::new();
        for (number, query) in queries {
            seen.push((query.to_owned(), number, client.query_one(query, &[])?.get::<_, i64>(0)));
        }
        Ok(seen)
    });
    let seen = seen.unwrap();
    assert_eq!(seen.len(), 6);
    for (query, expected, got) in seen {
        assert_eq!(got, expected, "{query}");
    }
}

#[test]
fn names_that_the_audit_gives_are_there() {
    let Some(cluster) = postgres("names_that_the_audit_gives_are_there") else { return };
    let database = Outputs::committed("medspa").database(cluster);
    let named = [
        "Patient_patientNumber_key",
        "Patient_email_key",
        "Patient_phone_idx",
        "Appointment_startTime_idx",
        "Appointment_status_idx",
        "Invoice_invoiceNumber_key",
        "Conversation_lastMessageAt_idx",
        "User_email_key",
        "Allergy_patientId_fkey",
        "Appointment_patientId_fkey",
        "Invoice_Payment_fkey",
        "FormSubmission_formId_fkey",
        "User_Shift_fkey",
        "MessagingMessage_conversationId_fkey",
    ];
    let sql = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION SELECT conname::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace";
    let rows = database.query(sql, &[]).unwrap();
    let there: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    for name in named {
        assert!(there.iter().any(|found| found == name), "{name}");
    }
}
