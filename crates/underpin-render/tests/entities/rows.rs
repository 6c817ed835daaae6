//! Rows of the case crate's entities on a real PostgreSQL: awkward values in and out, hooks, relations both ways.

use entities_case_entities::{
    all_types, enums::OrderStatus, enums::Role, enums_, friends, likes, match_, order, order_line, post, post_to_tag,
    product, profile, tag, team, tenant, user,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Database, DatabaseConnection, DbErr, EntityLoaderTrait, EntityTrait,
    IntoActiveModel, ModelTrait, QueryFilter, Set, prelude::*,
};
use underpin_plan::{Pair, plan};
use underpin_render::sql;
use underpin_schema::{Resolved, Schema, has_errors};

use crate::case;

/// The case's tables, in a database of their own.
fn with_database(test: &str, work: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), DbErr>) {
    let Some(cluster) = underpin_testing::postgres(test) else { return };
    let database = cluster.database().expect("a database can be made");
    let (plan, diagnostics) = plan(Pair { old: &Schema::default(), new: &case::system().schema }, &Resolved::default());
    assert!(!has_errors(&diagnostics), "{diagnostics:#?}");
    for step in &plan.up {
        let statement = sql::op(&step.op).to_string();
        database.execute(&statement).unwrap_or_else(|error| panic!("{error}\n{statement}"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let connection = Database::connect(database.url()).await.expect("a connection");
        work(&connection).await.unwrap_or_else(|error| panic!("{error}"));
        connection.close().await.expect("the connection can be closed");
    });
}

async fn a_tenant(db: &DatabaseConnection, name: &str) -> Result<tenant::Model, DbErr> {
    tenant::ActiveModel { name: Set(name.to_owned()), ..Default::default() }.insert(db).await
}

fn a_user(tenant: &tenant::Model, email: &str) -> user::ActiveModel {
    user::ActiveModel {
        tenant_id: Set(tenant.id),
        email: Set(email.into()),
        phones: Set(vec!["+49 1".to_owned(), "it's, {\"quoted\"}".to_owned()].into()),
        other_roles: Set(vec![Role::SelfValue, Role::Admin]),
        ..Default::default()
    }
}

#[test]
fn a_saved_row_is_filled_and_read_back() {
    with_database("a_saved_row_is_filled_and_read_back", async |db| {
        let tenant = a_tenant(db, "É中\u{1f600}'\"").await?;
        let made = user::ActiveModel {
            birthday: Set(Some(Date::from_ymd_opt(1900, 2, 28).expect("a date").into())),
            secret: Set(Some(vec![0, 255, 39].into())),
            ..a_user(&tenant, "Ann@example.org")
        }
        .save(db)
        .await?;
        let user = user::Entity::find_by_id(made.id.clone().unwrap()).one(db).await?.expect("the row");
        assert_eq!(user.email.expose(), "Ann@example.org");
        assert_eq!(user.phones.expose()[1], "it's, {\"quoted\"}");
        assert_eq!(user.secret.clone().map(|secret| secret.into_exposed()), Some(vec![0, 255, 39]));
        // The database's default; labels that are no Rust names.
        assert_eq!(user.role, Role::Admin);
        assert_eq!(user.other_roles, [Role::SelfValue, Role::Admin]);
        assert_eq!(user.former_role, None);

        let shown = format!("{user:?} {made:?}");
        for secret in ["example", "+49", "1900", "255"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(shown.contains("[hidden email]") && shown.contains("[hidden phone]"), "{shown}");
        assert!(shown.contains("Some([hidden encrypted])"), "{shown}");

        // Found by what is hidden, and by an enum.
        let found = user::Entity::find_by_tenant_id_email((tenant.id, "Ann@example.org".into())).one(db).await?;
        assert_eq!(found.as_ref(), Some(&user));
        let admins = user::Entity::find().filter(user::Column::Role.is_in([Role::Admin])).all(db).await?;
        assert_eq!(admins.len(), 1);

        // Saved again: the time of update moves, unless the caller sets it; nothing else does.
        let mut again = user.clone().into_active_model();
        again.former_role = Set(Some(Role::Member));
        let again = again.update(db).await?;
        assert!(again.updated_at > user.updated_at);
        assert_eq!((again.id, again.created_at, again.former_role), (user.id, user.created_at, Some(Role::Member)));
        let mut set = again.into_active_model();
        set.updated_at = Set(user.updated_at);
        assert_eq!(set.update(db).await?.updated_at, user.updated_at);

        // What the caller has set stays.
        let id = Uuid::from_u128(7);
        let set = user::ActiveModel { id: Set(id), ..a_user(&tenant, "b") }.insert(db).await?;
        assert_eq!(set.id, id);
        Ok(())
    });
}

#[test]
fn tenants_see_their_own_rows() {
    with_database("tenants_see_their_own_rows", async |db| {
        let (one, other) = (a_tenant(db, "one").await?, a_tenant(db, "other").await?);
        for (tenant, email) in [(&one, "a"), (&one, "b"), (&other, "a")] {
            a_user(tenant, email).insert(db).await?;
        }
        assert_eq!(user::Entity::for_tenant(one.id).all(db).await?.len(), 2);
        let rows = user::Entity::for_tenant(other.id).all(db).await?;
        assert_eq!(rows.iter().map(|row| row.tenant_id).collect::<Vec<_>>(), [other.id]);
        Ok(())
    });
}

#[test]
fn every_type_goes_in_and_comes_out() {
    with_database("every_type_goes_in_and_comes_out", async |db| {
        let text = "it's \"é中\u{1f600}\"\\\n".to_owned();
        let moment = DateTime::parse_from_str("2024-02-29 23:59:59.999", "%Y-%m-%d %H:%M:%S%.f").expect("a moment");
        let zoned = DateTimeWithTimeZone::parse_from_rfc3339("1969-12-31T23:59:59.999999+00:00").expect("a moment");
        let day = Date::from_ymd_opt(1, 1, 1).expect("a day");
        let time = Time::from_hms_micro_opt(23, 59, 59, 999_999).expect("a time");
        let json = serde_json::json!({"a": [1, null, "é'\""], "b": {}});
        let decimal: Decimal = "-12345678.90".parse().expect("a number");
        let uuid = Uuid::from_u128(u128::MAX);
        let row = all_types::ActiveModel {
            text: Set(text.clone()),
            text_list: Set(vec![text.clone(), String::new(), "NULL".into()]),
            varchar: Set(text.clone()),
            varchar_list: Set(vec![]),
            varchar20: Set("é".repeat(20)),
            varchar20_list: Set(vec!["a".into()]),
            char4: Set("ab  ".into()),
            char4_list: Set(vec!["abcd".into()]),
            uuid: Set(uuid),
            uuid_list: Set(vec![uuid, Uuid::nil()]),
            small: Set(i16::MIN),
            small_list: Set(vec![i16::MAX]),
            int: Set(i32::MIN),
            int_list: Set(vec![i32::MAX]),
            big: Set(i64::MIN),
            big_list: Set(vec![i64::MAX]),
            decimal: Set(decimal),
            decimal_list: Set(vec![decimal]),
            decimal102: Set(decimal),
            decimal102_list: Set(vec![decimal]),
            float: Set(f32::MIN_POSITIVE),
            float_list: Set(vec![f32::MAX]),
            double: Set(f64::MIN),
            double_list: Set(vec![f64::MAX, 0.1]),
            bool: Set(true),
            bool_list: Set(vec![true, false]),
            timestamp: Set(moment),
            timestamp_list: Set(vec![moment]),
            timestamptz: Set(zoned),
            timestamptz_list: Set(vec![zoned]),
            date: Set(day),
            date_list: Set(vec![day]),
            time: Set(time),
            time_list: Set(vec![time]),
            json: Set(json.clone()),
            json_list: Set(vec![json.clone(), serde_json::json!("x")]),
            bytes: Set(vec![0, 255]),
            bytes_list: Set(vec![vec![], vec![0]]),
            citext: Set("Straße".into()),
            citext_list: Set(vec!["A,B".into()]),
            inet: Set("10.0.0.1/32".into()),
            inet_list: Set(vec!["::1/128".into()]),
            tsvector: Set("'a' 'b'".into()),
            tsvector_list: Set(vec!["'a'".into()]),
            ..Default::default()
        };
        let made = row.insert(db).await?;
        let read = all_types::Entity::find_by_id(made.id).one(db).await?.expect("the row");
        assert_eq!(read, made);
        assert_eq!((read.text, read.varchar20.chars().count(), read.char4.as_str()), (text, 20, "ab  "));
        assert_eq!((read.uuid_list, read.small, read.big_list), (vec![uuid, Uuid::nil()], i16::MIN, vec![i64::MAX]));
        assert_eq!((read.decimal102, read.float, read.double_list), (decimal, f32::MIN_POSITIVE, vec![f64::MAX, 0.1]));
        assert_eq!((read.timestamp, read.timestamptz, read.date, read.time), (moment, zoned, day, time));
        assert_eq!((read.json, read.json_list.len()), (json, 2));
        assert_eq!((read.bytes, read.bytes_list), (vec![0, 255], vec![vec![], vec![0]]));
        assert_eq!(
            (read.citext.as_str(), read.inet.as_str(), read.tsvector.as_str()),
            ("Straße", "10.0.0.1/32", "'a' 'b'")
        );
        assert_eq!((read.json_null, read.citext_null, read.bytes_null), (None, None, None));
        // `citext` compares without regard to case, also when Rust asks.
        let found = all_types::Entity::find().filter(all_types::Column::Citext.eq("STRASSE")).one(db).await?;
        assert!(found.is_none());
        assert!(all_types::Entity::find().filter(all_types::Column::Citext.eq("STRAßE")).one(db).await?.is_some());
        Ok(())
    });
}

#[test]
fn composite_keys_generated_columns_and_enums_of_other_schemas_work() {
    with_database("composite_keys_generated_columns_and_enums_of_other_schemas_work", async |db| {
        let tenant = a_tenant(db, "t").await?;
        let (buyer, seller) = (a_user(&tenant, "b").insert(db).await?, a_user(&tenant, "s").insert(db).await?);
        let order = order::ActiveModel {
            tenant_id: Set(tenant.id),
            number: Set(1),
            buyer_id: Set(buyer.id),
            seller_id: Set(Some(seller.id)),
            status: Set(OrderStatus::Paid),
            history: Set(vec![OrderStatus::Open, OrderStatus::Paid]),
            next: Set(None),
        };
        let order = order.insert(db).await?;
        assert_eq!(order.history, [OrderStatus::Open, OrderStatus::Paid]);
        let paid = order::Column::Status.eq(OrderStatus::Paid);
        assert_eq!(order::Entity::for_tenant(tenant.id).filter(paid).one(db).await?, Some(order.clone()));
        let product = product::ActiveModel { name: Set("p".into()), ..Default::default() }.save(db).await?;
        let line = order_line::ActiveModel {
            tenant_id: Set(tenant.id),
            order_number: Set(order.number),
            product_id: product.id.clone().into_value().map(|_| Set(product.id.clone().unwrap())).expect("an id"),
            price: Set("2.50".parse().expect("a number")),
            count: Set(3),
            // Not written: PostgreSQL would refuse it.
            total: Set(Some(Decimal::ONE)),
        };
        let line = line.insert(db).await?;
        assert_eq!(line.total, Some("7.50".parse().expect("a number")));
        let more = order_line::ActiveModel { count: Set(4), ..line.clone().into_active_model() }.reset_all();
        assert_eq!(more.update(db).await?.total, Some("10.00".parse().expect("a number")));

        // Two foreign keys to one table, each with its way back.
        assert_eq!(order.find_linked(order::BuyerLink).one(db).await?.map(|user| user.id), Some(buyer.id));
        assert_eq!(seller.find_linked(user::SalesLink).all(db).await?, std::slice::from_ref(&order));
        let loaded = order::Entity::load().with(order::Relation::Buyer).with(order::Relation::Seller);
        let loaded = loaded.one(db).await?.expect("the order");
        assert_eq!(loaded.buyer.as_ref().map(|user| user.id), Some(buyer.id));
        assert_eq!(loaded.seller.as_ref().map(|user| user.id), Some(seller.id));
        let seen = user::Entity::load().filter_by_id(seller.id);
        let seen = seen.with(user::Relation::Sales).with(user::Relation::Purchases).one(db).await?.expect("the seller");
        assert_eq!((seen.sales.len(), seen.purchases.len()), (1, 0));
        assert_eq!(order.find_related(order_line::Entity).all(db).await?.len(), 1);
        assert_eq!(line.find_related(order::Entity).one(db).await?, Some(order));
        Ok(())
    });
}

#[test]
fn relations_lead_both_ways() {
    with_database("relations_lead_both_ways", async |db| {
        let tenant = a_tenant(db, "t").await?;
        let (ann, bob) = (a_user(&tenant, "ann").insert(db).await?, a_user(&tenant, "bob").insert(db).await?);
        let mut bob = bob.into_active_model();
        bob.manager_id = Set(Some(ann.id));
        bob.mentor_id = Set(Some(ann.id));
        let bob = bob.update(db).await?;
        let profile = profile::ActiveModel { user_id: Set(ann.id), ..Default::default() }.insert(db).await?;
        assert_eq!(ann.find_related(profile::Entity).one(db).await?.as_ref(), Some(&profile));
        assert_eq!(profile.find_related(user::Entity).one(db).await?.as_ref(), Some(&ann));
        assert_eq!(tenant.find_related(user::Entity).all(db).await?.len(), 2);
        assert_eq!(bob.find_linked(user::ManagerLink).one(db).await?.as_ref(), Some(&ann));
        assert_eq!(ann.find_linked(user::ReportsLink).all(db).await?, std::slice::from_ref(&bob));
        assert_eq!(ann.find_linked(user::MenteeLink).all(db).await?, std::slice::from_ref(&bob));

        let loaded = user::Entity::load().filter_by_id(ann.id).with(profile::Entity).with(user::Relation::Reports);
        let loaded = loaded.with(user::Relation::Manager).one(db).await?.expect("the row");
        assert_eq!(loaded.profile.as_ref().map(|row| row.id), Some(profile.id));
        assert_eq!(loaded.reports.iter().map(|row| row.id).collect::<Vec<_>>(), [bob.id]);
        assert!(loaded.manager.as_ref().is_none());

        let (home, away) = (team(db, "h").await?, team(db, "a").await?);
        let played = match_::ActiveModel { home_id: Set(home.id), away_id: Set(away.id), ..Default::default() };
        let played = played.insert(db).await?;
        assert_eq!(away.find_linked(team::AwayMatchLink).all(db).await?, std::slice::from_ref(&played));
        assert!(away.find_linked(team::HomeMatchLink).all(db).await?.is_empty());
        assert_eq!(played.find_linked(match_::HomeLink).one(db).await?, Some(home));
        Ok(())
    });
}

async fn team(db: &DatabaseConnection, name: &str) -> Result<team::Model, DbErr> {
    team::ActiveModel { name: Set(name.to_owned()), ..Default::default() }.insert(db).await
}

#[test]
fn many_to_many_relations_lead_both_ways() {
    with_database("many_to_many_relations_lead_both_ways", async |db| {
        let tenant = a_tenant(db, "t").await?;
        let (ann, bob) = (a_user(&tenant, "ann").insert(db).await?, a_user(&tenant, "bob").insert(db).await?);
        let post = post::ActiveModel { title: Set("p".into()), author_id: Set(Some(ann.id)), ..Default::default() };
        let post = post.insert(db).await?;
        let tag = tag::ActiveModel { label: Set("l".into()), ..Default::default() }.insert(db).await?;
        assert!(tag.id.starts_with('c') && tag.id.len() == 25, "{}", tag.id);
        let tie = post_to_tag::ActiveModel { post_id: Set(post.id), tag_id: Set(tag.id.clone()) };
        tie.insert(db).await?;
        assert_eq!(post.find_related(tag::Entity).all(db).await?, std::slice::from_ref(&tag));
        assert_eq!(tag.find_related(post::Entity).all(db).await?, std::slice::from_ref(&post));
        let loaded = post::Entity::load().filter_by_id(post.id).with(tag::Entity).one(db).await?.expect("the post");
        assert_eq!(loaded.tags.len(), 1);

        // Saved with its row.
        let nested = post::ActiveModel::builder().set_title("q").add_tag(tag::ActiveModel::builder().set_label("m"));
        let nested = nested.save(db).await?;
        let tags = tag::Entity::find().filter(tag::Column::Label.eq("m")).all(db).await?;
        let nested = post::Entity::find_by_id(nested.id.unwrap()).one(db).await?.expect("the post");
        assert_eq!(nested.find_related(tag::Entity).all(db).await?, tags);
        assert_eq!(tags.len(), 1);

        // Beside another relation between the same two models.
        likes::ActiveModel { post_id: Set(post.id), user_id: Set(bob.id) }.insert(db).await?;
        assert_eq!(post.find_linked(post::LikedByLink).all(db).await?, std::slice::from_ref(&bob));
        assert_eq!(bob.find_linked(user::LikesLink).all(db).await?, std::slice::from_ref(&post));
        assert_eq!(post.find_linked(post::AuthorLink).one(db).await?.as_ref(), Some(&ann));

        // Of a model with itself. `friendOf` comes first by name, so its rows stand in A.
        friends::ActiveModel { a_id: Set(ann.id), b_id: Set(bob.id) }.insert(db).await?;
        assert_eq!(ann.find_linked(user::FriendOfLink).all(db).await?, std::slice::from_ref(&bob));
        assert_eq!(bob.find_linked(user::FriendsLink).all(db).await?, std::slice::from_ref(&ann));
        assert!(ann.find_linked(user::FriendsLink).all(db).await?.is_empty());
        let loaded = user::Entity::load().filter_by_id(bob.id).with(friends::EntityReverse);
        let loaded = loaded.one(db).await?.expect("bob");
        assert_eq!(loaded.friends.iter().map(|row| row.id).collect::<Vec<_>>(), [ann.id]);
        Ok(())
    });
}

#[test]
fn words_of_rust_are_columns_like_others() {
    with_database("words_of_rust_are_columns_like_others", async |db| {
        let row = enums_::ActiveModel {
            type_: Set("t".into()),
            ref_: Set("r".into()),
            self_value: Set("s".into()),
            crate_: Set("c".into()),
            match_: Set("m".into()),
            ..Default::default()
        };
        let row = row.insert(db).await?;
        assert!(!row.x2fa);
        assert_eq!(row.uid.parse::<Uuid>().map(|id| id.get_version_num()).ok(), Some(4));
        assert!(row.last_successful_synchronization_with_the_other_platform_finished_at.is_some());
        assert_eq!(enums_::Entity::find_by_id("t").one(db).await?.as_ref(), Some(&row));
        let changed =
            enums_::ActiveModel { crate_: Set("d".into()), ..row.clone().into_active_model() }.update(db).await?;
        assert_eq!((changed.crate_.as_str(), changed.uid == row.uid), ("d", true));
        assert!(changed.yield_ >= row.yield_);
        Ok(())
    });
}
