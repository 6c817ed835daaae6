//! Rows of sms_blossom: encrypted fields that do not show, enums that were texts, the relations that campaigns lacked.

use sea_orm::{ActiveEnum, EntityTrait, Iterable, ModelTrait, prelude::*};
use sms_blossom_entities::{
    campaign, contact, discount,
    enums::{CampaignStatus, DiscountType, JobStatus, JobType, MessageProvider, MessageStatus, WalletTransactionType},
    job, message, segment, shop, template, wallet_transaction,
};

use crate::{AWKWARD, insert, update, with_example};

#[test]
fn sms_blossom_rows_go_in_and_come_out() {
    with_example("sms_blossom_rows_go_in_and_come_out", "sms_blossom", async |db| {
        let shop = insert!(db, shop { domain: "a.example.org".to_owned(), name: Some(AWKWARD.to_owned()) });
        assert_eq!((shop.plan.as_str(), shop.currency.as_str()), ("free", "EUR"));

        let contact = insert!(
            db,
            contact {
                customer_id: "7".to_owned(),
                phone_cipher: vec![0, 1, 255].into(),
                phone_hash: vec![7; 32].into(),
                tags: vec![AWKWARD.to_owned(), String::new()],
                shop_id: shop.id.clone(),
            }
        );
        let shown = format!("{contact:?}");
        assert!(shown.contains("[hidden phone]") && !shown.contains("255"), "{shown}");
        assert_eq!(contact.phone_cipher.expose(), &[0, 1, 255]);

        let template = insert!(
            db,
            template { name: "hi".to_owned(), body: AWKWARD.to_owned(), variables: vec![], shop_id: shop.id.clone() }
        );
        let segment = insert!(
            db,
            segment { name: "all".to_owned(), filter_json: serde_json::json!({"a": [1]}), shop_id: shop.id.clone() }
        );
        let discount = insert!(
            db,
            discount {
                code: "TEN".to_owned(),
                type_: DiscountType::Percentage,
                value: Decimal::new(1000, 2),
                shop_id: shop.id.clone(),
            }
        );
        let campaign = insert!(
            db,
            campaign {
                name: "one".to_owned(),
                template_key: "hi".to_owned(),
                template_id: Some(template.id.clone()),
                segment_id: Some(segment.id.clone()),
                discount_id: Some(discount.id.clone()),
                shop_id: shop.id.clone(),
            }
        );
        assert_eq!(campaign.status, CampaignStatus::Draft);
        for status in CampaignStatus::iter() {
            assert_eq!(update!(db, campaign, campaign, { status: status }).status, status);
        }
        assert_eq!(campaign.find_related(template::Entity).one(db).await?.as_ref(), Some(&template));
        assert_eq!(segment.find_related(campaign::Entity).all(db).await?.len(), 1);
        // A segment that is used stays; a template may go.
        assert!(segment.delete(db).await.is_err());
        template.delete(db).await?;
        let campaign = campaign::Entity::find_by_id(campaign.id).one(db).await?.expect("it is there");
        assert_eq!((campaign.template_id, campaign.template_key.as_str()), (None, "hi"));

        let message = insert!(
            db,
            message {
                body: AWKWARD.to_owned(),
                provider: MessageProvider::Mitto,
                contact_id: Some(contact.id.clone()),
                shop_id: shop.id.clone(),
            }
        );
        for provider in MessageProvider::iter() {
            assert_eq!(update!(db, message, message, { provider: provider }).provider, provider);
        }
        for status in MessageStatus::iter() {
            assert_eq!(update!(db, message, message, { status: status }).status.to_value(), status.to_value());
        }

        for kind in JobType::iter() {
            let job = insert!(db, job { type_: kind, payload: serde_json::Value::Null, shop_id: shop.id.clone() });
            assert_eq!((job.type_, job.status), (kind, JobStatus::Pending));
        }
        let paid = insert!(
            db,
            wallet_transaction {
                type_: WalletTransactionType::TopUp,
                amount: Decimal::new(123_456, 4),
                currency: "EUR".to_owned(),
                shop_id: shop.id.clone(),
            }
        );
        assert_eq!(paid.amount, Decimal::new(123_456, 4));
        // A shop with a balance stays.
        assert!(shop.delete(db).await.is_err());
        Ok(())
    });
}
