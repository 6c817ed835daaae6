//! Runs that are killed.

use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::support::{LABEL, Run, Workspace};

/// A workspace whose run takes long enough to be killed in the middle.
fn large() -> Workspace {
    let large = Workspace::empty();
    large.run(["make-system", "--models", "60", "specs/made"]).expect_code(0);
    let system = large.read("specs/made/underpin.yaml").replace(": generated/", ": ../../out/");
    large.write("specs/made/underpin.yaml", system);
    large
}

/// Every finished file; what is unfinished has a name of its own.
fn finished(workspace: &Workspace) -> BTreeMap<String, String> {
    let mut files = workspace.files();
    files.retain(|path, _| !path.contains(".underpin-tmp-"));
    files
}

#[test]
fn each_file_is_old_or_new_and_the_next_run_heals() {
    let model = "specs/made/models/item_0007.yaml";
    let reference = large();
    reference.run(["gen", "--at", "2026-08-02"]).expect_code(0);
    let old = reference.files();
    let edited = reference.read(model).replace("  position:", "  extra: string?\n  position:");
    reference.write(model, &edited);
    reference.run(["gen", "--at", "2026-08-03"]).expect_code(0);
    let new = reference.files();
    assert_ne!(old, new);

    let victim = large();
    victim.run(["gen", "--at", "2026-08-02"]).expect_code(0);
    victim.write(model, &edited);
    let mut cut_short = 0;
    for wait in 0..30 {
        let mut child = victim.command(["gen", "--at", "2026-08-03"]).stdout(Stdio::null()).spawn().expect("started");
        thread::sleep(Duration::from_micros(wait * 1_500));
        child.kill().expect("killed");
        let status = child.wait().expect("ended");
        cut_short += usize::from(status.code().is_none());
        for (path, text) in finished(&victim) {
            let whole = old.get(&path) == Some(&text) || new.get(&path) == Some(&text);
            assert!(whole, "{path} is neither old nor new after {wait}");
        }
        let migration: Vec<String> = finished(&victim).into_keys().filter(|path| path.contains("/20260803")).collect();
        assert!(migration.is_empty() || migration.len() == 4, "a part of a migration: {migration:?}");
        if status.success() {
            break;
        }
    }
    assert!(cut_short > 0, "no run was killed in time");
    victim.run(["gen"]).expect_code(0);
    victim.run(["gen", "--check"]).expect_code(0);
    if finished(&victim).keys().any(|path| path.contains("/20260803000000_")) {
        assert_eq!(finished(&victim), new);
    }
    // What the killed runs left is gone once a run writes again.
    victim.write(
        model,
        edited.replace("extra", "other").replace("  other: string?\n", "  extra: string?\n  other: string?\n"),
    );
    victim.run(["gen"]).expect_code(0);
    assert_eq!(finished(&victim), victim.files());
}

#[test]
fn two_runs_at_once_do_not_disturb_one_another() {
    let made = large();
    let runs: Vec<_> = (0..4).map(|_| made.command(["gen"]).stdout(Stdio::null()).spawn().expect("started")).collect();
    for mut run in runs {
        assert!(run.wait().expect("ended").success());
    }
    made.run(["gen", "--check"]).expect_code(0);
    assert_eq!(made.migrations().len(), 1);
}

/// As on a full disk: the system takes the first bytes of a file and refuses the rest.
#[test]
#[cfg(unix)]
fn a_write_that_is_refused_half_way_leaves_everything_as_it_was() {
    let shop = Workspace::generated();
    shop.write("specs/shop/models/label.yaml", LABEL.replace("  name: string\n", "  name: string\n  note: string?\n"));
    let before = shop.files();
    let script = format!("trap '' XFSZ; ulimit -f 1; exec '{}' gen", env!("CARGO_BIN_EXE_underpin"));
    let mut command = Command::new("sh");
    let output = command.args(["-c", &script]).current_dir(shop.path("")).output().expect("a shell");
    Run::from(output).expect_code(2).expect_err("could not write `").expect_err("help: free some space");
    assert_eq!(shop.files(), before);
    shop.run(["gen"]).expect_code(0);
    assert_eq!(shop.migrations().len(), 2);
}
