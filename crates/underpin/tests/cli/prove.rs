//! `prove`, on the machine's own PostgreSQL.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use underpin_testing::{cases::repository, server, skip, systems};

use crate::support::{AT, Workspace};

/// Whether there is a PostgreSQL, said once per test. One that the set-up has fetched lies where only this repository's
/// own commands look, so that the tests name it.
fn judge(test: &str) -> Option<()> {
    match server::find() {
        Ok(_) => Some(()),
        Err(error) => {
            skip(test, &error.to_string());
            None
        }
    }
}

fn folder(workspace: &Workspace) -> String {
    format!("out/migrations/{}", workspace.migrations().last().expect("a migration"))
}

#[test]
fn a_proof_is_written_and_asked_for() {
    let Some(()) = judge("a_proof_is_written_and_asked_for") else { return };
    let workspace = Workspace::generated();
    workspace.run(["gen", "--check"]).expect_code(0);
    workspace.run(["gen", "--check", "--proved"]).expect_code(1).expect_out("there is no proof");
    workspace
        .run(["prove", "--rows", "10"])
        .expect_code(0)
        .expect_out("proved shop")
        .expect_err("running the migration");
    workspace.run(["gen", "--check", "--proved"]).expect_code(0);

    // The same proof is the same text, and another one of the same texts replaces it.
    let path = format!("{}/proof.json", folder(&workspace));
    let first = workspace.read(&path);
    workspace.run(["prove", "--rows", "10", "--all"]).expect_code(0);
    assert_eq!(workspace.read(&path), first);
    let json = workspace.run(["prove", "--seed", "2", "--json", "--migration", "init"]).expect_code(0);
    assert_eq!(json.stderr, "");
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    let migration = &json["systems"][0]["migrations"][0];
    assert_eq!((&migration["holds"], migration["conclusions"].as_array().map(Vec::len)), (&true.into(), Some(6)));
    assert_ne!(workspace.read(&path), first);

    // One that someone wrote by hand is none.
    workspace.write(&path, first.replace("10", "9"));
    workspace.run(["gen", "--check", "--proved"]).expect_code(1).expect_out("its proof is of other texts");
    let json = workspace.run(["gen", "--check", "--proved", "--json"]).expect_code(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["systems"][0]["unproved"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_second_migration_is_proved_with_rows() {
    let Some(()) = judge("the_second_migration_is_proved_with_rows") else { return };
    let workspace = Workspace::generated();
    workspace.write("specs/shop/models/more.yaml", "model: More\nfields: { id: { type: int, primary: true } }\n");
    let label =
        workspace.read("specs/shop/models/label.yaml").replace("  name: string", "  name: string\n  note: string?");
    workspace.write("specs/shop/models/label.yaml", label);
    workspace.run(["gen", "--at", "2026-08-03T10:15:00Z"]).expect_code(0);
    workspace.run(["prove"]).expect_code(0).expect_out("200 rows of 1 table, value by value");

    let rows = "INSERT INTO \"Label\" VALUES (gen_random_uuid(), 'it''s; one', 'RED'); -- ;\n";
    workspace.write("rows.sql", rows);
    workspace.run(["prove", "--rows-from", "rows.sql"]).expect_code(0).expect_out("1 row of 1 table, value by value");
    workspace.write("rows.sql", "INSERT INTO \"Nothing\" VALUES (1)");
    workspace.run(["prove", "--rows-from", "rows.sql"]).expect_code(2).expect_err("Nothing");
}

#[test]
fn a_history_is_proved_whole() {
    let Some(()) = judge("a_history_is_proved_whole") else { return };
    let workspace = Workspace::generated();
    let label = workspace.read("specs/shop/models/label.yaml");
    for (day, fields) in
        [(3, "note: string?"), (4, "note: string\n  rank: int?"), (5, "note: string\n  rank: int?\n  on: date?")]
    {
        workspace.write("specs/shop/models/label.yaml", label.replace("  color:", &format!("  {fields}\n  color:")));
        workspace.run(["gen", "--at", &format!("2026-08-0{day}T10:15:00Z")]).expect_code(0);
    }
    let migrations = workspace.migrations();
    assert_eq!(migrations.len(), 4);
    // Each for itself is not all of them after one another.
    for id in &migrations {
        workspace.run(["prove", "--rows", "20", "--migration", id]).expect_code(0);
    }
    let unproved = workspace.run(["gen", "--check", "--proved"]).expect_code(1);
    assert_eq!(unproved.stdout.matches("there is no proof").count(), 1, "{}", unproved.stdout);
    let run = workspace.run(["prove", "--rows", "20"]).expect_code(0);
    assert!(run.stdout.contains("proved shop: history") && run.stdout.contains("4 ways back"), "{}", run.stdout);
    workspace.run(["gen", "--check", "--proved"]).expect_code(0);
    let json = workspace.run(["prove", "--rows", "20", "--json"]).expect_code(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let system = &json["systems"][0];
    assert_eq!((&system["history"]["holds"], system["migrations"].as_array().map(Vec::len)), (&true.into(), Some(1)));

    // The third does more than its plan says, which the last one alone cannot know.
    let third = format!("out/migrations/{}/migration.sql", migrations[2]);
    let script = workspace.read(&third);
    workspace.write(&third, script.replace("COMMIT;", "UPDATE \"Label\" SET note = upper(note);\nCOMMIT;"));
    workspace.run(["gen", "--check", "--proved"]).expect_code(1).expect_out("its proof is of other texts");
    let run = workspace.run(["prove", "--rows", "20"]).expect_code(1).expect_out("not proved shop: history");
    assert!(run.stdout.contains(&format!("{}: Label: ", migrations[2])), "{}", run.stdout);
    assert!(!workspace.path("out/migrations/proof.json").exists());
}

#[test]
fn what_cannot_be_proved_is_said() {
    let Some(()) = judge("what_cannot_be_proved_is_said") else { return };
    let workspace = Workspace::shop();
    workspace.run(["prove"]).expect_code(0).expect_out("no migration yet");
    workspace.run(["prove", "--migration", "x"]).expect_code(2).expect_err("there is no migration `x`");
    workspace.run(["gen", "--at", AT]).expect_code(0);
    workspace.run(["prove", "--rows-from", "missing.sql"]).expect_code(2).expect_err("missing.sql");
    workspace.run(["prove", "--migration", "x", "--all"]).expect_code(2);
    // Someone has edited the migration: it does something else now than its plan says.
    workspace.run(["prove"]).expect_code(0);
    let path = format!("{}/migration.sql", folder(&workspace));
    workspace.write(&path, workspace.read(&path).replace("NOT NULL", "NULL"));
    workspace.run(["prove"]).expect_code(1).expect_out("not proved shop").expect_out("fails  leads to the target");
    assert!(!workspace.path(&format!("{}/proof.json", folder(&workspace))).exists());
    let nowhere = workspace.command(["prove"]).env("UNDERPIN_POSTGRES", "/nowhere").output().expect("it runs");
    assert_eq!(nowhere.status.code(), Some(2), "{nowhere:?}");
}

#[test]
fn the_migrations_of_the_examples_are_proved() {
    let Some(()) = judge("the_migrations_of_the_examples_are_proved") else { return };
    let workspace = Workspace::empty();
    for part in ["specs", "examples"] {
        for system in systems::names() {
            copy(&repository().join(part).join(&system), &workspace.path(&format!("{part}/{system}")));
        }
    }
    let run = workspace.run(["prove", "--all"]).expect_code(0);
    for system in systems::names() {
        assert!(run.stdout.contains(&format!("proved {system}: history")), "{}", run.stdout);
    }
}

/// Copies a folder without what cargo has put there.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() && name != "target" {
            copy(&path, &to.join(name));
        } else if path.is_file() {
            fs::copy(&path, to.join(name)).expect("copied");
        }
    }
}

/// A real database before a migration: its rows are read, masked, and gone with the run.
#[test]
fn a_migration_is_proved_with_a_sample_of_a_real_database() {
    let Some(()) = judge("a_migration_is_proved_with_a_sample_of_a_real_database") else { return };
    let Some(cluster) = underpin_testing::postgres("a_migration_is_proved_with_a_sample_of_a_real_database") else {
        return;
    };
    let workspace = Workspace::generated();
    let real = cluster.database().expect("a database");
    real.execute(&workspace.read(&format!("{}/migration.sql", folder(&workspace)))).expect("the first migration");
    real.execute("INSERT INTO \"Label\" SELECT gen_random_uuid(), 'Maria ' || n, 'RED' FROM generate_series(1, 50) n")
        .expect("rows");
    let label = workspace
        .read("specs/shop/models/label.yaml")
        .replace("  name: string", "  name: { type: string, pii: name }\n  note: string?");
    workspace.write("specs/shop/models/label.yaml", label);
    workspace.run(["gen", "--at", "2026-08-03T10:15:00Z"]).expect_code(0);
    let ran = workspace.run(["prove", "--rows", "20", "--sample", &real.url()]);
    let ran = ran.expect_code(0).expect_out("20 rows of 1 table, value by value").expect_out("a sample of rows");
    let proof = workspace.read(&format!("{}/proof.json", folder(&workspace)));
    for text in [&ran.stdout, &ran.stderr, &proof] {
        assert!(!text.contains("Maria") && !text.contains(&real.url()), "{text}");
    }
    workspace.run(["gen", "--check"]).expect_code(0);
    assert_eq!(real.texts("SELECT count(*)::text FROM \"Label\" WHERE name LIKE 'Maria %'").expect("rows"), ["50"]);

    // What is no address is told without repeating it.
    for given in ["postgres://me:hidden@[::1/x", "NO_SUCH_VARIABLE"] {
        let ran = workspace.run(["prove", "--sample", given]).expect_code(2);
        assert!(!ran.stderr.contains("hidden"), "{}", ran.stderr);
    }
}

/// Whatever ends a proof early, no server and no folder stay.
#[test]
#[cfg(unix)]
fn what_is_interrupted_leaves_nothing() {
    let Some(()) = judge("what_is_interrupted_leaves_nothing") else { return };
    if !server::find().is_ok_and(|source| matches!(source, underpin_db::Source::Binaries(_))) {
        return skip("what_is_interrupted_leaves_nothing", "the server is not ours to start");
    }
    let workspace = Workspace::empty();
    workspace.run(["make-system", "--models", "20", "made"]).expect_code(0);
    workspace.run(["gen", "made", "--at", "2026-08-02T10:15:00Z"]).expect_code(0);
    let cases = [(interrupt(), Victim::Us, None), ("KILL", Victim::Us, None), ("KILL", Victim::Server, Some(2))];
    for (signal, victim, code) in cases {
        let place = tempfile::Builder::new().prefix("up").tempdir_in("/tmp").expect("a folder");
        fs::set_permissions(place.path(), std::os::unix::fs::PermissionsExt::from_mode(0o1777)).expect("permissions");
        let mut command = workspace.command(["prove", "made"]);
        command.env("TMPDIR", place.path());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("a process");
        let stderr = BufReader::new(child.stderr.take().expect("its words"));
        let mut lines = stderr.lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("building the schemas")), "it ended before it began");
        let pid = match victim {
            Victim::Us => child.id().to_string(),
            Victim::Server => server_of(place.path()),
        };
        let status = Command::new("kill").args(["-s", signal, &pid]).status().expect("kill");
        assert!(status.success());
        let rest: Vec<String> = lines.collect();
        assert_eq!(child.wait().expect("its end").code(), code, "{rest:?}");
        if code.is_some() {
            assert!(rest.iter().any(|line| line.starts_with("error: ")), "{rest:?}");
        }
        // The guard needs a moment to stop a server.
        let since = Instant::now();
        while fs::read_dir(place.path()).expect("a folder").next().is_some() {
            assert!(since.elapsed() < Duration::from_secs(60), "something is left");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// What Ctrl-C sends; where the tests themselves are deaf to it, as what a script runs in the background is, so are the
/// processes that they start, and another signal has to do.
/// <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_11>
#[cfg(unix)]
fn interrupt() -> &'static str {
    const INTERRUPT: u64 = 1 << (2 - 1);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    if ignored & INTERRUPT == 0 { "INT" } else { "TERM" }
}

/// What is killed.
#[cfg(unix)]
#[derive(Clone, Copy)]
enum Victim {
    Us,
    Server,
}

/// The process of the server whose folder is the only one here.
#[cfg(unix)]
fn server_of(place: &Path) -> String {
    let folder = fs::read_dir(place).expect("a folder").next().expect("the server's").expect("an entry").path();
    let text = fs::read_to_string(folder.join("data/postmaster.pid")).expect("its number");
    text.lines().next().expect("a line").to_owned()
}
