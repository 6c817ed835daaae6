//! A small model of what a database holds and of what each object needs there, made without a look at the planner.
//!
//! It is what `pg_depend` is to PostgreSQL: objects, and what each of them refers to. Renames move an address, and all that
//! refers to it follows. A step that PostgreSQL would refuse fails an assertion.

mod addresses;
mod definitions;
mod questions;
mod younger;

use std::collections::{BTreeMap, BTreeSet};

pub use addresses::owner;
use addresses::{default_of, renamed};
use underpin_plan::{
    AccessWay, CompositeChange, DataStep, DomainChange, Fill, FillRows, FillValue, Numbering, Object, Op, Pair, Phase,
    Step, TypeChange, Using, ValuePlace,
};
use underpin_schema::*;
pub use younger::younger;

/// What an object refers to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    /// All of it: none of these can be dropped before the object.
    pub on: BTreeSet<ObjectId>,
    /// The columns that can have no other type while the object is there.
    pub rigid: BTreeSet<ObjectId>,
}

/// What is there.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Each object with what it needs. The default of a column is an object, as it is in PostgreSQL.
    pub objects: BTreeMap<ObjectId, Needs>,
    /// The labels of each enum type, in their order.
    pub labels: BTreeMap<QName, Vec<Name>>,
    /// The columns that forbid NULL.
    pub required: BTreeSet<ObjectId>,
    /// The columns that are identity columns.
    identities: BTreeSet<ObjectId>,
    /// Labels that the running transaction added.
    uncommitted: BTreeSet<ObjectId>,
    /// Columns whose values come later in the steps that run.
    unfilled: BTreeSet<ObjectId>,
    /// Columns that get another type later in the steps that run.
    unconverted: BTreeSet<ObjectId>,
    /// Columns that are not what they were before the steps.
    changed: BTreeSet<ObjectId>,
    /// What the steps created.
    created: BTreeSet<ObjectId>,
    /// Whether bodies of functions are taken as they are.
    trusted: bool,
}

impl Model {
    /// A model that holds a whole schema.
    pub fn holding(schema: &Schema) -> Self {
        let mut model = Self::default();
        let objects = definitions::objects(schema);
        // What is there first, so that texts can be read; then what needs what; foreign keys look at keys.
        for pass in 0..2 {
            for object in objects.iter().filter(|object| pass == 1 || !matches!(object, Object::ForeignKey(_, _, _))) {
                for (id, needs) in model.definition(object) {
                    model.objects.insert(id, needs);
                }
                model.note(object);
            }
        }
        for object in &objects {
            for (id, needs) in model.definition(object) {
                model.objects.insert(id, needs);
            }
        }
        model
    }

    /// What is there and what it needs, but for which of several keys a foreign key uses.
    pub fn catalog(&self) -> BTreeMap<ObjectId, Needs> {
        let key =
            |id: &ObjectId| matches!(id, ObjectId::PrimaryKey(_) | ObjectId::Unique(_, _) | ObjectId::Index(_, _));
        let mut objects = self.objects.clone();
        for (id, needs) in &mut objects {
            if matches!(id, ObjectId::ForeignKey(_, _)) {
                needs.on.retain(|need| !key(need));
            }
        }
        objects
    }

    /// Runs the steps of a way back: bodies of functions are as they were, so PostgreSQL need not look into them
    /// (`check_function_bodies`), and names that they mention may come back later.
    pub fn run_back(&mut self, steps: &[Step]) {
        self.trusted = true;
        self.run(steps);
        self.trusted = false;
    }

    /// Runs the steps.
    pub fn run(&mut self, steps: &[Step]) {
        self.look_ahead(steps);
        for step in steps {
            if step.commit_before.is_some() {
                self.uncommitted.clear();
            }
            self.step(&step.op);
        }
    }

