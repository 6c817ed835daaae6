use std::fmt;

use underpin_schema::{
    Column, ColumnType, DefaultValue, Identity, Name, ObjectId, OwnedSequence, QName, Schema, SequenceOptions,
};

use super::{Drafts, Kind};
use crate::{Counter, Numbering, Op, Pair, Precondition, Serial, renames::called};

/// Change what fills a column when an INSERT leaves it out: a default, an identity, a sequence. Rows that are there keep
/// their values. <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct SetDefault {
    /// The table.
    pub table: QName,
    /// The column's name.
    pub name: Name,
    /// The type of the column, before and after.
    pub ty: Pair<ColumnType>,
    /// From which default to which.
    pub default: Pair<Option<DefaultValue>>,
}

impl Kind for SetDefault {
    fn apply(&self, schema: &mut Schema) {
        super::change_column(schema, (&self.table, &self.name), |column: &mut Column| {
            column.default.clone_from(&self.default.new);
        });
    }

    fn draft(&self, drafts: &mut Drafts) {
        draft((&self.table, &self.name), self.ty.clone(), self.default.clone(), drafts);
    }

    fn object(&self) -> ObjectId {
        ObjectId::Column(self.table.clone(), self.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(new) = self.recounted() {
            let options = new.options();
            let how = if options.are_usual() { "as usual".to_owned() } else { options.to_string() };
            return match new.name() {
                Some(name) => write!(f, "number {} by {name}, {how}", self.object()),
                None => write!(f, "number {} {how}", self.object()),
            };
        }
        let verb = match (&self.default.old, &self.default.new) {
            (None, _) => "set",
            (Some(_), Some(_)) => "change",
            (Some(_), None) => "remove",
        };
        write!(f, "{verb} the default of {}", self.object())
    }
}

impl SetDefault {
    /// The sequence to be, where nothing else changes.
    fn recounted(&self) -> Option<&OwnedSequence> {
        match (&self.default.old, &self.default.new) {
            (Some(DefaultValue::Serial(_)), Some(DefaultValue::Serial(new))) => Some(new),
            (Some(DefaultValue::Identity(old)), Some(DefaultValue::Identity(new))) if old.kind == new.kind => {
                Some(&new.sequence)
            }
            _ => None,
        }
    }
}

/// What a default is kept as by PostgreSQL.
enum Kept {
    /// In the catalog of defaults, or nowhere.
    Plain(Option<DefaultValue>),
    /// As an identity column.
    Identity(Identity),
    /// As a sequence that the column owns.
    Sequence(OwnedSequence),
    /// As an expression that is computed at each write.
    Generated(underpin_schema::Expr),
}

impl Kept {
    fn of(default: Option<DefaultValue>) -> Self {
        match default {
            Some(DefaultValue::Identity(identity)) => Kept::Identity(identity),
            Some(DefaultValue::Serial(sequence)) => Kept::Sequence(sequence),
            Some(DefaultValue::Generated(expr)) => Kept::Generated(expr),
            plain @ (None | Some(DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Sql(_))) => {
                Kept::Plain(plain)
            }
        }
    }
}

/// Adds the operations that lead from one default to another. A column that is to be generated is dropped and created.
pub(super) fn draft(
    (table, name): (&QName, &Name),
    ty: Pair<ColumnType>,
    default: Pair<Option<DefaultValue>>,
    drafts: &mut Drafts,
) {
    if default.old == default.new {
        return;
    }
    let at = || (table.clone(), name.clone());
    let plain = |default: Pair<Option<DefaultValue>>, drafts: &mut Drafts| {
        if default.old != default.new {
            let (table, column) = at();
            drafts.add(Op::SetDefault { table, column, ty: ty.clone(), default });
        }
    };
    let advance = |options: SequenceOptions, drafts: &mut Drafts| {
        drafts.add(Op::AdvanceSequence(table.clone(), name.clone(), options));
    };
    let (old, new) = match (Kept::of(default.old), Kept::of(default.new)) {
        (Kept::Plain(old), Kept::Plain(new)) => return plain(Pair { old, new }, drafts),
        (Kept::Identity(old), Kept::Identity(new)) => {
            let numbering =
                Pair { old: Numbering::Identity(ty.old, old.clone()), new: Numbering::Identity(ty.new, new.clone()) };
            count((table, name), numbering, drafts);
            if old.kind != new.kind {
                let identity = Pair { old: Some(old), new: Some(new) };
                drafts.add(Op::SetIdentity(table.clone(), name.clone(), identity));
            }
            return;
        }
        (Kept::Sequence(old), Kept::Sequence(new)) => {
            let (old, new) = (Serial { ty: ty.old, sequence: old }, Serial { ty: ty.new, sequence: new });
            return count(
                (table, name),
                Pair { old: Numbering::Serial(old), new: Numbering::Serial(new) },
                drafts,
            );
        }
        (Kept::Sequence(sequence), Kept::Identity(identity)) => {
            let options = identity.sequence.options();
            let old = Numbering::Serial(Serial { ty: ty.old, sequence });
            let numbering = Pair { old, new: Numbering::Identity(ty.new, identity) };
            ask((table, name), &numbering, drafts);
            drafts.add(Op::ChangeSequence(table.clone(), name.clone(), numbering));
            return advance(options, drafts);
        }
        (Kept::Identity(identity), Kept::Sequence(sequence)) => {
            let options = sequence.options();
            let new = Numbering::Serial(Serial { ty: ty.new, sequence });
            let numbering = Pair { old: Numbering::Identity(ty.old, identity), new };
            ask((table, name), &numbering, drafts);
            drafts.add(Op::ChangeSequence(table.clone(), name.clone(), numbering));
            return advance(options, drafts);
        }
        (old, new) => (old, new),
    };
    match old {
        Kept::Plain(old) => plain(Pair { old, new: None }, drafts),
        Kept::Identity(identity) => {
            let gone = Pair { old: Some(identity), new: None };
            drafts.add(Op::SetIdentity(table.clone(), name.clone(), gone));
        }
        Kept::Sequence(sequence) => {
            let serial = Serial { ty: ty.old.clone(), sequence };
            drafts.add(Op::DropSequence(table.clone(), name.clone(), serial));
        }
        Kept::Generated(expr) => drafts.add(Op::DropExpression(table.clone(), name.clone(), expr)),
    }
    match new {
        Kept::Plain(new) => plain(Pair { old: None, new }, drafts),
        Kept::Identity(identity) => {
            let options = identity.sequence.options();
            let set = Pair { old: None, new: Some(identity) };
            drafts.add(Op::SetIdentity(table.clone(), name.clone(), set));
            advance(options, drafts);
        }
        Kept::Sequence(sequence) => {
            let options = sequence.options();
            let serial = Serial { ty: ty.new.clone(), sequence };
            drafts.add(Op::CreateSequence(table.clone(), name.clone(), serial));
            advance(options, drafts);
        }
        // Detected as a replacement of the column; a converted column has no such default here either.
        Kept::Generated(_) => {}
    }
}

/// Adds the operations that make a sequence one of another name, or that counts in another way. What it has given last stays.
pub(super) fn count((table, name): (&QName, &Name), numbering: Pair<Numbering>, drafts: &mut Drafts) {
    let names = numbering.as_ref().map(|numbering| called(table, name, numbering.sequence()));
    if names.old != names.new {
        drafts.add(Op::RenameSequence(table.clone(), name.clone(), names));
    }
    let counting = numbering.as_ref().map(Numbering::counting);
    if counting.old != counting.new {
        ask((table, name), &numbering, drafts);
        drafts.add(Op::ChangeSequence(table.clone(), name.clone(), numbering));
    }
}

/// Asks whether the number given last is one that the sequence may still give, where it may give fewer than before.
fn ask((table, name): (&QName, &Name), numbering: &Pair<Numbering>, drafts: &mut Drafts) {
    let counting = numbering.as_ref().map(Numbering::counting);
    if counting.new.min > counting.old.min || counting.new.max < counting.old.max {
        let counter = Counter::OfColumn(table.clone(), name.clone());
        drafts.add(Op::Assert(Precondition::Counts { counter, counting }));
    }
}
