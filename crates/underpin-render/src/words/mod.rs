//! A plan in plain words: what it changes, what it locks, rewrites and destroys, and what cannot be taken back.
//!
//! A [`Summary`] is data: the header of a migration prints it, `plan` and `review` show it, `--json` serializes it. Every
//! text in it is one line without control characters, whatever the names in the schema hold.

mod detail;
mod effects;
mod line;
mod rows;
mod show;
mod title;
mod visibility;

pub(crate) use self::{effects::reason, rows::counter_words};
use serde::Serialize;
use underpin_plan::{Irreversible, Plan};

pub use self::{
    effects::{Effects, Lock},
    line::one_line,
};

/// What a plan does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// All of it in one line: `create 2 enums and 6 tables`.
    pub title: String,
    /// Each change in one line, grouped by kind.
    pub changes: Vec<String>,
    /// What the way there does to what exists.
    pub up: Effects,
    /// What the way back does; nothing where it refuses to run.
    pub down: Effects,
    /// What the way back cannot restore.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub irreversible: Vec<Loss>,
}

/// Something that the way back cannot restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The object: `value Role.ADMIN`.
    pub object: String,
    /// Why.
    pub reason: String,
}

/// What a plan does, in plain words.
pub fn summary(plan: &Plan) -> Summary {
    let Plan { changes, up, down, irreversible, edges: _, done: _, checks: _ } = plan;
    let kinds = title::by_kind(changes);
    let details = detail::details(changes.len(), up);
    let changes: Vec<String> = kinds
        .iter()
        .flat_map(|kind| &kind.members)
        .map(|&at| one_line(format_args!("{}{}", changes[at], details[at])))
        .collect();
    Summary {
        title: title::title(&changes, &kinds),
        changes,
        up: effects::effects(up),
        down: if irreversible.is_empty() { effects::effects(down) } else { Effects::default() },
        irreversible: irreversible
            .iter()
            .map(|Irreversible { object, reason }| Loss { object: one_line(object), reason: one_line(reason) })
            .collect(),
    }
}
