//! What each operation needs to be there before it.

use underpin_schema::{
    BaseType, Column, DefaultValue, ForeignKey, Function, Index, IndexMethod, KeyTarget, Literal, Name, ObjectId,
    Policy, QName, Signature, Table, Trigger, TriggerEvent, View,
};

use super::{Edge, Reason, made::Made, text::Scope};
use crate::{Op, changes::Draft};

/// Every edge between the drafts of a plan.
pub(crate) fn needs(drafts: &[Draft]) -> Vec<Edge> {
    let made = Made::new(drafts);
    let mut edges = Vec::with_capacity(drafts.len() * 2);
    for (after, draft) in drafts.iter().enumerate() {
        Needs { made: &made, after, edges: &mut edges }.of(&draft.op);
    }
    edges
}

pub(super) struct Needs<'m, 'a> {
    pub(super) made: &'m Made<'a>,
    after: usize,
    edges: &'m mut Vec<Edge>,
}

impl Needs<'_, '_> {
    pub(super) fn add(&mut self, before: Option<usize>, reason: Reason) {
        let after = self.after;
        self.edges.extend(before.filter(|before| *before != after).map(|before| Edge { before, after, reason }));
    }

    pub(super) fn add_all<'n>(&mut self, before: impl IntoIterator<Item = &'n usize>, reason: Reason) {
        for before in before {
            self.add(Some(*before), reason);
        }
    }

    fn of(&mut self, op: &Op) {
        match op {
            Op::CreateExtension(_, extension) => {
                if let Some(namespace) = &extension.namespace {
                    self.namespace(namespace);
                }
            }
            Op::CreateEnum(name, _) => self.namespace(&name.namespace),
            Op::AddEnumValue { ty, value, place: _ } => {
                let values = self.made.values.get(ty).map_or(&[][..], Vec::as_slice);
                let mine = values.iter().position(|(other, _)| *other == value);
                let before = mine.and_then(|mine| mine.checked_sub(1)).map(|before| values[before].1);
                self.add(before, Reason::ValueOrder);
            }
            Op::CreateTable(name, table) => self.table(name, table),
            Op::AddColumn(table, _, column) => self.column(table, column),
            Op::CreateIndex(table, _, index) => self.index(table, index),
            Op::AddUnique(table, _, unique) => {
                self.on_table(table);
                self.columns(table, unique.columns.iter().chain(&unique.include));
            }
            Op::AddForeignKey(table, _, key) => self.foreign_key(table, key),
            Op::AddCheck(table, _, check) => {
                self.on_table(table);
                self.text(check.expr.as_str(), Scope::Row(table));
            }
            Op::CreateView(name, view) => self.view(name, view),
            Op::CreateFunction(signature, function) => self.function(signature, function),
            Op::CreateTrigger(table, _, trigger) => self.trigger(table, trigger),
            Op::CreatePolicy(table, _, policy) => self.policy(table, policy),
            Op::SetRowSecurity(table, _, _) => self.on_table(table),
            // A comment on what the plan makes is attached to its draft, so this one is on what was there before.
            Op::Comment(_, _) => {}
            // Nothing is needed by what has no parts, nor to drop what was there before.
            Op::CreateNamespace(_)
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

    fn namespace(&mut self, name: &Name) {
        self.add(self.made.namespaces.get(name).copied(), Reason::InSchema);
    }

    /// PostgreSQL tells no one which extension brings a name, so all of them come first.
    fn extensions(&mut self) {
        self.add_all(&self.made.extensions, Reason::FromExtension);
    }

    fn on_table(&mut self, table: &QName) {
        self.add(self.made.tables.get(table).copied(), Reason::OnTable);
    }

    fn columns<'n>(&mut self, table: &QName, names: impl IntoIterator<Item = &'n Name>) {
        let Some(added) = self.made.columns.get(table) else { return };
        for name in names {
            let node = added.iter().find(|(column, _)| *column == name).map(|(_, node)| *node);
            self.add(node, Reason::UsesColumn);
        }
    }

    fn table(&mut self, name: &QName, table: &Table) {
        self.namespace(&name.namespace);
        for column in table.columns.values() {
            self.column(name, column);
        }
        for check in table.checks.values() {
            self.text(check.expr.as_str(), Scope::Row(name));
        }
    }

    fn column(&mut self, table: &QName, column: &Column) {
        let Column { ty, nullable: _, default, collation, comment: _ } = column;
        let mut labels_of = None;
        match &ty.base {
            BaseType::Scalar(_) => {}
            BaseType::Enum(name) => {
                self.add(self.made.enums.get(name).copied(), Reason::UsesType);
                labels_of = Some(name);
            }
            BaseType::Other(_) => self.extensions(),
        }
        if let Some(collation) = collation {
            self.namespace(&collation.namespace);
        }
        match default {
            None | Some(DefaultValue::Now | DefaultValue::Serial | DefaultValue::Identity(_)) => {}
            Some(DefaultValue::Literal(literal)) => {
                if let Some(name) = labels_of {
                    self.literal(name, literal);
                }
            }
            Some(DefaultValue::Sql(expr) | DefaultValue::Generated(expr)) => {
                self.extensions();
                self.text(expr.as_str(), Scope::Row(table));
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
        let added = self.made.values.get(ty).and_then(|added| added.iter().find(|(value, _)| value.as_str() == label));
        self.add(added.map(|(_, node)| *node), Reason::UsesValue);
    }

    fn index(&mut self, table: &QName, index: &Index) {
        let Index { uniqueness: _, method, keys, include, predicate } = index;
        self.on_table(table);
        self.columns(table, include);
        let foreign = keys.iter().any(|key| key.operator_class.is_some() || matches!(key.target, KeyTarget::Expr(_)));
        // GIN and GiST index scalars with the classes of btree_gin and btree_gist even where no class is named.
        // https://www.postgresql.org/docs/current/btree-gist.html
        if foreign || matches!(method, IndexMethod::Gin | IndexMethod::Gist | IndexMethod::Other(_)) {
            self.extensions();
        }
        for key in keys {
            match &key.target {
                KeyTarget::Column(name) => self.columns(table, [name]),
                KeyTarget::Expr(expr) => self.text(expr.as_str(), Scope::Row(table)),
            }
        }
        if let Some(predicate) = predicate {
            self.text(predicate.as_str(), Scope::Row(table));
        }
    }

    fn foreign_key(&mut self, table: &QName, key: &ForeignKey) {
        let ForeignKey { columns, table: other, references, on_delete: _, on_update: _, deferral: _ } = key;
        self.on_table(table);
        self.columns(table, columns);
        let referred = self.made.tables.get(other).copied();
        self.add(referred, Reason::RefersTo);
        self.columns(other, references);
        let covers = |key: &[&Name]| key.len() == references.len() && references.iter().all(|name| key.contains(&name));
        let keys = self.made.keys.get(other).map_or(&[][..], Vec::as_slice);
        for (_, node) in keys.iter().filter(|(key, _)| covers(key)) {
            self.add(Some(*node), Reason::NeedsKey);
        }
        if let (Some(mine), Some(before)) = (self.made.tables.get(table), referred)
            && *mine != before
        {
            self.edges.push(Edge { before, after: *mine, reason: Reason::ReadsBetter });
        }
    }

    fn view(&mut self, name: &QName, view: &View) {
        let View { storage: _, query, depends, comment: _ } = view;
        self.namespace(&name.namespace);
        self.extensions();
        self.text(query.as_str(), Scope::Query);
        self.depends(depends);
    }

    fn function(&mut self, signature: &Signature, function: &Function) {
        let Function {
            arguments,
            returns,
            language,
            volatility: _,
            security: _,
            settings: _,
            body,
            depends,
            comment: _,
        } = function;
        self.namespace(&signature.name.namespace);
        self.extensions();
        self.text(arguments, Scope::Query);
        self.text(returns, Scope::Query);
        // CREATE FUNCTION looks the names of an SQL body up (`check_function_bodies`); other languages do so when they run.
        // https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES
        let scope = if language.as_str() == "sql" { Scope::Query } else { Scope::AtRun };
        let first = self.edges.len();
        self.text(body.as_str(), scope);
        // Which of several functions of its own name a function calls, or whether itself, its arguments would have to tell.
        let namesakes = self.made.functions.get(&signature.name).map_or(&[][..], Vec::as_slice);
        for edge in self.edges[first..].iter_mut().filter(|edge| namesakes.contains(&edge.before)) {
            edge.reason = Reason::MentionsAtRun;
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
        self.add_all(self.made.functions.get(function).into_iter().flatten(), Reason::Calls);
        if let Some(when) = when {
            self.text(when.as_str(), Scope::Row(table));
        }
    }

    fn policy(&mut self, table: &QName, policy: &Policy) {
        let Policy { mode: _, command: _, roles: _, using, check, comment: _ } = policy;
        self.on_table(table);
        for expr in using.iter().chain(check) {
            self.text(expr.as_str(), Scope::Row(table));
            self.text(expr.as_str(), Scope::Query);
        }
    }

    fn depends(&mut self, depends: &[ObjectId]) {
        for object in depends {
            let member = self.made.objects.get(object).copied();
            let table = || owner(object).and_then(|table| self.made.tables.get(table).copied());
            let reason = match object {
                ObjectId::EnumValue(_, _) => Reason::UsesValue,
                ObjectId::Namespace(_)
                | ObjectId::Extension(_)
                | ObjectId::Enum(_)
                | ObjectId::Table(_)
                | ObjectId::Column(_, _)
                | ObjectId::PrimaryKey(_)
                | ObjectId::Unique(_, _)
                | ObjectId::Index(_, _)
                | ObjectId::ForeignKey(_, _)
                | ObjectId::Check(_, _)
                | ObjectId::Trigger(_, _)
                | ObjectId::Policy(_, _)
                | ObjectId::View(_)
                | ObjectId::Function(_) => Reason::Declared,
            };
            self.add(member.or_else(table), reason);
        }
    }
}

/// The table that an object belongs to.
fn owner(object: &ObjectId) -> Option<&QName> {
    match object {
        ObjectId::Table(table)
        | ObjectId::Column(table, _)
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
        | ObjectId::View(_)
        | ObjectId::Function(_) => None,
    }
}
