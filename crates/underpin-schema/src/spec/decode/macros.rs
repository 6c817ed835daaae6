//! One declaration of a struct of the language: the struct, its decoder and its JSON Schema.

/// Declares a struct whose fields are keys of a map.
///
/// ```text
/// spec_struct! {
///     /// What it is.
///     #[derive(Clone, Debug, PartialEq)]
///     pub struct Thing as "Thing", short {     // `short`: it implements Shorthand; `bare`: its name alone will do
///         place span;                          // filled with the place of the thing's name
///         /// `key:` what it says.
///         "key" | "other name" required [WORDS] => field: Type,
///     }
/// }
/// ```
macro_rules! spec_struct {
    (
        $(#[doc = $doc:literal])+
        #[derive($($derive:ident),+)]
        pub struct $name:ident as $title:literal $(, $form:ident)? {
            $(place $place:ident;)?
            $(
                $(#[doc = $key_doc:literal])+
                $key:literal $(| $alias:literal)* $($required:ident)? $([$words:path])? => $field:ident: $ty:ty,
            )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive($($derive),+)]
        pub struct $name {
            $(
                /// Where its name stands.
                pub $place: $crate::Span,
            )?
            $($(#[doc = $key_doc])+ pub $field: $ty,)+
        }

        impl $name {
            /// Its keys in canonical order.
            pub(crate) const KEYS: &[$crate::spec::decode::KeyInfo] = &[$(
                $crate::spec::decode::KeyInfo {
                    names: &[$key $(, $alias)*],
                    words: $crate::spec::decode::spec_struct!(@words $($words)?),
                    required: $crate::spec::decode::spec_struct!(@required $($required)?),
                    doc: concat!($($key_doc, "\n"),+),
                },
            )+];
        }

        impl $crate::spec::decode::Decode for $name {
            const SHAPE: &'static $crate::spec::decode::Shape = &$crate::spec::decode::Shape::Struct(
                Self::KEYS,
                &[$(<$ty as $crate::spec::decode::Decode>::SHAPE,)+],
                <Self as $crate::spec::decode::Shorthand>::ITEMS,
            );

            fn decode<'n>(
                node: &'n $crate::spec::yaml::Node<'n>,
                cx: &mut $crate::spec::decode::Cx<'n>,
            ) -> Option<Self> {
                let $crate::spec::yaml::Kind::Map(entries) = &node.kind else {
                    return <Self as $crate::spec::decode::Shorthand>::from_other(node, cx);
                };
                let mut slots = cx.slots(Self::KEYS, entries);
                let mut keys = Self::KEYS.iter();
                Some(Self {
                    $($place: node.span,)?
                    $($field: cx.read(keys.next()?, &mut slots, node.span),)+
                })
            }

            fn absent() -> Option<Self> {
                Some(Self {
                    $($place: $crate::Span::default(),)?
                    $($field: <$ty as $crate::spec::decode::Decode>::absent()?,)+
                })
            }

            fn broken(span: $crate::Span) -> Self {
                Self {
                    $($place: span,)?
                    $($field: <$ty as $crate::spec::decode::Decode>::absent()
                        .unwrap_or_else(|| <$ty as $crate::spec::decode::Decode>::broken(span)),)+
                }
            }

            fn bare() -> Option<Self> {
                $crate::spec::decode::spec_struct!(@bare $($form)?)
            }

            $(fn place_at(&mut self, name: $crate::Span) {
                self.$place = name;
            })?

            fn schema(defs: &mut $crate::spec::schema::Defs) -> serde_json::Value {
                defs.define($title, concat!($($doc, "\n"),+), Self::KEYS, |defs| {
                    $crate::spec::schema::Parts {
                        values: vec![$(<$ty as $crate::spec::decode::Decode>::schema(defs),)+],
                        optional: vec![$(<$ty as $crate::spec::decode::Decode>::absent().is_some(),)+],
                        short: <Self as $crate::spec::decode::Shorthand>::short_schemas(defs),
                    }
                })
            }
        }

        $crate::spec::decode::spec_struct!(@shorthand $name $($form)?);
    };

    (@words) => { &[] };
    (@words $words:path) => { $words };
    (@required) => { false };
    (@required required) => { true };
    (@bare bare) => { Self::absent() };
    (@bare $(short)?) => { None };
    (@shorthand $name:ident short) => {};
    (@shorthand $name:ident $(bare)?) => {
        impl $crate::spec::decode::Shorthand for $name {
            fn from_other<'n>(
                node: &'n $crate::spec::yaml::Node<'n>,
                cx: &mut $crate::spec::decode::Cx<'n>,
            ) -> Option<Self> {
                let empty = <Self as $crate::spec::decode::Decode>::absent();
                match &node.kind {
                    $crate::spec::yaml::Kind::Null if empty.is_some() => empty,
                    _ => cx.wrong_shape(node, "a map"),
                }
            }

            fn short_schemas(_: &mut $crate::spec::schema::Defs) -> Vec<serde_json::Value> {
                Vec::new()
            }
        }
    };
}

pub(crate) use spec_struct;
