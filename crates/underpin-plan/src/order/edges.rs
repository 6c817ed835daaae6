//! Every edge between the drafts of a plan: one arm for each operation.

use underpin_schema::{BaseType, ColumnType, DefaultValue, Name, QName};

use super::{
    Edge, Reason, chain,
    index::{Index, Touch},
    names,
    needs::{Needs, Uses, Way, What},
    renames::Renames,
    rows,
    text::Scope,
};
use crate::{
    CompositeChange, DomainChange, Object, Op, Pair, TypeChange, Using,
    changes::{AlterComposite, AlterDomain, Draft},
};

/// Every edge between the drafts of a plan.
pub(super) fn edges(drafts: &[Draft], renames: &Renames) -> Vec<Edge> {
    let mut edges = Edges {
        made: Index::made(drafts, renames),
        gone: Index::gone(drafts, renames),
        making_room: Index::making_room(drafts, renames),
        list: Vec::with_capacity(drafts.len() * 2),
    };
    for (node, draft) in drafts.iter().enumerate() {
        edges.of(node, &draft.op);
    }
    rows::steps(drafts, &mut edges);
    let mut list = edges.list;
    chain::edges(drafts, renames, &mut list);
    names::edges(drafts, renames, &mut list);
    renames.edges(drafts, &mut list);
    list
}

/// The edges so far, and where to look for more.
pub(super) struct Edges<'a> {
    pub(super) made: Index<'a>,
    pub(super) gone: Index<'a>,
    making_room: Index<'a>,
    pub(super) list: Vec<Edge>,
}

/// Which shape of the tables an operation that reads rows sees, where the plan changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sees {
    /// It speaks of what is dropped or converted as it was.
    Old,
    /// It speaks of it as it is to be.
    New,
}

impl<'a> Edges<'a> {
    pub(super) fn add(&mut self, before: usize, after: usize, reason: Reason) {
        if before != after {
            self.list.push(Edge { before, after, reason });
        }
    }

    /// What an operation makes needs what is made: `walk` goes over it.
    fn brings(&mut self, node: usize, walk: impl FnOnce(&mut Needs<'_, 'a>)) {
        let mut needs = Needs::new(&self.made, Way::Forward, Uses::Shape);
        walk(&mut needs);
        let edges = needs.hits.iter().filter(|hit| hit.node != node);
        self.list.extend(edges.map(|hit| Edge { before: hit.node, after: node, reason: hit.reason }));
    }

    /// What an operation takes away has used what is taken away: `walk` goes over it.
    fn takes(&mut self, node: usize, walk: impl FnOnce(&mut Needs<'_, 'a>)) {
        let mut needs = Needs::new(&self.gone, Way::Backward, Uses::Shape);
        walk(&mut needs);
        let edges = needs.hits.iter().filter(|hit| hit.node != node);
        self.list.extend(edges.map(|hit| Edge { before: node, after: hit.node, reason: hit.reason }));
    }

    /// What names an enum type goes before the type makes room for a new one of that name.
    fn makes_room(&mut self, node: usize, reason: Reason, walk: impl FnOnce(&mut Needs<'_, 'a>)) {
        let mut needs = Needs::new(&self.making_room, Way::Backward, Uses::Shape);
        walk(&mut needs);
        self.list.extend(needs.hits.iter().map(|hit| Edge { before: node, after: hit.node, reason }));
    }

