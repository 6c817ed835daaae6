//! What a plan would lose, or run against, of what is not managed.

use std::collections::BTreeSet;

use underpin_db::{Unmanaged, UnmanagedKind};
use underpin_plan::{
    Change, Object, Pair,
    changes::{Drop, Rename},
};
use underpin_schema::{Diagnostic, DiagnosticId, Name, ObjectId, QName};

/// Says of each thing that is not managed what in the plan would be its end: an object that it leans on is dropped, converted
/// or put back in another form; or the object that it is a property of is put back without it.
pub fn losses(unmanaged: &[Unmanaged], changes: &[Change]) -> Vec<Diagnostic> {
    let mut taken = Taken::default();
    let mut renames = Vec::new();
    for change in changes {
        taken.change(change);
        if let Change::Rename(Rename::Object(names)) = change {
            renames.push(names);
        }
    }
    let mut found: Vec<Diagnostic> = unmanaged.iter().filter_map(|one| loss(one, &renames, &taken)).collect();
    found.dedup();
    found
}

/// The objects that do not stay as they are, under their new names.
#[derive(Default)]
struct Taken {
    /// Dropped for good, or dropped and put back.
    gone: BTreeSet<ObjectId>,
    /// Those of them that come back.
    back: BTreeSet<ObjectId>,
    /// Converted where they are: nothing that leans on them may be there.
    converted: BTreeSet<ObjectId>,
    /// Replaced where they are: what is not said again is lost, and what leans on them stays.
    replaced: BTreeSet<ObjectId>,
}

impl Taken {
    fn change(&mut self, change: &Change) {
        match change {
            Change::Drop(Drop { object }) => _ = self.gone.insert(object.id()),
            Change::Replace(change) => self.rebuilt(&change.pair.old),
            Change::Rebuild(change) => self.rebuilt(&change.pair.old),
            Change::ChangeTypes(change) => {
                let column = |name: &Name| ObjectId::Column(change.table.clone(), name.clone());
                self.converted.extend(change.columns.iter().map(|one| column(&one.change.column)));
            }
            Change::ChangeEnum(change) => _ = self.gone.insert(ObjectId::Enum(change.ty.clone())),
            Change::Rekey(change) => {
                let all = std::iter::once(&change.key).chain(&change.referrers);
                self.converted.extend(all.map(|one| ObjectId::Column(one.table.clone(), one.name.clone())));
            }
            Change::ReplaceFunction(change) => _ = self.replaced.insert(ObjectId::Function(change.signature.clone())),
            Change::Rename(_)
            | Change::Create(_)
            | Change::AddEnumValue(_)
            | Change::AlterDomain(_)
            | Change::AlterComposite(_)
            | Change::RenameEnumValue(_)
            | Change::SetDefault(_)
            | Change::AlterSequence(_)
            | Change::SetRequired(_)
            | Change::SetOptional(_)
            | Change::SetRowSecurity(_)
            | Change::SetValidity(_)
            | Change::MoveExtension(_)
            | Change::SetComment(_)
            | Change::SetDepends(_)
            | Change::RunStep(_) => {}
        }
    }

    fn rebuilt(&mut self, object: &Object) {
        let is_value = |column: &underpin_schema::Column| {
            !matches!(column.default, Some(underpin_schema::DefaultValue::Generated(_)))
        };
        // Of a column that holds values it is the default alone.
        if matches!(object, Object::Column(_, _, column) if is_value(column)) {
            return;
        }
        self.gone.insert(object.id());
        self.back.insert(object.id());
    }

    /// Whether what leans on the object is in the way.
    fn is_in_the_way(&self, object: &ObjectId) -> bool {
        let table_is_gone = |table: &QName| self.gone.contains(&ObjectId::Table(table.clone()));
        self.gone.contains(object)
            || self.converted.contains(object)
            || matches!(object, ObjectId::Column(table, _) | ObjectId::PrimaryKey(table) | ObjectId::Unique(table, _)
                | ObjectId::Index(table, _) if table_is_gone(table))
    }

