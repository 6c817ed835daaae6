//! The operations that create and drop objects: shared by the kinds that do one, the other, or both.

use std::sync::Arc;

use underpin_schema::{
    Column, ColumnType, DefaultValue, Expr, KeyTarget, Name, NullsEqual, ObjectId, PrimaryKey, QName, RowSecurity,
    Sequence, Table, Unique, Uniqueness, UserType,
};

use super::{AlterDomain, Drafts};
use crate::{
    DomainChange, Fill, FillRows, FillValue, Object, Op, Pair, Precondition, mentions,
    walk::{type_comment, view_comment},
};

/// Adds the operations that create an object, with the comments on it.
pub(super) fn create(object: Object, drafts: &mut Drafts) {
    match object {
        Object::Table(name, table) => create_table(&name, &table, drafts),
        Object::Column(table, name, mut column) => {
            let comment = column.comment.take();
            create_commented(Object::Column(table, name, column), comment, drafts);
        }
        Object::Enum(name, mut ty) => {
            let comment = ty.comment.take();
            create_commented(Object::Enum(name, ty), comment, drafts);
        }
        Object::Type(name, mut ty) => {
            let on = type_comment(&name, &ty);
            let comment = ty.comment_mut().take();
            let later = unfulfilled(&name, &ty);
            drafts.add(Op::Create(Object::Type(name, ty)));
            drafts.comment(on, &comment);
            later.into_iter().for_each(|op| drafts.add(op));
        }
        Object::Sequence(name, mut sequence) => {
            // It goes with its column once that is there.
            let owner = sequence.owner.take();
            let comment = sequence.comment.clone();
            create_commented(Object::Sequence(name.clone(), sequence), comment, drafts);
            if owner.is_some() {
                drafts.add(Op::SetOwner(name, Pair { old: None, new: owner }));
            }
        }
        Object::Trigger(table, name, trigger) => {
            let comment = trigger.comment.clone();
            create_commented(Object::Trigger(table, name, trigger), comment, drafts);
        }
        Object::Policy(table, name, policy) => {
            let comment = policy.comment.clone();
            create_commented(Object::Policy(table, name, policy), comment, drafts);
        }
        Object::Function(signature, function) => {
            let comment = function.comment.clone();
            create_commented(Object::Function(signature, function), comment, drafts);
        }
        Object::View(name, view) => {
            drafts.add(Op::Create(Object::View(name.clone(), view.clone())));
            drafts.comment(view_comment(&name, view.storage), &view.comment);
            for (key, index) in view.indexes {
                create(Object::Index(name.clone(), key, Box::new(index)), drafts);
            }
            for (key, trigger) in view.triggers {
                create(Object::Trigger(name.clone(), key, trigger), drafts);
            }
        }
        plain @ (Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::PrimaryKey(_, _)
        | Object::Unique(_, _, _)
        | Object::Index(_, _, _)
        | Object::ForeignKey(_, _, _)
        | Object::Check(_, _, _)
        | Object::Exclusion(_, _, _)) => drafts.add(Op::Create(plain)),
    }
}

fn create_commented(object: Object, comment: Option<String>, drafts: &mut Drafts) {
    let on = object.id();
    drafts.add(Op::Create(object));
    drafts.comment(on, &comment);
}

/// Adds the operations that drop an object. What hangs on a table goes with it, but for its foreign keys: circles of tables
/// need them gone before, and their lock on the other table is then in plain sight.
pub(super) fn drop(object: &Object, drafts: &mut Drafts) {
    if let Object::Table(name, table) = object {
        for (key, foreign_key) in &table.foreign_keys {
            drafts.add(Op::Drop(Object::ForeignKey(name.clone(), key.clone(), foreign_key.clone())));
        }
    }
    if let Object::Sequence(name, sequence) = object {
        // It would go with its column, which may be dropped before it.
        if sequence.owner.is_some() {
            drafts.add(Op::SetOwner(name.clone(), Pair { old: sequence.owner.clone(), new: None }));
        }
        let alone = Sequence { owner: None, ..sequence.clone() };
        return drafts.add(Op::Drop(Object::Sequence(name.clone(), alone)));
    }
    drafts.add(Op::Drop(object.clone()));
}

/// Whether it is the index or trigger of a view that is dropped and created again: with it went all that it had, and came all that it
/// is to have.
pub(super) fn goes_with_its_view(object: &Object, drafts: &Drafts) -> bool {
    matches!(object, Object::Index(owner, _, _) | Object::Trigger(owner, _, _) if drafts.recreated.contains(&ObjectId::View(owner.clone())))
}

