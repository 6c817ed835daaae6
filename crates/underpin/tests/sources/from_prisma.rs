//! A team that runs Prisma adopts underpin: its schema is pulled, its database taken up as it is, changed and taken back.

use std::fs;

use underpin_testing::{oracle::oracle, postgres};

use super::{folder, made, underpin};

const SCHEMA: &str = r#"
generator client {
  provider = "prisma-client"
  output   = "../src/db/client"
}

datasource db {
  provider = "postgresql"
}

/// Someone who logs in.
model User {
  id    String @id @default(uuid())
  email String @unique
  role  Role   @default(READER)
  posts Post[]
}

model Post {
  id        Int      @id @default(autoincrement())
  title     String   @map("headline")
  author    User     @relation(fields: [authorId], references: [id])
  authorId  String
  createdAt DateTime @default(now())

  @@index([authorId])
}

enum Role {
  READER
  WRITER
}
"#;

const FIRST: &str = r#"-- CreateEnum
CREATE TYPE "Role" AS ENUM ('READER', 'WRITER');

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'READER',

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
"#;

const SECOND: &str = r#"-- CreateTable
CREATE TABLE "Post" (
    "id" SERIAL NOT NULL,
    "headline" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Post_authorId_idx" ON "Post"("authorId");

-- AddForeignKey
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
"#;

/// What `prisma migrate deploy` leaves in the database.
/// <https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories>
const HISTORY: &str = r#"
CREATE TABLE _prisma_migrations (
    id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
    logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0
);
INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
VALUES ('1', 'x', now(), '20250101000000_init', 1), ('2', 'y', now(), '20250201000000_posts', 1);
INSERT INTO "User" VALUES ('u1', 'ana@example.org', 'READER'), ('u2', 'rui@example.org', 'WRITER');
INSERT INTO "Post" (headline, "authorId") VALUES ('one', 'u1'), ('two', 'u1');
"#;

fn project() -> tempfile::TempDir {
    folder(&[
        ("prisma/schema.prisma", SCHEMA),
        ("prisma/migrations/20250101000000_init/migration.sql", FIRST),
        ("prisma/migrations/20250201000000_posts/migration.sql", SECOND),
        ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
    ])
}

#[test]
fn a_prisma_project_goes_on_with_underpin() {
    let test = "a_prisma_project_goes_on_with_underpin";
    let Some(cluster) = postgres(test) else { return };
    let live = made(cluster, &format!("{FIRST}{SECOND}{HISTORY}"));
    let project = project();
    let url = live.url();
    let run = |args: &[&str]| underpin(project.path(), cluster, args);
    let on_live = |verb: &str, more: &[&str]| {
        let mut args = vec![verb, "--database", &url];
        args.extend(more);
        run(&args)
    };
    let read = |path: &str| fs::read_to_string(project.path().join(path)).expect("a file");
    let write = |path: &str, text: String| fs::write(project.path().join(path), text).expect("written");

    run(&["pull", "prisma:prisma", "specs/blog"]).expect(0);
    assert_eq!(
        run(&["plan", "--from", &url, "--to", "specs:specs/blog", "--sql"]).expect(0).out,
        "-- Nothing differs.\n"
    );

    // Our text takes the place of theirs, says the same to Prisma, and puts its client where it was.
    let system = read("specs/blog/underpin.yaml");
    assert!(system.contains("../src/db/client"), "{system}");
    write(
        "specs/blog/underpin.yaml",
        system.replace("migrations: ../../", "prisma: ../../prisma/schema.prisma, migrations: ../../"),
    );
    let theirs = read("prisma/schema.prisma");
    let taken_up = on_live("baseline", &[]).expect(0);
    // What people wrote is written over by nobody but them.
    assert!(taken_up.err.contains("schema.prisma` was not made by underpin"), "{}", taken_up.err);
    assert_eq!(read("prisma/schema.prisma"), theirs);
    run(&["gen"]).expect(1);
    run(&["gen", "--force"]).expect(0);
    assert!(taken_up.err.contains("`_prisma_migrations` remembers what Prisma has applied"), "{}", taken_up.err);
    let ours = read("prisma/schema.prisma");
    assert!(ours.contains("output   = \"../src/db/client\""), "{ours}");
    if let Some(mut oracle) = oracle(test) {
        assert_eq!(oracle.diff(&theirs, &ours).expect("an answer"), "");
        assert_eq!(oracle.diff(&ours, &theirs).expect("an answer"), "");
    }
    let status = on_live("status", &[]).expect(0);
    assert!(status.out.contains("Prisma's own history is here too, with 2 applied"), "{}", status.out);
    on_live("drift", &[]).expect(0);

    // A change that Prisma would ask about, or lose rows over.
    let user = read("specs/blog/models/user.yaml");
    let role = user.lines().find(|line| line.contains("role:")).expect("a role").to_owned();
    let name = "  name: { type: string, fill: \"split_part(email, '@', 1)\" }";
    write("specs/blog/models/user.yaml", user.replace(&role, &format!("{role}\n{name}")));
    run(&["gen", "--name", "user_name"]).expect(0);
    assert!(on_live("status", &[]).expect(1).out.contains("1 migration is pending"));
    on_live("apply", &["--dry-run"]).expect(0);
    on_live("apply", &[]).expect(0);
    on_live("status", &[]).expect(0);
    on_live("drift", &[]).expect(0);
    let names = || live.texts("SELECT email || ' ' || name FROM \"User\" ORDER BY 1");
    assert_eq!(names().expect("rows"), ["ana@example.org ana", "rui@example.org rui"]);
    if let Some(mut oracle) = oracle(test) {
        // Of the tables that keep histories Prisma leaves out its own, and not ours.
        let drift = oracle.drift(&url, &read("prisma/schema.prisma")).expect("an answer");
        let other: Vec<&str> =
            drift.lines().filter(|line| line.ends_with(';') && !line.contains("_underpin_migrations")).collect();
        assert_eq!(other, [] as [&str; 0], "{drift}");
    }

    on_live("down", &[]).expect(0);
    on_live("drift", &[]).expect(0);
    assert!(names().is_err(), "the column is gone");
    on_live("apply", &[]).expect(0);
    assert_eq!(live.texts("SELECT count(*)::text FROM \"Post\"").expect("rows"), ["2"]);
    assert_eq!(live.texts("SELECT count(*)::text FROM _prisma_migrations").expect("rows"), ["2"]);

    // A new database comes from our history alone.
    let new = cluster.database().expect("a database");
    run(&["apply", "--database", &new.url()]).expect(0);
    assert_eq!(run(&["plan", "--from", &url, "--to", &new.url(), "--sql"]).expect(0).out, "-- Nothing differs.\n");
}

#[test]
fn migrations_of_prisma_may_stay_where_ours_begin() {
    let Some(cluster) = postgres("migrations_of_prisma_may_stay") else { return };
    let live = made(cluster, &format!("{FIRST}{SECOND}{HISTORY}"));
    let project = project();
    let url = live.url();
    let run = |args: &[&str]| underpin(project.path(), cluster, args);
    run(&["pull", &url, "specs/blog"]).expect(0);
    let path = project.path().join("specs/blog/underpin.yaml");
    let text = fs::read_to_string(&path)
        .expect("a system")
        .replace("../../generated/blog/migrations", "../../prisma/migrations");
    fs::write(path, text).expect("written");
    let said = run(&["gen", "--name", "init"]).expect(0);
    assert!(said.err.contains("UP0512"), "{}", said.err);
    // It is not applied to what Prisma has made, and says how to go on.
    let refused = run(&["apply", "--database", &url]).expect(1);
    assert!(refused.err.contains("--already"), "{}", refused.err);
    run(&["apply", "--already", "init", "--database", &url]).expect(0);
    assert!(run(&["status", "--database", &url]).expect(0).out.contains("up to date"));
    assert!(!run(&["gen"]).expect(0).err.contains("UP0512"));
}
