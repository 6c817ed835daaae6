//! What audits and plans said of phase1 and vetclinic, asked of the databases that their migrations build.

use serde_json::Value;
use underpin_testing::postgres;

use crate::system::Outputs;

/// The indexes that the audit of the clinic lists, without a condition.
const INDEXES: &str = "
    Tenant_status_idx Tenant_slug_idx Tenant_domain_idx Tenant_trialEndsAt_idx Tenant_trial_status_idx
    User_tenantId_idx User_email_idx Customer_tenantId_idx Customer_email_idx Customer_phone_idx
    Customer_tenantId_name_idx Customer_tenantId_needsReview_idx Customer_tenantId_source_idx
    Pet_tenantId_customerId_idx Pet_tenantId_idx Pet_customerId_idx Pet_name_idx Appointment_tenantId_idx
    Appointment_petId_idx Appointment_customerId_idx Appointment_staffId_idx Appointment_userId_idx
    Appointment_dateTime_idx Appointment_status_idx Appointment_tenantId_status_dateTime_idx
    InventoryItem_tenantId_idx InventoryItem_category_idx InventoryItem_name_idx InventoryItem_status_idx
    InventoryItem_expirationDate_idx InventoryItem_quantity_idx InventoryItem_tenantId_status_quantity_idx
    Sale_tenantId_idx Sale_customerId_idx Sale_petId_idx Sale_userId_idx Sale_staffId_idx Sale_saleNumber_idx
    Sale_status_idx Sale_createdAt_idx Sale_tenantId_status_createdAt_idx Staff_tenantId_idx Staff_isActive_idx
    Staff_email_idx Staff_userId_idx Staff_tenantId_isActive_idx Service_tenantId_idx Service_category_idx
    Service_isActive_idx Service_name_idx Service_tenantId_isActive_category_idx Reminder_tenantId_idx
    Reminder_petId_idx Reminder_customerId_idx Reminder_userId_idx Reminder_dueDate_idx Reminder_status_idx
    Reminder_tenantId_status_dueDate_idx TreatmentSchedule_tenantId_idx
    TreatmentSchedule_petId_scheduledDate_status_idx TreatmentSchedule_status_scheduledDate_idx
    TreatmentSchedule_tenantId_status_scheduledDate_idx MedicalHistory_tenantId_idx MedicalHistory_petId_idx
    MedicalHistory_visitDate_idx MedicalHistory_medicalOrderId_idx MedicalHistory_staffId_idx
    MedicalHistory_tenantId_visitDate_idx CashDrawer_tenantId_idx CashDrawer_openedAt_idx CashDrawer_status_idx
    CashDrawer_openedById_idx CashDrawer_closedById_idx
";

/// Those with one.
const PARTIAL: &str = "
    Tenant_active_trial_idx InventoryItem_low_stock_idx Reminder_pending_idx TreatmentSchedule_due_idx
    CashDrawer_open_idx
";

#[test]
fn phase1_begins_as_it_was_found() {
    let outputs = Outputs::committed("phase1");
    let read = |migration: &str| -> Value {
        serde_json::from_str(&outputs.read(&format!("migrations/{migration}/snapshot.json"))).unwrap()
    };
    let [baseline, foundation, hardened] = ["baseline", "add_phase1_foundation", "harden_jobs"].map(|name| {
        let migrations = outputs.migrations();
        read(migrations.iter().find(|id| id.ends_with(&format!("_{name}"))).expect("the migration"))
    });
    let of = |snapshot: &Value| {
        let tables = snapshot["schema"]["tables"].as_object().expect("tables");
        let to_tenant = |table: &&Value| {
            let keys = table["foreign_keys"].as_object().into_iter().flatten();
            keys.filter(|(_, key)| key["columns"] == serde_json::json!(["tenantId"])).count() == 1
        };
        let with_tenant = tables.values().filter(|table| table["columns"].get("tenantId").is_some()).count();
        (tables.len(), tables.values().filter(to_tenant).count(), with_tenant)
    };
    // All but the tenant itself have one; of these, 45 by a relation.
    assert_eq!(of(&baseline), (58, 45, 57));
    assert_eq!(of(&foundation), (61, 48, 60));
    assert_eq!(of(&hardened), (61, 48, 60));
    let enums = |snapshot: &Value| -> Vec<String> {
        let mut names: Vec<String> = snapshot["schema"]["enums"].as_object().expect("enums").keys().cloned().collect();
        names.sort();
        names
    };
    let named = [
        "ActivityOutcome",
        "CartStatus",
        "ComplianceStatus",
        "CustomerRiskStatus",
        "InvoiceStatus",
        "OrderStatus",
        "PortalUserStatus",
        "TaskPriority",
        "TaskStatus",
        "WebhookStatus",
    ];
    assert_eq!(enums(&baseline), named);
    assert_eq!(enums(&hardened).len(), 12);
}

