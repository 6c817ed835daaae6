//! What has to be taken off and put back because what it hangs on changes.

use underpin_schema::Schema;

use crate::{Change, Pair, changes::Rebuild};

/// What hangs on something that the changes cannot change under it. `renames` come first, then `changes`.
pub(crate) fn rebuilt(_renames: &[Change], _changes: &[Change], _pair: Pair<&Schema>) -> Vec<Rebuild> {
    Vec::new()
}
