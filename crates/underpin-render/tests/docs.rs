//! The page for people: every model is on it, and nothing that people write breaks its tables or its diagram.

use std::collections::BTreeMap;

use underpin_render::docs::{System, page};
use underpin_schema::{QName, Resolved};
use underpin_testing::{cases::repository, systems};

fn text(name: &str, resolved: &Resolved, migrations: &[String]) -> String {
    in_areas(name, resolved, migrations, &BTreeMap::new())
}

fn in_areas(name: &str, resolved: &Resolved, migrations: &[String], areas: &BTreeMap<QName, String>) -> String {
    page(&System { name, schema: &resolved.schema, code: &resolved.code, migrations, areas })
}

/// The page as one, and with seven models in each area.
fn pages(name: &str, resolved: &Resolved) -> [String; 2] {
    let numbered = resolved.code.models.iter().enumerate();
    let areas = numbered.map(|(at, model)| (model.table.clone(), format!("Area {}", at / 7))).collect();
    [text(name, resolved, &[]), in_areas(name, resolved, &[], &areas)]
}

fn all() -> Vec<(String, Resolved)> {
    let kitchen = repository().join("crates/underpin/tests/systems/kitchen");
    let named = systems::names().into_iter().map(|name| (name.clone(), systems::system(&name)));
    named.chain([("kitchen".to_owned(), systems::read(&kitchen))]).collect()
}

/// The lines between the fences of the diagrams.
fn diagram(page: &str) -> Vec<&str> {
    let diagrams = page.split("\n```mermaid\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    diagrams.flat_map(str::lines).collect()
}

fn is_word(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[test]
fn every_model_and_every_relation_is_in_the_diagram() {
    for (name, resolved) in all() {
        for (page, at_once) in pages(&name, &resolved).iter().zip([usize::MAX, 20]) {
            let lines = diagram(page);
            assert_eq!(lines.first(), Some(&"erDiagram"), "{name}");
            let models = resolved.code.models.len();
            let diagrams = if models > at_once { models.div_ceil(7) } else { 1 };
            assert_eq!(lines.iter().filter(|line| **line == "erDiagram").count(), diagrams, "{name}");
            let boxes = lines.iter().filter(|line| line.ends_with(" {")).count();
            assert_eq!(boxes, models, "{name}");
            let relations = lines.iter().filter(|line| line.contains(" : ")).count();
            assert_eq!(relations, resolved.code.relations.len(), "{name}");
        }
    }
}

#[test]
fn each_line_of_the_diagram_is_one_that_mermaid_reads() {
    // https://mermaid.js.org/syntax/entityRelationshipDiagram.html
    for (name, resolved) in all() {
        let pages = pages(&name, &resolved);
        for line in pages.iter().flat_map(|page| diagram(page)).filter(|line| *line != "erDiagram") {
            let words: Vec<&str> = line.split_whitespace().collect();
            let is_read = match words.as_slice() {
                ["}"] => true,
                [model, "{"] => is_word(model),
                [to, line, from, ":", label] => {
                    let known = ["||--o{", "||--o|", "|o..o{", "|o..o|", "}o..o{"];
                    known.contains(line) && [to, from, label].into_iter().all(|word| is_word(word))
                }
                [ty, field, keys @ ..] => {
                    let key = |key: &&str| matches!(key.trim_end_matches(','), "PK" | "FK" | "UK");
                    is_word(ty) && is_word(field) && !keys.is_empty() && keys.iter().all(key)
                }
                [_] | [] => false,
            };
            assert!(is_read, "{name}: {line}");
        }
    }
}

#[test]
fn names_and_docs_end_no_cell() {
    let mut resolved = systems::system("snorq");
    resolved.code.models[0].doc = Some("a | b\n\n| c | d |\n<!-- -->".to_owned());
    resolved.code.models[0].fields[1].pii = Some(underpin_schema::Pii::Other);
    resolved.code.models[0].fields[1].name = "a|b`c".into();
    let page = text("snorq", &resolved, &["20250101000000_a|b".to_owned()]);
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut width = None;
    for line in page.lines() {
        // A table is as wide as its first line says.
        width = line.starts_with('|').then(|| width.unwrap_or(cells(line)));
        assert!(width.is_none_or(|width| width == cells(line)), "{line}");
    }
    assert!(page.contains("a \\| b \\| c \\| d \\| &lt;!-- -->"), "{page}");
}

#[test]
fn a_name_that_no_shell_should_read_is_left_out() {
    let resolved = systems::system("snorq");
    assert!(text("snorq", &resolved, &[]).contains("underpin plan --system snorq  "));
    let odd = text("a; rm -rf ~", &resolved, &[]);
    assert!(odd.contains("--system NAME  ") && !odd.contains("rm -rf"), "{odd}");
}
