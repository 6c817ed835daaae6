//! What a plan makes: an index from names to the drafts that make them.

use std::collections::HashMap;

use underpin_schema::{IndexKey, KeyTarget, Name, ObjectId, QName, Uniqueness};

use crate::{Op, changes::Draft};

/// What the drafts of a plan make, by name. Looked up only, never walked over: the hashing has no say in the order.
#[derive(Default)]
pub(crate) struct Made<'a> {
    pub(crate) namespaces: HashMap<&'a Name, usize>,
    pub(crate) extensions: Vec<usize>,
    pub(crate) enums: HashMap<&'a QName, usize>,
    pub(crate) tables: HashMap<&'a QName, usize>,
    pub(crate) views: HashMap<&'a QName, usize>,
    /// All functions of a name.
    pub(crate) functions: HashMap<&'a QName, Vec<usize>>,
    /// The new columns of tables that were there before.
    pub(crate) columns: HashMap<&'a QName, Vec<(&'a Name, usize)>>,
    /// The new labels of types that were there before, by type.
    pub(crate) values: HashMap<&'a QName, Vec<(&'a Name, usize)>>,
    /// Unique constraints and indexes that are operations of their own, by table.
    pub(crate) keys: HashMap<&'a QName, Vec<(Vec<&'a Name>, usize)>>,
    /// What SQL text can mention, by the name alone.
    pub(crate) mentioned: HashMap<&'a str, Vec<Mentioned<'a>>>,
    /// The new labels of types that were there before, by label.
    pub(crate) labels: HashMap<&'a str, Vec<usize>>,
    /// Everything by address, where some draft says what it depends on.
    pub(crate) objects: HashMap<ObjectId, usize>,
}

/// Something that SQL text can mention.
#[derive(Clone, Copy)]
pub(crate) struct Mentioned<'a> {
    pub(crate) namespace: &'a str,
    pub(crate) kind: MentionedKind<'a>,
}

/// Of which kind it is.
#[derive(Clone, Copy)]
pub(crate) enum MentionedKind<'a> {
    /// A table or view that a draft creates.
    Relation(usize),
    /// A table that was there before and gets columns.
    Widened(&'a QName),
    /// A type.
    Type(usize),
    /// A function.
    Function(usize),
}

impl<'a> Made<'a> {
    pub(crate) fn new(drafts: &'a [Draft]) -> Self {
        let mut made = Self::default();
        for (node, draft) in drafts.iter().enumerate() {
            made.add(node, &draft.op);
        }
        let declares = |draft: &Draft| match &draft.op {
            Op::CreateView(_, view) => !view.depends.is_empty(),
            Op::CreateFunction(_, function) => !function.depends.is_empty(),
            _ => false,
        };
        if drafts.iter().any(declares) {
            // Row-level security and comments have the address of what they are on, which something else makes.
            let makes = |draft: &Draft| !matches!(draft.op, Op::SetRowSecurity(_, _, _) | Op::Comment(_, _));
            let made_objects = drafts.iter().enumerate().filter(|(_, draft)| makes(draft));
            made.objects = made_objects.map(|(node, draft)| (draft.op.object(), node)).collect();
        }
        made
    }

    fn mention(&mut self, name: &'a QName, kind: MentionedKind<'a>) {
        let mentioned = Mentioned { namespace: &name.namespace, kind };
        self.mentioned.entry(&name.name).or_default().push(mentioned);
    }

    fn add(&mut self, node: usize, op: &'a Op) {
        match op {
            Op::CreateNamespace(name) => {
                self.namespaces.insert(name, node);
            }
            Op::CreateExtension(_, _) => self.extensions.push(node),
            Op::CreateEnum(name, _) => {
                self.enums.insert(name, node);
                self.mention(name, MentionedKind::Type(node));
            }
            Op::AddEnumValue { ty, value, place: _ } => {
                self.values.entry(ty).or_default().push((value, node));
                self.labels.entry(value).or_default().push(node);
            }
            Op::CreateTable(name, _) => {
                self.tables.insert(name, node);
                self.mention(name, MentionedKind::Relation(node));
            }
            Op::AddColumn(table, name, _) => {
                let columns = self.columns.entry(table).or_default();
                columns.push((name, node));
                if columns.len() == 1 {
                    self.mention(table, MentionedKind::Widened(table));
                }
            }
            Op::CreateIndex(table, _, index) if index.uniqueness != Uniqueness::Any && index.predicate.is_none() => {
                let column = |key: &'a IndexKey| match &key.target {
                    KeyTarget::Column(name) => Some(name),
                    KeyTarget::Expr(_) => None,
                };
                let columns = index.keys.iter().map(column).collect::<Option<Vec<_>>>();
                if let Some(columns) = columns {
                    self.keys.entry(table).or_default().push((columns, node));
                }
            }
            Op::AddUnique(table, _, unique) => {
                self.keys.entry(table).or_default().push((unique.columns.iter().collect(), node));
            }
            Op::CreateView(name, _) => {
                self.views.insert(name, node);
                self.mention(name, MentionedKind::Relation(node));
            }
            Op::CreateFunction(signature, _) => {
                self.functions.entry(&signature.name).or_default().push(node);
                self.mention(&signature.name, MentionedKind::Function(node));
            }
            // Nothing else can be named by what an operation needs.
            Op::CreateIndex(_, _, _)
            | Op::AddForeignKey(_, _, _)
            | Op::AddCheck(_, _, _)
            | Op::CreateTrigger(_, _, _)
            | Op::CreatePolicy(_, _, _)
            | Op::SetRowSecurity(_, _, _)
            | Op::Comment(_, _)
            | Op::DropNamespace(_)
            | Op::DropExtension(_)
            | Op::DropEnum(_)
            | Op::DropTable(_)
            | Op::DropColumn(_, _)
            | Op::DropIndex(_, _)
            | Op::DropUnique(_, _)
            | Op::DropCheck(_, _)
            | Op::DropForeignKey(_, _, _)
            | Op::DropView(_, _)
            | Op::DropFunction(_)
            | Op::DropTrigger(_, _)
            | Op::DropPolicy(_, _) => {}
        }
    }
}
