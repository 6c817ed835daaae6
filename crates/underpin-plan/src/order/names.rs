//! Names that one object frees and another takes.

use rustc_hash::FxHashMap;
use underpin_schema::{Name, ObjectId, QName, Signature, UserType};

use super::{Edge, Reason, renames::Renames};
use crate::{Object, Op, Pair, changes::Draft};

/// A name in the space in which PostgreSQL wants it to be the only one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Taken<'a> {
    Namespace(&'a Name),
    Extension(&'a Name),
    /// Tables, views, and indexes with those of constraints: all in `pg_class`.
    /// <https://www.postgresql.org/docs/current/catalog-pg-class.html>
    Relation(&'a Name, &'a Name),
    /// Enum types, and the row types of tables and views.
    /// <https://www.postgresql.org/docs/current/catalog-pg-type.html>
    Type(&'a QName),
    Function(&'a Signature),
    Column(&'a QName, &'a Name),
    PrimaryKey(&'a QName),
    Constraint(&'a QName, &'a Name),
    Trigger(&'a QName, &'a Name),
    Policy(&'a QName, &'a Name),
}

/// Who frees a name, and who takes it.
#[derive(Default)]
struct Users {
    free: Vec<usize>,
    take: Vec<usize>,
}

/// What frees a name comes before what takes it. The leading renames come before either.
pub(super) fn edges(drafts: &[Draft], renames: &Renames, edges: &mut Vec<Edge>) {
    let drops = drafts.iter().any(|draft| matches!(draft.op, Op::Drop(_)));
    if !drops && renames.rebuilt.is_empty() && renames.late.is_empty() {
        return;
    }
    let mut users: FxHashMap<Taken<'_>, Users> = FxHashMap::default();
    for (node, draft) in drafts.iter().enumerate() {
        if let Op::Drop(object) = &draft.op {
            each(object, &mut |name| users.entry(name).or_default().free.push(node));
        }
    }
    for &node in &renames.rebuilt {
        let Op::Rename(Pair { old: ObjectId::Enum(old), new: ObjectId::Enum(new) }) = &drafts[node].op else {
            continue;
        };
        // What is dropped under the new name is what got it here.
        if let Some(dropped) = users.remove(&Taken::Type(new)) {
            let leave = |after: &usize| Edge { before: node, after: *after, reason: Reason::Leaves };
            edges.extend(dropped.free.iter().map(leave));
        }
        users.entry(Taken::Type(old)).or_default().free.push(node);
    }
    for (node, draft) in drafts.iter().enumerate() {
        if let Op::Create(object) = &draft.op {
            each(object, &mut |name| {
                if let Some(users) = users.get_mut(&name) {
                    users.take.push(node);
                }
            });
        }
    }
    for Users { free, take } in users.values() {
        for &before in free {
            edges.extend(take.iter().map(|&after| Edge { before, after, reason: Reason::TakesName }));
        }
    }
}

/// Each name that an object has for itself.
fn each<'a>(object: &'a Object, found: &mut impl FnMut(Taken<'a>)) {
    match object {
        Object::Namespace(name) => found(Taken::Namespace(name)),
        Object::Extension(name, _) => found(Taken::Extension(name)),
        Object::Enum(name, _) => found(Taken::Type(name)),
        Object::Type(name, ty) => {
            found(Taken::Type(name));
            // A composite type has a place among the relations too.
            if let UserType::Composite(_) = **ty {
                found(Taken::Relation(&name.namespace, &name.name));
            }
        }
        Object::Sequence(name, _) => found(Taken::Relation(&name.namespace, &name.name)),
        Object::Table(name, table) => {
            found(Taken::Relation(&name.namespace, &name.name));
            found(Taken::Type(name));
            let key = table.primary_key.iter().map(|key| &key.name);
            for index in key.chain(table.uniques.keys()).chain(table.indexes.keys()).chain(table.exclusions.keys()) {
                found(Taken::Relation(&name.namespace, index));
            }
        }
        // That of a column which is replaced is found with all else that is done to the column.
        Object::Column(table, name, _) => found(Taken::Column(table, name)),
        Object::PrimaryKey(table, key) => {
            found(Taken::PrimaryKey(table));
            found(Taken::Constraint(table, &key.name));
            found(Taken::Relation(&table.namespace, &key.name));
        }
        Object::Unique(table, name, _) => {
            found(Taken::Constraint(table, name));
            found(Taken::Relation(&table.namespace, name));
        }
        Object::Exclusion(table, name, _) => {
            found(Taken::Constraint(table, name));
            found(Taken::Relation(&table.namespace, name));
        }
        Object::Index(table, name, _) => found(Taken::Relation(&table.namespace, name)),
        Object::ForeignKey(table, name, _) | Object::Check(table, name, _) => found(Taken::Constraint(table, name)),
        Object::Trigger(table, name, _) => found(Taken::Trigger(table, name)),
        Object::Policy(table, name, _) => found(Taken::Policy(table, name)),
        Object::View(name, _) => {
            found(Taken::Relation(&name.namespace, &name.name));
            found(Taken::Type(name));
        }
        Object::Function(signature, _) => found(Taken::Function(signature)),
    }
}
