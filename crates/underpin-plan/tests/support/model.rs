//! A small model of what a database holds and of what each object needs there, made without a look at the planner.

use std::collections::{BTreeMap, BTreeSet};

use underpin_plan::{CommentOn, Op, Step, ValuePlace};
use underpin_schema::*;

/// What objects need.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Each object that is there, with what it needs.
    pub objects: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    /// Labels that the running transaction added.
    pub uncommitted: BTreeSet<Name>,
    /// The labels of each enum type, in their order.
    pub labels: BTreeMap<QName, Vec<Name>>,
    /// What can be mentioned, by its name alone.
    pub names: BTreeMap<Name, ObjectId>,
}

impl Model {
    /// A model that knows the names of a schema, and holds nothing.
    pub fn knowing(schema: &Schema) -> Self {
        let mut names = BTreeMap::new();
        names.extend(schema.tables.keys().map(|name| (name.name.clone(), ObjectId::Table(name.clone()))));
        names.extend(schema.views.keys().map(|name| (name.name.clone(), ObjectId::View(name.clone()))));
        let function = |signature: &Signature| (signature.name.name.clone(), ObjectId::Function(signature.clone()));
        names.extend(schema.functions.keys().map(function));
        Self { names, ..Self::default() }
    }

    /// A model that holds a whole schema.
    pub fn holding(schema: &Schema) -> Self {
        let mut model = Self::knowing(schema);
        for name in &schema.namespaces {
            model.put(ObjectId::Namespace(name.clone()), []);
        }
        for name in schema.extensions.keys() {
            model.put(ObjectId::Extension(name.clone()), []);
        }
        for (name, ty) in &schema.enums {
            model.put(ObjectId::Enum(name.clone()), model.within(name));
            model.labels.insert(name.clone(), ty.values.clone());
            for value in &ty.values {
                let ty = ObjectId::Enum(name.clone());
                model.put(ObjectId::EnumValue(name.clone(), value.clone()), [ty]);
            }
        }
        for (name, table) in &schema.tables {
            for (object, needs) in model.table(name, table) {
                model.put(object, needs);
            }
            for (key, index) in &table.indexes {
                model.put(ObjectId::Index(name.clone(), key.clone()), model.index(name, index));
            }
            for (key, policy) in &table.policies {
                model.put(ObjectId::Policy(name.clone(), key.clone()), model.policy(name, policy));
            }
            for (key, trigger) in &table.triggers {
                model.put(ObjectId::Trigger(name.clone(), key.clone()), model.trigger(name, trigger));
            }
        }
        for (name, table) in &schema.tables {
            for (key, foreign_key) in &table.foreign_keys {
                model.put(ObjectId::ForeignKey(name.clone(), key.clone()), model.foreign_key(name, foreign_key));
            }
        }
        for (signature, function) in &schema.functions {
            model.put(ObjectId::Function(signature.clone()), model.function(signature, function));
        }
        for (name, view) in &schema.views {
            model.put(ObjectId::View(name.clone()), model.view(name, view));
        }
        model
    }

    fn put(&mut self, object: ObjectId, needs: impl IntoIterator<Item = ObjectId>) {
        let needs = needs.into_iter().filter(|need| *need != object).collect();
        self.objects.insert(object, needs);
    }

    /// Runs the steps; every need has to be there, and nothing that is needed may go.
    pub fn run(&mut self, steps: &[Step]) {
        for step in steps {
            if step.commit_before.is_some() {
                self.uncommitted.clear();
            }
            self.step(&step.op);
        }
    }

    fn create(&mut self, object: ObjectId, needs: impl IntoIterator<Item = ObjectId>) {
        let needs: BTreeSet<_> = needs.into_iter().filter(|need| *need != object).collect();
        for need in &needs {
            assert!(self.objects.contains_key(need), "{object} needs {need}, which is not there");
            if let ObjectId::EnumValue(_, label) = need {
                assert!(!self.uncommitted.contains(label), "{object} uses {need} in the transaction that added it");
            }
        }
        assert!(self.objects.insert(object.clone(), needs).is_none(), "{object} is there already");
    }

