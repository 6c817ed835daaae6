//! `new module`.

use crate::support::{AT, Workspace};

const TENANTS: &str = "\
project: shop
tenancy: { model: Tenant, field: tenantId, rls: true, setting: app.current_tenant_id }
mixins:
  timestamps:
    fields:
      createdAt: { type: datetime, default: now() }
      updatedAt: { type: datetime, updated: true }
outputs: { migrations: ../../out/migrations, prisma: ../../out/schema.prisma, rust: ../../out/entities }
";

const TENANT: &str = "\
model: Tenant
fields:
  id:   { type: uuid, primary: true, default: uuid() }
  name: string
";

fn tenants() -> Workspace {
    let shop = Workspace::empty();
    shop.write("specs/shop/underpin.yaml", TENANTS);
    shop.write("specs/shop/models/tenant.yaml", TENANT);
    shop
}

#[test]
fn a_module_is_right_from_the_start() {
    let shop = tenants();
    shop.run(["new", "module", "invoice_line"])
        .expect_code(0)
        .expect_out("wrote specs/shop/models/invoice_line.yaml")
        .expect_out("run gen");
    shop.run(["validate"]).expect_code(0);
    shop.run(["fmt", "--check"]).expect_code(0);
    shop.run(["gen", "--at", AT]).expect_code(0);
    let sql = shop.read("out/migrations/20260802101500_init/migration.sql");
    for wanted in [
        "CREATE TABLE \"InvoiceLine\"",
        "\"tenantId\"",
        "\"createdAt\"",
        "CREATE POLICY",
        "app.current_tenant_id",
        "(\"tenantId\", \"createdAt\")",
        "FOREIGN KEY (\"tenantId\") REFERENCES \"Tenant\"",
        "ROW LEVEL SECURITY",
    ] {
        assert!(sql.contains(wanted), "no {wanted} in\n{sql}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let shop = tenants();
    shop.run(["new", "module", "billing"]).expect_code(0);
    let text = shop.read("specs/shop/models/billing.yaml");
    shop.run(["new", "module", "billing"]).expect_code(2).expect_err("exists already");
    shop.run(["new", "module", "Tenant"]).expect_code(2);
    assert_eq!(shop.read("specs/shop/models/billing.yaml"), text);
    for name in ["../../etc/passwd", "", "1st", "a b", "é", "x/y"] {
        shop.run(["new", "module", name]).expect_code(2).expect_err("is not a name for a module");
    }
}

#[test]
fn what_is_missing_is_said() {
    let shop = Workspace::shop();
    shop.run(["new", "module", "billing"])
        .expect_code(0)
        .expect_out("add to underpin.yaml")
        .expect_out("tenancy: { model: Tenant")
        .expect_out("timestamps:");
}

#[test]
fn of_several_systems_one_must_be_named() {
    let shop = tenants();
    shop.write("specs/other/underpin.yaml", TENANTS);
    shop.write("specs/other/models/tenant.yaml", TENANT);
    shop.run(["new", "module", "billing"]).expect_code(2).expect_err("there are several systems: other, shop");
    shop.run(["new", "module", "billing", "--system", "other"]).expect_code(0);
    assert!(shop.path("specs/other/models/billing.yaml").exists());
}
