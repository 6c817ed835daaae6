//! The page for people: every model is on it, and nothing that people write breaks its tables or its diagram.

use underpin_render::docs::{System, page};
use underpin_schema::Resolved;
use underpin_testing::{cases::repository, systems};

fn text(name: &str, resolved: &Resolved, migrations: &[String]) -> String {
    page(&System { name, schema: &resolved.schema, code: &resolved.code, migrations })
}

fn all() -> Vec<(String, Resolved)> {
    let kitchen = repository().join("crates/underpin/tests/systems/kitchen");
    let named = systems::names().into_iter().map(|name| (name.clone(), systems::system(&name)));
    named.chain([("kitchen".to_owned(), systems::read(&kitchen))]).collect()
}

/// The lines between the fences of the diagram.
fn diagram(page: &str) -> Vec<&str> {
    let lines = page.lines().skip_while(|line| *line != "```mermaid").skip(1);
    lines.take_while(|line| *line != "```").collect()
}

fn is_word(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[test]
fn every_model_and_every_relation_is_in_the_diagram() {
    for (name, resolved) in all() {
        let page = text(&name, &resolved, &[]);
        let lines = diagram(&page);
        assert_eq!(lines.first(), Some(&"erDiagram"), "{name}");
        let boxes = lines.iter().filter(|line| line.ends_with(" {")).count();
        assert_eq!(boxes, resolved.code.models.len(), "{name}");
        let relations = lines.iter().filter(|line| line.contains(" : ")).count();
        assert_eq!(relations, resolved.code.relations.len(), "{name}");
    }
}

#[test]
fn each_line_of_the_diagram_is_one_that_mermaid_reads() {
    // https://mermaid.js.org/syntax/entityRelationshipDiagram.html
    for (name, resolved) in all() {
        let page = text(&name, &resolved, &[]);
        for line in &diagram(&page)[1..] {
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
