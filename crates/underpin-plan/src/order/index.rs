//! What a plan makes and what it takes away: indexes from names to drafts.

use rustc_hash::FxHashMap;
use underpin_schema::{Index as TableIndex, IndexKey, KeyTarget, Name, ObjectId, QName, Uniqueness};

use super::renames::Renames;
use crate::{
    CompositeChange, Counter, Object, Op, Pair,
    changes::{AlterComposite, Draft},
};

/// What the drafts of a plan make, or take away, by name. Looked up only, never walked over: the hashing has no say in
/// the order.
#[derive(Default)]
pub(crate) struct Index<'a> {
    pub(crate) namespaces: FxHashMap<&'a Name, usize>,
    pub(crate) extensions: Vec<usize>,
    pub(crate) enums: FxHashMap<&'a QName, usize>,
    pub(crate) tables: FxHashMap<&'a QName, usize>,
    /// All functions of a name.
    pub(crate) functions: FxHashMap<&'a QName, Vec<(Touch, usize)>>,
    /// The columns that have an operation of their own, by table.
    pub(crate) columns: FxHashMap<&'a QName, Vec<(&'a Name, Touch, usize)>>,
    /// The new labels of types that were there before, by type.
    pub(crate) values: FxHashMap<&'a QName, Vec<(&'a Name, usize)>>,
    /// Keys that foreign keys can refer to and that are operations of their own, by table.
    pub(crate) keys: FxHashMap<&'a QName, Vec<(Vec<&'a Name>, usize)>>,
    /// Triggers, by table.
    pub(crate) triggers: FxHashMap<&'a QName, Vec<usize>>,
    /// What SQL text can mention, by the name alone.
    pub(crate) mentioned: FxHashMap<&'a str, Vec<Mentioned<'a>>>,
    /// The names that columns had before.
    pub(crate) former: FxHashMap<(&'a QName, &'a Name), Vec<&'a Name>>,
    /// The new labels of types that were there before, by label.
    pub(crate) labels: FxHashMap<&'a str, Vec<usize>>,
    /// Sequences that stand for themselves.
    pub(crate) sequences: FxHashMap<&'a QName, usize>,
    /// What changes how sequences count.
    pub(crate) counters: FxHashMap<Counter, Vec<usize>>,
    /// Everything by address, where something asks for it.
    pub(crate) objects: FxHashMap<ObjectId, usize>,
}

/// What an operation does to what it is found under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Touch {
    /// It is there after the operation and not before, or the other way round.
    Whole,
    /// A column gets another type, a function another body.
    Altered,
    /// Values of a column that were different become equal.
    Merged,
    /// A column gets values.
    Filled,
    /// A column forbids or allows NULL.
    Nulls,
    /// A column that is to be among all columns of its table, or is not: what takes these in without a name has to wait.
    Among,
    /// A column had this name before it got another one.
    Renamed,
    /// A column that the plan made takes the place, and the name, of another.
    Moved,
}

/// Something that SQL text can mention.
#[derive(Clone, Copy)]
pub(crate) struct Mentioned<'a> {
    /// The schema that a qualified mention has to name.
    pub(crate) namespace: &'a Name,
    /// What is mentioned, under its new name.
    pub(crate) name: &'a QName,
    pub(crate) kind: MentionedKind,
}

/// Of which kind it is.
#[derive(Clone, Copy)]
pub(crate) enum MentionedKind {
    /// A table or view.
    Relation(usize),
    /// A table some of whose columns have operations.
    Columns,
    /// A type.
    Type(usize),
    /// A function.
    Function(Touch, usize),
}

impl<'a> Index<'a> {
    /// What the drafts make or alter.
    pub(super) fn made(drafts: &'a [Draft], renames: &Renames) -> Self {
        let mut index = Self::default();
        for (node, draft) in drafts.iter().enumerate() {
            index.make(node, &draft.op);
        }
        for &node in &renames.late {
            if let Op::Rename(Pair { old: _, new: ObjectId::Column(table, name) }) = &drafts[node].op {
                index.column(table, name, Touch::Whole, node);
            }
        }
        for &node in &renames.rebuilt {
            if let Op::Rename(Pair { old: _, new: ObjectId::Enum(new) }) = &drafts[node].op {
                index.enum_type(new, node);
            }
        }
        if drafts.iter().any(|draft| asks_for_objects(&draft.op)) {
            let makes = |op: &Op| matches!(op, Op::Create(_) | Op::AddEnumValue { ty: _, value: _, place: _ });
            let made = drafts.iter().enumerate().filter(|(_, draft)| makes(&draft.op));
            index.objects = made.map(|(node, draft)| (draft.op.object(), node)).collect();
            index.objects.extend(renames.late.iter().map(|&node| (drafts[node].op.object(), node)));
        }
        index
    }

