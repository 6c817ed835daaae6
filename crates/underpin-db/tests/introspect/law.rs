//! What is made from a schema reads back as that schema.

use underpin_schema::Schema;
use underpin_testing::{postgres, systems};

use crate::{
    blank::blank,
    build::{build, read},
};

#[test]
fn systems_read_back() {
    let Some(cluster) = postgres("systems_read_back") else { return };
    for name in systems::names() {
        let schema: Schema = systems::system(&name).schema;
        let database = cluster.database().unwrap();
        build(&schema, &database);
        let read = read(&database);
        assert_eq!(read.unmanaged, []);
        assert_eq!(blank(&read.schema), blank(&schema));
    }
}
