use std::fmt;

use underpin_schema::{
    ColumnType, Counting, DefaultValue, Identity, Name, ObjectId, OwnedSequence, QName, Schema, SequenceType,
};

use super::{Drafts, Kind, set_default};
use crate::{Numbering, Op, Pair, Precondition, Serial, TypeChange};

/// Convert columns of a table to other types, all in one rewrite; or to the new labels of their enum type.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeTypes {
    /// The table.
    pub table: QName,
    /// The columns.
    pub columns: Vec<Converted>,
}

/// A column that is converted.
#[derive(Clone, Debug, PartialEq)]
pub struct Converted {
    /// Its name, types, and how a value of one becomes one of the other.
    pub change: TypeChange,
    /// From which default to which: one of the old type cannot stay while the type changes.
    pub default: Pair<Option<DefaultValue>>,
    /// What has to be true of the values before.
    pub precondition: Option<Precondition>,
    /// What the rules of the domain that it is to be of ask of the values.
    pub rules: Vec<Precondition>,
    /// Why no conversion is known that keeps every value, and an expression that could stand in `using`.
    pub(crate) lossy: Option<(String, String)>,
}

/// Whether the column is numbered before and after: what numbers it stays while its type changes, and goes on where it was. An
/// identity's sequence gets the new type with the column; one of `serial` has to be told.
/// <https://www.postgresql.org/docs/current/ddl-identity-columns.html>
fn stays(default: &Pair<Option<DefaultValue>>) -> bool {
    let numbered = |default: &Option<DefaultValue>| {
        matches!(default, Some(DefaultValue::Serial(_) | DefaultValue::Identity(_)))
    };
    numbered(&default.old) && numbered(&default.new)
}

/// What becomes of the sequence of an identity column, whose type PostgreSQL changes with that of the column: how it has to count
/// before, so that the new type has room for it and the way back comes to where it was; and how it counts then.
fn retyped(ty: Pair<&ColumnType>, default: &Pair<Option<DefaultValue>>) -> Option<(Pair<Numbering>, Identity)> {
    let (Some(DefaultValue::Identity(old)), Some(DefaultValue::Identity(_))) = (&default.old, &default.new) else {
        return None;
    };
    let kind = ty.map(SequenceType::of);
    let counts = old.sequence.counting(ty.old);
    let fits = |counting: Counting| {
        let (least, most) = kind.new.bounds();
        [counting.start, counting.min, counting.max].iter().all(|number| (least..=most).contains(number))
    };
    let stays = counts.ty == kind.old
        && fits(counts.retyped(kind.new))
        && counts.retyped(kind.new).retyped(kind.old) == counts;
    // The bounds of a type become those of the other, there and back.
    let (min, max) = kind.old.bounds();
    let start = if fits(Counting { min: counts.start, max: counts.start, ..counts }) { counts.start } else { 1 };
    let first = if stays { counts } else { Counting { ty: kind.old, start, min, max, ..counts } };
    let with = |counting: Counting, usual| Identity {
        kind: old.kind,
        sequence: OwnedSequence::new(old.sequence.name().cloned(), counting.options(usual)),
    };
    let numbering = |identity| Numbering::Identity(ty.old.clone(), identity);
    let before = Pair { old: numbering(old.clone()), new: numbering(with(first, kind.old)) };
    Some((before, with(first.retyped(kind.new), kind.new)))
}

impl Kind for ChangeTypes {
    fn apply(&self, schema: &mut Schema) {
        for Converted { change, default, precondition: _, rules: _, lossy: _ } in &self.columns {
            let TypeChange { column, ty, collation, using: _, back: _ } = change;
            super::change_column(schema, (&self.table, column), |column| {
                column.ty = ty.new.clone();
                column.collation.clone_from(&collation.new);
                column.default.clone_from(&default.new);
            });
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        let column = |name: &Name| ObjectId::Column(self.table.clone(), name.clone());
        let kept: Vec<_> =
            self.columns.iter().filter(|one| !drafts.recreated.contains(&column(&one.change.column))).collect();
        for Converted { change, default, precondition, rules, lossy: _ } in &kept {
            drafts.list.extend(precondition.iter().chain(rules).cloned().map(|precondition| super::Draft {
                cause: drafts.cause,
                op: Op::Assert(precondition),
                attached: Vec::new(),
            }));
            let taken = Pair { old: default.old.clone(), new: None };
            if !stays(default) {
                set_default::draft((&self.table, &change.column), change.ty.clone(), taken, drafts);
            }
        }
        for Converted { change, default, precondition: _, rules: _, lossy: _ } in &kept {
            let Some((before, _)) = retyped(change.ty.as_ref(), default) else { continue };
            set_default::count((&self.table, &change.column), before, drafts);
        }
        if !kept.is_empty() {
            let changes = kept.iter().map(|one| one.change.clone()).collect();
            drafts.add(Op::AlterTypes(self.table.clone(), changes));
        }
        for Converted { change, default, precondition: _, rules: _, lossy: _ } in &kept {
            let at = (&self.table, &change.column);
            if let (Some((_, as_retyped)), Some(DefaultValue::Identity(new))) =
                (retyped(change.ty.as_ref(), default), &default.new)
            {
                let ty = Pair { old: change.ty.new.clone(), new: change.ty.new.clone() };
                let put = Pair { old: Some(DefaultValue::Identity(as_retyped)), new: Some(DefaultValue::Identity(new.clone())) };
                set_default::draft(at, ty, put, drafts);
                continue;
            }
            if let (Some(DefaultValue::Serial(old)), Some(DefaultValue::Serial(new))) = (&default.old, &default.new) {
                let serial = |ty: &ColumnType, sequence: &OwnedSequence| {
                    Numbering::Serial(Serial { ty: ty.clone(), sequence: sequence.clone() })
                };
                let numbering = Pair { old: serial(&change.ty.old, old), new: serial(&change.ty.new, new) };
                set_default::count(at, numbering, drafts);
                continue;
            }
            let old = if stays(default) { default.old.clone() } else { None };
            let put = Pair { old, new: default.new.clone() };
            set_default::draft(at, change.ty.clone(), put, drafts);
        }
    }

    fn object(&self) -> ObjectId {
        match &self.columns[..] {
            [one] => ObjectId::Column(self.table.clone(), one.change.column.clone()),
            _ => ObjectId::Table(self.table.clone()),
        }
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Converted { change, default: _, precondition: _, rules: _, lossy: _ }) in self.columns.iter().enumerate() {
            let gap = if index == 0 { "convert" } else { "," };
            write!(f, "{gap} column {}.{}", self.table, change.column)?;
        }
        Ok(())
    }
}
