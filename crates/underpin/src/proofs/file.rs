//! `proof.json`: what was proved of a migration, beside it; and of a whole history, beside its migrations.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::{Deserialize, Serialize};
use underpin_db::prove::{Conclusion, Point, Proof, Verdict};
use underpin_render::File;

use super::{Provable, read_texts};
use crate::{
    Error,
    files::{is_untouched, remove_file, stamp, write_file},
    history::History,
    project::show,
};

/// The file with the proof of a migration or of a history.
pub const PROOF: &str = "proof.json";

/// The number of the format. A file of another one proves nothing.
const FORMAT: u32 = 1;

/// What a proof.json holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofFile {
    generated: String,
    format: u32,
    /// The migration; of a history `history`.
    pub id: String,
    /// The digests of the texts that were proved; in a history one for each migration.
    texts: BTreeMap<String, String>,
    /// The hash of the schema before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    old_hash: Option<String>,
    /// The hash of the schema after.
    new_hash: String,
    /// The rows that it was proved with.
    pub rows: RowsOf,
    /// The versions of the servers that it was proved on, in order.
    pub servers: Vec<String>,
    /// What was concluded.
    pub conclusions: Vec<Conclusion>,
    /// What is worth knowing beside that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The rows that a migration was proved with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowsOf {
    /// Made ones: the seed, and how many a table.
    Made {
        /// The seed.
        seed: u64,
        /// How many each table was to have.
        rows: usize,
    },
    /// Those of a script, by the digest of its text.
    Script(String),
    /// Some of a real database, masked.
    Sample,
}

/// Whether a migration is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// There is a proof of just these texts.
    Proved(Box<ProofFile>),
    /// There is a proof of other texts.
    Stale,
    /// There is none.
    Missing,
}

impl ProofFile {
    /// The file for a proof that holds. Where one is there already that was made of the same texts with the same rows,
    /// the versions of its servers stay.
    pub fn new(what: &Provable, rows: RowsOf, proof: &Proof, before: &State) -> Self {
        let mut file = Self {
            generated: "by underpin; underpin:digest".to_owned(),
            format: FORMAT,
            id: what.id.clone(),
            texts: what.texts.clone(),
            old_hash: what.hashes.0.clone(),
            new_hash: what.hashes.1.clone(),
            rows,
            servers: vec![proof.server.clone()],
            conclusions: proof.conclusions.clone(),
            notes: proof.notes.clone(),
        };
        if let State::Proved(before) = before
            && before.rows == file.rows
        {
            file.servers.extend(before.servers.iter().cloned());
            file.servers.sort();
            file.servers.dedup();
        }
        file
    }

    fn is_of(&self, what: &Provable) -> bool {
        let points: Vec<Point> = self.conclusions.iter().map(|conclusion| conclusion.point).collect();
        self.format == FORMAT
            && (&self.id, &self.texts) == (&what.id, &what.texts)
            && (&self.old_hash, &self.new_hash) == (&what.hashes.0, &what.hashes.1)
            && self.conclusions.iter().all(|conclusion| conclusion.verdict == Verdict::Holds)
            && points == what.points
    }

    /// Writes it into the folder of what it is about.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let text =
            serde_json::to_string_pretty(self).map_err(|error| Error::Internal { message: error.to_string() })?;
        let file = stamp(File::new(PROOF, format!("{text}\n")))?;
        let path = folder.join(PROOF);
        if fs::read_to_string(&path).is_ok_and(|there| there == file.text) {
            return Ok(());
        }
        write_file(&path, &file.text)
    }

    /// Takes away the proof of what does not hold.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn remove(folder: &Path) -> Result<(), Error> {
        let path = folder.join(PROOF);
        if path.exists() { remove_file(&path) } else { Ok(()) }
    }
}

/// Whether something is proved as it stands.
///
/// # Errors
/// Where the file is there and cannot be read.
pub fn state(what: &Provable) -> Result<State, Error> {
    let path = what.folder.join(PROOF);
    let there = match fs::read_to_string(&path) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::Missing),
        Err(error) => return Err(Error::io("read", &path)(error)),
    };
    // An edited proof is none.
    if !is_untouched(&there) {
        return Ok(State::Stale);
    }
    let file = serde_json::from_str::<ProofFile>(&there).ok().filter(|file| file.is_of(what));
    Ok(file.map_or(State::Stale, |file| State::Proved(Box::new(file))))
}

/// What is not proved as it stands, each with why, in words: migrations, and the history that they are.
///
/// # Errors
/// Where a file cannot be read.
pub fn unproved(history: &History) -> Result<Vec<String>, Error> {
    let mut texts = Vec::new();
    for at in 0..history.entries.len() {
        // What is wrong with a snapshot is said where the chain is checked.
        texts.extend(read_texts(history, at)?.ok());
    }
    let mut found = Vec::new();
    let mut provables: Vec<Provable> = texts.iter().map(Provable::migration).collect();
    provables.extend(Provable::history(&texts));
    for what in provables {
        let folder = show(&what.folder);
        match state(&what)? {
            State::Proved(_) => {}
            State::Stale => found.push(format!("`{folder}`: its proof is of other texts")),
            State::Missing => found.push(format!("`{folder}`: there is no proof")),
        }
    }
    Ok(found)
}