    fn drop(&mut self, object: ObjectId) {
        // What belongs to a table goes with it.
        let belongs = |other: &ObjectId| match (&object, owner(other)) {
            (ObjectId::Table(table), Some(owner)) => owner == table,
            (ObjectId::Enum(ty), None) => matches!(other, ObjectId::EnumValue(of, _) if of == ty),
            _ => false,
        };
        let gone: BTreeSet<_> =
            self.objects.keys().filter(|other| **other == object || belongs(other)).cloned().collect();
        assert!(gone.contains(&object), "{object} is not there to be dropped");
        for (other, needs) in self.objects.iter().filter(|(other, _)| !gone.contains(other)) {
            let needed = needs.intersection(&gone).next();
            assert!(needed.is_none(), "{object} is dropped while {other} needs {needed:?}");
        }
        self.objects.retain(|other, _| !gone.contains(other));
    }

    fn step(&mut self, op: &Op) {
        let own = || op.object();
        match op {
            Op::CreateNamespace(_) => self.create(own(), []),
            Op::CreateExtension(_, _) => self.create(own(), []),
            Op::CreateEnum(name, values) => {
                self.create(own(), self.within(name));
                self.labels.insert(name.clone(), values.clone());
                for value in values {
                    self.create(ObjectId::EnumValue(name.clone(), value.clone()), [own()]);
                }
            }
            Op::AddEnumValue { ty, value, place } => {
                self.create(own(), [ObjectId::Enum(ty.clone())]);
                let labels = self.labels.get_mut(ty).unwrap();
                let at = match place {
                    ValuePlace::Last => labels.len(),
                    ValuePlace::Before(next) => labels.iter().position(|label| label == next).unwrap(),
                };
                labels.insert(at, value.clone());
                self.uncommitted.insert(value.clone());
            }
            Op::CreateTable(name, table) => {
                // The table and its columns refer to one another: all of it at once.
                let parts = self.table(name, table);
                let made: BTreeSet<_> = parts.iter().map(|(object, _)| object.clone()).collect();
                let (own, rest) = parts.split_first().unwrap();
                let outside = |needs: &[ObjectId]| -> Vec<ObjectId> {
                    needs.iter().filter(|need| !made.contains(need)).cloned().collect()
                };
                self.create(own.0.clone(), outside(&own.1));
                for (object, needs) in rest {
                    self.create(object.clone(), outside(needs));
                    self.put(object.clone(), needs.clone());
                }
            }
            Op::AddColumn(table, name, column) => self.create(own(), self.column(table, name, column)),
            Op::CreateIndex(table, _, index) => self.create(own(), self.index(table, index)),
            Op::AddUnique(table, _, unique) => self.create(own(), columns(table, &unique.columns)),
            Op::AddForeignKey(table, _, key) => self.create(own(), self.foreign_key(table, key)),
            Op::AddCheck(table, _, check) => self.create(own(), self.row_text(table, &check.expr)),
            Op::CreateView(name, view) => self.create(own(), self.view(name, view)),
            Op::CreateFunction(signature, function) => self.create(own(), self.function(signature, function)),
            Op::CreateTrigger(table, _, trigger) => self.create(own(), self.trigger(table, trigger)),
            Op::CreatePolicy(table, _, policy) => self.create(own(), self.policy(table, policy)),
            Op::SetRowSecurity(_, _, _) => assert!(self.objects.contains_key(&own()), "{} is not there", own()),
            Op::Comment(on, _) => {
                let (CommentOn::Object(_) | CommentOn::MaterializedView(_)) = on;
                assert!(self.objects.contains_key(&own()), "{} is not there for its comment", own());
            }
            Op::DropNamespace(_)
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
            | Op::DropPolicy(_, _) => self.drop(own()),
        }
    }

    fn within(&self, name: &QName) -> Vec<ObjectId> {
        if name.is_public() { Vec::new() } else { vec![ObjectId::Namespace(name.namespace.clone())] }
    }

