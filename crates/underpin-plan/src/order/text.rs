//! What a definition needs because its SQL text mentions it.

use underpin_schema::QName;

use super::{
    Reason,
    index::{Mentioned, MentionedKind, Touch},
    needs::{Hit, Needs, Way, What},
};
use crate::mentions::{Mention, MentionedName, Place, mentions, sequence_called, takes_all};

/// What SQL text can name.
#[derive(Clone, Copy)]
pub(crate) enum Scope<'a> {
    /// Functions, types, and the columns of this table: a default, a check, an index. No subqueries.
    Row(&'a QName),
    /// Functions and types alone: the default or check of a domain.
    Value,
    /// Tables and views too: a query, a policy, a data step.
    Query,
    /// The same, in a body that PostgreSQL checks where the function is created and forgets then.
    /// <https://www.postgresql.org/docs/current/ddl-depend.html>
    Body,
    /// The same, but looked up when it runs.
    AtRun,
}

/// SQL text with what it mentions.
struct Text<'t> {
    scope: Scope<'t>,
    mentions: Vec<Mention<'t>>,
    /// Whether it takes in columns that it does not name.
    takes_all: bool,
}

impl<'a> Needs<'_, 'a> {
    /// What the text mentions of what the plan makes or takes away.
    pub(crate) fn text(&mut self, sql: &str, scope: Scope<'_>) {
        let index = self.index;
        if index.is_silent() {
            return;
        }
        let text = Text { scope, mentions: mentions(sql), takes_all: takes_all(sql) };
        for mention in &text.mentions {
            match mention {
                // The label of a new value, as far as a scan can tell.
                Mention::Text(label) => {
                    if let Some(name) = sequence_called(label)
                        && let Some(&node) = index.sequences.get(&name)
                    {
                        self.text_hit(node, Reason::DrawsFrom, What::Other, scope);
                    }
                    for &node in index.labels.get(label.as_ref()).into_iter().flatten() {
                        self.text_hit(node, Reason::UsesValue, What::Label, scope);
                    }
                }
                Mention::Name(name) => {
                    if let Scope::Row(table) = scope {
                        self.own_column(table, name, scope);
                    }
                    for mentioned in index.mentioned.get(name.name.as_ref()).into_iter().flatten() {
                        let namespace = mentioned.namespace.as_str();
                        if name.qualifier.as_ref().is_none_or(|qualifier| qualifier == namespace) {
                            self.mentioned(name, mentioned, &text);
                        }
                    }
                }
            }
        }
    }

    fn text_hit(&mut self, node: usize, reason: Reason, what: What<'a>, scope: Scope<'_>) {
        let reason = match (self.way, scope) {
            (Way::Forward, Scope::Row(_) | Scope::Value | Scope::Query | Scope::Body) => reason,
            (Way::Forward, Scope::AtRun) => Reason::MentionsAtRun,
            (Way::Backward, Scope::Row(_) | Scope::Value | Scope::Query) => Reason::UsedBy,
            (Way::Backward, Scope::Body) => Reason::MentionedBy,
            // It fails when it runs, before or after.
            (Way::Backward, Scope::AtRun) => return,
        };
        self.hits.push(Hit { node, reason, what });
    }

    fn column_text_hit(&mut self, node: usize, reason: Reason, what: What<'a>, scope: Scope<'_>) {
        if matches!(what, What::Column(_, _, touch) if self.uses.counts(touch)) {
            self.text_hit(node, reason, what, scope);
        }
    }

    fn own_column(&mut self, table: &QName, name: &MentionedName<'_>, scope: Scope<'_>) {
        let index = self.index;
        let Some((table, columns)) = index.columns.get_key_value(table) else { return };
        for &(column, touch, node) in columns.iter().filter(|(column, _, _)| column.as_str() == name.name) {
            self.column_text_hit(node, Reason::UsesColumn, What::Column(table, column, touch), scope);
        }
    }

    fn mentioned(&mut self, name: &MentionedName<'_>, what: &Mentioned<'a>, text: &Text<'_>) {
        let scope = text.scope;
        match (what.kind, name.place, scope) {
            // `INSERT INTO t (a)` puts a table right before a parenthesis; an alias is nothing that exists.
            (
                MentionedKind::Relation(node),
                Place::Call | Place::Owner | Place::Plain,
                Scope::Query | Scope::Body | Scope::AtRun,
            ) => self.text_hit(node, Reason::Mentions, What::Relation(what.name), scope),
            (
                MentionedKind::Columns,
                Place::Call | Place::Owner | Place::Plain,
                Scope::Query | Scope::Body | Scope::AtRun,
            ) => self.columns_of(what.name, text),
            (MentionedKind::Type(node), Place::Call | Place::Alias | Place::Owner | Place::Plain, _) => {
                self.text_hit(node, Reason::UsesType, What::Type(what.name), scope);
            }
            (MentionedKind::Function(touch, node), Place::Call, _) => {
                let reason = if touch == Touch::Whole { Reason::Mentions } else { Reason::CallsNew };
                self.text_hit(node, reason, What::Function(what.name, touch), scope);
            }
            (MentionedKind::Relation(_) | MentionedKind::Columns, Place::Alias, _)
            | (
                MentionedKind::Relation(_) | MentionedKind::Columns,
                Place::Call | Place::Owner | Place::Plain,
                Scope::Row(_) | Scope::Value,
            )
            | (MentionedKind::Function(_, _), Place::Alias | Place::Owner | Place::Plain, _) => {}
        }
    }

    /// The columns of a table that a query names beside the table itself, or takes in without a name.
    fn columns_of(&mut self, table: &'a QName, text: &Text<'_>) {
        let index = self.index;
        for &(column, touch, node) in index.columns.get(table).into_iter().flatten() {
            let named = |mention: &Mention<'_>| match mention {
                Mention::Name(name) => index.is_called(table, column, &name.name),
                Mention::Text(_) => false,
            };
            let what = What::Column(table, column, touch);
            // What is new among all columns may have given its name to nothing yet.
            let named = touch != Touch::Among && text.mentions.iter().any(named);
            if !named && !text.takes_all {
                continue;
            }
            let reason = match (touch, text.scope) {
                (Touch::Among, Scope::Query) => Reason::WithoutColumn,
                (Touch::Altered, Scope::Query) => Reason::UsesColumn,
                (
                    Touch::Among
                    | Touch::Altered
                    | Touch::Whole
                    | Touch::Merged
                    | Touch::Filled
                    | Touch::Nulls
                    | Touch::Renamed
                    | Touch::Moved,
                    _,
                ) => {
                    if named {
                        Reason::UsesColumn
                    } else {
                        Reason::MayRead
                    }
                }
            };
            if matches!(touch, Touch::Among | Touch::Renamed) || self.uses.counts(touch) {
                self.text_hit(node, reason, what, text.scope);
            }
        }
    }
}
