//! What a proof can be about.

use std::{collections::BTreeMap, path::PathBuf};

use underpin_db::prove::Point;

use super::MigrationText;
use crate::files::hash;

/// A migration or a history, as its proof names it.
#[derive(Clone, Debug)]
pub struct Provable {
    /// What it is called.
    pub id: String,
    /// Where its proof lies.
    pub folder: PathBuf,
    /// The digests of its texts.
    pub texts: BTreeMap<String, String>,
    /// The hashes of the schemas before and after.
    pub hashes: (Option<String>, String),
    /// What is concluded of it.
    pub points: Vec<Point>,
}

const HISTORY: &str = "history";

impl Provable {
    /// Whether it is a whole history. No migration is called so, since each begins with its time.
    pub fn is_history(&self) -> bool {
        self.id == HISTORY
    }

    /// One migration.
    pub fn migration(text: &MigrationText) -> Self {
        Self {
            id: text.id.clone(),
            folder: text.folder.clone(),
            texts: text.digests().map(|(name, digest)| (name.to_owned(), digest)).into(),
            hashes: text.schemas.clone(),
            points: Point::ALL.to_vec(),
        }
    }

    /// All migrations of a history, one after the other; nothing where there are no two of them: what is to be said of
    /// one alone is said in its own proof.
    pub fn history(texts: &[MigrationText]) -> Option<Self> {
        let [first, .., last] = texts else { return None };
        let digest = |text: &MigrationText| {
            let digests: Vec<String> = text.digests().map(|(name, digest)| format!("{name} {digest}")).into();
            (text.id.clone(), hash(&digests.join("\n")))
        };
        Some(Self {
            id: HISTORY.to_owned(),
            folder: last.folder.parent()?.to_owned(),
            texts: texts.iter().map(digest).collect(),
            hashes: (first.schemas.0.clone(), last.schemas.1.clone()),
            points: Point::OF_HISTORY.to_vec(),
        })
    }
}
