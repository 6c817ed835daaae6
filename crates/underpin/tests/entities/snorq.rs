//! Rows of snorq: cuid keys, mapped names, eight enums, arrays, tokens that must not be shown.

use std::time::Duration;

use sea_orm::{
    ActiveEnum, ConnectionTrait, EntityLoaderTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait, QueryFilter,
    Set, SqlErr, Statement, prelude::*,
};
use snorq_entities::{
    conversation, conversation_label, daily_analytics,
    enums::{
        ConnectionStatus, ContentType, ConversationStatus, MemberRole, MessageDirection, MessageStatus, PlanType,
        Platform,
    },
    label, message, note, organization, organization_member, platform_connection, user,
};

use crate::{AWKWARD, insert, next_moment, update, with_example};

#[test]
fn snorq_rows_go_in_and_come_out() {
    with_example("snorq_rows_go_in_and_come_out", "snorq", async |db| {
        let ann = insert!(
            db,
            user { email: "ann@example.org".into(), name: Some(AWKWARD.into()), google_id: Some("google-1".into()) }
        );
        assert!(ann.id.starts_with('c') && ann.id.len() == 25, "{}", ann.id);
        let shown = format!("{ann:?}");
        assert!(!shown.contains("example") && !shown.contains("google-1") && !shown.contains("日本"), "{shown}");
        assert!(shown.contains("[hidden email]") && shown.contains("Some([hidden name])"), "{shown}");
        next_moment().await;
        let renamed = update!(db, user, ann, { name: None, avatar_url: Some(AWKWARD.to_owned()) });
        assert!(renamed.updated_at > ann.updated_at && renamed.created_at == ann.created_at);

        let organization =
            insert!(db, organization { name: AWKWARD.to_owned(), slug: "slug".to_owned(), owner_id: ann.id.clone() });
        assert_eq!(organization::Entity::find_by_slug("slug").one(db).await?.as_ref(), Some(&organization));
        for plan in PlanType::iter() {
            assert_eq!(update!(db, organization, organization, { plan: plan }).plan, plan);
        }

        let member =
            insert!(db, organization_member { organization_id: organization.id.clone(), user_id: ann.id.clone() });
        // An owner stays one, so that this comes last.
        for role in [MemberRole::Member, MemberRole::Admin, MemberRole::Owner] {
            assert_eq!(update!(db, organization_member, member, { role: role }).role, role);
        }
        let key = (organization.id.clone(), ann.id.clone());
        assert!(organization_member::Entity::find_by_organization_id_user_id(key).one(db).await?.is_some());

        let connection = insert!(
            db,
            platform_connection {
                platform: Platform::Whatsapp,
                platform_user_id: "1".to_owned(),
                access_token: "very secret".into(),
                refresh_token: Some("as secret".into()),
                organization_id: organization.id.clone(),
            }
        );
        let shown = format!("{connection:?}");
        assert!(!shown.contains("secret") && shown.contains("Some([hidden token])"), "{shown}");
        assert_eq!(connection.access_token.expose(), "very secret");
        for status in ConnectionStatus::iter() {
            assert_eq!(update!(db, platform_connection, connection, { status: status }).status, status);
        }
        for platform in Platform::iter() {
            assert_eq!(update!(db, platform_connection, connection, { platform: platform }).platform, platform);
        }

        let conversation = insert!(
            db,
            conversation {
                platform: Platform::Whatsapp,
                external_id: AWKWARD.to_owned(),
                contact_external_id: "c".to_owned(),
                contact_name: Some("Bob".into()),
                labels: vec![AWKWARD.to_owned(), String::new(), "a,b".to_owned(), "{NULL}".to_owned()],
                organization_id: organization.id.clone(),
                platform_connection_id: connection.id.clone(),
            }
        );
        assert_eq!((conversation.labels.len(), conversation.labels[0].as_str()), (4, AWKWARD));
        for status in ConversationStatus::iter() {
            assert_eq!(update!(db, conversation, conversation, { status: status }).status, status);
        }
        let empty = update!(db, conversation, conversation, { labels: vec![], unread_count: i32::MAX });
        assert!(empty.labels.is_empty());

        let sent = insert!(
            db,
            message {
                direction: MessageDirection::Outbound,
                content: Some(AWKWARD.to_owned()),
                sent_by_user_id: Some(ann.id.clone()),
                conversation_id: conversation.id.clone(),
            }
        );
        let received =
            insert!(db, message { direction: MessageDirection::Inbound, conversation_id: conversation.id.clone() });
        for status in MessageStatus::iter() {
            assert_eq!(update!(db, message, sent, { status: status }).status, status);
        }
        for kind in ContentType::iter() {
            let row = update!(db, message, sent, { content_type: kind });
            assert_eq!((row.content_type, kind.to_value().is_empty()), (kind, false));
        }
        let inbound = message::Column::Direction.eq(MessageDirection::Inbound);
        assert_eq!(message::Entity::find().filter(inbound).all(db).await?, [received]);

        let urgent = insert!(db, label { name: AWKWARD.to_owned(), organization_id: organization.id.clone() });
        assert_eq!(urgent.color, "#6366f1");
        let tied = conversation_label::ActiveModel {
            conversation_id: Set(conversation.id.clone()),
            label_id: Set(urgent.id.clone()),
        };
        let tied = tied.insert(db).await?;
        let key = (conversation.id.clone(), urgent.id.clone());
        assert_eq!(conversation_label::Entity::find_by_id(key).one(db).await?.as_ref(), Some(&tied));
        assert_eq!(tied.find_related(label::Entity).one(db).await?.as_ref(), Some(&urgent));
        let written = insert!(
            db,
            note { content: AWKWARD.to_owned(), conversation_id: conversation.id.clone(), author_id: ann.id.clone() }
        );
        assert_eq!(written.find_related(user::Entity).one(db).await?.map(|row| row.id), Some(ann.id.clone()));
        let day = Date::from_ymd_opt(2025, 3, 9).expect("a day");
        let figures = insert!(
            db,
            daily_analytics { date: day, organization_id: organization.id.clone(), avg_response_time: Some(75) }
        );
        assert_eq!((figures.date, figures.messages_sent), (day, 0));

        relations(db, &Ids { user: &ann.id, organization: &organization.id, conversation: &conversation.id }).await
    });
}

