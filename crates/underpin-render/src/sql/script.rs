//! Steps as a script: statements by phase, between BEGIN and COMMIT.

use std::{fmt::Write, ops::Range};

use underpin_plan::{InTransaction, LateChecks, Object, Op, Pair, Phase, Plan, Step};
use underpin_schema::{ObjectId, QName};

use super::{op, op_name::op_name};
use crate::words;

/// The way there as bare SQL, without a header.
pub fn script(plan: &Plan) -> String {
    let mut text = String::new();
    write_steps(&mut text, &plan.up, plan.checks);
    text
}

/// Writes steps in their order, in as few transactions as they allow. Gives the place of each step's statement in the
/// text, so that it need not be spelled twice.
pub(super) fn write_steps(text: &mut String, steps: &[Step], late: LateChecks) -> Vec<Range<usize>> {
    let back = steps.iter().all(|step| step.phase == Phase::Contract)
        && !steps.iter().all(|step| matches!(step.op, Op::Drop(_)));
    let contract = if back { "Back to what was" } else { "Contract: what is no longer there" };
    let mut script = Script {
        text,
        transaction: Transaction::Closed,
        section: None,
        contract,
        before: None,
        late,
        checks: Checks::AsDeclared,
    };
    script.text.reserve(steps.len() * BYTES_OF_STATEMENT);
    let places = (0..steps.len()).map(|at| script.step(&steps[at], &steps[at..])).collect();
    script.close();
    places
}

/// About how much a statement takes.
const BYTES_OF_STATEMENT: usize = 128;

/// What a script is in.
enum Transaction {
    Open,
    Closed,
}

struct Script<'a> {
    text: &'a mut String,
    transaction: Transaction,
    section: Option<Section>,
    /// What stands over the last phase, which is the only one of a way back.
    contract: &'static str,
    before: Option<Statement<'a>>,
    late: LateChecks,
    checks: Checks,
}

/// When the constraints are checked that may be checked late.
/// <https://www.postgresql.org/docs/current/sql-set-constraints.html>
#[derive(Clone, Copy, PartialEq)]
enum Checks {
    /// As each of them says.
    AsDeclared,
    /// After each statement.
    AtOnce,
}

/// What stands under one line of comment.
#[derive(Clone, Copy, PartialEq)]
enum Section {
    /// Names that the rest speaks of.
    Names,
    /// Questions to the rows before any is written.
    Questions,
    /// Questions to the rows that the plan has written.
    LateQuestions,
    /// What is done in a phase.
    Phase(Phase),
}

/// A statement that has been written.
struct Statement<'a> {
    op: &'a Op,
    lines: Lines,
}

#[derive(Clone, Copy, PartialEq)]
enum Lines {
    One,
    Many,
}

impl<'a> Script<'a> {
    /// Writes a step, which is the first of those that are `left`.
    fn step(&mut self, step: &'a Step, left: &[Step]) -> Range<usize> {
        let Step { phase: _, op, cause: _, commit_before } = step;
        if let Some(reason) = commit_before {
            self.close();
            self.comment(&format!("Committed first: {}", words::reason(reason)));
        }
        match op.in_transaction() {
            InTransaction::May => self.open(left),
            InTransaction::MustNot => {
                self.close();
                self.comment("PostgreSQL does not run this inside a transaction");
            }
        }
        self.check(op);
        let section = self.section_of(step, left);
        if self.section != Some(section) {
            self.section = Some(section);
            self.comment(match section {
                Section::Phase(Phase::Contract) => self.contract,
                section => section_words(section),
            });
        }
        self.statement(op)
    }

    /// Has the checks made that wait, where a table is altered next. A fill under triggers alters its own.
    fn check(&mut self, op: &Op) {
        let written = self.before.as_ref().is_some_and(|before| writes_rows(before.op));
        let alters = match op {
            Op::Fill(fill) => !fill.quiet.is_empty(),
            op => written && !writes_rows(op),
        };
        if alters && self.late == LateChecks::Possible && self.checks == Checks::AsDeclared {
            self.comment("No table can be altered while checks of its rows wait for the end of the transaction");
            self.write(format_args!("SET CONSTRAINTS ALL IMMEDIATE;\n\n"));
            self.checks = Checks::AtOnce;
        }
        // A step may ask for other times by itself.
        if let Op::Run(_) = op {
            self.checks = Checks::AsDeclared;
        }
    }

    fn section_of(&self, step: &Step, left: &[Step]) -> Section {
        let Step { phase, op, cause: _, commit_before: _ } = step;
        match (op, phase) {
            (Op::Assert(_), Phase::Prepare) => Section::Questions,
            (Op::Assert(_), Phase::Expand | Phase::Data | Phase::Tighten | Phase::Contract) => Section::LateQuestions,
            // An enum type that only makes room for the one that is built in its place.
            (Op::Rename(Pair { old: ObjectId::Enum(old), new: _ }), phase) if creates_enum(left, old) => {
                Section::Phase(*phase)
            }
            // Those that come first; a plan may also rename something later, to put another thing in its place.
            (
                Op::Rename(_)
                | Op::RenamePrimaryKey(_, _)
                | Op::RenameSequence(_, _, _)
                | Op::RenameEnumValue { ty: _, value: _ },
                Phase::Prepare,
            ) if matches!(self.section, None | Some(Section::Names)) => Section::Names,
            (_, phase) => Section::Phase(*phase),
        }
    }

