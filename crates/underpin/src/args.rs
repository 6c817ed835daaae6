//! The command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::{
    project::Selection,
    target::{DeployLimits, TargetArgs},
};

/// Schema-first toolkit for PostgreSQL: YAML specs in; SQL migrations, Prisma schema and Rust entities out.
#[derive(Debug, Parser)]
#[command(name = "underpin", version, propagate_version = true, after_help = HELP)]
pub struct Args {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub verb: Verb,
}

const HELP: &str = "\
Examples:
  underpin gen                 write what is missing or out of date, for every system under specs/
  underpin gen --check         say what is out of date, write nothing
  underpin plan                show what the next migration would do
  underpin prove               run the latest migration on a real PostgreSQL, with rows in its tables
  underpin review              show what the latest migration does
  underpin new module billing  write the specs of a new tenant module
  underpin apply               apply pending migrations to the database of DATABASE_URL

Exit codes: 0 clean, 1 mistakes in the specs, something out of date or not proved, 2 could not do it.";

/// What holds for every command.
#[derive(Clone, Debug, ClapArgs)]
pub struct Global {
    /// Print JSON for programs.
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    /// Whether to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", help_heading = "Output")]
    pub color: Color,
}

/// Whether to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Write migrations, Prisma schema and Rust entities from the specs.
    Gen(GenArgs),
    /// Look for mistakes in the specs and the chain of migrations.
    #[command(
        after_help = "Examples:\n  underpin validate\n  underpin validate specs/phase1\n  underpin validate --json"
    )]
    Validate(Selection),
    /// Bring the specs into their canonical form; comments are kept.
    Fmt(FmtArgs),
    /// Show what the next migration would do; write nothing.
    Plan(PlanArgs),
    /// Show what the latest migration does: in words, as SQL, and in the generated text.
    #[command(after_help = "Examples:\n  underpin review\n  underpin review --system phase1 --color always | less -R")]
    Review(Selection),
    /// Run migrations on a real PostgreSQL, with awkward rows, and conclude what they do; write what was proved.
    Prove(ProveArgs),
    /// Apply the migrations that a database does not have yet.
    Apply(ApplyArgs),
    /// Take back the last migration of a database.
    Down(DownArgs),
    /// Say which migrations a database has, and which it lacks.
    Status(StatusArgs),
    /// Show how a database differs from what its migrations lead to.
    Drift(DriftArgs),
    /// Empty a database and apply every migration anew.
    Reset(ResetArgs),
    /// Write specs of a schema that exists: a database, a Prisma schema, a script.
    Pull(PullArgs),
    /// Begin a history at a database as it is: write the first migration, and record it there as applied.
    Baseline(BaselineArgs),
    /// Print the JSON Schema of the spec language, for editors.
    #[command(
        after_help = "Examples:\n  underpin schema > underpin.schema.json\n  underpin schema --answers > answers.schema.json"
    )]
    Schema {
        /// That of an answers file instead.
        #[arg(long)]
        answers: bool,
    },
    /// Write the specs of something new.
    #[command(subcommand)]
    New(New),
    /// Write a large made-up system, to measure with.
    MakeSystem(MakeSystemArgs),
    /// Say more about the id of a message.
    #[command(after_help = "Examples:\n  underpin explain UP0504\n  underpin explain")]
    Explain {
        /// The id, such as UP0504; all ids where none is given.
        id: Option<String>,
    },
    /// Print a script that completes commands in a shell.
    #[command(
        after_help = "Examples:\n  underpin completions bash > ~/.local/share/bash-completion/completions/underpin"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// `gen`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin gen
  underpin gen --name add_labels
  underpin gen --system phase1 --dry-run
  underpin gen --check             exits with 1 where something is out of date
  underpin gen --at 2026-08-02T10:15:00Z

The time of a new migration is that of --at, else of SOURCE_DATE_EPOCH, else of the clock, in UTC.")]
pub struct GenArgs {
    /// The systems.
    #[command(flatten)]
    pub selection: Selection,
    /// The name of the new migration; made from the changes where it is left out.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The time of the new migration, in UTC.
    #[arg(long, value_name = "TIMESTAMP")]
    pub at: Option<String>,
    /// Write nothing; show what is out of date as a diff, and exit with 1 where anything is.
    #[arg(long, conflicts_with_all = ["dry_run", "force"])]
    pub check: bool,
    /// With --check: exit with 1 where a migration is not proved as it stands, too.
    #[arg(long, requires = "check")]
    pub proved: bool,
    /// Write nothing; say what would be written.
    #[arg(long)]
    pub dry_run: bool,
    /// Write over generated files that were edited, and over files that underpin did not make.
    #[arg(long)]
    pub force: bool,
}