    /// What the drafts drop or alter.
    pub(super) fn gone(drafts: &'a [Draft], renames: &Renames) -> Self {
        let mut index = Self::default();
        for (node, draft) in drafts.iter().enumerate() {
            index.take(node, &draft.op);
        }
        for &node in &renames.late {
            if let Op::Rename(Pair { old: ObjectId::Column(table, name), new: _ }) = &drafts[node].op {
                index.column(table, name, Touch::Moved, node);
            }
        }
        // Who used the type before it made room for the new one knows it by that name.
        for &node in &renames.rebuilt {
            if let Op::Rename(Pair { old: ObjectId::Enum(old), new: ObjectId::Enum(new) }) = &drafts[node].op
                && let Some(&dropped) = index.enums.get(new)
            {
                index.enum_type(old, dropped);
            }
        }
        index.former_names(drafts, renames);
        if drafts.iter().any(|draft| asks_for_objects(&draft.op)) {
            let dropped = drafts.iter().enumerate().filter(|(_, draft)| matches!(draft.op, Op::Drop(_)));
            index.objects = dropped.map(|(node, draft)| (draft.op.object(), node)).collect();
        }
        index
    }

    /// The renames of enum types that make room for new ones, under the names that they free.
    pub(super) fn making_room(drafts: &'a [Draft], renames: &Renames) -> Self {
        let mut index = Self::default();
        for &node in &renames.rebuilt {
            if let Op::Rename(Pair { old: ObjectId::Enum(old), new: _ }) = &drafts[node].op {
                index.enum_type(old, node);
            }
        }
        index
    }

    /// Whether no text can mention anything in it.
    pub(crate) fn is_silent(&self) -> bool {
        self.mentioned.is_empty() && self.labels.is_empty() && self.columns.is_empty() && self.sequences.is_empty()
    }

    fn mention(&mut self, name: &'a QName, kind: MentionedKind) {
        self.mentioned.entry(&name.name).or_default().push(Mentioned { namespace: &name.namespace, name, kind });
    }

    /// Adds the names that tables, columns and types had before the leading renames: texts that are dropped say these.
    fn former_names(&mut self, drafts: &'a [Draft], renames: &Renames) {
        // From the first name to the last, which a swap reaches over a third.
        let mut now: Vec<(&ObjectId, &ObjectId)> = Vec::new();
        for &node in &renames.leading {
            let Op::Rename(Pair { old, new }) = &drafts[node].op else { continue };
            match now.iter_mut().find(|(_, name)| *name == old) {
                Some((_, name)) => *name = new,
                None => now.push((old, new)),
            }
        }
        for names in now {
            match names {
                (ObjectId::Table(old), ObjectId::Table(new)) => {
                    if let Some(&node) = self.tables.get(new) {
                        self.mention_as(old, new, MentionedKind::Relation(node));
                    }
                    if self.columns.contains_key(new) {
                        self.mention_as(old, new, MentionedKind::Columns);
                    }
                }
                (ObjectId::Enum(old), ObjectId::Enum(new)) | (ObjectId::Type(old), ObjectId::Type(new)) => {
                    if let Some(&node) = self.enums.get(new) {
                        self.mention_as(old, new, MentionedKind::Type(node));
                    }
                }
                (ObjectId::Column(_, old), ObjectId::Column(table, new)) => {
                    self.former.entry((table, new)).or_default().push(old);
                }
                (_, _) => {}
            }
        }
    }

    fn mention_as(&mut self, old: &'a QName, new: &'a QName, kind: MentionedKind) {
        let mentioned = Mentioned { namespace: &old.namespace, name: new, kind };
        self.mentioned.entry(&old.name).or_default().push(mentioned);
    }

    /// Whether a word of a text may mean the column.
    pub(crate) fn is_called(&self, table: &'a QName, column: &'a Name, word: &str) -> bool {
        let former = || self.former.get(&(table, column)).into_iter().flatten();
        column.as_str() == word || former().any(|name| name.as_str() == word)
    }

