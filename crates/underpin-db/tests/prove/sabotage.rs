//! A proof that cannot fail is worth nothing: migrations that were tampered with, each in one way, are told from the
//! right one.

use underpin_db::{Cluster, prove::Point};
use underpin_testing::postgres;

use crate::{
    additive,
    made::{Made, failed, prover},
};

/// What was done to a migration, and what has to fail at least.
pub struct Sabotage {
    pub name: &'static str,
    pub act: fn(&mut Made),
    pub fails: Point,
}

/// Puts a text in the place of another, which must be there once.
pub fn swap(text: &mut String, from: &str, to: &str) {
    assert_eq!(text.matches(from).count(), 1, "{from} in\n{text}");
    *text = text.replace(from, to);
}

/// Takes away what begins with a text, to the end of the statement.
pub fn leave_out(text: &mut String, from: &str) {
    let start = text.find(from).unwrap_or_else(|| panic!("{from} in\n{text}"));
    let end = start + text[start..].find(";\n").expect("an end") + 2;
    text.replace_range(start..end, "");
}

pub fn add(text: &mut String, statement: &str) {
    let at = text.rfind("\nCOMMIT;").expect("an end");
    text.insert_str(at, &format!("\n{statement};\n"));
}

const ADDITIVE: &[Sabotage] = &[
    Sabotage {
        name: "an index is left out",
        act: |made| leave_out(&mut made.files.migration, "CREATE INDEX \"Order_tags_idx\""),
        fails: Point::Target,
    },
    Sabotage {
        name: "a column is left out",
        act: |made| leave_out(&mut made.files.migration, "ALTER TABLE \"Customer\" ADD COLUMN \"email\""),
        fails: Point::Target,
    },
    Sabotage {
        name: "a foreign key is left out",
        act: |made| leave_out(&mut made.files.migration, "ALTER TABLE \"Line\""),
        fails: Point::Target,
    },
    Sabotage {
        name: "a column is added twice",
        act: |made| add(&mut made.files.migration, "ALTER TABLE \"Customer\" ADD COLUMN \"email\" text"),
        fails: Point::Applies,
    },
    Sabotage {
        name: "a statement stands before what it needs",
        act: |made| swap(&mut made.files.migration, "BEGIN;", "BEGIN;\nCREATE INDEX \"x\" ON \"Line\" (\"orderId\");"),
        fails: Point::Applies,
    },
    Sabotage {
        name: "the commit before the use of a new label is left out",
        act: |made| {
            // All in one transaction.
            let text = &mut made.files.migration;
            let (first, last) = (text.find("COMMIT;").expect("one"), text.rfind("BEGIN;").expect("one"));
            assert!(first < last);
            text.replace_range(first..last + "BEGIN;".len(), "");
        },
        fails: Point::Applies,
    },
    Sabotage {
        name: "a default is another one",
        act: |made| swap(&mut made.files.migration, "'it''s new'", "'it''s old'"),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a column is dropped and added again",
        act: |made| {
            let again =
                "ALTER TABLE \"Customer\" DROP COLUMN \"born\";\nALTER TABLE \"Customer\" ADD COLUMN \"born\" date";
            add(&mut made.files.migration, again);
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "rows are deleted",
        act: |made| add(&mut made.files.migration, "DELETE FROM \"Order\" WHERE \"total\" > 0"),
        fails: Point::Rows,
    },
    Sabotage {
        name: "one value is changed",
        act: |made| {
            add(
                &mut made.files.migration,
                "UPDATE \"Order\" SET \"total\" = 1.25 WHERE \"id\" = (SELECT max(\"id\") FROM \"Order\")",
            );
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "the values of two rows are swapped",
        act: |made| {
            add(
                &mut made.files.migration,
                "UPDATE \"Order\" o SET \"customerId\" = s.c FROM (SELECT \"id\", lead(\"customerId\", 1, (SELECT min(\"customerId\"::text)::uuid \
                 FROM \"Order\")) OVER (ORDER BY \"customerId\") AS c FROM \"Order\") s WHERE s.\"id\" = o.\"id\"",
            );
        },
        fails: Point::Rows,
    },
    Sabotage {
        name: "a new table has a row",
        act: |made| add(&mut made.files.migration, "INSERT INTO \"Line\" SELECT 1, min(\"id\") FROM \"Order\""),
        fails: Point::Rows,
    },
    Sabotage {
        name: "a lock is declared too weak",
        act: |made| {
            let plan = &mut made.files.plan;
            *plan = plan.replace(r#""locks": [{"table": "Order", "mode": "ACCESS EXCLUSIVE"}]"#, r#""locks": []"#);
        },
        fails: Point::Locks,
    },
    Sabotage {
        name: "a rewrite is not declared",
        act: |made| made.files.plan = made.files.plan.replace(r#""rewrites": "Customer","#, ""),
        fails: Point::Locks,
    },
    Sabotage {
        name: "a scan is not declared",
        act: |made| made.files.plan = made.files.plan.replace(r#""scans": ["Order"]"#, r#""scans": []"#),
        fails: Point::Locks,
    },
    Sabotage {
        name: "a table is locked for nothing",
        act: |made| add(&mut made.files.migration, "LOCK TABLE \"Customer\", \"Order\" IN ACCESS EXCLUSIVE MODE"),
        fails: Point::Locks,
    },
    Sabotage {
        name: "a table is rewritten for nothing",
        act: |made| {
            add(
                &mut made.files.migration,
                "ALTER TABLE \"Order\" ALTER COLUMN \"total\" TYPE DECIMAL(10,2) USING \"total\" * 1",
            )
        },
        fails: Point::Locks,
    },
    Sabotage {
        name: "the way back leaves something",
        act: |made| leave_out(&mut made.files.down, "ALTER TABLE \"Customer\" DROP COLUMN \"email\""),
        fails: Point::Down,
    },
    Sabotage {
        name: "the way back takes too much",
        act: |made| add(&mut made.files.down, "ALTER TABLE \"Customer\" DROP COLUMN \"born\""),
        fails: Point::Down,
    },
    Sabotage {
        name: "the way back loses rows",
        act: |made| add(&mut made.files.down, "TRUNCATE \"Order\""),
        fails: Point::Down,
    },
    Sabotage {
        name: "the way back does nothing",
        act: |made| made.files.down = "SELECT 1".to_owned(),
        fails: Point::Down,
    },
    Sabotage {
        name: "the migration forgets to commit",
        act: |made| made.files.migration = made.files.migration.replace("\nCOMMIT;", ""),
        fails: Point::Target,
    },
];

/// How many are proved at once; more gain little, since the server does most of the work.
const WORKERS: usize = 2;

/// Proves the right migration, and sees each tampered one fail where it has to.
pub fn told_apart(cluster: &Cluster, right: &Made, all: &[&Sabotage]) {
    let prover = prover(cluster);
    let ground = prover.prepare(&right.subject(), &mut |_| {}).unwrap();
    let prove = |made: &Made| prover.prove_on(&ground, &made.subject(), &mut |_| {}).unwrap();
    let proof = prove(right);
    assert!(proof.holds(), "{proof:#?}");
    let missed = |one: &&Sabotage| {
        let mut made = right.clone();
        (one.act)(&mut made);
        let proof = prove(&made);
        let found = failed(&proof).contains(&one.fails);
        (!found).then(|| format!("{}: {:?} fail, {:?} does not\n{proof:#?}", one.name, failed(&proof), one.fails))
    };
    let missed: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                scope.spawn(move || all.iter().skip(worker).step_by(WORKERS).filter_map(missed).collect::<Vec<_>>())
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a proof does not panic")).collect()
    });
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn sabotaged_additions_are_found() {
    let Some(cluster) = postgres("sabotaged_additions_are_found") else { return };
    // A label makes the way back impossible, and without one there is no commit in between.
    let (with_label, plain): (Vec<_>, Vec<_>) = ADDITIVE.iter().partition(|one| one.name.contains("label"));
    told_apart(cluster, &Made::new(additive::BEFORE, additive::AFTER), &with_label);
    told_apart(cluster, &Made::new(additive::BEFORE, &additive::without_label()), &plain);
}
