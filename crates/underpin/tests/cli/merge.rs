//! Our models in a Prisma schema of 58 models that people wrote.

use std::collections::BTreeSet;

use underpin_testing::oracle::oracle;

use crate::support::{AT, Workspace};

/// What people wrote: 58 models and ten enums, laid out by `prisma format`.
const THEIRS: &str = include_str!("merge/schema.prisma");

const SYSTEM: &str = "\
project: phase1
tenancy: { model: Tenant, field: tenantId, rls: false }
outputs:
  migrations: ../../out/migrations
  prisma: { file: ../../app/schema.prisma, mode: merge }
";

const MODELS: &str = "\
model: MetricDefinition
use: [tenant]
fields:
  id: { type: uuid, primary: true, default: uuid() }
  code: string
  formula: json?
  version: { type: int, default: 1 }
  createdById: uuid
relations:
  createdBy: { to: User, on_delete: restrict, back: metricDefinitions }
unique: [[tenantId, code, version]]
---
model: DashboardWidget
doc: One tile of a dashboard.
use: [tenant]
fields:
  id: { type: uuid, primary: true, default: uuid() }
  userId: uuid?
  widgetType: string
relations:
  user: { to: User, on_delete: cascade, back: dashboardWidgets }
unique: [[tenantId, userId, widgetType]]
---
model: Job
use: [tenant]
fields:
  id: { type: uuid, primary: true, default: uuid() }
  status: { type: JobStatus, default: PENDING }
  payload: json
indexes: [status]
---
enum: JobStatus
values: [PENDING, DONE]
";

fn workspace(theirs: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("specs/phase1/underpin.yaml", SYSTEM);
    workspace.write("specs/phase1/models/phase1.yaml", MODELS);
    workspace.write("app/schema.prisma", theirs);
    workspace
}

fn merged(theirs: &str) -> Workspace {
    let workspace = workspace(theirs);
    workspace.run(["gen", "--at", AT]).expect_code(0);
    workspace
}

/// The lines of a text that another does not have, in order; fails where the other has lost or moved one.
#[track_caller]
fn added<'t>(before: &str, after: &'t str) -> Vec<&'t str> {
    let mut left = before.split_inclusive('\n').peekable();
    let mut added = Vec::new();
    for line in after.split_inclusive('\n') {
        if left.peek() == Some(&line) {
            left.next();
        } else {
            added.push(line);
        }
    }
    assert_eq!(left.next(), None, "a line is lost or changed");
    added
}

fn block<'t>(text: &'t str, head: &str) -> &'t str {
    let start = text.find(head).unwrap_or_else(|| panic!("no {head}"));
    &text[start..start + text[start..].find("\n}").expect("an end")]
}

#[test]
fn our_models_have_a_section_and_theirs_lead_back() {
    let app = merged(THEIRS);
    let text = app.read("app/schema.prisma");
    let new: Vec<&str> = added(THEIRS, &text);
    let begin = new.iter().position(|line| line.starts_with("// >>> underpin")).expect("a section");
    let back: BTreeSet<String> =
        new[..begin].iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let expected = ["dashboardWidgets DashboardWidget[]", "jobs Job[]", "metricDefinitions MetricDefinition[]"];
    assert_eq!(back, expected.map(str::to_owned).into());
    for (model, count) in [("model Tenant {", 3), ("model User {", 2)] {
        let lines = block(&text, model).lines().filter(|line| !THEIRS.contains(&format!("{line}\n")));
        assert_eq!(lines.count(), count, "{model}");
    }
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part}"));
    assert!(THEIRS.rfind("\nmodel ").is_some_and(|last| last < at("// >>> underpin")), "after the last model");
    assert!(at("// >>> underpin") < at("model Job {") && at("model Job {") < at("// <<< underpin"));

    let migrations = app.migrations();
    let sql = app.read(&format!("out/migrations/{}/migration.sql", migrations[0]));
    assert_eq!(sql.matches("CREATE TABLE").count(), 3, "{sql}");
    assert!(!sql.contains("\"Customer\""), "{sql}");
    assert!(sql.contains("REFERENCES \"Tenant\""), "{sql}");

    if let Some(mut oracle) = oracle("our_models_have_a_section_and_theirs_lead_back") {
        assert_eq!(oracle.format(&text).as_deref(), Ok(text.as_str()));
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let app = merged(THEIRS);
    let before = app.files();
    app.run(["gen", "--check"]).expect_code(0);
    app.run(["gen"]).expect_code(0);
    assert_eq!(app.files(), before);
}