#[test]
fn words_that_programs_wrote_become_enums() {
    let Some(cluster) = postgres("words_that_programs_wrote_become_enums") else { return };
    let outputs = Outputs::committed("phase1");
    let migrations = outputs.migrations();
    let (last, before) = migrations.split_last().expect("migrations");
    let database = cluster.database().unwrap();
    before.iter().for_each(|migration| outputs.run(&database, &format!("{migration}/migration.sql")));
    let rows = [
        ("pending", "pending"),
        (" Queued", "pending"),
        ("RUNNING", "processing"),
        ("in progress", "processing"),
        ("DONE ", "completed"),
        ("success", "completed"),
        ("failed", "failed"),
        ("", "failed"),
        ("???", "failed"),
    ];
    let tenant = "INSERT INTO \"Tenant\" (id, name, slug, \"updatedAt\") VALUES (gen_random_uuid(), 't', 't', now())";
    database.execute(tenant).unwrap();
    for (word, _) in rows {
        let job = "INSERT INTO \"Job\" (id, \"tenantId\", type, payload, status, \"updatedAt\")
                   SELECT gen_random_uuid(), id, $1, '{}', $1, now() FROM \"Tenant\"";
        database.with(|client| Ok(client.execute(job, &[&word])?)).unwrap();
    }
    outputs.run(&database, &format!("{last}/migration.sql"));
    for (word, label) in rows {
        let sql = "SELECT status::text FROM \"Job\" WHERE type = $1";
        assert_eq!(database.query(sql, &[&word]).unwrap()[0].get::<_, String>(0), label, "{word:?}");
    }
}

#[test]
fn the_clinic_has_what_its_audit_asked_for() {
    let Some(cluster) = postgres("the_clinic_has_what_its_audit_asked_for") else { return };
    let database = Outputs::committed("vetclinic").database(cluster);
    let ask = |sql: &str| -> Vec<String> {
        database.query(sql, &[]).unwrap().iter().map(|row| row.get::<_, String>(0)).collect()
    };
    let indexes = |is_partial: &str| {
        ask(&format!(
            "SELECT c.relname::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
             WHERE c.relnamespace = 'public'::regnamespace AND i.indpred IS {is_partial}"
        ))
    };
    for (listed, there) in [(INDEXES, indexes("NULL")), (PARTIAL, indexes("NOT NULL"))] {
        let missing: Vec<&str> = listed.split_whitespace().filter(|name| !there.iter().any(|it| it == name)).collect();
        assert_eq!(missing, [] as [&str; 0]);
    }

    // What becomes of rows when those that they refer to are deleted: `c` cascade, `n` set null.
    // https://www.postgresql.org/docs/current/catalog-pg-constraint.html
    let rules = ask("SELECT conname::text || ' ' || confdeltype::text FROM pg_catalog.pg_constraint
                     WHERE contype = 'f' AND connamespace = 'public'::regnamespace");
    for rule in [
        "CashDrawer_closedById_fkey n",
        "SaleItem_itemId_fkey n",
        "SaleItem_serviceId_fkey n",
        "Pet_customerId_fkey c",
        "Appointment_customerId_fkey n",
        "Sale_customerId_fkey n",
    ] {
        assert!(rules.iter().any(|it| it == rule), "{rule}");
    }

    let wide = ask("SELECT table_name::text || '.' || column_name::text FROM information_schema.columns
                    WHERE table_schema = 'public' AND data_type = 'numeric' AND numeric_precision NOT IN (6, 8, 10)");
    assert_eq!(wide, [] as [String; 0]);
    let open = ask("SELECT c.relname::text FROM pg_catalog.pg_class c
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenantId'
                    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                      AND NOT (c.relforcerowsecurity AND EXISTS (SELECT FROM pg_catalog.pg_policies p
                               WHERE p.tablename = c.relname AND p.qual LIKE '%app.current_tenant_id%'))");
    assert_eq!(open, [] as [String; 0]);
    let functions = ask("SELECT proname::text FROM pg_catalog.pg_proc WHERE pronamespace = 'public'::regnamespace
                         ORDER BY proname");
    assert_eq!(functions, ["expire_old_trials", "has_active_trial_access"]);
}