    fn words<'t>(&self, text: &'t str) -> impl Iterator<Item = Name> + 't {
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(Name::from)
    }

    fn row_text(&self, table: &QName, expr: &Expr) -> Vec<ObjectId> {
        let mut needs = vec![ObjectId::Table(table.clone())];
        for word in self.words(expr.as_str()) {
            match word.as_bytes() {
                [b'c', digit, ..] if digit.is_ascii_digit() => needs.push(ObjectId::Column(table.clone(), word)),
                [b'f', digit, ..] if digit.is_ascii_digit() => needs.extend(self.names.get(&word).cloned()),
                _ => {}
            }
        }
        needs
    }

    fn query_text(&self, expr: &Expr) -> Vec<ObjectId> {
        let found = |word: Name| (word.as_str() != "v9").then(|| self.names.get(&word).cloned()).flatten();
        self.words(expr.as_str()).filter_map(found).collect()
    }

    fn table(&self, name: &QName, table: &Table) -> Vec<(ObjectId, Vec<ObjectId>)> {
        let mut parts = vec![(ObjectId::Table(name.clone()), self.within(name))];
        for (column, value) in &table.columns {
            parts.push((ObjectId::Column(name.clone(), column.clone()), self.column(name, column, value)));
        }
        for (key, unique) in &table.uniques {
            parts.push((ObjectId::Unique(name.clone(), key.clone()), columns(name, &unique.columns)));
        }
        for (key, check) in &table.checks {
            parts.push((ObjectId::Check(name.clone(), key.clone()), self.row_text(name, &check.expr)));
        }
        parts
    }

    fn column(&self, table: &QName, name: &Name, column: &Column) -> Vec<ObjectId> {
        let mut needs = vec![ObjectId::Table(table.clone())];
        if let BaseType::Other(name) = &column.ty.base {
            needs.push(ObjectId::Extension(name.as_str().into()));
        }
        if let BaseType::Enum(ty) = &column.ty.base {
            needs.push(ObjectId::Enum(ty.clone()));
            let label = match &column.default {
                Some(DefaultValue::Literal(Literal::List(items))) => items.first(),
                Some(DefaultValue::Literal(literal)) => Some(literal),
                _ => None,
            };
            if let Some(Literal::Enum(label)) = label {
                needs.push(ObjectId::EnumValue(ty.clone(), label.clone()));
            }
        }
        if let Some(DefaultValue::Sql(expr) | DefaultValue::Generated(expr)) = &column.default {
            needs.extend(self.row_text(table, expr));
        }
        let own = ObjectId::Column(table.clone(), name.clone());
        needs.retain(|need| *need != own);
        needs
    }

    fn index(&self, table: &QName, index: &Index) -> Vec<ObjectId> {
        let mut needs = vec![ObjectId::Table(table.clone())];
        for key in &index.keys {
            match &key.target {
                KeyTarget::Column(name) => needs.push(ObjectId::Column(table.clone(), name.clone())),
                KeyTarget::Expr(expr) => needs.extend(self.row_text(table, expr)),
            }
        }
        needs.extend(index.predicate.iter().flat_map(|expr| self.row_text(table, expr)));
        needs
    }

    fn foreign_key(&self, table: &QName, key: &ForeignKey) -> Vec<ObjectId> {
        let mut needs = columns(table, &key.columns);
        needs.push(ObjectId::Table(key.table.clone()));
        needs.extend(columns(&key.table, &key.references));
        if key.references != ["c0".into()] {
            // Unique indexes have one column here; the first that covers the key stands for it.
            let covering = |(object, needs): (&ObjectId, &BTreeSet<ObjectId>)| match object {
                ObjectId::Index(of, name) if *of == key.table => {
                    let column = ObjectId::Column(of.clone(), key.references[0].clone());
                    needs.contains(&column).then(|| ObjectId::Index(of.clone(), name.clone()))
                }
                _ => None,
            };
            let found = self.objects.iter().find_map(covering);
            needs.push(found.unwrap_or_else(|| ObjectId::PrimaryKey(key.table.clone())));
        }
        needs
    }

    fn policy(&self, table: &QName, policy: &Policy) -> Vec<ObjectId> {
        let exprs = policy.using.iter().chain(&policy.check);
        exprs.flat_map(|expr| [self.row_text(table, expr), self.query_text(expr)].concat()).collect()
    }

    fn trigger(&self, table: &QName, trigger: &Trigger) -> Vec<ObjectId> {
        let mut needs = vec![ObjectId::Table(table.clone())];
        needs.extend(self.names.get(&trigger.function.name).cloned());
        for event in &trigger.events {
            if let TriggerEvent::Update(names) = event {
                needs.extend(columns(table, names));
            }
        }
        needs
    }

    fn function(&self, signature: &Signature, function: &Function) -> Vec<ObjectId> {
        let mut needs = self.within(&signature.name);
        if function.language.as_str() == "sql" {
            needs.extend(self.query_text(&function.body));
        }
        needs
    }

    fn view(&self, name: &QName, view: &View) -> Vec<ObjectId> {
        [self.within(name), self.query_text(&view.query), view.depends.clone()].concat()
    }
}