/// Adds the question whether the rows that are there allow a constraint, or a column that is computed from them; other objects ask
/// nothing of them.
pub(super) fn ask(object: &Object, drafts: &mut Drafts) {
    if super::set_validity::is_not_valid(object) {
        return;
    }
    let columns = |names: &[underpin_schema::Name]| names.iter().cloned().map(KeyTarget::Column).collect();
    let duplicates = |table: &QName, targets, nulls, predicate| Precondition::NoDuplicates {
        table: table.clone(),
        key: object.id(),
        targets,
        nulls,
        predicate,
    };
    let precondition = match object {
        Object::PrimaryKey(table, key) => duplicates(table, columns(&key.columns), NullsEqual::Equal, None),
        Object::Unique(table, _, unique) => duplicates(table, columns(&unique.columns), unique.nulls, None),
        Object::Index(table, _, index) => match index.uniqueness {
            Uniqueness::Unique(nulls) => {
                let targets = index.keys.iter().map(|key| key.target.clone()).collect();
                duplicates(table, targets, nulls, index.predicate.clone())
            }
            Uniqueness::Any => return,
        },
        Object::ForeignKey(table, name, key) => {
            Precondition::NoOrphans { table: table.clone(), name: name.clone(), key: key.clone() }
        }
        Object::Check(table, name, check) => {
            Precondition::Passes { table: table.clone(), name: name.clone(), expr: check.expr.clone() }
        }
        Object::Exclusion(table, name, exclusion) => {
            Precondition::NoConflicts { table: table.clone(), name: name.clone(), exclusion: exclusion.clone() }
        }
        Object::Column(table, name, column) => {
            let Some(DefaultValue::Generated(value)) = &column.default else { return };
            let to = (&column.ty, column.nullable);
            let Some(asked) = yields((table, name), (value, FillRows::All), to) else { return };
            asked
        }
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _)
        | Object::Type(_, _)
        | Object::Sequence(_, _)
        | Object::Table(_, _)
        | Object::Trigger(_, _, _)
        | Object::Policy(_, _, _)
        | Object::View(_, _)
        | Object::Function(_, _) => return,
    };
    drafts.add(Op::Assert(precondition));
}

/// Adds what gives rows their values, after the question whether the column can hold what they are given; what forbids NULL in it
/// comes after.
pub(super) fn fill(
    (table, column): (&QName, &Name),
    (value, rows): (&Expr, FillRows),
    (ty, nullable): (&ColumnType, bool),
    drafts: &mut Drafts,
) {
    let asked = yields((table, column), (value, rows), (ty, nullable));
    let is_asked = asked.is_some();
    asked.into_iter().for_each(|asked| drafts.add(Op::Assert(asked)));
    drafts.add(Op::Fill(Fill {
        table: table.clone(),
        column: column.clone(),
        value: FillValue::Expr(value.clone()),
        rows,
        quiet: Vec::new(),
    }));
    if !nullable {
        if !is_asked {
            drafts.add(Op::Assert(Precondition::NoNulls { table: table.clone(), column: column.clone() }));
        }
        drafts.add(Op::SetNotNull(table.clone(), column.clone()));
    }
}

/// The question whether a column can hold what an expression gives; what is the same for every row is not asked of the rows.
pub(super) fn yields(
    (table, column): (&QName, &Name),
    (value, rows): (&Expr, FillRows),
    (to, nullable): (&ColumnType, bool),
) -> Option<Precondition> {
    mentions::is_of_rows(value.as_str()).then(|| Precondition::Yields {
        table: table.clone(),
        column: column.clone(),
        value: value.clone(),
        to: to.clone(),
        nullable,
        rows,
    })
}

