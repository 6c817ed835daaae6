//! What a definition needs: each of its references, looked up among what a plan makes, or among what it takes away.

use underpin_schema::{
    Attribute, BaseType, Column, ColumnType, Composite, DefaultValue, Domain, Exclusion, Expr, Extension, ForeignKey,
    Function, Index as TableIndex, IndexKey, IndexMethod, KeyTarget, Literal, Name, ObjectId, Policy, QName, Signature,
    Table, Trigger, TriggerEvent, Uniqueness, UserType, View, ViewStorage,
};

use super::{
    Reason,
    index::{Index, Touch},
    text::Scope,
};
use crate::Object;

/// Which of two ways a definition is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// What it needs to be made.
    Forward,
    /// What may not be taken away while it is there.
    Backward,
}

/// An operation that a definition refers to.
#[derive(Clone, Copy)]
pub(crate) struct Hit<'a> {
    pub(crate) node: usize,
    pub(crate) reason: Reason,
    pub(crate) what: What<'a>,
}

/// What an operation was found under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What<'a> {
    Column(&'a QName, &'a Name, Touch),
    Relation(&'a QName),
    Function(&'a QName, Touch),
    Type(&'a QName),
    Label,
    Other,
}

impl What<'_> {
    /// Whether two operations were found under one name. A type that takes the place of another is both at once: a text
    /// that names it has to wait for the new one, and the old one goes after it.
    pub(crate) fn is_same(self, other: What<'_>) -> bool {
        match (self, other) {
            // What is new is there under its first name until it takes the place of another.
            (What::Column(_, _, Touch::Moved), _) | (_, What::Column(_, _, Touch::Moved)) => false,
            (What::Column(table, column, _), What::Column(other, name, _)) => (table, column) == (other, name),
            (What::Relation(name), What::Relation(other)) => name == other,
            (What::Function(name, _), What::Function(other, _)) => name == other,
            (
                What::Column(_, _, _)
                | What::Relation(_)
                | What::Function(_, _)
                | What::Type(_)
                | What::Label
                | What::Other,
                _,
            ) => false,
        }
    }
}

/// What a definition asks of the columns that it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uses {
    /// Their type.
    Shape,
    /// Their values too.
    Rows,
    /// That they forbid NULL, beside.
    Key,
}

impl Uses {
    pub(crate) fn counts(self, touch: Touch) -> bool {
        match touch {
            Touch::Whole | Touch::Altered | Touch::Moved | Touch::Merged => true,
            Touch::Filled => self != Uses::Shape,
            Touch::Nulls => self == Uses::Key,
            Touch::Among | Touch::Renamed => false,
        }
    }
}

/// Collects what a definition refers to.
pub(crate) struct Needs<'m, 'a> {
    pub(crate) index: &'m Index<'a>,
    pub(crate) way: Way,
    pub(crate) uses: Uses,
    pub(crate) hits: Vec<Hit<'a>>,
}

impl<'m, 'a> Needs<'m, 'a> {
    pub(crate) fn new(index: &'m Index<'a>, way: Way, uses: Uses) -> Self {
        Self { index, way, uses, hits: Vec::new() }
    }

    /// A reference that is no text.
    fn hit(&mut self, node: usize, reason: Reason, what: What<'a>) {
        let reason = match self.way {
            Way::Forward => reason,
            Way::Backward => Reason::UsedBy,
        };
        self.hits.push(Hit { node, reason, what });
    }

    /// All that an object needs.
    pub(crate) fn object(&mut self, object: &Object) {
        match object {
            Object::Namespace(_) => {}
            Object::Extension(_, Extension { namespace }) => namespace.iter().for_each(|name| self.namespace(name)),
            Object::Enum(name, _) => self.namespace(&name.namespace),
            Object::Type(name, ty) => self.user_type(name, ty),
            Object::Sequence(name, sequence) => {
                self.namespace(&name.namespace);
                self.owner(sequence.owner.as_ref());
            }
            Object::Table(name, table) => self.table(name, table),
            Object::Column(table, _, column) => {
                self.on_table(table);
                self.column(table, column);
            }
            Object::PrimaryKey(table, key) => {
                self.uses = Uses::Key;
                self.on_table(table);
                self.columns(table, &key.columns);
            }
            Object::Unique(table, _, unique) => {
                self.uses = Uses::Rows;
                self.on_table(table);
                self.columns(table, unique.columns.iter().chain(&unique.include));
            }
            Object::Index(table, _, index) => self.index(table, index),
            Object::ForeignKey(table, _, key) => self.foreign_key(table, key),
            Object::Check(table, _, check) => {
                self.uses = Uses::Rows;
                self.on_table(table);
                self.row(table, &check.expr);
            }
            Object::Exclusion(table, _, exclusion) => self.exclusion(table, exclusion),
            Object::Trigger(table, _, trigger) => self.trigger(table, trigger),
            Object::Policy(table, _, policy) => self.policy(table, policy),
            Object::View(name, view) => self.view(name, view),
            Object::Function(signature, function) => self.function(signature, function),
        }
    }

