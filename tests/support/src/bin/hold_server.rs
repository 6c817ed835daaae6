//! Starts a throw-away server, says where it lies, and holds it until someone ends this process.

use std::{error::Error, thread, time::Duration};

use underpin_db::Cluster;
use underpin_testing::server::find;

fn main() -> Result<(), Box<dyn Error>> {
    let database = Cluster::start_from(&find()?)?.database()?;
    println!("{}", database.texts("SELECT current_setting('unix_socket_directories')")?.concat());
    // Longer than any test waits, so that a holder whose test has died ends by itself.
    thread::sleep(Duration::from_secs(120));
    Ok(())
}
