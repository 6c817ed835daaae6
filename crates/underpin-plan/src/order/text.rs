//! What an operation needs because its SQL text mentions it.

use underpin_schema::QName;

use super::{
    Reason,
    made::{Mentioned, MentionedKind},
    needs::Needs,
};
use crate::mentions::{Mention, MentionedName, Place, mentions};

/// What SQL text can name.
#[derive(Clone, Copy)]
pub(super) enum Scope<'a> {
    /// Functions, types, and the columns of this table: a default, a check, an index. No subqueries.
    Row(&'a QName),
    /// Tables and views too: a query, a body, a policy.
    Query,
    /// The same, but looked up when it runs.
    AtRun,
}

/// SQL text with what it mentions.
struct Text<'t> {
    sql: &'t str,
    scope: Scope<'t>,
    mentions: Vec<Mention<'t>>,
}

impl Needs<'_, '_> {
    /// What the text mentions of what the plan makes.
    pub(super) fn text(&mut self, sql: &str, scope: Scope<'_>) {
        let made = self.made;
        if made.mentioned.is_empty() && made.labels.is_empty() && made.columns.is_empty() {
            return;
        }
        let text = Text { sql, scope, mentions: mentions(sql) };
        for mention in &text.mentions {
            match mention {
                // The label of a new value, as far as a scan can tell.
                Mention::Text(label) => {
                    let reason = match scope {
                        Scope::Row(_) | Scope::Query => Reason::UsesValue,
                        Scope::AtRun => Reason::MentionsAtRun,
                    };
                    self.add_all(made.labels.get(label.as_ref()).into_iter().flatten(), reason);
                }
                Mention::Name(name) => {
                    if let Scope::Row(table) = scope {
                        let added = made.columns.get(table).into_iter().flatten();
                        let mut named = added.filter(|(column, _)| column.as_str() == name.name);
                        self.add(named.next().map(|(_, node)| *node), Reason::UsesColumn);
                    }
                    for mentioned in made.mentioned.get(name.name.as_ref()).into_iter().flatten() {
                        if name.qualifier.as_ref().is_none_or(|qualifier| qualifier == mentioned.namespace) {
                            self.mentioned(name, mentioned, &text);
                        }
                    }
                }
            }
        }
    }

    fn mentioned(&mut self, name: &MentionedName<'_>, what: &Mentioned<'_>, text: &Text<'_>) {
        let reason = match text.scope {
            Scope::Row(_) | Scope::Query => Reason::Mentions,
            Scope::AtRun => Reason::MentionsAtRun,
        };
        match (what.kind, name.place, text.scope) {
            // `INSERT INTO t (a)` puts a table right before a parenthesis; an alias is nothing that exists.
            (MentionedKind::Relation(node), Place::Call | Place::Owner | Place::Plain, Scope::Query | Scope::AtRun) => {
                self.add(Some(node), reason)
            }
            (MentionedKind::Widened(table), Place::Call | Place::Owner | Place::Plain, Scope::Query | Scope::AtRun) => {
                self.widened(table, text, reason)
            }
            (MentionedKind::Type(node), Place::Call | Place::Alias | Place::Owner | Place::Plain, _) => {
                self.add(Some(node), if reason == Reason::Mentions { Reason::UsesType } else { reason });
            }
            (MentionedKind::Function(node), Place::Call, _) => self.add(Some(node), reason),
            (MentionedKind::Relation(_) | MentionedKind::Widened(_), Place::Alias, _)
            | (
                MentionedKind::Relation(_) | MentionedKind::Widened(_),
                Place::Call | Place::Owner | Place::Plain,
                Scope::Row(_),
            )
            | (MentionedKind::Function(_), Place::Alias | Place::Owner | Place::Plain, _) => {}
        }
    }

    /// The new columns of a table that a query names beside the table itself.
    fn widened(&mut self, table: &QName, text: &Text<'_>, reason: Reason) {
        let reason = if reason == Reason::Mentions { Reason::UsesColumn } else { reason };
        for (column, node) in self.made.columns.get(table).into_iter().flatten() {
            let named = |mention: &Mention<'_>| match mention {
                Mention::Name(name) => name.name == column.as_str(),
                Mention::Text(_) => false,
            };
            if text.mentions.iter().any(named) {
                self.add(Some(*node), reason);
            } else if text.sql.contains('*') {
                self.add(Some(*node), Reason::MayRead);
            }
        }
    }
}
