//! In what two forms of a thing differ, named for messages.

use underpin_schema::{Function, Index, Policy, Trigger, View};

use crate::Pair;

/// Something whose aspects have names.
pub(super) trait Aspects: Sized {
    /// The aspects, each with whether it differs.
    fn aspects(pair: Pair<&Self>) -> Vec<(&'static str, Differs)>;
}

/// Whether an aspect differs.
#[derive(PartialEq)]
pub(super) enum Differs {
    Yes,
    No,
}

/// What differs: `its keys and its condition differ`.
pub(super) fn differing<T: Aspects>(pair: Pair<&T>) -> String {
    let names: Vec<_> =
        T::aspects(pair).into_iter().filter(|(_, differs)| *differs == Differs::Yes).map(|(name, _)| name).collect();
    match names.as_slice() {
        [] => "differs".to_owned(),
        [one] => format!("its {one} changed"),
        [first @ .., last] => format!("its {} and {last} changed", first.join(", ")),
    }
}

macro_rules! aspects {
    ($($type:ident { $($field:ident $(: $words:literal)?),* })*) => {$(
        impl Aspects for $type {
            fn aspects(pair: Pair<&Self>) -> Vec<(&'static str, Differs)> {
                // Without `..`: a new field needs a name here, or `_`.
                let $type { $($field: _),* } = pair.new;
                let differs = |differs: bool| if differs { Differs::Yes } else { Differs::No };
                vec![$($(($words, differs(pair.old.$field != pair.new.$field)),)?)*]
            }
        }
    )*};
}

aspects! {
    Index { uniqueness: "uniqueness", method: "method", keys: "keys", include: "included columns", predicate: "condition" }
    Trigger {
        timing: "timing", events: "events", level: "level", when: "condition", function: "function",
        arguments: "arguments", comment
    }
    Policy { mode: "mode", command: "command", roles: "roles", using: "`using`", check: "`check`", comment }
    View { storage: "storage", query: "query", depends, comment }
    Function {
        arguments: "arguments", returns: "result", language: "language", volatility: "volatility", security: "security",
        settings: "settings", body: "body", depends, comment
    }
}
