//! Where the time of `prove` goes: a system of 60 tables that changes in each of them, with 200 rows a table.
//!
//! `cargo bench -p underpin --bench prove` needs a PostgreSQL: see CONTRIBUTING.md. It says how long a whole proof takes
//! from a cold start, how that divides among its stages, and how much of the work is the server's own: its processor time is
//! what it spends on this very SQL, whoever sends it.

use std::{
    fmt::Write,
    fs,
    time::{Duration, Instant},
};

use criterion::{Criterion, criterion_group, criterion_main};
use underpin::make::make_system;
use underpin_db::{
    Cluster, Source,
    prove::{Prover, RowSource, Stage, Subject},
    rows::{Recipe, fill},
};
use underpin_plan::{Pair, Plan, plan};
use underpin_render::{
    File,
    sql::{Migration, migration, script},
};
use underpin_schema::{
    FileId, Resolved, Schema, has_errors, resolve,
    spec::{Spec, read_documents, read_system},
};
use underpin_testing::server::find;

const TABLES: usize = 60;

fn resolved(files: &[File]) -> Resolved {
    let (system, _) = read_system(FileId(0), &files[0].text);
    let read = |(id, file): (u32, &File)| read_documents(FileId(id), &file.text).0;
    resolve(&Spec { system, documents: (1..).zip(&files[1..]).flat_map(read).collect() }).0
}

fn planned(old: &Schema, new: &Resolved) -> Plan {
    let (plan, diagnostics) = plan(Pair::new(old, &new.schema), new);
    assert!(!has_errors(&diagnostics), "{diagnostics:#?}");
    plan
}

/// A column more, one that is required and filled, and one that is longer, in each table.
fn changed(files: &[File]) -> Vec<File> {
    let change = |file: &File| {
        let more = "payload:   json?\n  note:      string?\n  rank:      { type: int, fill: \"position + 1\" }\n";
        let text = file.text.replace("payload:   json?\n", more).replace("varchar(80)", "varchar(90)");
        File { path: file.path.clone(), text }
    };
    files.iter().map(change).collect()
}

fn whole(criterion: &mut Criterion) {
    let Ok(source) = find() else { return eprintln!("no PostgreSQL: nothing is measured") };
    let files = make_system(TABLES);
    let (old, new) = (resolved(&files), resolved(&changed(&files)));
    let plan = planned(&old.schema, &new);
    let texts = migration(&Migration {
        id: "20260101000000_bench",
        project: "bench",
        plan: &plan,
        old: &old.schema,
        new: &new.schema,
        parent: None,
        old_hash: None,
        new_hash: "",
    });
    let text = |path: &str| texts.iter().find(|file| file.path == path).map(|file| file.text.as_str()).expect("a file");
    let subject = Subject {
        id: "20260101000000_bench",
        old: &old.schema,
        new: &new.schema,
        migration: text("migration.sql"),
        down: text("down.sql"),
        plan: text("plan.json"),
    };
    tell_stages(&source, &subject);
    let mut group = criterion.benchmark_group("prove");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(30));
    group.bench_function("60 tables, 200 rows each, cold", |bench| {
        bench.iter(|| prove(&source, &subject, &mut |_| {}));
    });
    let server = script(&planned(&Schema::default(), &old));
    group.bench_function("the server: build, fill, migrate, return", |bench| {
        bench.iter(|| {
            let cluster = Cluster::start_from(&source).expect("a server");
            let database = cluster.database().expect("a database");
            database.execute(&server).expect("the schema");
            database.with(|client| fill(client, &old.schema, &Recipe::default())).expect("rows");
            database.execute(subject.migration).expect("the migration");
            database.execute(subject.down).expect("the way back");
        });
    });
    group.finish();
}

fn prove(source: &Source, subject: &Subject<'_>, progress: &mut dyn FnMut(Stage)) {
    let cluster = Cluster::start_from(source).expect("a server");
    let prover = Prover::new(&cluster, RowSource::Made(Recipe::default()));
    let proof = prover.prove(subject, progress).expect("a proof");
    assert!(proof.holds(), "{proof:#?}");
}

/// One proof, stage by stage: the time that passes, and the processor time of this process and of the server.
fn tell_stages(source: &Source, subject: &Subject<'_>) {
    let mut marks = vec![("starting the server", Instant::now(), Spent::so_far())];
    prove(source, subject, &mut |stage| marks.push((stage.words(), Instant::now(), Spent::so_far())));
    let end = ("", Instant::now(), Spent::so_far());
    let mut lines = String::new();
    for (at, (words, since, spent)) in marks.iter().enumerate() {
        let (_, until, spent_then) = marks.get(at + 1).unwrap_or(&end);
        let (passed, own) = (until.duration_since(*since).as_secs_f64(), spent_then.own - spent.own);
        // Writing to a string does not fail.
        let _ = writeln!(lines, "{passed:7.2} s, of which {own:5.2} s of our own processor time: {words}");
    }
    let ((_, since, first), (_, until, last)) = (marks[0], end);
    let (passed, own) = (until.duration_since(since).as_secs_f64(), last.own - first.own);
    let server = last.programs - first.programs;
    let share = 100.0 * server / (server + own);
    let _ = writeln!(
        lines,
        "{passed:7.2} s in all; processor time: {own:.2} s our own, {server:.2} s PostgreSQL's, {share:.0} %"
    );
    eprintln!("{lines}");
}

/// Seconds of processor time; nothing where the system does not say.
#[derive(Clone, Copy)]
struct Spent {
    /// By this process.
    own: f64,
    /// By programs that it ran and that have ended, and by what these ran: `initdb`, the server, `pg_dump`.
    programs: f64,
}

impl Spent {
    fn so_far() -> Self {
        let (own, programs) = processor_time();
        Self { own, programs }
    }
}

/// The seconds of processor time of this process, and of its children that have ended.
/// <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>
fn processor_time() -> (f64, f64) {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    ((ticks(11) + ticks(12)) / 100.0, (ticks(13) + ticks(14)) / 100.0)
}

criterion_group!(benches, whole);
criterion_main!(benches);
