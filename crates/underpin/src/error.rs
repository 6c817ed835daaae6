//! What the world refuses: failures that are not mistakes of a spec.

use std::{
    io,
    path::{Path, PathBuf},
};

/// A failure that ends the run with exit code 2. Mistakes of a spec are diagnostics instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused an operation on a file.
    #[error("could not {action} `{path}`: {source}", path = path.display())]
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No `underpin.yaml` where it was looked for.
    #[error("found no underpin.yaml in {searched}")]
    NoSystem {
        /// The places, in words.
        searched: String,
    },
    /// A system of that name does not exist.
    #[error("there is no system `{name}`; there are: {known}")]
    UnknownSystem {
        /// The name that was given.
        name: String,
        /// Those that exist.
        known: String,
    },
    /// An argument that does not fit.
    #[error("{message}")]
    Argument {
        /// What is wrong.
        message: String,
        /// What to write instead.
        help: String,
    },
    /// A generated text without a place for its digest.
    #[error("the generated text of `{path}` has no place for its digest")]
    Unstamped {
        /// The file that it was for.
        path: String,
    },
    /// Something that underpin made and cannot read itself.
    #[error("{message}")]
    Internal {
        /// What.
        message: String,
    },
    /// A symbolic link by which a generated file would be written outside of the workspace.
    #[error("`{path}` is a symbolic link that leads out of the workspace")]
    Link {
        /// The link.
        path: String,
    },
    /// A failure that was told already, with more than one line.
    #[error("it could not be done")]
    Told,
    /// No server, or one that refused what had to be possible.
    #[error(transparent)]
    Database(#[from] underpin_db::Error),
    /// A script that could not be run on the throw-away server.
    #[error("could not run `{path}`: {source}", path = path.display())]
    Script {
        /// The script.
        path: PathBuf,
        /// Where and why.
        source: Box<underpin_db::ScriptError>,
    },
    /// A generated file outside of the folder that was given for it.
    #[error("`{path}` would be written outside of its output")]
    Escape {
        /// The path.
        path: String,
    },
}

impl Error {
    /// A refused operation on a file.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { action, path, source }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Error::Io { action: _, path: _, source } => advice(source.kind()).map(str::to_owned),
            Error::NoSystem { searched: _ } => Some(
                "run it in a folder that holds an underpin.yaml, or below one that holds specs/<system>/underpin.yaml; \
                 or give the folder as an argument"
                    .to_owned(),
            ),
            Error::UnknownSystem { name: _, known: _ } | Error::Told | Error::Database(_) | Error::Script { path: _, source: _ } => None,
            Error::Link { path: _ } => Some("remove the link; outputs stay inside of the workspace".to_owned()),
            Error::Argument { message: _, help } => Some(help.clone()),
            Error::Unstamped { path: _ } | Error::Escape { path: _ } | Error::Internal { message: _ } => {
                Some("this is a mistake of underpin itself; please report it with the spec that led to it".to_owned())
            }
        }
    }
}

fn advice(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some("check who owns it and whether you may write there; nothing was left half written")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            Some("free some space and run it again; nothing was left half written")
        }
        io::ErrorKind::NotADirectory => Some("a file stands where a folder is needed; move it away"),
        io::ErrorKind::IsADirectory => Some("a folder stands where a file is needed; move it away"),
        io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists => Some("move what is there out of the way"),
        _ => None,
    }
}