#[test]
fn what_is_theirs_may_change() {
    let app = merged(THEIRS);
    let text = app.read("app/schema.prisma");
    let changed = text
        .replace("  fullName    String\n", "  fullName    String?\n  nick        String?\n")
        .replace("// <<< underpin\n", "// <<< underpin\n\nmodel Note {\n  id   Int @id\n  text String\n}\n");
    app.write("app/schema.prisma", &changed);
    app.run(["gen", "--check"]).expect_code(0);
    assert_eq!(app.read("app/schema.prisma"), changed);
}

#[test]
fn what_is_removed_from_the_specs_goes() {
    let app = merged(THEIRS);
    let models: Vec<&str> = MODELS.split("---\n").collect();
    app.write("specs/phase1/models/phase1.yaml", models[..2].join("---\n"));
    app.write("specs/phase1/underpin.yaml", format!("{SYSTEM}removed: [Job, JobStatus]\n"));
    app.run(["gen"]).expect_code(0);
    let text = app.read("app/schema.prisma");
    added(THEIRS, &text);
    assert!(!text.contains("Job["), "{text}");
    assert!(text.contains("  metricDefinitions "));
    app.write("specs/phase1/models/phase1.yaml", MODELS);
    app.write("specs/phase1/underpin.yaml", SYSTEM);
    app.run(["gen"]).expect_code(0);
    let again = app.read("app/schema.prisma");
    added(THEIRS, &again);
    if let Some(mut oracle) = oracle("what_is_removed_from_the_specs_goes") {
        for text in [text, again] {
            assert_eq!(oracle.format(&text).as_deref(), Ok(text.as_str()));
        }
    }
}

#[test]
fn an_edited_section_is_not_overwritten() {
    let app = merged(THEIRS);
    let text = app.read("app/schema.prisma");
    let (theirs, ours) = text.split_at(text.find("// >>> underpin").expect("a section"));
    let edited = format!("{theirs}{}", ours.replace("  payload ", "  paylord "));
    assert_ne!(edited, text);
    app.write("app/schema.prisma", &edited);
    app.run(["gen"]).expect_code(1).expect_err("UP0506");
    app.run(["gen", "--check"]).expect_code(1);
    assert_eq!(app.read("app/schema.prisma"), edited);
    app.run(["gen", "--force"]).expect_code(0);
    assert_eq!(app.read("app/schema.prisma"), text);
}

#[test]
fn a_lost_field_comes_back() {
    let app = merged(THEIRS);
    let text = app.read("app/schema.prisma");
    let lost: String = text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("jobs ")).collect();
    assert_ne!(lost, text);
    app.write("app/schema.prisma", &lost);
    app.run(["gen", "--check"]).expect_code(1);
    app.run(["gen"]).expect_code(0);
    assert_eq!(app.read("app/schema.prisma").matches("jobs ").count(), text.matches("jobs ").count());
    app.run(["gen", "--check"]).expect_code(0);
}

