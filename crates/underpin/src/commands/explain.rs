//! `explain`: the page of a diagnostic or of a rule.

use serde_json::json;
use underpin_lint::RULES;
use underpin_schema::DiagnosticId;

use super::{
    Context, Format, Outcome,
    output::{TITLE, print},
};
use crate::Error;

/// Something that can be explained.
struct Page {
    id: &'static str,
    text: String,
}

/// Prints the page of one id or rule, or the first line of all.
pub fn run(context: &Context, id: Option<&str>) -> Result<Outcome, Error> {
    let mut wanted = pages();
    if let Some(id) = id {
        wanted.retain(|page| page.id.eq_ignore_ascii_case(id));
        if wanted.is_empty() {
            return Err(Error::Argument {
                message: format!("there is no message or rule with the id `{id}`"),
                help: "`underpin explain` lists them all".to_owned(),
            });
        }
    }
    if context.format == Format::Json {
        let pages = wanted.iter().map(|page| json!({ "id": page.id, "explanation": page.text }));
        print(&format!("{:#}\n", json!({ "ids": pages.collect::<Vec<_>>() })));
        return Ok(Outcome::Clean);
    }
    for Page { id: name, text } in &wanted {
        print(&match id {
            Some(_) => format!("{TITLE}{name}{TITLE:#}  {text}\n"),
            None => format!("{TITLE}{name}{TITLE:#}  {}\n", first_sentence(text)),
        });
    }
    Ok(Outcome::Clean)
}

fn pages() -> Vec<Page> {
    let ids = DiagnosticId::ALL.iter().map(|id| Page { id: id.as_str(), text: trimmed(id.explanation()) });
    // The title of a rule's page is its name, which stands before the text anyway.
    let rules = RULES.iter().map(|rule| Page {
        id: rule.name,
        text: trimmed(rule.page).trim_start_matches(&format!("# {}", rule.name)).trim().to_owned(),
    });
    ids.chain(rules).collect()
}

fn first_sentence(text: &str) -> String {
    let paragraph = text.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
    paragraph[..end].to_owned()
}

fn trimmed(page: &str) -> String {
    page.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}
