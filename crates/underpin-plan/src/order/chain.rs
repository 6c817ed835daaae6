//! Operations on one column: they follow one another in a fixed order.

use rustc_hash::{FxHashMap, FxHashSet};
use underpin_schema::{Name, ObjectId, QName};

use super::{Edge, Reason, renames::Renames};
use crate::{Fill, FillRows, Numbering, Object, Op, Pair, changes::Draft};

/// What is done to a column, in the order in which it can be done.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Create,
    DropExpression,
    /// Its default, identity or sequence is taken away: the old one might not fit the new type.
    Bare,
    DropNotNull,
    Fill,
    AlterType,
    /// Rows that hold NULL get values of the type that the column has by now.
    FillConverted,
    Default,
    SetNotNull,
    /// An identity column has to forbid NULL already.
    Identity,
    Advance,
    /// It takes the place of another column.
    Leave,
    Drop,
}

type Column<'a> = (&'a QName, &'a Name);

/// The edges between operations on one column.
pub(super) fn edges(drafts: &[Draft], renames: &Renames, edges: &mut Vec<Edge>) {
    let mut chains: FxHashMap<Column<'_>, Vec<(Rank, usize)>> = FxHashMap::default();
    let mut columns = Vec::new();
    let ready = made_ready(drafts);
    let mut link = |column, rank, node| {
        chains.entry(column).or_insert_with(|| {
            columns.push(column);
            Vec::new()
        });
        chains.entry(column).or_default().push((rank, node));
    };
    for (node, draft) in drafts.iter().enumerate() {
        if let Op::AlterTypes(table, changes) = &draft.op {
            changes.iter().for_each(|change| link((table, &change.column), Rank::AlterType, node));
        } else if let Some((column, rank)) = rank(&draft.op) {
            let rank = if ready.contains(&node) { Rank::Bare } else { rank };
            link(column, rank, node);
        }
    }
    for &node in &renames.late {
        if let Op::Rename(Pair { old: ObjectId::Column(from, old), new: ObjectId::Column(to, new) }) = &drafts[node].op
        {
            link((from, old), Rank::Leave, node);
            link((to, new), Rank::Create, node);
        }
    }
    for column in columns {
        let Some(mut chain) = chains.remove(&column) else { continue };
        chain.sort_unstable();
        let has = |wanted| chain.iter().any(|(rank, _)| *rank == wanted);
        let replaced = has(Rank::Create) && has(Rank::Drop);
        // The one that leaves makes room for the other: what is left of it is taken away before.
        let place = |rank| match rank {
            Rank::DropExpression | Rank::Bare | Rank::DropNotNull if replaced => 0,
            Rank::Drop if replaced => 1,
            rank => 2 + rank as usize,
        };
        chain.sort_by_key(|(rank, _)| place(*rank));
        let mut groups = chain.chunk_by(|a, b| place(a.0) == place(b.0)).peekable();
        while let (Some(group), Some(next)) = (groups.next(), groups.peek()) {
            for (_, before) in group {
                let after = next.iter().filter(|(_, after)| after != before);
                edges.extend(after.map(|(_, after)| Edge {
                    before: *before,
                    after: *after,
                    reason: Reason::SameColumn,
                }));
            }
        }
    }
}

/// The changes of identity sequences that make them ready for another type, which PostgreSQL gives them with their columns.
fn made_ready(drafts: &[Draft]) -> FxHashSet<usize> {
    let mut converted = FxHashMap::default();
    for draft in drafts {
        if let Op::AlterTypes(table, changes) = &draft.op {
            converted.extend(changes.iter().map(|change| ((table, &change.column), &change.ty)));
        }
    }
    let is_ready = |op: &Op| match op {
        Op::ChangeSequence(table, name, Pair { old: Numbering::Identity(_, _), new: Numbering::Identity(ty, _) }) => {
            converted.get(&(table, name)).is_some_and(|types| types.old == *ty && types.new != *ty)
        }
        _ => false,
    };
    drafts.iter().enumerate().filter(|(_, draft)| is_ready(&draft.op)).map(|(node, _)| node).collect()
}

/// The column that an operation is on and what it does there; of those that are on one column alone.
fn rank(op: &Op) -> Option<(Column<'_>, Rank)> {
    Some(match op {
        Op::Create(Object::Column(table, name, _)) => ((table, name), Rank::Create),
        Op::Drop(Object::Column(table, name, _)) => ((table, name), Rank::Drop),
        Op::SetDefault { table, column, ty: _, default } => {
            ((table, column), if default.new.is_some() { Rank::Default } else { Rank::Bare })
        }
        Op::SetIdentity(table, name, identity) => {
            ((table, name), if identity.new.is_some() { Rank::Identity } else { Rank::Bare })
        }
        Op::CreateSequence(table, name, _) => ((table, name), Rank::Default),
        Op::DropSequence(table, name, _) => ((table, name), Rank::Bare),
        Op::ChangeSequence(table, name, _) => ((table, name), Rank::Identity),
        Op::AdvanceSequence(table, name, _) => ((table, name), Rank::Advance),
        Op::DropExpression(table, name, _) => ((table, name), Rank::DropExpression),
        Op::SetNotNull(table, name) => ((table, name), Rank::SetNotNull),
        Op::DropNotNull(table, name) => ((table, name), Rank::DropNotNull),
        Op::Fill(Fill { table, column, value: _, rows, quiet: _ }) => {
            let rank = match rows {
                FillRows::All => Rank::Fill,
                FillRows::Null => Rank::FillConverted,
            };
            ((table, column), rank)
        }
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
        | Op::AlterSequence(_, _)
        | Op::SetOwner(_, _)
        | Op::ReplaceFunction(_, _)
        | Op::SetRowSecurity(_, _)
        | Op::SetValidity(_)
        | Op::MoveExtension(_, _)
        | Op::Comment(_, _)
        | Op::Assert(_)
        | Op::Access(_)
        | Op::Run(_) => return None,
    })
}