/// The rows from which every relation of the system leads on.
struct Ids<'a> {
    user: &'a str,
    organization: &'a str,
    conversation: &'a str,
}

async fn relations(db: &sea_orm::DatabaseConnection, ids: &Ids<'_>) -> Result<(), DbErr> {
    let user = user::Entity::load().filter_by_id(ids.user);
    let user = user.with(organization::Entity).with(organization_member::Entity).with(message::Entity);
    let user = user.one(db).await?.expect("the user");
    assert_eq!((user.owned_organizations.len(), user.memberships.len(), user.sent_messages.len()), (1, 1, 1));

    let organization = organization::Entity::load().filter_by_id(ids.organization);
    let organization = organization.with(user::Entity).with(organization_member::Entity).with(conversation::Entity);
    let organization = organization.with(platform_connection::Entity).one(db).await?.expect("the organization");
    assert_eq!(organization.owner.as_ref().map(|row| row.id.as_str()), Some(ids.user));
    assert_eq!((organization.members.len(), organization.conversations.len()), (1, 1));
    assert_eq!(organization.platform_connections.len(), 1);

    let conversation = conversation::Entity::load().filter_by_id(ids.conversation);
    let conversation = conversation.with(organization::Entity).with(platform_connection::Entity);
    let conversation = conversation.with(message::Entity).one(db).await?.expect("the conversation");
    assert_eq!(conversation.organization.as_ref().map(|row| row.id.as_str()), Some(ids.organization));
    assert_eq!(conversation.messages.len(), 2);
    let connection = conversation.platform_connection.as_ref().expect("the connection");
    let connection = platform_connection::Entity::find_by_id(connection.id.clone()).one(db).await?.expect("a row");
    assert_eq!(connection.find_related(conversation::Entity).all(db).await?.len(), 1);
    assert!(connection.find_related(organization::Entity).one(db).await?.is_some());

    let member = organization_member::Entity::find().one(db).await?.expect("the member");
    assert!(member.find_related(user::Entity).one(db).await?.is_some());
    assert!(member.find_related(organization::Entity).one(db).await?.is_some());
    for message in message::Entity::find().all(db).await? {
        assert!(message.find_related(conversation::Entity).one(db).await?.is_some());
        let sender = message.find_related(user::Entity).one(db).await?;
        assert_eq!(sender.is_some(), message.direction == MessageDirection::Outbound);
    }
    Ok(())
}

