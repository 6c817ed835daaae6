//! Rows of snorq: cuid keys, mapped names, eight enums, arrays, tokens that must not be shown.

use sea_orm::{ActiveEnum, EntityLoaderTrait, EntityTrait, Iterable, ModelTrait, QueryFilter, prelude::*};
use snorq_entities::{
    conversation,
    enums::{
        ConnectionStatus, ContentType, ConversationStatus, MemberRole, MessageDirection, MessageStatus, PlanType,
        Platform,
    },
    message, organization, organization_member, platform_connection, user,
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
        for role in MemberRole::iter() {
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
