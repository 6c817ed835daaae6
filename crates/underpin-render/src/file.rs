//! A file that is to be written.

/// A file as text. Nothing here writes it: that is for the program, which knows where it may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it goes, relative to the output that it is part of, with `/` between folders.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl File {
    /// A file from its path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}
