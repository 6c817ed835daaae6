//! Rows of vetclinic: tenants apart, and what stays when a customer, an item or an account is deleted.

use sea_orm::{ConnectionTrait, EntityTrait, ModelTrait, QueryFilter, Set, Statement, prelude::*};
use vetclinic_entities::{
    appointment, cash_drawer, customer,
    enums::{AppointmentStatus, PlanType, SubscriptionStatus},
    inventory_item, medical_order, pet, prescription, reminder, sale, sale_item, service, staff, tenant,
    treatment_schedule, user,
};

use crate::{both_ways, insert, tenants::Tenants, update, with_example};

/// A clinic with a row of most models.
async fn clinic(db: &DatabaseConnection, slug: &str) -> Result<tenant::Model, DbErr> {
    let own = insert!(db, tenant { name: slug.to_owned(), slug: slug.to_owned() });
    let id = own.id.clone();
    let now = own.created_at;
    let money = Decimal::new(1250, 2);
    let ann = insert!(db, user { tenant_id: id.clone(), email: format!("ann@{slug}").into() });
    let vet = insert!(
        db,
        staff { tenant_id: id.clone(), name: "Ann".into(), position: "vet".into(), user_id: Some(ann.id.clone()) }
    );
    let bob = insert!(db, customer { tenant_id: id.clone(), name: "Bob".into() });
    let rex = insert!(
        db,
        pet {
            tenant_id: id.clone(),
            customer_id: bob.id.clone(),
            name: "Rex".to_owned(),
            species: "dog".to_owned(),
            weight: Some(money),
        }
    );
    insert!(
        db,
        appointment {
            tenant_id: id.clone(),
            customer_id: Some(bob.id.clone()),
            pet_id: Some(rex.id.clone()),
            staff_id: Some(vet.id.clone()),
            date_time: now,
            reason: "cough".to_owned(),
        }
    );
    let order = insert!(db, medical_order { tenant_id: id.clone(), pet_id: rex.id.clone(), visit_date: now });
    let pills = insert!(db, inventory_item { tenant_id: id.clone(), name: "Pills".to_owned(), price: Some(money) });
    insert!(
        db,
        prescription {
            tenant_id: id.clone(),
            order_id: order.id.clone(),
            inventory_item_id: Some(pills.id.clone()),
            product_name: "Pills".to_owned(),
            quantity: money,
            instructions: "daily".to_owned(),
        }
    );
    insert!(db, treatment_schedule { tenant_id: id.clone(), pet_id: rex.id.clone(), scheduled_date: now });
    insert!(
        db,
        reminder { tenant_id: id.clone(), customer_id: Some(bob.id.clone()), title: "t".to_owned(), due_date: now }
    );
    let check = insert!(db, service { tenant_id: id.clone(), name: "Check".to_owned(), price: money });
    let bill = insert!(
        db,
        sale {
            tenant_id: id.clone(),
            sale_number: "1".to_owned(),
            customer_id: Some(bob.id.clone()),
            pet_id: Some(rex.id.clone()),
            subtotal: money,
            total: money,
        }
    );
    for (item_id, service_id) in [(Some(pills.id.clone()), None), (None, Some(check.id.clone()))] {
        sale_item::ActiveModel {
            tenant_id: Set(id.clone()),
            sale_id: Set(bill.id.clone()),
            item_id: Set(item_id),
            service_id: Set(service_id),
            description: Set("as it was called".to_owned()),
            quantity: Set(Decimal::ONE),
            unit_price: Set(money),
            total: Set(money),
            ..Default::default()
        }
        .insert(db)
        .await?;
    }
    insert!(db, cash_drawer { tenant_id: id.clone(), opened_by_id: ann.id.clone(), initial_amount: money });
    Ok(own)
}

#[test]
fn clinics_see_their_own_rows_alone() {
    with_example("clinics_see_their_own_rows_alone", "vetclinic", async |db| {
        let ids = vec![clinic(db, "one").await?.id, clinic(db, "two").await?.id];
        let tenants = Tenants { role: "underpin_vetclinic_program", ids };
        both_ways!(db, tenants, [user, customer, appointment, prescription, treatment_schedule, cash_drawer]);
        both_ways!(db, tenants, [staff, pet, medical_order, inventory_item, reminder, service, sale]);
        Ok(())
    });
}