#[test]
fn snorq_keeps_its_rules_by_itself() {
    with_example("snorq_keeps_its_rules_by_itself", "snorq", async |db| {
        let ann = insert!(db, user { email: "ann@example.org".into() });
        let bob = insert!(db, user { email: "bob@example.org".into() });
        let free =
            insert!(db, organization { name: "Free".to_owned(), slug: "free".to_owned(), owner_id: ann.id.clone() });
        let paid = insert!(
            db,
            organization {
                name: "Paid".to_owned(),
                slug: "paid".to_owned(),
                plan: PlanType::Pro,
                owner_id: ann.id.clone(),
            }
        );
        let member = |person: &user::Model, role| organization_member::ActiveModel {
            organization_id: Set(free.id.clone()),
            user_id: Set(person.id.clone()),
            role: Set(role),
            ..Default::default()
        };
        let owner = member(&ann, MemberRole::Owner).insert(db).await?;

        // One owner, who cannot leave, nor be made less, before someone else owns it.
        let second = member(&bob, MemberRole::Owner).insert(db).await.expect_err("a second owner");
        assert!(matches!(second.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))), "{second}");
        let left = owner.clone().delete(db).await.expect_err("the owner left");
        assert!(left.to_string().contains("cannot leave"), "{left}");
        let less =
            organization_member::ActiveModel { role: Set(MemberRole::Member), ..owner.clone().into_active_model() };
        assert!(less.update(db).await.is_err());
        let heir = member(&bob, MemberRole::Admin).insert(db).await?;
        let free = update!(db, organization, free, { owner_id: bob.id.clone() });
        let less =
            organization_member::ActiveModel { role: Set(MemberRole::Member), ..owner.clone().into_active_model() };
        let former = less.update(db).await?;
        update!(db, organization_member, heir, { role: MemberRole::Owner });
        former.delete(db).await?;

        // One connection at each platform.
        let connect = |organization: &organization::Model, account: &str| platform_connection::ActiveModel {
            platform: Set(Platform::Tiktok),
            platform_user_id: Set(account.to_owned()),
            access_token: Set("secret".into()),
            organization_id: Set(organization.id.clone()),
            ..Default::default()
        };
        let mut old = 0;
        for (organization, account) in [(&free, "1"), (&paid, "2")] {
            let connection = connect(organization, account).insert(db).await?;
            let again = connect(organization, "3").insert(db).await.expect_err("a second connection");
            assert!(matches!(again.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))), "{again}");
            let talk = insert!(
                db,
                conversation {
                    platform: Platform::Tiktok,
                    external_id: account.to_owned(),
                    contact_external_id: "c".to_owned(),
                    organization_id: organization.id.clone(),
                    platform_connection_id: connection.id.clone(),
                }
            );
            for days in [0, 29, 31] {
                let sent = talk.created_at - Duration::from_secs(days * 24 * 60 * 60);
                insert!(
                    db,
                    message {
                        direction: MessageDirection::Inbound,
                        conversation_id: talk.id.clone(),
                        platform_timestamp: Some(sent),
                    }
                );
                old += 1;
            }
        }

        // Of the free plan, what is older than 30 days goes; of the others nothing does.
        let deleted = Statement::from_string(db.get_database_backend(), "SELECT delete_expired_messages() AS n");
        let deleted: i64 = db.query_one_raw(deleted).await?.expect("a row").try_get("", "n")?;
        assert_eq!((deleted, message::Entity::find().all(db).await?.len()), (1, old - 1));

        // Whoever is deleted takes along what they own, their membership as an owner included.
        bob.delete(db).await?;
        assert!(organization::Entity::find_by_id(free.id).one(db).await?.is_none());
        assert!(organization_member::Entity::find().one(db).await?.is_none());
        Ok(())
    });
}