    pub(crate) fn namespace(&mut self, name: &Name) {
        if let Some(&node) = self.index.namespaces.get(name) {
            self.hit(node, Reason::InSchema, What::Other);
        }
    }

    /// PostgreSQL tells no one which extension brings a name, so all of them come first.
    pub(crate) fn extensions(&mut self) {
        for &node in &self.index.extensions {
            self.hit(node, Reason::FromExtension, What::Other);
        }
    }

    pub(crate) fn on_table(&mut self, table: &QName) {
        self.relation(table, Reason::OnTable);
    }

    pub(crate) fn relation(&mut self, table: &QName, reason: Reason) {
        if let Some((name, &node)) = self.index.tables.get_key_value(table) {
            self.hit(node, reason, What::Relation(name));
        }
    }

    /// A sequence that stands for itself.
    pub(crate) fn sequence(&mut self, name: &QName, reason: Reason) {
        if let Some(&node) = self.index.sequences.get(name) {
            self.hit(node, reason, What::Other);
        }
    }

    /// The column that a sequence goes with.
    pub(crate) fn owner(&mut self, owner: Option<&(QName, Name)>) {
        if let Some((table, column)) = owner {
            self.on_table(table);
            self.columns(table, [column]);
        }
    }

    pub(crate) fn columns<'n>(&mut self, table: &QName, names: impl IntoIterator<Item = &'n Name>) {
        let index = self.index;
        let Some((table, touched)) = index.columns.get_key_value(table) else { return };
        for name in names {
            for &(column, touch, node) in touched.iter().filter(|(column, _, _)| *column == name) {
                self.column_hit(node, Reason::UsesColumn, What::Column(table, column, touch));
            }
        }
    }

    /// A column, where what is done to it matters here.
    pub(crate) fn column_hit(&mut self, node: usize, reason: Reason, what: What<'a>) {
        if !matches!(what, What::Column(_, _, touch) if !self.uses.counts(touch)) {
            self.hit(node, reason, what);
        }
    }

    fn table(&mut self, name: &QName, table: &Table) {
        self.namespace(&name.namespace);
        for column in table.columns.values() {
            self.column(name, column);
        }
        for check in table.checks.values() {
            self.row(name, &check.expr);
        }
        // These are created by operations of their own, and go with the table.
        if self.way == Way::Backward {
            table.indexes.values().for_each(|index| self.index(name, index));
            table.exclusions.values().for_each(|exclusion| self.exclusion(name, exclusion));
            table.triggers.values().for_each(|trigger| self.trigger(name, trigger));
            table.policies.values().for_each(|policy| self.policy(name, policy));
        }
    }

    fn column(&mut self, table: &QName, column: &Column) {
        let Column { ty, nullable: _, default, collation, comment: _ } = column;
        self.ty(ty);
        if let Some(collation) = collation {
            self.namespace(&collation.namespace);
        }
        self.default(table, ty, default.as_ref());
    }

    pub(crate) fn ty(&mut self, ty: &ColumnType) {
        match &ty.base {
            BaseType::Scalar(_) => {}
            BaseType::Enum(name) | BaseType::Type(name) => {
                if let Some((name, &node)) = self.index.enums.get_key_value(name) {
                    self.hit(node, Reason::UsesType, What::Type(name));
                }
            }
            BaseType::Other(_) => self.extensions(),
        }
    }

    /// What a domain or composite type is made of.
    fn user_type(&mut self, name: &QName, ty: &UserType) {
        self.namespace(&name.namespace);
        match ty {
            UserType::Domain(Domain { ty, required: _, default, collation, checks, comment: _ }) => {
                self.ty(ty);
                collation.iter().for_each(|collation| self.namespace(&collation.namespace));
                self.domain_default(ty, default.as_ref());
                checks.values().for_each(|check| self.over_value(&check.expr));
            }
            UserType::Composite(Composite { attributes, comment: _ }) => {
                for Attribute { name: _, ty, collation } in attributes {
                    self.ty(ty);
                    collation.iter().for_each(|collation| self.namespace(&collation.namespace));
                }
            }
        }
    }

    /// The default of a domain over a type.
    pub(crate) fn domain_default(&mut self, ty: &ColumnType, default: Option<&DefaultValue>) {
        match default {
            Some(DefaultValue::Literal(literal)) => {
                if let BaseType::Enum(name) = &ty.base {
                    self.literal(name, literal);
                }
            }
            Some(DefaultValue::Sql(expr) | DefaultValue::Generated(expr)) => self.over_value(expr),
            None | Some(DefaultValue::Now | DefaultValue::Serial(_) | DefaultValue::Identity(_)) => {}
        }
    }

    /// An expression over no row: functions and types alone can be named in it.
    pub(crate) fn over_value(&mut self, expr: &Expr) {
        self.extensions();
        self.text(expr.as_str(), Scope::Value);
    }

    /// What writes values of a type may write each of its labels.
    pub(crate) fn labels(&mut self, ty: &ColumnType) {
        if let BaseType::Enum(name) = &ty.base {
            for &(_, node) in self.index.values.get(name).into_iter().flatten() {
                self.hit(node, Reason::UsesValue, What::Label);
            }
        }
    }

    pub(crate) fn default(&mut self, table: &QName, ty: &ColumnType, default: Option<&DefaultValue>) {
        match default {
            None | Some(DefaultValue::Now | DefaultValue::Serial(_) | DefaultValue::Identity(_)) => {}
            Some(DefaultValue::Literal(literal)) => {
                if let BaseType::Enum(name) = &ty.base {
                    self.literal(name, literal);
                }
            }
            Some(DefaultValue::Sql(expr) | DefaultValue::Generated(expr)) => {
                self.extensions();
                self.row(table, expr);
            }
        }
    }

    fn literal(&mut self, ty: &QName, literal: &Literal) {
        let label: &str = match literal {
            Literal::Enum(label) => label,
            Literal::Text(label) => label,
            Literal::List(items) => return items.iter().for_each(|item| self.literal(ty, item)),
            Literal::Bool(_) | Literal::Number(_) | Literal::Json(_) | Literal::Bytes(_) => return,
        };
        let index = self.index;
        let values = index.values.get(ty).into_iter().flatten();
        for (_, node) in values.filter(|(value, _)| value.as_str() == label) {
            self.hit(*node, Reason::UsesValue, What::Label);
        }
    }

    fn index(&mut self, table: &QName, index: &TableIndex) {
        let TableIndex { uniqueness, method, keys, include, predicate, options: _ } = index;
        if *uniqueness != Uniqueness::Any {
            self.uses = Uses::Rows;
        }
        self.on_table(table);
        self.columns(table, include);
        let foreign = |key: &IndexKey| key.operator_class.is_some() || matches!(key.target, KeyTarget::Expr(_));
        // GIN and GiST index scalars with the classes of btree_gin and btree_gist even where no class is named.
        // https://www.postgresql.org/docs/current/btree-gist.html
        if keys.iter().any(foreign) || matches!(method, IndexMethod::Gin | IndexMethod::Gist | IndexMethod::Other(_)) {
            self.extensions();
        }
        keys.iter().for_each(|key| self.target(table, &key.target));
        predicate.iter().for_each(|predicate| self.row(table, predicate));
    }

    /// Its operators may be those of an extension, as `=` for GiST is of btree_gist.
    fn exclusion(&mut self, table: &QName, exclusion: &Exclusion) {
        let Exclusion { index, operators: _, deferral: _ } = exclusion;
        self.uses = Uses::Rows;
        self.extensions();
        self.index(table, index);
    }

    pub(crate) fn target(&mut self, table: &QName, target: &KeyTarget) {
        match target {
            KeyTarget::Column(name) => self.columns(table, [name]),
            KeyTarget::Expr(expr) => self.row(table, expr),
        }
    }

    fn foreign_key(&mut self, table: &QName, key: &ForeignKey) {
        self.uses = Uses::Rows;
        self.sides(table, key);
        let ForeignKey {
            columns: _,
            table: other,
            references,
            on_delete: _,
            on_update: _,
            matching: _,
            deferral: _,
            validity: _,
        } = key;
        let covers = |key: &[&Name]| key.len() == references.len() && references.iter().all(|name| key.contains(&name));
        let index = self.index;
        for (_, node) in index.keys.get(other).into_iter().flatten().filter(|(key, _)| covers(key)) {
            self.hit(*node, Reason::NeedsKey, What::Other);
        }
    }

    /// Both tables of a foreign key, with its columns there.
    pub(crate) fn sides(&mut self, table: &QName, key: &ForeignKey) {
        let ForeignKey {
            columns,
            table: other,
            references,
            on_delete: _,
            on_update: _,
            matching: _,
            deferral: _,
            validity: _,
        } = key;
        self.on_table(table);
        self.columns(table, columns);
        self.relation(other, Reason::RefersTo);
        self.columns(other, references);
    }

    fn view(&mut self, name: &QName, view: &View) {
        let View { storage, options: _, query, indexes, triggers, depends, comment: _ } = view;
        match storage {
            ViewStorage::Plain => {}
            ViewStorage::Materialized => self.uses = Uses::Rows,
        }
        self.namespace(&name.namespace);
        self.extensions();
        self.text(query.as_str(), Scope::Query);
        // Created by operations of their own, they go with the view.
        if self.way == Way::Backward {
            indexes.values().for_each(|index| self.index(name, index));
            triggers.values().for_each(|trigger| self.trigger(name, trigger));
        }
        self.depends(depends);
    }

    pub(crate) fn function(&mut self, signature: &Signature, function: &Function) {
        let Function {
            arguments,
            returns,
            language,
            volatility: _,
            security: _,
            traits: _,
            settings: _,
            body,
            margins: _,
            depends,
            comment: _,
        } = function;
        self.namespace(&signature.name.namespace);
        self.extensions();
        self.text(arguments, Scope::Query);
        self.text(returns, Scope::Query);
        // CREATE FUNCTION looks the names of an SQL body up (`check_function_bodies`); other languages do so when they run.
        // https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES
        let scope = if language.as_str() == "sql" { Scope::Body } else { Scope::AtRun };
        let first = self.hits.len();
        self.text(body.as_str(), scope);
        // Which of several functions of its own name a function calls, or whether itself, its arguments would have to tell.
        for hit in &mut self.hits[first..] {
            if self.way == Way::Forward && matches!(hit.what, What::Function(name, _) if *name == signature.name) {
                hit.reason = Reason::MentionsAtRun;
            }
        }
        self.depends(depends);
    }

    fn trigger(&mut self, table: &QName, trigger: &Trigger) {
        let Trigger { timing: _, events, level: _, when, function, arguments: _, comment: _ } = trigger;
        self.on_table(table);
        for event in events {
            match event {
                TriggerEvent::Update(columns) => self.columns(table, columns),
                TriggerEvent::Insert | TriggerEvent::Delete | TriggerEvent::Truncate => {}
            }
        }
        let index = self.index;
        if let Some((name, nodes)) = index.functions.get_key_value(function) {
            for &(touch, node) in nodes {
                let reason = if touch == Touch::Whole { Reason::Calls } else { Reason::CallsNew };
                self.hit(node, reason, What::Function(name, touch));
            }
        }
        when.iter().for_each(|when| self.row(table, when));
    }

    fn policy(&mut self, table: &QName, policy: &Policy) {
        let Policy { mode: _, command: _, roles: _, using, check, comment: _ } = policy;
        self.on_table(table);
        for expr in using.iter().chain(check) {
            self.row(table, expr);
            self.text(expr.as_str(), Scope::Query);
        }
    }

    /// An expression over a row of the table.
    pub(crate) fn row(&mut self, table: &QName, expr: &Expr) {
        self.text(expr.as_str(), Scope::Row(table));
    }

    fn depends(&mut self, depends: &[ObjectId]) {
        let index = self.index;
        for object in depends {
            let member = index.objects.get(object).copied();
            let table = || object.table().and_then(|table| index.tables.get(table).copied());
            let reason = if matches!(object, ObjectId::EnumValue(_, _)) { Reason::UsesValue } else { Reason::Declared };
            if let Some(node) = member.or_else(table) {
                self.hit(node, reason, What::Other);
            }
        }
    }
}