    fn look_ahead(&mut self, steps: &[Step]) {
        self.uncommitted.clear();
        self.changed.clear();
        self.created.clear();
        let column = |table: &QName, name: &Name| ObjectId::Column(table.clone(), name.clone());
        let fills = steps.iter().filter_map(|step| match &step.op {
            Op::Fill(fill) => Some(column(&fill.table, &fill.column)),
            _ => None,
        });
        self.unfilled = fills.collect();
        let converts = steps.iter().flat_map(|step| match &step.op {
            Op::AlterTypes(table, changes) => changes.iter().map(|change| column(table, &change.column)).collect(),
            _ => Vec::new(),
        });
        self.unconverted = converts.collect();
    }

    fn expect(&self, id: &ObjectId, who: &dyn std::fmt::Display) {
        assert!(self.objects.contains_key(id), "{who} needs {id}, which is not there");
        assert!(!self.uncommitted.contains(id), "{who} uses {id} in the transaction that added it");
    }

    fn put(&mut self, id: ObjectId, needs: Needs) {
        needs.on.iter().for_each(|need| self.expect(need, &id));
        assert!(self.objects.insert(id.clone(), needs).is_none(), "{id} is there already");
    }

    fn create(&mut self, object: &Object) {
        let parts = self.definition(object);
        // A table and its columns refer to one another: all of it at once.
        let made: BTreeSet<_> = parts.iter().map(|(id, _)| id.clone()).collect();
        for (id, needs) in &parts {
            needs.on.iter().filter(|need| !made.contains(need)).for_each(|need| self.expect(need, id));
        }
        for (id, needs) in parts {
            assert!(self.objects.insert(id.clone(), needs).is_none(), "{id} is there already");
            self.created.insert(id);
        }
        // The database does not keep what a spec says beyond the definition.
        if let Object::View(_, view) = object {
            view.depends.iter().for_each(|need| self.expect(need, &object.id()));
        }
        if let Object::Function(_, function) = object
            && !self.trusted
        {
            let own = object.id();
            self.body(function).iter().filter(|need| **need != own).for_each(|need| self.expect(need, &own));
        }
        self.note(object);
    }

    /// What a definition says beside what it needs.
    fn note(&mut self, object: &Object) {
        let mut column = |table: &QName, name: &Name, column: &Column| {
            let id = ObjectId::Column(table.clone(), name.clone());
            if !column.nullable {
                self.required.insert(id.clone());
            }
            if let Some(DefaultValue::Identity(_)) = column.default {
                assert!(!column.nullable, "{id} is an identity column and allows NULL");
                self.identities.insert(id);
            }
        };
        match object {
            Object::Table(name, table) => table.columns.iter().for_each(|(own, value)| column(name, own, value)),
            Object::Column(table, name, value) => column(table, name, value),
            Object::Enum(name, ty) => {
                self.labels.insert(name.clone(), ty.values.clone());
            }
            _ => {}
        }
    }

    fn drop(&mut self, id: &ObjectId) {
        // What belongs to a table, a column or a type goes with it.
        let belongs = |other: &ObjectId| match (id, other) {
            (ObjectId::Table(table), _) => owner(other) == Some(table),
            (ObjectId::Enum(ty), ObjectId::EnumValue(of, _)) => of == ty,
            (ObjectId::Type(ty), ObjectId::Attribute(of, _)) => of == ty,
            (ObjectId::Column(table, name), _) => *other == default_of(table, name),
            _ => false,
        };
        let gone: BTreeSet<_> = self.objects.keys().filter(|other| *other == id || belongs(other)).cloned().collect();
        assert!(gone.contains(id), "{id} is not there to be dropped");
        for (other, needs) in self.objects.iter().filter(|(other, _)| !gone.contains(other)) {
            let needed = needs.on.intersection(&gone).next();
            assert!(needed.is_none(), "{id} is dropped while {other} needs {needed:?}");
        }
        self.objects.retain(|other, _| !gone.contains(other));
        self.required.retain(|column| !gone.contains(column));
        self.identities.retain(|column| !gone.contains(column));
        self.changed.extend(gone);
        if let ObjectId::Enum(name) = id {
            self.labels.remove(name);
        }
    }