fn columns(table: &QName, names: &[Name]) -> Vec<ObjectId> {
    let own = std::iter::once(ObjectId::Table(table.clone()));
    own.chain(names.iter().map(|name| ObjectId::Column(table.clone(), name.clone()))).collect()
}

/// The table that an object belongs to.
pub fn owner(object: &ObjectId) -> Option<&QName> {
    match object {
        ObjectId::Column(table, _)
        | ObjectId::PrimaryKey(table)
        | ObjectId::Unique(table, _)
        | ObjectId::Index(table, _)
        | ObjectId::ForeignKey(table, _)
        | ObjectId::Check(table, _)
        | ObjectId::Trigger(table, _)
        | ObjectId::Policy(table, _) => Some(table),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Table(_)
        | ObjectId::View(_)
        | ObjectId::Function(_) => None,
    }
}

/// The schema as it may have been before: some of its objects taken away, and with them all that needs them.
pub fn younger(schema: &Schema, mut take: impl FnMut(usize) -> bool) -> Schema {
    let model = Model::holding(schema);
    let mut gone: BTreeSet<ObjectId> = BTreeSet::new();
    for object in model.objects.keys() {
        let removable = match object {
            ObjectId::Column(table, name) => {
                let column = &schema.tables[table].columns[name];
                name.as_str() != "c0" && (column.nullable || column.default.is_some())
            }
            // An enum type keeps a label at least.
            ObjectId::EnumValue(ty, value) => schema.enums[ty].values.first() != Some(value),
            _ => true,
        };
        if removable && take(4) {
            gone.insert(object.clone());
        }
    }
    loop {
        let before = gone.len();
        for (object, needs) in &model.objects {
            let follows = needs.iter().any(|need| gone.contains(need));
            if !follows || gone.contains(object) {
                continue;
            }
            gone.insert(object.clone());
            if let ObjectId::Column(table, name) = object {
                let column = &schema.tables[table].columns[name];
                if name.as_str() == "c0" || !(column.nullable || column.default.is_some()) {
                    gone.insert(ObjectId::Table(table.clone()));
                }
            }
        }
        if gone.len() == before {
            break;
        }
    }
    let mut younger = schema.clone();
    for object in &gone {
        match object {
            ObjectId::Namespace(name) => drop(younger.namespaces.remove(name)),
            ObjectId::Extension(name) => drop(younger.extensions.remove(name)),
            ObjectId::Enum(name) => drop(younger.enums.remove(name)),
            ObjectId::EnumValue(ty, value) => {
                if let Some(ty) = younger.enums.get_mut(ty) {
                    ty.values.retain(|other| other != value);
                }
            }
            ObjectId::Table(name) => drop(younger.tables.remove(name)),
            ObjectId::View(name) => drop(younger.views.remove(name)),
            ObjectId::Function(signature) => drop(younger.functions.remove(signature)),
            ObjectId::Column(of, _)
            | ObjectId::PrimaryKey(of)
            | ObjectId::Unique(of, _)
            | ObjectId::Index(of, _)
            | ObjectId::ForeignKey(of, _)
            | ObjectId::Check(of, _)
            | ObjectId::Trigger(of, _)
            | ObjectId::Policy(of, _) => {
                let Some(table) = younger.tables.get_mut(of) else { continue };
                match object {
                    ObjectId::Column(_, name) => drop(table.columns.shift_remove(name)),
                    ObjectId::Unique(_, name) => drop(table.uniques.remove(name)),
                    ObjectId::Index(_, name) => drop(table.indexes.remove(name)),
                    ObjectId::ForeignKey(_, name) => drop(table.foreign_keys.remove(name)),
                    ObjectId::Check(_, name) => drop(table.checks.remove(name)),
                    ObjectId::Trigger(_, name) => drop(table.triggers.remove(name)),
                    ObjectId::Policy(_, name) => drop(table.policies.remove(name)),
                    _ => {}
                }
            }
        }
    }
    for table in younger.tables.values_mut() {
        if take(2) {
            table.row_security = RowSecurity::Off;
        }
        if take(3) {
            table.comment = Some("as it was".into());
        }
        for column in table.columns.values_mut() {
            if take(5) {
                column.comment = None;
            }
        }
    }
    for view in younger.views.values_mut() {
        if take(2) {
            view.comment = None;
            view.depends.clear();
        }
    }
    younger
}