    /// What an operation reads, row by row, but for the column `own` that it writes itself.
    pub(super) fn reads(
        &mut self,
        node: usize,
        (sees, uses): (Sees, Uses),
        own: Option<(&QName, &Name)>,
        walk: impl Fn(&mut Needs<'_, 'a>),
    ) {
        let mut new = Needs::new(&self.made, Way::Forward, uses);
        walk(&mut new);
        let mut old = Needs::new(&self.gone, Way::Backward, uses);
        walk(&mut old);
        let counts = |what: What<'_>| match what {
            What::Column(_, _, Touch::Among) => false,
            What::Column(table, column, _) => own != Some((table, column)),
            What::Relation(_) | What::Function(_, _) | What::Type(_) | What::Label | What::Other => true,
        };
        new.hits.retain(|hit| hit.node != node && counts(hit.what));
        old.hits.retain(|hit| hit.node != node && counts(hit.what));
        match sees {
            Sees::Old => new.hits.retain(|hit| old.hits.iter().all(|other| !hit.what.is_same(other.what))),
            Sees::New => old.hits.retain(|hit| new.hits.iter().all(|other| !hit.what.is_same(other.what))),
        }
        for hit in new.hits {
            // A new label needs a commit whoever writes it.
            let reason = if hit.reason == Reason::UsesValue { Reason::UsesValue } else { Reason::Reads };
            self.list.push(Edge { before: hit.node, after: node, reason });
        }
        self.list.extend(old.hits.iter().map(|hit| Edge { before: node, after: hit.node, reason: Reason::ReadBy }));
    }

    fn of(&mut self, node: usize, op: &'a Op) {
        match op {
            Op::Create(object) => {
                self.brings(node, |needs| needs.object(object));
                if let Object::ForeignKey(table, _, key) = object
                    && let (Some(&mine), Some(&other)) = (self.made.tables.get(table), self.made.tables.get(&key.table))
                {
                    self.add(other, mine, Reason::ReadsBetter);
                }
            }
            Op::Drop(object) => {
                self.takes(node, |needs| needs.object(object));
                if comes_back(object) {
                    self.makes_room(node, Reason::CalledSo, |needs| needs.object(object));
                }
                if let Object::Function(signature, _) = object {
                    // DROP FUNCTION names the types of the arguments.
                    self.makes_room(node, Reason::UsedBy, |needs| needs.text(&signature.args, Scope::Query));
                }
            }
            Op::AddEnumValue { ty, value, place: _ } => {
                let values = self.made.values.get(ty).map_or(&[][..], Vec::as_slice);
                let mine = values.iter().position(|(other, _)| *other == value);
                if let Some(before) = mine.and_then(|mine| mine.checked_sub(1)).map(|before| values[before].1) {
                    self.add(before, node, Reason::ValueOrder);
                }
            }
            Op::AlterDomain(alter) => {
                let AlterDomain { domain, ty, change, columns: _, nullable: _, hidden: _ } = &**alter;
                let own = ColumnType { base: BaseType::Type(domain.clone()), list: false };
                self.brings(node, |needs| needs.ty(&own));
                match change {
                    DomainChange::SetDefault(Pair { old, new }) => {
                        self.brings(node, |needs| needs.domain_default(ty, new.as_ref()));
                        self.takes(node, |needs| needs.domain_default(ty, old.as_ref()));
                    }
                    DomainChange::AddCheck(_, check) | DomainChange::SetValidity(_, Pair { old: _, new: check }) => {
                        self.brings(node, |needs| needs.over_value(&check.expr));
                    }
                    DomainChange::DropCheck(_, check) => self.takes(node, |needs| needs.over_value(&check.expr)),
                    DomainChange::SetRequired | DomainChange::SetOptional | DomainChange::RenameCheck(_) => {}
                }
            }
            Op::AlterComposite(alter) => {
                let AlterComposite { ty: _, change, held: _ } = &**alter;
                match change {
                    CompositeChange::AddAttribute(attribute) => self.brings(node, |needs| needs.ty(&attribute.ty)),
                    CompositeChange::DropAttribute(attribute, _) => self.takes(node, |needs| needs.ty(&attribute.ty)),
                }
            }
            Op::AlterTypes(table, changes) => changes.iter().for_each(|change| self.type_change(node, table, change)),
            Op::SetDefault { table, column: _, ty, default } => {
                self.brings(node, |needs| {
                    needs.on_table(table);
                    needs.ty(&ty.old);
                    needs.default(table, &ty.new, default.new.as_ref());
                });
                self.takes(node, |needs| needs.default(table, &ty.old, default.old.as_ref()));
                self.makes_room(node, Reason::CalledSo, |needs| needs.default(table, &ty.old, default.old.as_ref()));
            }
            Op::SetValidity(pair) => self.brings(node, |needs| needs.object(&pair.new)),
            Op::DropExpression(table, _, expr) => self.takes(node, |needs| needs.row(table, expr)),
            Op::ReplaceFunction(signature, function) => {
                self.brings(node, |needs| needs.function(signature, &function.new));
                self.takes(node, |needs| needs.function(signature, &function.old));
            }
            Op::MoveExtension(_, Pair { old, new }) => {
                self.brings(node, |needs| new.iter().for_each(|name| needs.namespace(name)));
                self.takes(node, |needs| old.iter().for_each(|name| needs.namespace(name)));
            }
            Op::Comment(on, _) => {
                if let Some(&made) = self.made.objects.get(&on.object()) {
                    self.add(made, node, Reason::Describes);
                }
            }
            Op::AlterSequence(name, _) => self.brings(node, |needs| needs.sequence(name, Reason::OnSequence)),
            Op::SetOwner(name, owner) => {
                self.brings(node, |needs| {
                    needs.sequence(name, Reason::OnSequence);
                    needs.owner(owner.new.as_ref());
                });
                self.takes(node, |needs| {
                    needs.sequence(name, Reason::OnSequence);
                    needs.owner(owner.old.as_ref());
                });
            }
            Op::SetIdentity(table, _, _)
            | Op::CreateSequence(table, _, _)
            | Op::DropSequence(table, _, _)
            | Op::ChangeSequence(table, _, _)
            | Op::AdvanceSequence(table, _, _)
            | Op::SetNotNull(table, _)
            | Op::DropNotNull(table, _)
            | Op::SetRowSecurity(table, _) => self.brings(node, |needs| needs.on_table(table)),
            Op::Assert(precondition) => rows::question(self, node, precondition),
            Op::Fill(fill) => rows::fill(self, node, fill),
            Op::Run(step) => rows::step(self, node, step),
            // Their order is found from the names of them all.
            Op::Rename(_)
            | Op::RenamePrimaryKey(_, _)
            | Op::RenameSequence(_, _, _)
            | Op::RenameEnumValue { ty: _, value: _ } => {}
            // They come in once the others are in sequence.
            Op::Access(_) => {}
        }
    }

    fn type_change(&mut self, node: usize, table: &'a QName, change: &'a TypeChange) {
        let TypeChange { column, ty, collation, using, back: _ } = change;
        self.brings(node, |needs| {
            needs.on_table(table);
            // It may have to make room first.
            needs.ty(&ty.old);
            needs.ty(&ty.new);
            needs.labels(&ty.new);
            collation.new.iter().for_each(|name| needs.namespace(&name.namespace));
        });
        self.takes(node, |needs| {
            needs.ty(&ty.old);
            collation.old.iter().for_each(|name| needs.namespace(&name.namespace));
        });
        match using {
            Using::Assignment | Using::Cast | Using::Text | Using::Labels(_) => {}
            Using::Expr(expr) => {
                self.reads(node, (Sees::Old, Uses::Rows), Some((table, column)), |needs| {
                    needs.extensions();
                    needs.row(table, expr);
                });
            }
        }
    }
}

/// Whether the way back creates a dropped object again.
fn comes_back(object: &Object) -> bool {
    match object {
        Object::Table(_, _) | Object::Sequence(_, _) => false,
        Object::Column(_, _, column) => matches!(column.default, Some(DefaultValue::Generated(_))),
        Object::Namespace(_)
        | Object::Extension(_, _)
        | Object::Enum(_, _)
        | Object::Type(_, _)
        | Object::PrimaryKey(_, _)
        | Object::Unique(_, _, _)
        | Object::Index(_, _, _)
        | Object::ForeignKey(_, _, _)
        | Object::Check(_, _, _)
        | Object::Exclusion(_, _, _)
        | Object::Trigger(_, _, _)
        | Object::Policy(_, _, _)
        | Object::View(_, _)
        | Object::Function(_, _) => true,
    }
}
