//! The command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::project::Selection;

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
  underpin review              show what the latest migration does
  underpin new module billing  write the specs of a new tenant module

Exit codes: 0 clean, 1 mistakes in the specs or something out of date, 2 could not do it.";

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
    /// Print the JSON Schema of the spec language, for editors.
    #[command(after_help = "Examples:\n  underpin schema > underpin.schema.json")]
    Schema,
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
#[command(after_help = "Examples:\n  underpin plan\n  underpin plan --sql > next.sql\n  underpin plan --json")]
pub struct PlanArgs {
    /// The systems.
    #[command(flatten)]
    pub selection: Selection,
    /// Print the SQL alone.
    #[arg(long)]
    pub sql: bool,
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
