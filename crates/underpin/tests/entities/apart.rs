//! Systems whose owners are told apart by a column and not by policies: what is read from an owner is its own, and together
//! the owners have everything that has one.

use sea_orm::{EntityTrait, ModelTrait, QueryFilter};

use crate::with_filled_example;

/// Looks at entities from each of the owners: along the relation, and by the column.
macro_rules! apart {
    ($db:ident, $entities:ident, $owner:ident, $column:ident, [$($module:ident),* $(,)?]) => {{
        use $entities::$owner;
        let owners = $owner::Entity::find().all($db).await?;
        assert!(owners.len() > 1);
        $({
            use $entities::$module;
            let mut seen = 0;
            for owner in &owners {
                let own = owner.find_related($module::Entity).all($db).await?;
                assert!(own.iter().all(|row| row.$column == owner.id), stringify!($module));
                let asked = $module::Entity::find().filter($module::COLUMN.$column.eq(owner.id.clone()));
                let asked = asked.all($db).await?;
                assert!(asked.len() == own.len() && asked.iter().all(|row| own.contains(row)), stringify!($module));
                seen += own.len();
            }
            let all = $module::Entity::find().all($db).await?;
            assert_eq!(seen, all.len(), stringify!($module));
            let whose: std::collections::BTreeSet<_> = all.iter().map(|row| &row.$column).collect();
            assert!(whose.len() > 1, stringify!($module));
        })*
        Ok(())
    }};
}

#[test]
fn shops_have_their_own_rows() {
    with_filled_example("shops_have_their_own_rows", "sms_blossom", async |db| {
        apart!(
            db,
            sms_blossom_entities,
            shop,
            shop_id,
            [
                audit_log,
                back_in_stock_interest,
                campaign,
                campaign_recipient,
                contact,
                discount,
                event,
                job,
                message,
                segment,
                template,
                wallet_transaction
            ]
        )
    });
}

#[test]
fn organizations_have_their_own_rows() {
    with_filled_example("organizations_have_their_own_rows", "snorq", async |db| {
        apart!(
            db,
            snorq_entities,
            organization,
            organization_id,
            [conversation, daily_analytics, label, organization_member, platform_connection]
        )
    });
}