    /// Whether the object is put back, or replaced.
    fn is_made_again(&self, object: &ObjectId) -> bool {
        self.back.contains(object) || self.converted.contains(object) || self.replaced.contains(object)
    }
}

fn loss(one: &Unmanaged, renames: &[&Pair<ObjectId>], taken: &Taken) -> Option<Diagnostic> {
    let Unmanaged { kind, name, why, of, leans_on } = one;
    if let Some(of) = of.as_ref().map(|of| renamed(of, renames)) {
        if !taken.is_made_again(&of) {
            return None;
        }
        let (what, off) = match kind {
            UnmanagedKind::Comment => (
                format!("the comment on {name}"),
                format!("remove the comment on {name} first, and set it again afterwards"),
            ),
            _ => (why.clone(), format!("take that off the {kind} `{name}` first, where it is no longer needed")),
        };
        let message = format!("{of} would be made again without what underpin does not manage: {what}");
        return Some(
            Diagnostic::error(DiagnosticId::LosesUnmanaged, message)
                .help(off)
                .help("or leave the object, and what it hangs on, as it is; this change has to be written by hand"),
        );
    }
    let leaned: Vec<ObjectId> = leans_on.iter().map(|on| renamed(on, renames)).collect();
    let on = leaned.iter().find(|on| taken.is_in_the_way(on))?;
    if let Some(table) = on.table()
        && goes_with(*kind, table, &leaned)
        && taken.gone.contains(&ObjectId::Table(table.clone()))
    {
        return None;
    }
    let message = format!("{on} cannot change: the {kind} `{name}`, which underpin does not manage, leans on it");
    Some(
        Diagnostic::error(DiagnosticId::LosesUnmanaged, message)
            .help(format!("drop the {kind} `{name}` first, plan again, and make it anew afterwards"))
            .help(format!("or leave {on} as it is")),
    )
}

/// Whether the object is a part of the table that leans on nothing else, and so goes with it by right.
fn goes_with(kind: UnmanagedKind, table: &QName, leaned: &[ObjectId]) -> bool {
    let is_part = [UnmanagedKind::Rule, UnmanagedKind::Statistics, UnmanagedKind::Trigger];
    is_part.contains(&kind) && leaned.iter().filter_map(|object| object.table()).all(|other| other == table)
}

/// The address under the names that the plan gives.
fn renamed(object: &ObjectId, renames: &[&Pair<ObjectId>]) -> ObjectId {
    let mut object = object.clone();
    for Pair { old, new } in renames {
        if object == *old {
            object = new.clone();
        } else if let (ObjectId::Table(old), ObjectId::Table(new)) = (old, new)
            && object.table() == Some(old)
        {
            object = moved(object, new);
        }
    }
    object
}

/// A part of a table as one of another.
fn moved(object: ObjectId, table: &QName) -> ObjectId {
    let table = table.clone();
    match object {
        ObjectId::Table(_) => ObjectId::Table(table),
        ObjectId::Column(_, name) => ObjectId::Column(table, name),
        ObjectId::PrimaryKey(_) => ObjectId::PrimaryKey(table),
        ObjectId::Unique(_, name) => ObjectId::Unique(table, name),
        ObjectId::Index(_, name) => ObjectId::Index(table, name),
        ObjectId::ForeignKey(_, name) => ObjectId::ForeignKey(table, name),
        ObjectId::Exclusion(_, name) => ObjectId::Exclusion(table, name),
        ObjectId::Check(_, name) => ObjectId::Check(table, name),
        ObjectId::Trigger(_, name) => ObjectId::Trigger(table, name),
        ObjectId::Policy(_, name) => ObjectId::Policy(table, name),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::Type(_)
        | ObjectId::Attribute(_, _)
        | ObjectId::Sequence(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::View(_)
        | ObjectId::Function(_)
        | ObjectId::Step(_) => object,
    }
}
