//! Relations.

use super::fields::{self, Owner};
use super::models::Key;
use super::{Choices, text, texts};
use crate::Span;
use crate::spec::{ModelSpec, RelationSpec};

/// Adds relations to any models, this one included.
pub(super) fn add(
    choices: &mut Choices<'_>,
    model: &mut ModelSpec,
    (all, owner): (&[(&str, Key)], Owner),
    joined: &mut usize,
) {
    let count = choices.below(4);
    for name in ["author", "parent", "reviewed_by"].iter().take(count) {
        let (other, key) = *choices.one(all);
        let is_optional = choices.below(2) == 1;
        let mut relation = plain(&format!("{other}{}", if is_optional { "?" } else { "" }));
        // A composite key takes a field each; `parent` may be written out and unique, which makes the relation one-to-one.
        if let Some(ty) = key.referring_type().filter(|_| *name == "parent" && choices.below(2) == 1) {
            let mut field = fields::plain(&format!("{ty}{}", if is_optional { "?" } else { "" }));
            field.unique = choices.maybe(50, |_| super::at(true)).filter(|_| owner == Owner::NamesSome);
            model.fields.push((text("above"), field));
            relation.fields = vec![text("above")];
        }
        let actions: &[&str] = match is_optional {
            true => &["cascade", "restrict", "no_action", "set_null", "set_default"],
            false => &["cascade", "restrict", "no_action"],
        };
        relation.on_delete = choices.maybe(50, |choices| text(*choices.one(actions)));
        relation.on_update = choices.maybe(30, |choices| text(*choices.one(actions)));
        relation.deferrable = choices.maybe(20, |choices| text(*choices.one(&["allowed", "initially"])));
        relation.matching = choices.maybe(10, |choices| text(*choices.one(&["simple", "full"])));
        relation.back = choices.maybe(30, |_| text(format!("{name}Of{}", model.name.value)));
        relation.name = choices.maybe(30, |_| text(format!("{name}_{}", model.name.value)));
        relation.doc = texts::doc(choices);
        relation.map = match owner {
            Owner::NamesAll => Some(text(format!("fk_{name}"))),
            Owner::NamesSome => choices.maybe(20, |_| text(format!("fk: {name}"))),
        };
        model.relations.push((text(*name), relation));
    }
    if choices.below(4) == 3 {
        let (other, key) = *choices.one(all);
        let own = all.iter().find(|(name, _)| *name == model.name.as_str());
        if key != Key::Composite && own.is_some_and(|(_, key)| *key != Key::Composite) {
            let mut relation = plain(&format!("{other}[]"));
            // Two such relations between the same models need names, so that their tables differ.
            *joined += 1;
            relation.name = Some(text(format!("join{joined}")));
            relation.back = choices.maybe(30, |_| text(format!("linksOf{}", model.name.value)));
            model.relations.push((text("links"), relation));
        }
    }
}

fn plain(to: &str) -> RelationSpec {
    RelationSpec {
        span: Span::default(),
        to: text(to),
        fields: Vec::new(),
        references: Vec::new(),
        on_delete: None,
        on_update: None,
        deferrable: None,
        matching: None,
        back: None,
        name: None,
        map: None,
        doc: None,
    }
}