    fn rename(&mut self, old: &ObjectId, new: &ObjectId) {
        assert!(self.objects.contains_key(old), "{old} is not there to be renamed");
        assert!(!self.objects.contains_key(new), "{old} cannot be renamed: {new} is there already");
        let set = |ids: &BTreeSet<ObjectId>| ids.iter().map(|id| renamed(id, old, new)).collect();
        self.required = set(&self.required);
        let changed = set(&self.changed);
        self.identities = set(&self.identities);
        self.uncommitted = set(&self.uncommitted);
        let needs = |needs: &Needs| Needs { on: set(&needs.on), rigid: set(&needs.rigid) };
        self.objects = self.objects.iter().map(|(id, of)| (renamed(id, old, new), needs(of))).collect();
        if let (ObjectId::Enum(old), ObjectId::Enum(new)) = (old, new)
            && let Some(labels) = self.labels.remove(old)
        {
            self.labels.insert(new.clone(), labels);
        }
        if let (ObjectId::EnumValue(ty, old), ObjectId::EnumValue(_, new)) = (old, new) {
            let labels = self.labels.get_mut(ty).unwrap();
            labels.iter_mut().filter(|label| *label == old).for_each(|label| *label = new.clone());
        }
        self.changed = changed;
        // What the steps made takes the place of what was there.
        if self.created.contains(old) {
            self.changed.insert(new.clone());
        }
    }

