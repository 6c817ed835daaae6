//! Whether two databases hold the same objects, by our own reading and by pg_dump's.

use std::collections::BTreeSet;

use underpin_plan::Pair;
use underpin_schema::{Resolved, Schema};

use super::dump::Dumper;
use crate::{Cluster, Database, Error, Introspected, introspect, normal_form};

/// What a database holds.
#[derive(Debug)]
pub(super) struct Catalog {
    pub(super) introspected: Introspected,
    /// The statements of `pg_dump --schema-only`, where there is one.
    dump: Option<BTreeSet<String>>,
}

impl Catalog {
    pub(super) fn read(database: &Database, dumper: Option<&Dumper>) -> Result<Self, Error> {
        // The dump is another process, so the two can go on side by side.
        let (introspected, dump) = std::thread::scope(|scope| {
            let dumping = dumper.map(|dumper| scope.spawn(|| dumper.dump(database)));
            let introspected = database.with(introspect);
            let dump = dumping.map(|dumping| dumping.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            (introspected, dump)
        });
        Ok(Self { introspected: introspected?, dump: dump.transpose()? })
    }

    /// Whether both hold the same schema, in whatever spelling: PostgreSQL writes `x IN ('a')` over a `varchar` in one way
    /// where the check was just made, and in another where its column was altered since.
    pub(super) fn means_the_same(&self, target: &Catalog, cluster: &Cluster) -> Result<bool, Error> {
        let (one, other) = (&self.introspected.schema, &target.introspected.schema);
        if one == other {
            return Ok(true);
        }
        let database = cluster.database()?;
        match (normal_form(one, &database), normal_form(other, &database)) {
            (Ok(one), Ok(other)) => Ok(one == other),
            // What cannot be built anew has no form to compare; the difference stands.
            (Err(_), _) | (_, Err(_)) => Ok(false),
        }
    }

    /// One line for each difference, as seen from the first of the two; none where they are the same.
    pub(super) fn differences(&self, target: &Catalog, cluster: &Cluster) -> Result<Vec<String>, Error> {
        let spelled_alike = self.introspected.schema == target.introspected.schema;
        let mut lines = match self.means_the_same(target, cluster)? {
            true => Vec::new(),
            false => schema_differences(&self.introspected.schema, &target.introspected.schema),
        };
        let (seen, expected) = (&self.introspected.unmanaged, &target.introspected.unmanaged);
        lines.extend(
            seen.iter().filter(|one| !expected.contains(one)).map(|one| format!("{one}, which the target has not")),
        );
        lines.extend(
            expected.iter().filter(|one| !seen.contains(one)).map(|one| format!("no {one}, which the target has")),
        );
        if let (Some(seen), Some(expected)) = (&self.dump, &target.dump)
            && lines.is_empty()
            // It would tell of the spelling alone.
            && spelled_alike
        {
            let first_line = |statement: &String| statement.replace('\n', " ");
            lines.extend(seen.difference(expected).map(|one| format!("pg_dump: only here: {}", first_line(one))));
            lines.extend(
                expected.difference(seen).map(|one| format!("pg_dump: only in the target: {}", first_line(one))),
            );
        }
        Ok(lines)
    }
}

/// What would have to be done to get from one schema to the other.
fn schema_differences(seen: &Schema, target: &Schema) -> Vec<String> {
    if seen == target {
        return Vec::new();
    }
    let (plan, diagnostics) = underpin_plan::plan(
        Pair { old: seen, new: target },
        &Resolved { schema: target.clone(), ..Resolved::default() },
    );
    let mut lines: Vec<String> = plan.changes.iter().map(|change| format!("to {change} is left to do")).collect();
    // What the planner refuses to do without a word is a difference all the same.
    lines.extend(diagnostics.iter().map(|diagnostic| diagnostic.message.clone()));
    if lines.is_empty() {
        lines.push("the schemas differ in what no statement changes".to_owned());
    }
    lines
}