    /// Writes a statement. Those of one kind that fill a line each stand together; a blank line sets off the others.
    fn statement(&mut self, op: &'a Op) -> Range<usize> {
        let mut start = self.text.len();
        self.write(format_args!("{}", op::op(op)));
        let lines = if self.text[start..].contains('\n') { Lines::Many } else { Lines::One };
        let apart = self.before.as_ref().is_some_and(|before| {
            let kin = op_name(before.op) == op_name(op) || matches!(op, Op::Comment(_, _));
            !kin || lines == Lines::Many || (before.lines == Lines::Many && !matches!(op, Op::Comment(_, _)))
        });
        if apart {
            self.text.insert(start, '\n');
            start += 1;
        }
        let end = self.text.len();
        self.text.push('\n');
        self.before = Some(Statement { op, lines });
        start..end
    }

    fn comment(&mut self, line: &str) {
        let gap = if self.text.is_empty() || self.text.ends_with("\n\n") { "" } else { "\n" };
        self.write(format_args!("{gap}-- {line}\n"));
        self.before = None;
    }

    fn open(&mut self, left: &[Step]) {
        if let Transaction::Closed = self.transaction {
            self.write(format_args!("BEGIN;\n"));
            self.transaction = Transaction::Open;
            self.before = None;
            self.checks = Checks::AsDeclared;
            // Its end is where the next step wants it: see `step`.
            let ends = |step: &Step| step.commit_before.is_some() || step.op.in_transaction() == InTransaction::MustNot;
            let steps = left.iter().take(1).chain(left.iter().skip(1).take_while(|step| !ends(step)));
            if steps.map(|step| &step.op).any(must_see_all_rows) {
                self.comment(
                    "No policy may hide rows from what follows: PostgreSQL refuses a statement where one would. Where row-level\n\
                     -- security is forced, that is so for the table's owner too: the role that migrates needs BYPASSRLS there",
                );
                self.write(format_args!("SET LOCAL row_security = off;\n"));
            }
            if bodies_come_before_names(left) {
                self.comment(
                    "Bodies of functions are looked up when they run; the names that these have come back below",
                );
                self.write(format_args!("SET LOCAL check_function_bodies = off;\n"));
            }
        }
    }

    fn close(&mut self) {
        if let Transaction::Open = self.transaction {
            self.write(format_args!("\nCOMMIT;\n"));
            self.transaction = Transaction::Closed;
            // Each transaction says anew what phase it is in.
            self.section = None;
            self.before = None;
        }
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.text.write_fmt(text);
    }
}

/// The word for a phase in the machine-readable plan.
pub(super) fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Prepare => "prepare",
        Phase::Expand => "expand",
        Phase::Data => "data",
        Phase::Tighten => "tighten",
        Phase::Contract => "contract",
    }
}

fn creates_enum(steps: &[Step], name: &QName) -> bool {
    steps.iter().any(|step| matches!(&step.op, Op::Create(Object::Enum(created, _)) if created == name))
}

/// Whether an operation would be wrong if row-level security hid rows from the role that runs it.
/// <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-ROW-SECURITY>
fn must_see_all_rows(op: &Op) -> bool {
    match op {
        Op::Assert(_) | Op::Fill(_) | Op::Run(_) | Op::AdvanceSequence(_, _, _) => true,
        Op::Create(_)
        | Op::Drop(_)
        | Op::Rename(_)
        | Op::RenamePrimaryKey(_, _)
        | Op::RenameSequence(_, _, _)
        | Op::AddEnumValue { ty: _, value: _, place: _ }
        | Op::RenameEnumValue { ty: _, value: _ }
        | Op::AlterDomain(_)
        | Op::AlterComposite(_)
        | Op::AlterTypes(_, _)
        | Op::SetDefault { table: _, column: _, ty: _, default: _ }
        | Op::SetIdentity(_, _, _)
        | Op::CreateSequence(_, _, _)
        | Op::DropSequence(_, _, _)
        | Op::ChangeSequence(_, _, _)
        | Op::AlterSequence(_, _)
        | Op::SetOwner(_, _)
        | Op::DropExpression(_, _, _)
        | Op::SetNotNull(_, _)
        | Op::DropNotNull(_, _)
        | Op::ReplaceFunction(_, _)
        | Op::SetRowSecurity(_, _)
        | Op::SetValidity(_)
        | Op::MoveExtension(_, _)
        | Op::Comment(_, _)
        | Op::Access(_) => false,
    }
}

/// Whether an operation writes rows, so that checks of deferrable constraints may be waiting.
/// <https://www.postgresql.org/docs/current/sql-set-constraints.html>
fn writes_rows(op: &Op) -> bool {
    matches!(op, Op::Fill(_) | Op::Run(_))
}

/// Whether a function gets a body before something gets the name that the body may say: on the way back, where renames come
/// last. <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES>
fn bodies_come_before_names(steps: &[Step]) -> bool {
    let body = |step: &Step| matches!(step.op, Op::ReplaceFunction(_, _) | Op::Create(Object::Function(_, _)));
    let name = |step: &Step| matches!(step.op, Op::Rename(_) | Op::RenameEnumValue { ty: _, value: _ });
    steps.iter().skip_while(|step| !body(step)).any(name)
}

fn section_words(section: Section) -> &'static str {
    let phase = match section {
        Section::Names => return "New names: all that follows speaks these",
        Section::Questions => return "Before anything changes: what must be true of the rows",
        Section::LateQuestions => return "What must be true of the rows by now",
        Section::Phase(phase) => phase,
    };
    match phase {
        Phase::Prepare => "Prepare: schemas, extensions and types",
        Phase::Expand => "Expand: tables and columns",
        Phase::Data => "Data: the rows",
        Phase::Tighten => "Tighten: keys, indexes, checks, views, policies and triggers",
        Phase::Contract => "Contract: what is no longer there",
    }
}
