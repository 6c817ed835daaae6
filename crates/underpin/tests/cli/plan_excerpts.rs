//! What a page shows of a migration: its changes, steps and proof that are about something, each on a line.

use std::{fs, path::Path};

use serde_json::Value;

/// `KIND of FOLDER about 'WORD|WORD'`, where the kind is `changes`, `steps`, `irreversible` or `proof`; or
/// `labels of ENUM in FOLDER`. `None` where the order is none of these.
pub fn block(root: &Path, order: &str) -> Option<String> {
    let (kind, rest) = order.split_once(" of ")?;
    let read = |folder: &str, file: &str| -> Value {
        let path = root.join(folder).join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).expect("JSON")
    };
    if kind == "labels" {
        let (name, folder) = rest.split_once(" in ")?;
        return Some(labels(&read(folder, "snapshot.json"), name));
    }
    let (folder, words) = rest.split_once(" about ")?;
    let words: Vec<&str> = words.trim_matches('\'').split('|').collect();
    let is_about = |value: &Value| {
        let text = value.to_string();
        words.iter().any(|word| text.contains(word))
    };
    let lines: Vec<String> = match kind {
        "changes" => list(&read(folder, "plan.json")["changes"]).filter(|it| is_about(it)).map(change).collect(),
        "steps" => {
            let plan = read(folder, "plan.json");
            let steps: Vec<(usize, &Value)> = list(&plan["up"]).enumerate().filter(|(_, it)| is_about(it)).collect();
            steps.iter().map(|(at, it)| step(*at, it, &steps)).collect()
        }
        "irreversible" => {
            let plan = read(folder, "plan.json");
            let found = list(&plan["irreversible"]).filter(|it| is_about(it));
            found.map(|it| format!("{}: {}", object(&it["object"]), text(&it["reason"]))).collect()
        }
        "proof" => {
            let proof = read(folder, "proof.json");
            let mut lines = vec![format!("on PostgreSQL {}", text(&proof["servers"][0]))];
            for conclusion in list(&proof["conclusions"]) {
                let [point, verdict, seen] = ["point", "verdict", "seen"].map(|key| text(&conclusion[key]));
                lines.push(format!("{verdict}  {point:<9} {seen}"));
                let details =
                    list(&conclusion["details"]).filter(|it| words.iter().any(|word| text(it).starts_with(word)));
                lines.extend(details.map(|it| format!("                 {}", text(it))));
            }
            lines
        }
        _ => return None,
    };
    Some(lines.join("\n"))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn labels(snapshot: &Value, name: &str) -> String {
    let of = |ty: &Value| list(&ty["values"]).map(text).collect::<Vec<_>>().join(", ");
    match find(snapshot, name) {
        Some(ty) => format!("{name}: {}", of(ty)),
        None => panic!("no enum {name} in the snapshot"),
    }
}

/// The entry of that name that holds `values`, wherever it is.
fn find<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Object(entries) => entries.iter().find_map(|(key, value)| {
            let is_it = key == name && value.get("values").is_some();
            if is_it { Some(value) } else { find(value, name) }
        }),
        Value::Array(items) => items.iter().find_map(|item| {
            let is_it = item["name"] == name && item.get("values").is_some();
            if is_it { Some(item) } else { find(item, name) }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn object(object: &Value) -> String {
    let part = |(kind, name): (&String, &Value)| match name {
        Value::Array(parts) => format!("{kind} {}", parts.iter().map(text).collect::<Vec<_>>().join(".")),
        Value::String(name) => format!("{kind} {name}"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => format!("{kind} {name}"),
    };
    object.as_object().into_iter().flatten().map(part).collect()
}

fn change(change: &Value) -> String {
    format!("{} {{ {} }}: {}", text(&change["kind"]), object(&change["object"]), text(&change["words"]))
}

/// A step with its locks, and those of the steps shown that it comes after.
fn step(at: usize, step: &Value, shown: &[(usize, &Value)]) -> String {
    let mut line = format!("{at:>3} {:<8} {:<11} {}", text(&step["phase"]), text(&step["op"]), object(&step["object"]));
    for lock in list(&step["locks"]) {
        line.push_str(&format!("; locks {} {}", text(&lock["table"]), text(&lock["mode"])));
    }
    if let Some(table) = step["rewrites"].as_str() {
        line.push_str(&format!("; rewrites {table}"));
    }
    for need in list(&step["needs"]) {
        let after = need["step"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
        if shown.iter().any(|(at, _)| *at == after) {
            line.push_str(&format!("\n      after {after}: {}", text(&need["reason"])));
        }
    }
    line
}
