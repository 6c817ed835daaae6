//! Specs that cannot be read, or are wrong.

use crate::support::{LABEL, Workspace};

#[test]
fn all_mistakes_are_said_at_once_with_their_places() {
    let shop = Workspace::shop();
    shop.write("specs/shop/models/a.yaml", "model: A\nfeilds: {}\n");
    shop.write("specs/shop/models/b.yaml", "model: B\nfields:\n  id: { type: uuuid, primary: true }\n");
    let run = shop.run(["validate"]).expect_code(1);
    let (a, b) = (run.stderr.find("models/a.yaml:2:1"), run.stderr.find("models/b.yaml:3:"));
    assert!(a.is_some() && b.is_some() && a < b, "{}", run.stderr);
    let run = run.expect_err("help").expect_err("feilds: {}").expect_err("^^^^^^");
    assert!(!run.stderr.contains('\u{1b}'));
    shop.run(["gen"]).expect_code(1);
    assert!(shop.files().is_empty());
}

#[test]
fn json_has_the_same_diagnostics() {
    let shop = Workspace::shop();
    shop.write("specs/shop/models/a.yaml", "model: A\nfeilds: {}\n");
    let run = shop.run(["validate", "--json"]).expect_code(1);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found = value["systems"][0]["diagnostics"].as_array().expect("a list");
    let unknown = found.iter().find(|found| found["id"] == "UP0102").expect("the unknown key");
    assert_eq!(unknown["labels"][0]["file"], "specs/shop/models/a.yaml");
    assert_eq!((&unknown["labels"][0]["line"], &unknown["labels"][0]["column"]), (&2.into(), &1.into()));
}

#[test]
fn a_file_that_is_not_utf8() {
    let shop = Workspace::shop();
    shop.write("specs/shop/models/latin.yaml", b"model: Caf\xe9\n");
    shop.run(["validate"])
        .expect_code(1)
        .expect_err("UP0503")
        .expect_err("models/latin.yaml:1:11")
        .expect_err("the byte 0xe9 is not part of UTF-8");
    shop.write("specs/shop/underpin.yaml", b"\xff\xfe");
    shop.run(["validate"]).expect_code(1).expect_err("specs/shop/underpin.yaml:1:1");
}

#[test]
fn a_folder_where_a_file_should_be() {
    let shop = Workspace::shop();
    std::fs::create_dir(shop.path("specs/shop/models/folder.yaml")).expect("created");
    let system = shop.read("specs/shop/underpin.yaml");
    shop.write("specs/shop/underpin.yaml", format!("{system}models: [models/*.yaml]\n"));
    shop.run(["validate"])
        .expect_code(1)
        .expect_err("UP0502")
        .expect_err("is a folder, and a file is needed")
        .expect_err("specs/shop/underpin.yaml:6:");
    let lone = Workspace::empty();
    std::fs::create_dir(lone.path("underpin.yaml")).expect("created");
    lone.run(["validate"]).expect_code(1).expect_err("UP0502");
}

#[test]
fn patterns_that_match_nothing() {
    let shop = Workspace::shop();
    shop.write("specs/shop/underpin.yaml", "project: shop\nmodels: [nothing/*.yaml, \"models/***\"]\n");
    let run = shop.run(["validate"]).expect_code(1);
    assert_eq!(run.stderr.matches("UP0501").count(), 2, "{}", run.stderr);
    run.expect_err("no file matches `nothing/*.yaml`").expect_err("`models/***` is not a pattern");
}

#[test]
fn what_is_not_there() {
    let empty = Workspace::empty();
    empty.run(["gen"]).expect_code(2).expect_err("found no underpin.yaml").expect_err("help");
    empty.run(["gen", "nowhere"]).expect_code(2).expect_err("nowhere");
    let shop = Workspace::shop();
    shop.run(["gen", "--system", "shpo"]).expect_code(2).expect_err("there is no system `shpo`; there are: shop");
    let run = shop.run(["gen", "--system", "shpo", "--json"]).expect_code(2);
    assert!(serde_json::from_str::<serde_json::Value>(&run.stdout).expect("JSON")["error"].is_string());
}

#[test]
fn a_device_and_a_large_file_are_not_read() {
    let shop = Workspace::shop();
    shop.write("specs/shop/models/large.yaml", vec![b'#'; 17 * 1024 * 1024]);
    shop.run(["validate"]).expect_code(1).expect_err("is larger than 16 MiB");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/zero", shop.path("specs/shop/models/zero.yaml")).expect("a link");
        shop.run(["validate"]).expect_code(1).expect_err("is not a plain file");
    }
}

#[test]
fn names_cannot_move_the_cursor() {
    let shop = Workspace::shop();
    shop.write("specs/shop/models/x.yaml", "model: \"A\\e[31mB\\u202e\"\nfields: { id: nothing }\n\"\\e[2J\": 1\n");
    let run = shop.run(["validate"]).expect_code(1);
    assert!(!run.stderr.contains('\u{1b}') && !run.stderr.contains('\u{202e}'), "{:?}", run.stderr);
    std::fs::rename(shop.path("specs/shop/models/x.yaml"), shop.path("specs/shop/models/\u{1b}[31m.yaml"))
        .expect("renamed");
    let run = shop.run(["validate"]).expect_code(1);
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
}

#[test]
fn thousands_of_mistakes_are_bounded() {
    let shop = Workspace::shop();
    let mut text = LABEL.replace("Label", "Other").replace("Color", "Colour").replace("---", "---\n");
    (0..3_000).for_each(|number| text = format!("wrong{number}: 1\n{text}"));
    shop.write("specs/shop/models/other.yaml", text);
    let run = shop.run(["validate"]).expect_code(1).expect_err("more; --json shows them all");
    assert!(run.stderr.len() < 200_000, "{}", run.stderr.len());
}

#[test]
fn a_spec_of_one_long_line() {
    let shop = Workspace::shop();
    let text = format!("model: A\nfields: {{ id: {{ type: int, primary: true }}, {} }}\n", "x: wrong, ".repeat(20_000));
    shop.write("specs/shop/models/long.yaml", text);
    let run = shop.run(["validate"]).expect_code(1);
    assert!(run.stderr.lines().all(|line| line.len() < 4_000), "lines are cut to the width of a terminal");
}