#[test]
fn line_ends_and_odd_spacing_stay() {
    let windows = THEIRS.replace('\n', "\r\n");
    let odd = THEIRS.replace("  id ", "\tid    ").replace("\n\n  @@", "\n\n\n\t@@") + "// the end, without a line end";
    for theirs in [windows, odd] {
        let app = merged(&theirs);
        let text = app.read("app/schema.prisma");
        added(&theirs, &text);
        assert_eq!(text.matches('\n').count() == text.matches("\r\n").count(), theirs.contains('\r'));
        app.run(["gen", "--check"]).expect_code(0);
        if let Some(mut oracle) = oracle("line_ends_and_odd_spacing_stay") {
            assert_eq!(oracle.validate(&text), Ok(()));
        }
    }
}

#[test]
fn a_model_of_theirs_may_refer_to_one_of_ours() {
    let app = merged(THEIRS);
    let theirs = "\nmodel Run {\n  id    String @id @db.Uuid\n  jobId String @db.Uuid\n  job   Job    @relation(fields: [jobId], references: [id])\n}\n";
    let text = app.read("app/schema.prisma") + theirs;
    app.write("app/schema.prisma", &text);
    app.run(["gen"]).expect_code(0);
    let text = app.read("app/schema.prisma");
    assert!(block(&text, "model Job {").contains("runs Run[]"), "{}", block(&text, "model Job {"));
    assert_eq!(app.migrations().len(), 1, "what is theirs makes no migration");
    app.run(["gen", "--check"]).expect_code(0);
    if let Some(mut oracle) = oracle("a_model_of_theirs_may_refer_to_one_of_ours") {
        assert_eq!(oracle.format(&text).as_deref(), Ok(text.as_str()));
    }
}

#[test]
fn conflicts_are_told_and_nothing_is_written() {
    let twice = format!("{THEIRS}\nmodel Job {{\n  id Int @id\n}}\n");
    let app = workspace(&twice);
    app.run(["gen"]).expect_code(1).expect_err("UP0521").expect_err("model Job {");
    assert_eq!(app.read("app/schema.prisma"), twice);

    let field = THEIRS.replace(
        "  notifications      Notification[]\n\n  @@unique([tenantId, id])",
        "  notifications      Notification[]\n  dashboardWidgets   Int\n\n  @@unique([tenantId, id])",
    );
    assert_ne!(field, THEIRS);
    let app = workspace(&field);
    app.run(["gen"]).expect_code(1).expect_err("`User` already has a field `dashboardWidgets`");
    assert_eq!(app.read("app/schema.prisma"), field);

    let broken = THEIRS.replace("model Tenant {", "model Tenant");
    let app = workspace(&broken);
    app.run(["gen"]).expect_code(1).expect_err("UP0120");
    assert_eq!(app.read("app/schema.prisma"), broken);

    let app = Workspace::empty();
    app.write("specs/phase1/underpin.yaml", SYSTEM);
    app.write("specs/phase1/models/phase1.yaml", MODELS);
    app.run(["gen"]).expect_code(1).expect_err("UP0520");
}

#[test]
fn the_manual_is_right() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/prisma.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let blocks = |kind: &str| -> Vec<String> {
        let head = format!("```{kind}\n");
        page.split(&head).skip(1).map(|rest| rest.split("```").next().expect("an end").to_owned()).collect()
    };
    let (yaml, prisma) = (blocks("yaml"), blocks("prisma"));
    let app = Workspace::empty();
    app.write("app/schema.prisma", &prisma[0]);
    app.write("specs/widgets/underpin.yaml", &yaml[0]);
    app.write("specs/widgets/models/widgets.yaml", &yaml[1]);
    app.run(["plan", "--from", "empty", "--to", "prisma:app/schema.prisma", "--sql"])
        .expect_code(0)
        .expect_out("CREATE TABLE \"User\"")
        .expect_out("ON DELETE CASCADE");
    app.run(["gen", "--at", AT]).expect_code(0);
    let text = app.read("app/schema.prisma");
    assert!(text.contains(prisma[1].trim_end_matches("}\n")), "{text}");
    app.run(["gen", "--check"]).expect_code(0);
}