    /// A table or view, where texts name it.
    pub(crate) fn relation(&mut self, name: &'a QName, node: usize) {
        self.mention(name, MentionedKind::Relation(node));
    }

    /// An enum type, where texts name it.
    pub(crate) fn type_name(&mut self, name: &'a QName, node: usize) {
        self.mention(name, MentionedKind::Type(node));
    }

    /// An attribute of a composite type, where texts name it: what reads it goes before it is dropped, and comes back after.
    pub(crate) fn attribute(&mut self, ty: &'a QName, attribute: &'a Name, node: usize) {
        let mentioned = Mentioned { namespace: &ty.namespace, name: ty, kind: MentionedKind::Type(node) };
        self.mentioned.entry(attribute).or_default().push(mentioned);
    }

    fn lost_attribute(&mut self, alter: &'a AlterComposite, node: usize) {
        match &alter.change {
            CompositeChange::DropAttribute(attribute, _) => self.attribute(&alter.ty, &attribute.name, node),
            CompositeChange::AddAttribute(_) => {}
        }
    }

    /// A label, where texts name it.
    pub(crate) fn label(&mut self, label: &'a str, node: usize) {
        self.labels.entry(label).or_default().push(node);
    }

    pub(crate) fn enum_type(&mut self, name: &'a QName, node: usize) {
        self.enums.insert(name, node);
        self.type_name(name, node);
    }

    pub(crate) fn column(&mut self, table: &'a QName, name: &'a Name, touch: Touch, node: usize) {
        let columns = self.columns.entry(table).or_default();
        columns.push((name, touch, node));
        if columns.len() == 1 {
            self.mention(table, MentionedKind::Columns);
        }
    }

    pub(crate) fn function(&mut self, name: &'a QName, touch: Touch, node: usize) {
        self.functions.entry(name).or_default().push((touch, node));
        self.mention(name, MentionedKind::Function(touch, node));
    }

    fn key(&mut self, table: &'a QName, columns: Vec<&'a Name>, node: usize) {
        self.keys.entry(table).or_default().push((columns, node));
    }

    pub(crate) fn whole(&mut self, node: usize, object: &'a Object) {
        match object {
            Object::Namespace(name) => {
                self.namespaces.insert(name, node);
            }
            Object::Extension(_, _) => self.extensions.push(node),
            Object::Enum(name, _) | Object::Type(name, _) => self.enum_type(name, node),
            Object::Sequence(name, _) => {
                self.sequences.insert(name, node);
                // A query may read it as a table of one row.
                self.relation(name, node);
            }
            Object::Table(name, _) => {
                self.tables.insert(name, node);
                self.relation(name, node);
            }
            Object::Column(table, name, _) => self.column(table, name, Touch::Whole, node),
            Object::PrimaryKey(table, key) => self.key(table, key.columns.iter().collect(), node),
            Object::Unique(table, _, unique) => self.key(table, unique.columns.iter().collect(), node),
            Object::Index(table, _, index) => {
                if let Some(columns) = referable(index) {
                    self.key(table, columns, node);
                }
            }
            Object::View(name, _) => {
                // Triggers and indexes are on views too.
                self.tables.insert(name, node);
                self.relation(name, node);
            }
            Object::Function(signature, _) => self.function(&signature.name, Touch::Whole, node),
            Object::Trigger(table, _, _) => self.triggers.entry(table).or_default().push(node),
            // Nothing can name these.
            Object::ForeignKey(_, _, _)
            | Object::Check(_, _, _)
            | Object::Exclusion(_, _, _)
            | Object::Policy(_, _, _) => {}
        }
    }

