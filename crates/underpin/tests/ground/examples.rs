//! The committed examples: the systems that this repository generates.

use underpin_testing::{by_hand, catalog, oracle::oracle, postgres, systems};

use crate::system::{Outputs, parses};

#[test]
fn sql_has_no_syntax_errors() {
    for system in &systems::names() {
        let files = Outputs::committed(system).sql();
        assert!(files.len() >= 2, "{files:?}");
        for (path, sql) in files {
            parses(&path, &sql);
        }
    }
}

#[test]
fn prisma_accepts_the_schema_as_it_stands() {
    let Some(mut oracle) = oracle("prisma_accepts_the_schema_as_it_stands") else { return };
    for system in &systems::names() {
        let schema = Outputs::committed(system).read("schema.prisma");
        oracle.validate(&schema).unwrap_or_else(|error| panic!("{system}: {error}"));
        assert_eq!(oracle.format(&schema).unwrap(), schema, "{system}");
    }
}

#[test]
fn the_schema_means_what_someone_would_write_by_hand() {
    let Some(mut oracle) = oracle("the_schema_means_what_someone_would_write_by_hand") else { return };
    for system in &systems::names() {
        let ours = Outputs::committed(system).read("schema.prisma");
        let Some(theirs) = by_hand(system, &ours) else { continue };
        assert_eq!(oracle.diff(&ours, &theirs).unwrap(), "", "{system}");
        assert_eq!(oracle.diff(&theirs, &ours).unwrap(), "", "{system}");
    }
}

#[test]
fn the_migrations_build_what_the_schema_says() {
    let test = "the_migrations_build_what_the_schema_says";
    let (Some(cluster), Some(mut oracle)) = (postgres(test), oracle(test)) else { return };
    for system in &systems::names() {
        let outputs = Outputs::committed(system);
        let database = outputs.database(cluster);
        assert_eq!(oracle.drift(&database.url(), &outputs.read("schema.prisma")).unwrap(), "", "{system}");
    }
}

#[test]
fn the_way_back_leaves_nothing_or_refuses_as_planned() {
    let Some(cluster) = postgres("the_way_back_leaves_nothing_or_refuses_as_planned") else { return };
    for system in &systems::names() {
        let outputs = Outputs::committed(system);
        let migrations = outputs.migrations();
        let mut database = outputs.database(cluster);
        for (at, migration) in migrations.iter().enumerate().rev() {
            let down = format!("{migration}/down.sql");
            if outputs.irreversible(migration) == 0 {
                outputs.run(&database, &down);
            } else {
                let before = catalog(&database).unwrap();
                assert!(database.execute(&outputs.read(&format!("migrations/{down}"))).is_err(), "{system}: {down}");
                assert_eq!(catalog(&database).unwrap(), before, "{system}: {down}");
                // Those before it have to be taken back from where they led.
                database = cluster.database().unwrap();
                for earlier in &migrations[..at] {
                    outputs.run(&database, &format!("{earlier}/migration.sql"));
                }
            }
        }
        assert_eq!(catalog(&database).unwrap(), [] as [String; 0], "{system}");
    }
}

#[test]
fn prismas_own_runner_would_take_the_folder() {
    for system in &systems::names() {
        let outputs = Outputs::committed(system);
        // https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories
        let lock = outputs.read("migrations/migration_lock.toml");
        assert!(lock.lines().any(|line| line == "provider = \"postgresql\""), "{lock}");
        for migration in outputs.migrations() {
            let (time, name) = migration.split_once('_').unwrap();
            assert!(time.len() == 14 && time.bytes().all(|byte| byte.is_ascii_digit()), "{migration}");
            assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "{migration}");
            assert!(!outputs.read(&format!("migrations/{migration}/migration.sql")).is_empty());
        }
    }
}

#[test]
fn tenants_are_kept_apart_by_the_server() {
    let Some(cluster) = postgres("tenants_are_kept_apart_by_the_server") else { return };
    let database = Outputs::committed("phase1").database(cluster);
    // Policies do not bind the owner of a table or a superuser, which programs should not be: another role looks. Roles
    // belong to the whole server, so that this one goes with the transaction.
    let counts = database.with(|client| {
        let mut transaction = client.transaction()?;
        transaction.batch_execute(
            "CREATE ROLE underpin_reader;
             GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO underpin_reader;
             INSERT INTO \"Tenant\" (id, name, slug, \"updatedAt\") SELECT gen_random_uuid(), n, n, now() FROM unnest(ARRAY['one', 'two']) n;
             INSERT INTO \"Job\" (id, \"tenantId\", type, payload, \"updatedAt\")
               SELECT gen_random_uuid(), id, name, '{}', now() FROM \"Tenant\";
             SET LOCAL ROLE underpin_reader",
        )?;
        let mut counts = Vec::new();
        for tenant in ["one", "two"] {
            let set = "SELECT set_config('app.current_tenant_id', id::text, true) FROM \"Tenant\" WHERE name = $1";
            transaction.query(set, &[&tenant])?;
            counts
                .extend(transaction.query("SELECT type FROM \"Job\"", &[])?.iter().map(|row| row.get::<_, String>(0)));
        }
        // Another tenant's row cannot be written.
        let foreign = "INSERT INTO \"Job\" (id, \"tenantId\", type, payload, \"updatedAt\")
                       SELECT gen_random_uuid(), id, 'x', '{}', now() FROM \"Tenant\" WHERE name = 'one'";
        let refused = transaction.execute(foreign, &[]).unwrap_err();
        assert_eq!(refused.code().map(|code| code.code()), Some("42501"), "{refused}");
        Ok(counts)
    });
    assert_eq!(counts.unwrap(), ["one", "two"]);
}

#[test]
fn the_page_counts_what_the_server_counts() {
    let Some(cluster) = postgres("the_page_counts_what_the_server_counts") else { return };
    let questions = [
        ("tables", "pg_class WHERE relkind = 'r' AND relnamespace"),
        ("enums", "pg_type WHERE typtype = 'e' AND typnamespace"),
        ("foreign keys", "pg_constraint WHERE contype = 'f' AND connamespace"),
        ("unique constraints", "pg_constraint WHERE contype = 'u' AND connamespace"),
        ("checks", "pg_constraint WHERE contype = 'c' AND connamespace"),
        ("indexes in all, with those of keys", "pg_class WHERE relkind = 'i' AND relnamespace"),
        ("views", "pg_class WHERE relkind IN ('v', 'm') AND relnamespace"),
    ];
    for system in &systems::names() {
        let outputs = Outputs::committed(system);
        let page = outputs.read("README.md");
        let database = outputs.database(cluster);
        for (what, of) in questions {
            // What there is none of is left out.
            let row = page.lines().find_map(|line| line.strip_prefix(&format!("| {what} | "))?.strip_suffix(" |"));
            let said: i64 = row.map_or(0, |number| number.parse().unwrap());
            let sql = format!("SELECT count(*) FROM {of} = 'public'::regnamespace");
            assert_eq!(said, database.query(&sql, &[]).unwrap()[0].get::<_, i64>(0), "{system}: {what}");
        }
        assert!(page.contains(&format!("| migrations | {} |", outputs.migrations().len())), "{system}");
    }
}
