use std::fmt;

use underpin_schema::{Column, ColumnType, DefaultValue, Identity, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind};
use crate::{Numbering, Op, Pair};

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
        let verb = match (&self.default.old, &self.default.new) {
            (None, _) => "set",
            (Some(_), Some(_)) => "change",
            (Some(_), None) => "remove",
        };
        write!(f, "{verb} the default of {}", self.object())
    }
}

/// What a default is kept as by PostgreSQL.
enum Kept {
    /// In the catalog of defaults, or nowhere.
    Plain(Option<DefaultValue>),
    /// As an identity column.
    Identity(Identity),
    /// As a sequence that the column owns.
    Sequence,
    /// As an expression that is computed at each write.
    Generated(underpin_schema::Expr),
}

impl Kept {
    fn of(default: Option<DefaultValue>) -> Self {
        match default {
            Some(DefaultValue::Identity(identity)) => Kept::Identity(identity),
            Some(DefaultValue::Serial) => Kept::Sequence,
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
    let advance = |drafts: &mut Drafts| drafts.add(Op::AdvanceSequence(table.clone(), name.clone()));
    let (old, new) = match (Kept::of(default.old), Kept::of(default.new)) {
        (Kept::Plain(old), Kept::Plain(new)) => return plain(Pair { old, new }, drafts),
        (Kept::Identity(old), Kept::Identity(new)) => {
            return drafts.add(Op::SetIdentity(table.clone(), name.clone(), Pair { old: Some(old), new: Some(new) }));
        }
        (Kept::Sequence, Kept::Identity(identity)) => {
            let numbering = Pair { old: Numbering::Serial(ty.old), new: Numbering::Identity(identity) };
            drafts.add(Op::ChangeSequence(table.clone(), name.clone(), numbering));
            return advance(drafts);
        }
        (Kept::Identity(identity), Kept::Sequence) => {
            let numbering = Pair { old: Numbering::Identity(identity), new: Numbering::Serial(ty.new) };
            drafts.add(Op::ChangeSequence(table.clone(), name.clone(), numbering));
            return advance(drafts);
        }
        (old, new) => (old, new),
    };
    match old {
        Kept::Plain(old) => plain(Pair { old, new: None }, drafts),
        Kept::Identity(identity) => {
            let gone = Pair { old: Some(identity), new: None };
            drafts.add(Op::SetIdentity(table.clone(), name.clone(), gone));
        }
        Kept::Sequence => drafts.add(Op::DropSequence(table.clone(), name.clone(), ty.old.clone())),
        Kept::Generated(expr) => drafts.add(Op::DropExpression(table.clone(), name.clone(), expr)),
    }
    match new {
        Kept::Plain(new) => plain(Pair { old: None, new }, drafts),
        Kept::Identity(identity) => {
            let set = Pair { old: None, new: Some(identity) };
            drafts.add(Op::SetIdentity(table.clone(), name.clone(), set));
            advance(drafts);
        }
        Kept::Sequence => {
            drafts.add(Op::CreateSequence(table.clone(), name.clone(), ty.new.clone()));
            advance(drafts);
        }
        // Detected as a replacement of the column; a converted column has no such default here either.
        Kept::Generated(_) => {}
    }
}