#[test]
fn a_clinic_keeps_its_books_when_people_go() {
    with_example("a_clinic_keeps_its_books_when_people_go", "vetclinic", async |db| {
        clinic(db, "one").await?;
        // Whoever asks to be deleted goes with their animals; what was booked and sold stays, without them.
        let bob = customer::Entity::find().one(db).await?.expect("the customer");
        bob.delete(db).await?;
        assert!(pet::Entity::find().one(db).await?.is_none());
        assert!(medical_order::Entity::find().one(db).await?.is_none());
        let booked = appointment::Entity::find().one(db).await?.expect("the appointment");
        assert_eq!((booked.customer_id, booked.pet_id, booked.status), (None, None, AppointmentStatus::Scheduled));
        let bill = sale::Entity::find().one(db).await?.expect("the sale");
        assert_eq!((bill.customer_id.clone(), bill.pet_id.clone()), (None, None));

        // What was sold can be taken out of the shop.
        inventory_item::Entity::find().one(db).await?.expect("the item").delete(db).await?;
        service::Entity::find().one(db).await?.expect("the service").delete(db).await?;
        let lines = sale_item::Entity::find().all(db).await?;
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.item_id.is_none() && line.service_id.is_none()));

        // Whoever has closed a till may go, whoever has opened one may not.
        let drawer = cash_drawer::Entity::find().one(db).await?.expect("the till");
        let ann = user::Entity::find().one(db).await?.expect("the user");
        let tenant_id = ann.tenant_id.clone();
        let eve = insert!(db, user { tenant_id: tenant_id, email: "eve@example.org".into() });
        let closed = update!(
            db,
            cash_drawer,
            drawer,
            { closed_by_id: Some(eve.id.clone()), closed_at: Some(drawer.opened_at) }
        );
        eve.delete(db).await?;
        let closed = cash_drawer::Entity::find_by_id(closed.id).one(db).await?.expect("the till");
        assert_eq!(closed.closed_by_id, None);
        assert!(ann.delete(db).await.is_err());
        Ok(())
    });
}

#[test]
fn trials_end_and_let_in() {
    with_example("trials_end_and_let_in", "vetclinic", async |db| {
        let fresh = insert!(db, tenant { name: "fresh".to_owned(), slug: "fresh".to_owned() });
        assert_eq!(fresh.plan_type, PlanType::Profesional);
        let day = std::time::Duration::from_secs(24 * 60 * 60);
        let (past, future) = (fresh.created_at - day, fresh.created_at + day);
        let allowed = async |id: &str| -> Result<bool, DbErr> {
            let sql = "SELECT has_active_trial_access($1) AS allowed";
            let asked = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
            db.query_one_raw(asked).await?.expect("a row").try_get("", "allowed")
        };
        assert!(!allowed(&fresh.id).await?);
        assert!(!allowed("no one").await?);
        // A trial without an end is none.
        let endless = tenant::ActiveModel {
            name: Set(String::new()),
            slug: Set("endless".to_owned()),
            is_trial_period: Set(true),
            ..Default::default()
        };
        assert!(endless.insert(db).await.is_err());
        let trial = update!(db, tenant, fresh, { is_trial_period: true, trial_ends_at: Some(future) });
        assert!(allowed(&trial.id).await?);
        let over = update!(db, tenant, trial, { trial_ends_at: Some(past) });
        assert!(!allowed(&over.id).await?);
        let paying = insert!(
            db,
            tenant {
                name: "paying".to_owned(),
                slug: "paying".to_owned(),
                is_trial_period: true,
                trial_ends_at: Some(past),
                subscription_status: SubscriptionStatus::Active,
            }
        );
        assert!(allowed(&paying.id).await?);

        let ended = Statement::from_string(db.get_database_backend(), "SELECT expire_old_trials() AS n");
        let ended: i32 = db.query_one_raw(ended).await?.expect("a row").try_get("", "n")?;
        assert_eq!(ended, 1);
        let still = tenant::Entity::find().filter(tenant::COLUMN.is_trial_period.eq(true)).all(db).await?;
        assert_eq!(still.iter().map(|row| row.slug.as_str()).collect::<Vec<_>>(), ["paying"]);
        Ok(())
    });
}