    fn make(&mut self, node: usize, op: &'a Op) {
        match op {
            Op::Create(object) => self.whole(node, object),
            Op::AddEnumValue { ty, value, place: _ } => {
                self.values.entry(ty).or_default().push((value, node));
                self.label(value, node);
            }
            Op::AlterTypes(table, changes) => {
                changes.iter().for_each(|change| self.column(table, &change.column, Touch::Altered, node));
            }
            Op::AlterComposite(alter) => self.lost_attribute(alter, node),
            Op::Fill(fill) => self.column(&fill.table, &fill.column, Touch::Filled, node),
            Op::SetNotNull(table, name) => self.column(table, name, Touch::Nulls, node),
            Op::ReplaceFunction(signature, _) => self.function(&signature.name, Touch::Altered, node),
            Op::MoveExtension(_, _) => self.extensions.push(node),
            Op::ChangeSequence(table, name, _) => {
                self.counters.entry(Counter::OfColumn(table.clone(), name.clone())).or_default().push(node);
            }
            Op::AlterSequence(name, _) => self.counters.entry(Counter::Alone(name.clone())).or_default().push(node),
            Op::Drop(Object::Column(table, name, _)) => self.column(table, name, Touch::Among, node),
            Op::Drop(_)
            | Op::Rename(_)
            | Op::RenamePrimaryKey(_, _)
            | Op::RenameSequence(_, _, _)
            | Op::RenameEnumValue { ty: _, value: _ }
            | Op::AlterDomain(_)
            | Op::SetDefault { table: _, column: _, ty: _, default: _ }
            | Op::SetIdentity(_, _, _)
            | Op::CreateSequence(_, _, _)
            | Op::DropSequence(_, _, _)
            | Op::AdvanceSequence(_, _, _)
            | Op::SetOwner(_, _)
            | Op::DropExpression(_, _, _)
            | Op::DropNotNull(_, _)
            | Op::SetRowSecurity(_, _)
            | Op::SetValidity(_)
            | Op::Comment(_, _)
            | Op::Access(_)
            | Op::Assert(_)
            | Op::Run(_) => {}
        }
    }

    fn take(&mut self, node: usize, op: &'a Op) {
        match op {
            Op::Drop(object) => self.whole(node, object),
            Op::AlterTypes(table, changes) => {
                changes.iter().for_each(|change| self.column(table, &change.column, Touch::Altered, node));
            }
            Op::AlterComposite(alter) => self.lost_attribute(alter, node),
            Op::DropNotNull(table, name) => self.column(table, name, Touch::Nulls, node),
            // A view of all columns that is dropped could not be brought back without this one.
            Op::Create(Object::Column(table, name, _)) => self.column(table, name, Touch::Among, node),
            Op::Create(_)
            | Op::Rename(_)
            | Op::RenamePrimaryKey(_, _)
            | Op::RenameSequence(_, _, _)
            | Op::AddEnumValue { ty: _, value: _, place: _ }
            | Op::RenameEnumValue { ty: _, value: _ }
            | Op::AlterDomain(_)
            | Op::SetDefault { table: _, column: _, ty: _, default: _ }
            | Op::SetIdentity(_, _, _)
            | Op::CreateSequence(_, _, _)
            | Op::DropSequence(_, _, _)
            | Op::ChangeSequence(_, _, _)
            | Op::AdvanceSequence(_, _, _)
            | Op::AlterSequence(_, _)
            | Op::SetOwner(_, _)
            | Op::DropExpression(_, _, _)
            | Op::SetNotNull(_, _)
            | Op::ReplaceFunction(_, _)
            | Op::SetRowSecurity(_, _)
            | Op::SetValidity(_)
            | Op::MoveExtension(_, _)
            | Op::Comment(_, _)
            | Op::Access(_)
            | Op::Assert(_)
            | Op::Fill(_)
            | Op::Run(_) => {}
        }
    }
}

/// The columns of an index that a foreign key can refer to.
/// <https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES>
fn referable(index: &TableIndex) -> Option<Vec<&Name>> {
    let TableIndex { uniqueness, method: _, keys, include: _, predicate, options: _ } = index;
    if *uniqueness == Uniqueness::Any || predicate.is_some() {
        return None;
    }
    keys.iter().map(column).collect()
}

fn column(key: &IndexKey) -> Option<&Name> {
    let IndexKey { target, order: _, nulls: _, operator_class: _, collation: _ } = key;
    match target {
        KeyTarget::Column(name) => Some(name),
        KeyTarget::Expr(_) => None,
    }
}

/// Whether an operation looks for others by address.
fn asks_for_objects(op: &Op) -> bool {
    let depends = match op {
        Op::Create(Object::View(_, view)) | Op::Drop(Object::View(_, view)) => &view.depends,
        Op::Create(Object::Function(_, function)) | Op::Drop(Object::Function(_, function)) => &function.depends,
        Op::ReplaceFunction(_, function) => &function.new.depends,
        other => return matches!(other, Op::Comment(_, _) | Op::Assert(_)),
    };
    !depends.is_empty()
}
