//! Where the time of `gen` goes: each stage by itself and the whole of it, over made-up systems of several sizes.
//!
//! `cargo bench -p underpin` runs all of it; `cargo bench -p underpin -- 1000` the systems of 1,000 models.

use std::{fs, hint::black_box, path::Path, time::Duration};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use underpin::{
    files::{write_file, write_folder},
    generate::{Generated, Request, Time, generate},
    history::parse_time,
    make::{make_model, make_system},
    project::{Place, Selection, find_systems, read_system},
};
use underpin_plan::{Pair, diff, plan};
use underpin_render::{File, prisma, rust, sql};
use underpin_schema::{
    Done, FileId, Schema, resolve, snapshot,
    spec::{Spec, read_documents, read_system as parse_system},
};

const SIZES: [usize; 4] = [60, 300, 1_000, 3_000];

fn request() -> Request {
    let at = parse_time("20260802101500").expect("a time");
    Request { name: None, at: Time::Around(at) }
}

fn write_system(folder: &Path, files: &[File]) -> Place {
    files.iter().for_each(|file| write_file(&folder.join(&file.path), &file.text).expect("written"));
    let selection = Selection { paths: vec![folder.to_owned()], system: Vec::new() };
    find_systems(folder, &selection).expect("found").remove(0)
}

/// Everything that `gen` does after it has read its arguments.
fn whole(place: &Place) -> Generated {
    let generated = generate(place, &request()).expect("generated");
    assert!(!generated.has_errors(), "{:#?}", generated.system.diagnostics.first());
    if let Some(migration) = &generated.migration {
        write_folder(&migration.folder, &migration.files).expect("written");
    }
    generated.edits.par_iter().for_each(|edit| edit.apply().expect("written"));
    generated
}

fn parse(files: &[File]) -> Spec {
    let (system, _) = parse_system(FileId(0), &files[0].text);
    let read = |(id, file): (u32, &File)| read_documents(FileId(id), &file.text).0;
    Spec { system, documents: (1..).zip(&files[1..]).flat_map(read).collect() }
}

fn stages(criterion: &mut Criterion) {
    for models in SIZES {
        let files = make_system(models);
        let mut group = criterion.benchmark_group("stage");
        group.throughput(Throughput::Elements(models as u64)).sample_size(10).measurement_time(Duration::from_secs(3));
        let id = |stage: &str| BenchmarkId::new(stage, models);

        group.bench_function(id("parse"), |bench| bench.iter(|| parse(black_box(&files))));
        let spec = parse(&files);
        group.bench_function(id("resolve"), |bench| bench.iter(|| resolve(black_box(&spec))));
        let (resolved, diagnostics) = resolve(&spec);
        assert!(diagnostics.is_empty(), "{:#?}", diagnostics.first());
        let (schema, code, empty) = (&resolved.schema, &resolved.code, Schema::default());
        group.bench_function(id("diff"), |bench| bench.iter(|| diff(Pair { old: &empty, new: black_box(schema) })));
        group
            .bench_function(id("diff-same"), |bench| bench.iter(|| diff(Pair { old: schema, new: black_box(schema) })));
        group.bench_function(id("plan"), |bench| bench.iter(|| plan(Pair { old: &empty, new: schema }, &resolved)));
        let (planned, _) = plan(Pair { old: &empty, new: schema }, &resolved);
        let done = Done::default();
        let migration = sql::Migration {
            id: "20260802101500_init",
            project: "made-up",
            plan: &planned,
            old: &empty,
            new: schema,
            parent: None,
            old_hash: None,
            new_hash: "",
        };
        group.bench_function(id("render-sql"), |bench| bench.iter(|| sql::migration(black_box(&migration))));
        group.bench_function(id("render-prisma"), |bench| bench.iter(|| prisma::schema(black_box(schema), code)));
        group.bench_function(id("render-rust"), |bench| bench.iter(|| rust::crate_files(black_box(schema), code)));
        group.bench_function(id("snapshot-write"), |bench| {
            bench.iter(|| snapshot::to_json(black_box(schema), code, &done))
        });
        let text = snapshot::to_json(schema, code, &done);
        group.bench_function(id("snapshot-read"), |bench| {
            bench.iter(|| snapshot::schema_from_json(black_box(&text)).expect("read"));
        });
        group.finish();
    }
}

fn whole_runs(criterion: &mut Criterion) {
    for models in SIZES {
        let mut group = criterion.benchmark_group("gen");
        group.throughput(Throughput::Elements(models as u64)).sample_size(10).measurement_time(Duration::from_secs(5));
        let temp = tempfile::tempdir().expect("a folder");
        let place = write_system(temp.path(), &make_system(models));
        let outputs = temp.path().join("generated");

        group.bench_function(BenchmarkId::new("read", models), |bench| {
            bench.iter(|| read_system(&place).expect("read"));
        });
        group.bench_function(BenchmarkId::new("from-nothing", models), |bench| {
            let forget = || fs::remove_dir_all(&outputs).unwrap_or_default();
            bench.iter_batched(forget, |()| whole(&place), BatchSize::PerIteration);
        });
        whole(&place);
        group.bench_function(BenchmarkId::new("up-to-date", models), |bench| bench.iter(|| whole(&place)));
        let more = make_model(models);
        write_file(&temp.path().join(&more.path), &more.text).expect("written");
        group.bench_function(BenchmarkId::new("one-more-model", models), |bench| {
            bench.iter(|| generate(&place, &request()).expect("generated"));
        });
        group.finish();
    }
}

criterion_group!(benches, stages, whole_runs);
criterion_main!(benches);