/// `fmt`
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  underpin fmt\n  underpin fmt --check specs/phase1")]
pub struct FmtArgs {
    /// The systems.
    #[command(flatten)]
    pub selection: Selection,
    /// Write nothing; show what would change as a diff, and exit with 1 where anything would.
    #[arg(long)]
    pub check: bool,
}

/// `plan`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin plan
  underpin plan --sql > next.sql
  underpin plan --from sql:before.sql --to sql:after.sql --answers answers.yaml
  underpin plan --from migrations:prisma/migrations --to specs:specs/shop --sql > next.sql

A SOURCE is specs:DIR (the folder of an underpin.yaml), migrations:DIR (what the last snapshot holds; of Prisma's
migrations, what they make on a throw-away server), prisma:PATH (a schema.prisma, or a folder of them), sql:FILE (run on a
throw-away server), postgres://... (which is only read) or empty. What two sources cannot say - what was renamed, mapped, filled, dropped on purpose - is said
by the specs that a source is, or by --answers; `underpin schema --answers` prints the JSON Schema of such a file. The SQL
brings its own BEGIN and COMMIT; run it with `psql -v ON_ERROR_STOP=1 -f`.")]
pub struct PlanArgs {
    /// The systems.
    #[command(flatten)]
    pub selection: Selection,
    /// Print the SQL alone.
    #[arg(long)]
    pub sql: bool,
    /// Plan from this source, without a system and its history.
    #[arg(long, value_name = "SOURCE", requires = "to", conflicts_with_all = ["paths", "system"])]
    pub from: Option<String>,
    /// Plan to this source.
    #[arg(long, value_name = "SOURCE", requires = "from")]
    pub to: Option<String>,
    /// What two sources cannot say, as YAML: renames, maps, fills, removals, data steps.
    #[arg(long, value_name = "FILE", requires = "from")]
    pub answers: Option<PathBuf>,
}

/// `prove`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin prove                           of every system the latest migration, and its history
  underpin prove --all specs/phase1
  underpin prove --migration add_labels --rows 1000 --seed 7
  underpin prove --rows-from rows.sql
  underpin prove --sample postgres://reader@db.example/shop

A throw-away server is started from the PostgreSQL of this machine, or databases are made on the server that
UNDERPIN_POSTGRES names. A migration is proved for itself; unless one alone is asked for, all of them are also run one
after the other, over rows that were there since the first. What holds is written as proof.json beside the migration, and
beside all of them; commit it, and let CI run `underpin gen --check --proved`.")]
pub struct ProveArgs {
    /// The systems.
    #[command(flatten)]
    pub selection: Selection,
    /// Prove this migration alone: the name of its folder, or the part of it after the time.
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    pub migration: Option<String>,
    /// Prove every migration, and the history that they are.
    #[arg(long)]
    pub all: bool,
    /// How many rows each table gets at least; with --sample: at most.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub rows: usize,
    /// The same number makes the same rows.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Take the rows of this script, which inserts into the tables as they are before the migration.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rows", "seed", "all"])]
    pub rows_from: Option<PathBuf>,
    /// Take at most so many rows a table as --rows says from this database, which is as it is before the migration. It is
    /// only read; fields marked `pii` or `encrypted` are masked; no value is shown. Give its URL, or the name of an
    /// environment variable that holds it.
    #[arg(long, value_name = "URL", conflicts_with_all = ["rows_from", "seed", "all"])]
    pub sample: Option<String>,
}

/// `apply`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin apply --database postgres://localhost/shop
  underpin apply --dry-run                 checks everything, and says what would be applied
  underpin apply --to add_labels
  underpin apply --migrations db/migrations
  underpin apply --already init            the database has it, from another tool or from before underpin