    fn step(&mut self, op: &Op) {
        let column = |table: &QName, name: &Name| ObjectId::Column(table.clone(), name.clone());
        match op {
            Op::Create(object) => self.create(object),
            Op::Drop(object) => {
                if let Object::Function(signature, _) = object {
                    self.called_by_its_types(signature);
                }
                self.drop(&object.id());
            }
            Op::Rename(names) => self.rename(&names.old, &names.new),
            Op::RenameSequence(table, name, _) => self.expect(&default_of(table, name), &"a rename"),
            Op::RenamePrimaryKey(table, _) => self.expect(&ObjectId::PrimaryKey(table.clone()), &"a rename"),
            Op::AddEnumValue { ty, value, place } => {
                let id = ObjectId::EnumValue(ty.clone(), value.clone());
                self.put(id.clone(), Needs { on: [ObjectId::Enum(ty.clone())].into(), ..Needs::default() });
                let labels = self.labels.get_mut(ty).unwrap();
                let at = match place {
                    ValuePlace::Last => labels.len(),
                    ValuePlace::Before(next) => labels.iter().position(|label| label == next).unwrap(),
                };
                labels.insert(at, value.clone());
                self.uncommitted.insert(id);
            }
            Op::RenameEnumValue { ty, value } => {
                let label = |name: &Name| ObjectId::EnumValue(ty.clone(), name.clone());
                self.rename(&label(&value.old), &label(&value.new));
            }
            Op::AlterDomain(alter) => {
                let id = ObjectId::Type(alter.domain.clone());
                self.expect(&id, &"ALTER DOMAIN");
                let texts: Vec<ObjectId> = match &alter.change {
                    DomainChange::AddCheck(_, check) => self.over_value(check.expr.as_str()),
                    _ => Vec::new(),
                };
                texts.iter().for_each(|need| self.expect(need, &id));
                if let Some(needs) = self.objects.get_mut(&id) {
                    needs.on.extend(texts);
                }
            }
            Op::AlterComposite(alter) => {
                let ty = ObjectId::Type(alter.ty.clone());
                self.expect(&ty, &"ALTER TYPE");
                let id = ObjectId::Attribute(alter.ty.clone(), alter.change.attribute().name.clone());
                match &alter.change {
                    CompositeChange::AddAttribute(attribute) => {
                        let mut on: BTreeSet<_> = self.type_needs(&attribute.ty).into_iter().collect();
                        on.insert(ty);
                        self.put(id, Needs { on, ..Needs::default() });
                    }
                    CompositeChange::DropAttribute(_, _) => self.drop(&id),
                }
            }
            Op::AlterTypes(table, changes) => changes.iter().for_each(|change| self.convert(table, change)),
            Op::SetDefault { table, column: name, ty, default } => {
                if default.old.is_some() {
                    self.drop(&default_of(table, name));
                }
                if let Some(value) = &default.new {
                    let needs = self.default_needs(table, name, &ty.new, value);
                    self.put(default_of(table, name), needs);
                }
            }
            Op::SetIdentity(table, name, identity) => {
                let id = column(table, name);
                if identity.old.is_some() {
                    self.drop(&default_of(table, name));
                    self.identities.remove(&id);
                }
                if identity.new.is_some() {
                    assert!(self.required.contains(&id), "{id} becomes an identity column and allows NULL");
                    self.put(default_of(table, name), Needs { on: [id.clone()].into(), rigid: [id.clone()].into() });
                    self.identities.insert(id);
                }
            }
            Op::CreateSequence(table, name, _) => {
                let id = column(table, name);
                self.put(default_of(table, name), Needs { on: [id.clone()].into(), rigid: [id].into() });
            }
            Op::DropSequence(table, name, _) | Op::DropExpression(table, name, _) => {
                self.drop(&default_of(table, name));
            }
            Op::ChangeSequence(table, name, numbering) => {
                let id = column(table, name);
                self.expect(&default_of(table, name), &"the sequence changes");
                match numbering.new {
                    Numbering::Identity(_, _) => {
                        assert!(self.required.contains(&id), "{id} becomes an identity column and allows NULL");
                        self.identities.insert(id);
                    }
                    Numbering::Serial(_) => {
                        self.identities.remove(&id);
                    }
                }
            }
            Op::AlterSequence(name, _) => self.expect(&ObjectId::Sequence(name.clone()), &"ALTER SEQUENCE"),
            Op::SetOwner(name, owner) => {
                let id = ObjectId::Sequence(name.clone());
                self.expect(&id, &"OWNED BY");
                // It would go with its column.
                let on = |(table, own): &(QName, Name)| column(table, own);
                owner.new.iter().map(on).for_each(|need| self.expect(&need, &id));
                let needs = self.objects.get_mut(&id).unwrap();
                owner.old.iter().map(on).for_each(|need| assert!(needs.on.remove(&need), "{id} goes with {need}"));
                needs.on.extend(owner.new.iter().map(on));
            }
            Op::AdvanceSequence(table, name, _) => self.expect(&default_of(table, name), &"setval"),
            Op::SetNotNull(table, name) => {
                let id = column(table, name);
                self.expect(&id, &"SET NOT NULL");
                assert!(!self.unfilled.contains(&id), "{id} forbids NULL before it is filled");
                self.required.insert(id);
            }
            Op::DropNotNull(table, name) => {
                let id = column(table, name);
                self.expect(&id, &"DROP NOT NULL");
                assert!(!self.identities.contains(&id), "{id} is an identity column");
                let key = self.objects.get(&ObjectId::PrimaryKey(table.clone()));
                assert!(key.is_none_or(|key| !key.on.contains(&id)), "{id} is part of the primary key");
                self.required.remove(&id);
            }
            Op::ReplaceFunction(signature, function) => {
                let id = ObjectId::Function(signature.clone());
                self.expect(&id, &"a function");
                self.objects.remove(&id);
                self.create(&Object::Function(signature.clone(), (*function.new).clone()));
            }
            Op::SetValidity(pair) => self.expect(&pair.new.id(), &"VALIDATE"),
            Op::SetRowSecurity(table, _) => self.expect(&ObjectId::Table(table.clone()), &"row-level security"),
            Op::MoveExtension(name, namespace) => {
                let id = ObjectId::Extension(name.clone());
                self.expect(&id, &"ALTER EXTENSION");
                let on: BTreeSet<_> = namespace.new.iter().cloned().map(ObjectId::Namespace).collect();
                on.iter().for_each(|need| self.expect(need, &id));
                self.objects.insert(id, Needs { on, ..Needs::default() });
            }
            Op::Comment(on, _) => self.expect(&on.object(), &"a comment"),
            Op::Access(access) => {
                for Pair { old, new } in access.addresses() {
                    match access.way {
                        AccessWay::Keep => self.expect(old, &"what is kept"),
                        AccessWay::Restore => self.expect(new, &"what is given back"),
                    }
                }
            }
            Op::Assert(precondition) => self.ask(precondition),
            Op::Fill(fill) => self.fill(fill),
            Op::Run(step) => self.data_step(step),
        }
    }

