//! How long it takes to read a database of 1,000 tables.
//!
//! `cargo bench -p underpin-db` needs a PostgreSQL: see CONTRIBUTING.md.

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use underpin_db::{Cluster, introspect};
use underpin_testing::server::find;

/// Tables with 12 columns, an enum type, a foreign key, two checks, a unique constraint, four indexes, a policy and a
/// trigger each. Every tenth commits: one transaction holds a lock on each thing that it makes.
const TABLES: &str = r#"
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE PROCEDURE make(count integer) LANGUAGE plpgsql AS $make$
    BEGIN
        FOR n IN 0 .. count - 1 LOOP
            EXECUTE format($sql$
                CREATE TYPE "Status%1$s" AS ENUM ('DRAFT', 'ACTIVE', 'PAUSED', 'CLOSED');
                CREATE TABLE "Item%1$s" (
                    "id" uuid NOT NULL,
                    "slug" varchar(80) NOT NULL,
                    "title" text NOT NULL DEFAULT 'x',
                    "status" "Status%1$s" NOT NULL DEFAULT 'DRAFT',
                    "amount" decimal(12, 2) NOT NULL DEFAULT 0,
                    "position" serial,
                    "active" boolean NOT NULL DEFAULT true,
                    "tags" text[] DEFAULT ARRAY[]::text[],
                    "payload" jsonb DEFAULT '{}',
                    "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
                    "double" decimal GENERATED ALWAYS AS ("amount" * 2) STORED,
                    "parentId" uuid,
                    CONSTRAINT "Item%1$s_pkey" PRIMARY KEY ("id"),
                    CONSTRAINT "Item%1$s_slug_key" UNIQUE ("slug", "title"),
                    CONSTRAINT "Item%1$s_amount" CHECK ("amount" >= 0 AND "position" < 1000000),
                    CONSTRAINT "Item%1$s_title" CHECK ("title" <> '' OR "slug" IS NOT NULL)
                );
                ALTER TABLE "Item%1$s" ADD CONSTRAINT "Item%1$s_fkey" FOREIGN KEY ("parentId") REFERENCES "Item%2$s" ("id");
                CREATE INDEX "Item%1$s_1" ON "Item%1$s" ("status", "createdAt" DESC);
                CREATE UNIQUE INDEX "Item%1$s_2" ON "Item%1$s" (lower("title")) WHERE "active";
                CREATE INDEX "Item%1$s_3" ON "Item%1$s" USING gin ("payload" jsonb_path_ops);
                CREATE INDEX "Item%1$s_4" ON "Item%1$s" ("parentId") INCLUDE ("slug");
                ALTER TABLE "Item%1$s" ENABLE ROW LEVEL SECURITY;
                CREATE POLICY "own" ON "Item%1$s" USING ("id" = NULLIF(current_setting('app.id', true), '')::uuid);
                CREATE TRIGGER "touched" BEFORE UPDATE ON "Item%1$s" FOR EACH ROW
                    WHEN (OLD."title" <> NEW."title") EXECUTE FUNCTION touch();
                COMMENT ON TABLE "Item%1$s" IS 'Made up.';
            $sql$, n, n / 3);
            IF n % 10 = 9 THEN COMMIT; END IF;
        END LOOP;
    END $make$;
"#;

fn introspection(criterion: &mut Criterion) {
    let cluster = Cluster::start_from(&find().expect("a PostgreSQL")).expect("a server");
    let database = cluster.database().expect("a database");
    database.execute(TABLES).expect("a procedure");
    database.execute("CALL make(1000)").expect("tables");
    // As in any database that has been there for a minute.
    database.execute("VACUUM ANALYZE").expect("statistics");
    let mut client = database.connect().expect("a connection");
    let mut group = criterion.benchmark_group("introspect");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    group.bench_function("1000 tables", |bench| bench.iter(|| introspect(&mut client).expect("a schema")));
    group.finish();
}

criterion_group!(benches, introspection);
criterion_main!(benches);
