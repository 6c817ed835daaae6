//! Every entity of every system: rows of all kinds are read by it, written by it, and read again.

use std::{collections::BTreeSet, fmt::Debug, fs};

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, TransactionTrait,
};
use underpin_db::rows::{Fit, Recipe};
use underpin_render::sql::Ident;
use underpin_schema::{BaseType, ColumnType, Name, QName, ScalarKind, Schema};
use underpin_testing::cases::repository;

use crate::with_filled_example;

/// How many rows each table gets.
const ROWS: usize = 12;

/// Reads the rows of an entity, deletes each, writes it again as it was, and reads it.
async fn every_row<E>(db: &DatabaseConnection, name: &str) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + PartialEq + Debug + Send + Sync,
    E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
{
    let rows = E::find().all(db).await?;
    assert!(!rows.is_empty(), "{name}");
    let tx = db.begin().await?;
    // Rows that refer to it stay meanwhile: foreign keys are triggers, and these are off for a replica.
    // https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE
    tx.execute_unprepared("SET LOCAL session_replication_role = replica").await?;
    for row in &rows {
        assert_eq!(row.clone().delete(&tx).await?.rows_affected, 1, "{name}");
        let written = row.clone().into_active_model().reset_all().insert(&tx).await?;
        assert_eq!(&written, row, "{name}");
    }
    let again = E::find().all(&tx).await?;
    assert_eq!(again.len(), rows.len(), "{name}");
    assert!(again.iter().all(|row| rows.contains(row)), "{name}");
    tx.rollback().await
}

/// Runs over entities of a crate, which have to be all that it has.
macro_rules! every_entity {
    ($db:ident, $system:literal, $entities:ident: $($module:ident)*) => {{
        let named = BTreeSet::from([$(stringify!($module)),*].map(str::to_owned));
        assert_eq!(named, modules($system));
        $(every_row::<$entities::$module::Entity>($db, stringify!($module)).await?;)*
        Ok(())
    }};
}

/// The modules of the entities of a system.
fn modules(system: &str) -> BTreeSet<String> {
    let path = repository().join("examples").join(system).join("entities/src/lib.rs");
    let text = fs::read_to_string(&path).expect("the crate");
    let named = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    named.filter(|name| !["enums", "hidden", "prelude"].contains(name)).map(str::to_owned).collect()
}

/// Rows with values that the types of Rust can hold: PostgreSQL knows infinite times, and numbers of any length that are none.
pub fn recipe(schema: &Schema) -> Recipe {
    let mut fits = Vec::new();
    // Prisma has lists that are never NULL, over columns that may be, and so have the entities.
    for (table, column, _) in columns(schema).filter(|(_, _, ty)| ty.list) {
        let value = Ident(column);
        let expr = format!("{value} IS NOT NULL AND array_position({value}, NULL) IS NULL");
        fits.push(Fit { column: Some(column.clone()), ..Fit::new(table.clone(), expr) });
    }
    for (table, column, scalar) in scalars(schema) {
        let value = Ident(column);
        let expr = match scalar {
            ScalarKind::Timestamp | ScalarKind::Timestamptz | ScalarKind::Date => {
                format!("{value} BETWEEN '0001-01-01' AND '9999-12-31'")
            }
            ScalarKind::Time => format!("{value} < '24:00'"),
            ScalarKind::Decimal => format!("{value} <> 'NaN' AND abs({value}) < 1e15 AND scale({value}) < 10"),
            // NaN is not the same as itself.
            ScalarKind::Float | ScalarKind::Double => format!("{value} <> 'NaN'"),
            ScalarKind::Text
            | ScalarKind::Varchar
            | ScalarKind::Char
            | ScalarKind::Uuid
            | ScalarKind::SmallInt
            | ScalarKind::Int
            | ScalarKind::BigInt
            | ScalarKind::Bool
            | ScalarKind::Json
            | ScalarKind::Bytes => continue,
        };
        fits.push(Fit { column: Some(column.clone()), ..Fit::new(table.clone(), expr) });
    }
    Recipe { seed: 1, rows: ROWS, fits }
}

/// The columns that hold one value of a scalar type.
fn scalars(schema: &Schema) -> impl Iterator<Item = (&QName, &Name, ScalarKind)> {
    columns(schema).filter_map(|(table, name, ty)| match &ty.base {
        BaseType::Scalar(scalar) if !ty.list => Some((table, name, scalar.kind)),
        BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => None,
    })
}

fn columns(schema: &Schema) -> impl Iterator<Item = (&QName, &Name, &ColumnType)> {
    schema
        .tables
        .iter()
        .flat_map(|(name, table)| table.columns.iter().map(move |(column, known)| (name, column, &known.ty)))
}

#[test]
fn every_entity_of_medspa_is_written_and_read() {
    with_filled_example("every_entity_of_medspa_is_written_and_read", "medspa", async |db| {
        every_entity!(db, "medspa", medspa_entities:
            allergy appointment benefit_redemption campaign campaign_recipient charting_settings consent_audit_log
            consent_record conversation express_booking_token form_submission form_template gift_card
            gift_card_transaction group_booking group_participant inbound_message injection_point invoice
            invoice_line_item location membership_tier message_template messaging_message note outbound_message
            package package_purchase patient patient_form_assignment patient_membership patient_messaging_profile
            payment photo_annotation product_usage recurring_exception recurring_pattern refund reminder_settings
            sent_reminder service service_practitioner shift staff_alert staff_pin status_update time_off_request
            treatment treatment_photo user user_location user_session waitlist_entry waitlist_settings
        )
    });
}

#[test]
fn every_entity_of_phase1_is_written_and_read() {
    with_filled_example("every_entity_of_phase1_is_written_and_read", "phase1", async |db| {
        every_entity!(db, "phase1", phase1_entities:
            activity activity_type api_key audit_log brand calendar_event call_plan cart cart_item compliance_filing
            credit_note customer customer_address customer_contact customer_tag dashboard_widget
            data_integrity_snapshot document email_message email_template import_batch integration inventory
            inventory_movement invoice invoice_line job lead license metric_definition notification opportunity order
            order_line payment portal_session portal_user price_list price_list_item product product_category
            promotion role role_permission sales_rep sample_request shipment sku supplier tag task task_comment
            tax_rate tenant tenant_setting territory user user_role warehouse webhook_delivery webhook_subscription
        )
    });
}

#[test]
fn every_entity_of_sms_blossom_is_written_and_read() {
    with_filled_example("every_entity_of_sms_blossom_is_written_and_read", "sms_blossom", async |db| {
        every_entity!(db, "sms_blossom", sms_blossom_entities:
            audit_log back_in_stock_interest campaign campaign_recipient contact discount event job message segment
            shop shortlink template wallet_transaction
        )
    });
}

#[test]
fn every_entity_of_snorq_is_written_and_read() {
    with_filled_example("every_entity_of_snorq_is_written_and_read", "snorq", async |db| {
        every_entity!(db, "snorq", snorq_entities:
            conversation conversation_label daily_analytics label message note organization organization_member
            platform_connection user
        )
    });
}

#[test]
fn every_entity_of_vetclinic_is_written_and_read() {
    with_filled_example("every_entity_of_vetclinic_is_written_and_read", "vetclinic", async |db| {
        every_entity!(db, "vetclinic", vetclinic_entities:
            admin_audit_log appointment cash_drawer cash_transaction customer inventory_item medical_history
            medical_order pet prescription reminder role sale sale_item service staff tenant treatment_schedule
            trial_access_log user user_role
        )
    });
}
