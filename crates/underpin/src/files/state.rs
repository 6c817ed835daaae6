//! Whose a file is.

use std::{fs, io, path::Path};

use super::stamp::{is_stamped, is_untouched};
use crate::Error;

/// What stands at the path of a generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Absent,
    /// A file that underpin made, as it made it.
    Ours(String),
    /// A file that underpin made and someone edited.
    Edited(String),
    /// A file (its text, where it has one) that underpin did not make.
    Foreign(Option<String>),
}

impl State {
    /// The text that stands there.
    pub fn into_text(self) -> Option<String> {
        match self {
            State::Absent => None,
            State::Ours(text) | State::Edited(text) => Some(text),
            State::Foreign(text) => Some(text.unwrap_or_default()),
        }
    }
}

/// Reads what stands at a path.
///
/// # Errors
///
/// Where it is a folder, or cannot be read.
pub fn read_state(path: &Path) -> Result<State, Error> {
    Ok(read_bytes(path)?.map_or(State::Absent, judge))
}

/// The state of what stands at a path, unless it is this text already.
///
/// # Errors
///
/// Where it is a folder, or cannot be read.
pub fn read_difference(path: &Path, wanted: &str) -> Result<Option<State>, Error> {
    Ok(match read_bytes(path)? {
        // No need to look at its digest.
        Some(bytes) if bytes == wanted.as_bytes() => None,
        Some(bytes) => Some(judge(bytes)),
        None => Some(State::Absent),
    })
}

fn read_bytes(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

fn judge(bytes: Vec<u8>) -> State {
    match String::from_utf8(bytes) {
        Ok(text) if is_untouched(&text) => State::Ours(text),
        Ok(text) if is_stamped(&text) => State::Edited(text),
        Ok(text) => State::Foreign(Some(text)),
        Err(_) => State::Foreign(None),
    }
}
