//! Rows of phase1: uuid keys, tenants, JSON.

use phase1_entities::{
    customer, dashboard_widget,
    enums::{JobStatus, WidgetSize},
    job, metric_definition, order, order_line, product, sku, tenant, user,
};
use sea_orm::{EntityLoaderTrait, ModelTrait, Set, SqlErr, prelude::*};
use serde_json::json;

use crate::{AWKWARD, both_ways, insert, next_moment, tenants::Tenants, update, with_example};

#[test]
fn phase1_rows_go_in_and_come_out() {
    with_example("phase1_rows_go_in_and_come_out", "phase1", async |db| {
        let ours = insert!(db, tenant { name: AWKWARD.to_owned(), slug: "ours".to_owned() });
        let theirs = insert!(db, tenant { name: String::new(), slug: "theirs".to_owned() });
        assert_ne!(ours.id, theirs.id);
        assert_eq!((ours.name.as_str(), ours.id.get_version_num()), (AWKWARD, 4));
        let ours = update!(db, tenant, ours, { name: "ours".to_owned() });

        let ann =
            insert!(db, user { tenant_id: ours.id, email: "Ann+tag@Example.org".into(), full_name: AWKWARD.into() });
        assert_eq!(ann.email.expose(), "Ann+tag@Example.org");
        assert!(!format!("{ann:?}").contains("Example"), "{ann:?}");
        assert!(format!("{ann:?}").contains("[hidden email]"), "{ann:?}");
        assert_eq!(user::Entity::find_by_email("Ann+tag@Example.org").one(db).await?.as_ref(), Some(&ann));
        let ann = update!(db, user, ann, { email: "ann@example.org".into() });

        let document = json!({ "sum": [1, -0.5, null, true], "é": { "'\"\\": AWKWARD } });
        let metric = insert!(
            db,
            metric_definition {
                tenant_id: ours.id,
                code: AWKWARD.to_owned(),
                name: "n".to_owned(),
                description: String::new(),
                formula: Some(document.clone()),
                created_by_id: ann.id,
            }
        );
        assert_eq!((metric.version, metric.formula.as_ref(), metric.deprecated_at), (1, Some(&document), None));
        let late = DateTime::parse_from_str("9999-12-31 23:59:59.999", "%F %T%.f").expect("a moment");
        let metric =
            update!(db, metric_definition, metric, { deprecated_at: Some(late), version: i32::MAX, formula: None });
        assert_eq!((metric.deprecated_at, metric.version, metric.formula.as_ref()), (Some(late), i32::MAX, None));

        let widget = insert!(
            db,
            dashboard_widget {
                tenant_id: ours.id,
                user_id: Some(ann.id),
                widget_type: "chart".to_owned(),
                position: -1,
                config: Some(json!(null)),
            }
        );
        next_moment().await;
        let moved = update!(db, dashboard_widget, widget, { position: 2, is_visible: false, size: WidgetSize::Large });
        assert!(moved.updated_at > widget.updated_at && moved.created_at == widget.created_at);

        let task = insert!(db, job { tenant_id: ours.id, type_: AWKWARD.to_owned(), payload: document.clone() });
        assert_eq!((task.status, task.attempts, task.max_attempts), (JobStatus::Pending, 0, 3));
        next_moment().await;
        let failed = update!(db, job, task, { error: Some(AWKWARD.to_owned()), attempts: 1 });
        assert!(failed.updated_at > task.updated_at);

        // Every relation, both ways.
        assert_eq!(metric.find_related(user::Entity).one(db).await?.as_ref(), Some(&ann));
        assert_eq!(metric.find_related(tenant::Entity).one(db).await?.as_ref(), Some(&ours));
        assert_eq!(ann.find_related(metric_definition::Entity).one(db).await?.as_ref(), Some(&metric));
        assert_eq!(moved.find_related(user::Entity).one(db).await?.as_ref(), Some(&ann));
        assert_eq!(moved.find_related(tenant::Entity).one(db).await?.as_ref(), Some(&ours));
        assert_eq!(failed.find_related(tenant::Entity).one(db).await?.as_ref(), Some(&ours));
        let loaded = tenant::Entity::load().filter_by_id(ours.id);
        let loaded = loaded.with(job::Entity).with(metric_definition::Entity).with(dashboard_widget::Entity);
        let loaded = loaded.one(db).await?.expect("the tenant");
        assert_eq!((loaded.jobs.len(), loaded.metric_definitions.len(), loaded.dashboard_widgets.len()), (1, 1, 1));
        let loaded = user::Entity::load().filter_by_id(ann.id);
        let loaded = loaded.with(metric_definition::Entity).with(dashboard_widget::Entity).one(db).await?;
        let loaded = loaded.expect("the user");
        assert_eq!((loaded.metric_definitions.len(), loaded.dashboard_widgets.len()), (1, 1));

        // Each tenant sees its own.
        assert_eq!(job::Entity::for_tenant(ours.id).all(db).await?, [failed]);
        assert_eq!(metric_definition::Entity::for_tenant(ours.id).all(db).await?, [metric]);
        assert_eq!(dashboard_widget::Entity::for_tenant(ours.id).all(db).await?, [moved]);
        assert!(job::Entity::for_tenant(theirs.id).one(db).await?.is_none());
        assert!(metric_definition::Entity::for_tenant(theirs.id).one(db).await?.is_none());
        assert!(dashboard_widget::Entity::for_tenant(theirs.id).one(db).await?.is_none());
        Ok(())
    });
}

#[test]
fn tenants_of_phase1_see_their_own_rows_alone() {
    with_example("tenants_of_phase1_see_their_own_rows_alone", "phase1", async |db| {
        let mut ids = Vec::new();
        for slug in ["one", "two"] {
            let owner = insert!(db, tenant { name: slug.to_owned(), slug: slug.to_owned() });
            let tenant_id = owner.id;
            let buyer = insert!(db, customer { tenant_id: tenant_id, name: slug.to_owned() });
            let wine = insert!(db, product { tenant_id: tenant_id, name: slug.to_owned() });
            let list_price = Decimal::new(1250, 2);
            let bottle = insert!(
                db,
                sku { tenant_id: tenant_id, product_id: wine.id, code: "750".to_owned(), list_price: list_price }
            );
            let bought = insert!(db, order { tenant_id: tenant_id, number: "SO-1".to_owned(), customer_id: buyer.id });
            insert!(
                db,
                order_line {
                    tenant_id: tenant_id,
                    order_id: bought.id,
                    sku_id: bottle.id,
                    quantity: 12,
                    unit_price: list_price,
                }
            );
            insert!(db, job { tenant_id: tenant_id, type_: slug.to_owned(), payload: json!({}) });
            insert!(
                db,
                user { tenant_id: tenant_id, email: format!("{slug}@example.org").into(), full_name: slug.into() }
            );
            ids.push(tenant_id.to_string());
        }
        let tenants = Tenants { role: "underpin_phase1_program", ids };
        both_ways!(db, tenants, [customer, product, sku, order, order_line, job, user]);

        // A part cannot be another tenant's: the key of its order holds the tenant too.
        let line = order_line::Entity::find().one(db).await?.expect("a line");
        let other =
            tenant::Entity::find().filter(tenant::Column::Id.ne(line.tenant_id)).one(db).await?.expect("the other");
        let moved = order_line::ActiveModel { id: Set(line.id), tenant_id: Set(other.id), ..Default::default() };
        assert!(matches!(
            moved.update(db).await.map_err(|e| e.sql_err()),
            Err(Some(SqlErr::ForeignKeyConstraintViolation(_)))
        ));
        Ok(())
    });
}
