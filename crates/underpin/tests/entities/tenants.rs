//! Two tenants, looked at by a role that owns nothing: what policies keep apart, with the setting and without.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};

/// The tenants of a test, and the role that looks. Roles belong to the whole server, so that each test has its own, which
/// goes with its transaction.
pub struct Tenants {
    pub role: &'static str,
    pub ids: Vec<String>,
}

impl Tenants {
    /// Makes the role, as programs should have one: neither a superuser nor the owner of a table.
    pub async fn become_program(&self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        let role = self.role;
        tx.execute_unprepared(&format!(
            "CREATE ROLE {role};
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
             SET LOCAL ROLE {role}"
        ))
        .await?;
        Ok(())
    }
}

/// Says who the current tenant is, until the end of the transaction.
pub async fn set_tenant(tx: &DatabaseTransaction, id: &str) -> Result<(), DbErr> {
    let sql = "SELECT set_config('app.current_tenant_id', $1, true)";
    let set = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]);
    tx.query_one_raw(set).await?;
    Ok(())
}

/// Looks at entities of which each of the two tenants has one row: unset and empty, nothing is seen and nothing can be written;
/// set, the tenant's own row alone is seen, changed and deleted, and none can be given away or put in for the other.
#[macro_export]
macro_rules! both_ways {
    ($db:ident, $tenants:ident, [$($module:ident),* $(,)?]) => {{
        use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter, Set, TransactionTrait};
        $(
            let tx = $db.begin().await?;
            let everyone = $module::Entity::find().all(&tx).await?;
            assert_eq!(everyone.len(), 2, stringify!($module));
            $tenants.become_program(&tx).await?;
            for unset in [None, Some("")] {
                if let Some(empty) = unset {
                    $crate::tenants::set_tenant(&tx, empty).await?;
                }
                assert!($module::Entity::find().all(&tx).await?.is_empty(), stringify!($module));
                assert_eq!($module::Entity::delete_many().exec(&tx).await?.rows_affected, 0, stringify!($module));
                let point = tx.begin().await?;
                let refused = $module::Entity::insert(everyone[0].clone().into_active_model()).exec(&point).await;
                assert!(refused.unwrap_err().to_string().contains("row-level security"), stringify!($module));
                point.rollback().await?;
            }
            for (ours, theirs) in [(0, 1), (1, 0)].map(|(a, b)| (&$tenants.ids[a], &$tenants.ids[b])) {
                $crate::tenants::set_tenant(&tx, ours).await?;
                let seen = $module::Entity::find().all(&tx).await?;
                assert_eq!(seen.len(), 1, stringify!($module));
                assert_eq!(seen[0].tenant_id.to_string(), *ours, stringify!($module));
                let is_theirs = |tenant: String| tenant == *theirs;
                let other = everyone.iter().find(|row| is_theirs(row.tenant_id.to_string())).expect("their row");
                assert!($module::Entity::find_by_id(other.id.clone()).one(&tx).await?.is_none());
                let asked = $module::Entity::find().filter($module::COLUMN.tenant_id.eq(other.tenant_id.clone()));
                assert!(asked.all(&tx).await?.is_empty(), stringify!($module));
                let point = tx.begin().await?;
                let given = $module::ActiveModel {
                    tenant_id: Set(other.tenant_id.clone()),
                    ..seen[0].clone().into_active_model()
                };
                let refused = given.update(&point).await;
                assert!(refused.unwrap_err().to_string().contains("row-level security"), stringify!($module));
                point.rollback().await?;
                let gone = $module::Entity::delete_many().filter($module::COLUMN.id.eq(other.id.clone()));
                assert_eq!(gone.exec(&tx).await?.rows_affected, 0, stringify!($module));
            }
            tx.rollback().await?;
        )*
    }};
}