    /// DROP FUNCTION finds a function by the names that the types of its arguments have then.
    fn called_by_its_types(&self, signature: &Signature) {
        let id = ObjectId::Function(signature.clone());
        self.expect(&id, &"DROP FUNCTION");
        let Needs { on, rigid: _ } = &self.objects[&id];
        for ty in self.query(&signature.args) {
            assert!(on.contains(&ty), "{id} is dropped where {ty} is not the type of its argument");
        }
    }

    fn convert(&mut self, table: &QName, change: &TypeChange) {
        let TypeChange { column, ty, collation: _, using, back: _ } = change;
        let id = ObjectId::Column(table.clone(), column.clone());
        self.expect(&id, &"a conversion");
        for (other, needs) in &self.objects {
            assert!(!needs.rigid.contains(&id), "{id} is converted while {other} uses it");
        }
        assert!(!self.objects.contains_key(&default_of(table, column)), "{id} is converted with its default");
        if let Using::Expr(expr) = using {
            self.reads(&id, self.row(table, expr.as_str()));
        }
        let new = self.type_needs(&ty.new);
        new.iter().for_each(|need| self.expect(need, &id));
        if let BaseType::Enum(name) = &ty.new.base {
            let added = |label: &ObjectId| matches!(label, ObjectId::EnumValue(of, _) if of == name);
            assert!(!self.uncommitted.iter().any(added), "{id} may write a label in the transaction that added it");
        }
        let old = self.type_needs(&ty.old);
        let needs = self.objects.get_mut(&id).unwrap();
        for need in &old {
            assert!(needs.on.remove(need), "{id} is converted from {need}, which it is not of");
        }
        needs.on.extend(new);
        self.unconverted.remove(&id);
        self.changed.insert(id);
    }

    /// What rows are read for sees the old shape, and what is new is filled.
    fn reads(&self, who: &ObjectId, columns: Vec<ObjectId>) {
        for id in columns.iter().filter(|id| *id != who) {
            self.expect(id, who);
            assert!(!self.changed.contains(id), "{who} reads {id}, which is not as it was");
            assert!(
                !self.unfilled.contains(id) || self.unconverted.contains(id),
                "{who} reads {id} before it is filled"
            );
        }
    }

    fn fill(&mut self, fill: &Fill) {
        let Fill { table, column, value, rows, quiet } = fill;
        let id = ObjectId::Column(table.clone(), column.clone());
        self.expect(&id, &"a fill");
        for trigger in quiet {
            self.expect(&ObjectId::Trigger(table.clone(), trigger.clone()), &"a fill that is not to fire it");
        }
        let mut read = Vec::new();
        match value {
            FillValue::Expr(expr) => {
                read.extend(self.row(table, expr.as_str()));
            }
            FillValue::Parent { parent, column, on } => {
                read.push(ObjectId::Column(parent.clone(), column.clone()));
                read.extend(on.iter().map(|(_, theirs)| ObjectId::Column(parent.clone(), theirs.clone())));
                read.extend(on.iter().map(|(ours, _)| ObjectId::Column(table.clone(), ours.clone())));
            }
        }
        match rows {
            FillRows::All => self.reads(&id, read),
            FillRows::Null => {
                assert!(!self.unconverted.contains(&id), "{id} is filled before it has the type of its values");
                read.iter().for_each(|need| self.expect(need, &id));
            }
        }
        assert!(!self.required.contains(&id), "{id} is filled where NULL is forbidden already");
        self.unfilled.remove(&id);
    }

    fn data_step(&mut self, step: &DataStep) {
        let name = ObjectId::Step(step.name.clone());
        let read = self.query(step.sql.as_str());
        read.iter().for_each(|need| self.expect(need, &name));
        match step.phase {
            Phase::Prepare | Phase::Expand | Phase::Data => {
                for id in &read {
                    assert!(!self.changed.contains(id), "{name} reads {id}, which is not as it was");
                }
            }
            Phase::Tighten | Phase::Contract => {}
        }
    }
}