Before anything runs, the files of applied migrations are compared with what was applied, and the database with what its
history leads to. Of several deploys at once one applies, and the others wait and find nothing to do.
Exit codes: 0 up to date, 1 something is in the way, 2 could not do it.")]
pub struct ApplyArgs {
    /// Which history, and which database.
    #[command(flatten)]
    pub target: TargetArgs,
    /// How long to wait.
    #[command(flatten)]
    pub limits: DeployLimits,
    /// Stop after this migration: the name of its folder, or the part of it after the time.
    #[arg(long, value_name = "ID")]
    pub to: Option<String>,
    /// Record what is pending up to this migration as applied, and run none of it: the database is what it leads to already.
    #[arg(long, value_name = "ID", conflicts_with = "to")]
    pub already: Option<String>,
    /// Check everything and say what would be applied; change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Go on where the database is not what its history says.
    #[arg(long)]
    pub allow_drift: bool,
}

/// `down`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin down                  takes back the last migration
  underpin down --to init        takes back all after that one
  underpin down --all --dry-run")]
pub struct DownArgs {
    /// Which history, and which database.
    #[command(flatten)]
    pub target: TargetArgs,
    /// How long to wait.
    #[command(flatten)]
    pub limits: DeployLimits,
    /// Take back every migration after this one.
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    pub to: Option<String>,
    /// Take back every migration.
    #[arg(long)]
    pub all: bool,
    /// Say what would be taken back; change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Go on where the database is not what its history says.
    #[arg(long)]
    pub allow_drift: bool,
    /// Go on where rows are destroyed and the database looks like production.
    #[arg(long)]
    pub force_production: bool,
}

/// `status`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin status
  underpin status --json

Exit codes: 0 up to date, 1 migrations are pending or something is in the way, 2 could not do it.")]
pub struct StatusArgs {
    /// Which history, and which database.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `drift`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin drift
  underpin drift --sql           what would bring the database back to its history

Exit codes: 0 nothing differs, 1 something does, 2 could not do it.")]
pub struct DriftArgs {
    /// Which history, and which database.
    #[command(flatten)]
    pub target: TargetArgs,
    /// Print the SQL alone.
    #[arg(long)]
    pub sql: bool,
}

/// `reset`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin reset
  underpin reset --yes

It refuses where the server is not on this machine, where its name or the database's holds `prod`, `prd` or `live`, and
where the tables hold ten thousand rows or more; --force-production says that this may be.")]
pub struct ResetArgs {
    /// Which history, and which database.
    #[command(flatten)]
    pub target: TargetArgs,
    /// How long to wait.
    #[command(flatten)]
    pub limits: DeployLimits,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
    /// Go on where the database looks like production.
    #[arg(long)]
    pub force_production: bool,
}

/// `pull`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin pull postgres://me@localhost/shop specs/shop
  underpin pull prisma:prisma/schema.prisma specs/shop
  underpin pull sql:schema.sql specs/shop

The specs, planned against the same source, differ in nothing. What underpin does not manage is named and left alone.")]
pub struct PullArgs {
    /// What to read: prisma:PATH, postgres://..., sql:FILE, migrations:DIR, specs:DIR.
    pub source: String,
    /// The folder for the specs; it must not exist yet, or be empty.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// `baseline`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  underpin pull $DATABASE_URL specs/shop && underpin baseline --system shop

The specs must say what the database holds, or nothing is done. The migration makes that from nothing, for new
databases; this one is only told that it has it. Migrations of Prisma, and `_prisma_migrations`, are left alone.")]
pub struct BaselineArgs {
    /// The system.
    #[command(flatten)]
    pub selection: Selection,
    /// The URL of the database; where it is left out, that of DATABASE_URL, else what `database: env(NAME)` names.
    #[arg(long, value_name = "URL", help_heading = "Database")]
    pub database: Option<String>,
}

/// `new`
#[derive(Debug, Subcommand)]
pub enum New {
    /// Write the specs of a tenant module: a model with tenant, relation, timestamps, indexes and policy.
    #[command(
        after_help = "Examples:\n  underpin new module billing\n  underpin new module invoice_line --system phase1"
    )]
    Module(ModuleArgs),
}

/// `new module`
#[derive(Debug, ClapArgs)]
pub struct ModuleArgs {
    /// The name of the module, such as `billing` or `invoice_line`.
    pub name: String,
    /// The system that it is for; needed where there are several.
    #[arg(long, value_name = "NAME")]
    pub system: Option<String>,
}

/// `make-system`
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  underpin make-system --models 1000 /tmp/large\n  underpin gen /tmp/large")]
pub struct MakeSystemArgs {
    /// How many models; each has 12 fields, 4 indexes, an enum and a relation.
    #[arg(long, value_name = "N")]
    pub models: usize,
    /// The folder; it must not exist yet, or be empty.
    pub folder: PathBuf,
}