/// A table by itself; its indexes, foreign keys, policies, triggers and comments follow as operations of their own: tables
/// may refer to one another in a circle, and a foreign key may need an index of another table.
fn create_table(name: &QName, table: &Table, drafts: &mut Drafts) {
    let Table {
        columns,
        primary_key,
        uniques,
        indexes,
        foreign_keys,
        checks,
        exclusions,
        triggers,
        policies,
        row_security,
        comment,
    } = table;
    let alone = Table {
        columns: columns.iter().map(|(name, column)| (name.clone(), bare(column))).collect(),
        primary_key: primary_key.clone(),
        uniques: uniques.iter().filter(|(key, _)| !repeats(table, key)).map(|(k, v)| (k.clone(), v.clone())).collect(),
        checks: checks
            .iter()
            .filter(|(_, check)| check.validity.is_valid())
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
        ..Table::default()
    };
    drafts.add(Op::Create(Object::Table(name.clone(), Arc::new(alone))));
    drafts.comment(ObjectId::Table(name.clone()), comment);
    for (column, Column { ty: _, nullable: _, default: _, collation: _, comment }) in columns {
        drafts.comment(ObjectId::Column(name.clone(), column.clone()), comment);
    }
    for (key, index) in indexes {
        create(Object::Index(name.clone(), key.clone(), Box::new(index.clone())), drafts);
    }
    for (key, unique) in uniques.iter().filter(|(key, _)| repeats(table, key)) {
        create(Object::Unique(name.clone(), key.clone(), unique.clone()), drafts);
    }
    // CREATE TABLE takes a check for valid, since there are no rows yet.
    for (key, check) in checks.iter().filter(|(_, check)| !check.validity.is_valid()) {
        create(Object::Check(name.clone(), key.clone(), check.clone()), drafts);
    }
    for (key, exclusion) in exclusions {
        create(Object::Exclusion(name.clone(), key.clone(), Box::new(exclusion.clone())), drafts);
    }
    for (key, foreign_key) in foreign_keys {
        create(Object::ForeignKey(name.clone(), key.clone(), foreign_key.clone()), drafts);
    }
    if *row_security != RowSecurity::Off {
        drafts.add(Op::SetRowSecurity(name.clone(), Pair { old: RowSecurity::Off, new: *row_security }));
    }
    for (key, policy) in policies {
        create(Object::Policy(name.clone(), key.clone(), policy.clone()), drafts);
    }
    for (key, trigger) in triggers {
        create(Object::Trigger(name.clone(), key.clone(), trigger.clone()), drafts);
    }
}

/// Whether a unique constraint says what the primary key or an earlier one says: of two such constraints CREATE TABLE makes
/// one, without a word. <https://github.com/postgres/postgres/blob/master/src/backend/parser/parse_utilcmd.c>
fn repeats(table: &Table, name: &Name) -> bool {
    let Some(unique) = table.uniques.get(name) else { return false };
    let Unique { columns, include, nulls: _, deferral, options: _ } = unique;
    let of_key = |key: &PrimaryKey| key.columns == *columns && include.is_empty() && key.deferral == *deferral;
    let same = |(other, found): (&Name, &Unique)| {
        other < name
            && (&found.columns, &found.include, found.nulls, found.deferral)
                == (columns, include, unique.nulls, *deferral)
    };
    table.primary_key.as_ref().is_some_and(of_key) || table.uniques.iter().any(same)
}

/// What went with an object when it was dropped and is put back by operations of its own: comments, and the indexes and
/// triggers of a view.
pub(crate) fn beside(object: &Object) -> Vec<Op> {
    let mut drafts = Drafts::default();
    create(object.clone(), &mut drafts);
    let mut drafts = drafts.list.into_iter();
    let first = drafts.next().map(|draft| draft.attached).unwrap_or_default();
    let others = drafts.flat_map(|draft| std::iter::once(draft.op).chain(draft.attached));
    first.into_iter().chain(others).collect()
}

/// A column without its comment, which is a statement of its own.
pub(super) fn bare(column: &Column) -> Column {
    let Column { ty, nullable, default, collation, comment: _ } = column;
    let (ty, default, collation) = (ty.clone(), default.clone(), collation.clone());
    Column { ty, nullable: *nullable, default, collation, comment: None }
}

/// The checks that not all values of a domain fulfil: CREATE DOMAIN has no word for these.
/// <https://www.postgresql.org/docs/current/sql-createdomain.html>
fn unfulfilled(name: &QName, ty: &UserType) -> Vec<Op> {
    let UserType::Domain(domain) = ty else { return Vec::new() };
    let checks = domain.checks.iter().filter(|(_, check)| !check.validity.is_valid());
    let add = |(check, found): (&Name, &underpin_schema::Check)| {
        Op::AlterDomain(Box::new(AlterDomain {
            domain: name.clone(),
            ty: domain.ty.clone(),
            change: DomainChange::AddCheck(check.clone(), found.clone()),
            columns: Vec::new(),
            nullable: Vec::new(),
            hidden: None,
        }))
    };
    checks.map(add).collect()
}
