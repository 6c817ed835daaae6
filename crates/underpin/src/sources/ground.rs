//! The throw-away server that sources are run on, started when the first one needs it.

use std::path::PathBuf;

use underpin_db::{Cluster, Source as Server, embedded};

use crate::Error;

/// Where `cargo xtask test` puts a PostgreSQL that it has fetched.
const FETCHED: &str = "target/postgresql";

/// The server of a run.
#[derive(Debug, Default)]
pub struct Ground {
    cluster: Option<Cluster>,
    /// The folder of the repository, which may hold a PostgreSQL that was fetched for its tests.
    root: Option<PathBuf>,
}

impl Ground {
    /// A server that takes what a repository has fetched, where the machine has nothing.
    pub fn of(root: PathBuf) -> Self {
        Self { cluster: None, root: Some(root) }
    }

    /// The server, started now where it was not.
    ///
    /// # Errors
    /// Where no server can be had.
    pub fn cluster(&mut self) -> Result<&Cluster, Error> {
        if self.cluster.is_none() {
            let source = match (Server::find(), &self.root) {
                (Err(underpin_db::Error::NotFound), Some(root)) => {
                    let fetched = embedded::installed(&root.join(FETCHED));
                    fetched.map(Server::Binaries).ok_or(underpin_db::Error::NotFound)
                }
                (found, _) => found,
            };
            self.cluster = Some(Cluster::start_from(&source?)?);
        }
        self.cluster.as_ref().ok_or_else(|| Error::Internal { message: "no server was started".to_owned() })
    }
}
