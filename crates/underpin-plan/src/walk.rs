//! The walk over two schemas that finds every difference.
//!
//! Each struct is taken apart without `..`: a new field of a schema does not compile here until it is compared.

use underpin_schema::{
    Column, EnumType, Function, Name, ObjectId, Policy, QName, Schema, Sequence, Signature, Table, Trigger, UserType,
    View, ViewStorage,
};

use crate::{
    CommentOn, Pair, ValuePlace, diff_maps,
    difference::{Alteration, ColumnAlteration, Difference, Part},
};

/// What a walk has found.
#[derive(Default)]
pub(crate) struct Walk<'a> {
    /// Every difference.
    pub(crate) found: Vec<Difference<'a>>,
    /// The tables that both schemas have and that are not equal: each has to have a difference.
    pub(crate) unequal: Vec<&'a QName>,
}

/// Walks over two schemas.
pub(crate) fn walk<'a>(pair: Pair<&'a Schema>) -> Walk<'a> {
    let Schema { namespaces: _, extensions: _, enums: _, types: _, sequences: _, tables: _, views: _, functions: _ } =
        pair.new;
    let mut walk = Walk::default();
    let out = &mut walk;
    out.found.extend(
        pair.new.namespaces.difference(&pair.old.namespaces).map(|name| Difference::Created(Part::Namespace(name))),
    );
    out.found.extend(
        pair.old.namespaces.difference(&pair.new.namespaces).map(|name| Difference::Dropped(Part::Namespace(name))),
    );
    out.maps(pair.map(|schema| &schema.extensions), Part::Extension, |out, name, pair| {
        out.alter(pair.differing().map(|pair| Alteration::Extension(name, pair)));
    });
    out.maps(pair.map(|schema| &schema.enums), Part::Enum, Walk::enum_type);
    out.maps(pair.map(|schema| &schema.types), Part::Type, |out, name, pair| {
        let alike = |ty: &UserType| {
            let mut ty = ty.clone();
            *ty.comment_mut() = None;
            ty
        };
        out.alter((alike(pair.old) != alike(pair.new)).then_some(Alteration::Type(name, pair)));
        out.comment(|| type_comment(name, pair.new), pair.map(UserType::comment));
    });
    out.maps(pair.map(|schema| &schema.sequences), Part::Sequence, Walk::sequence);
    out.maps(pair.map(|schema| &schema.tables), Part::Table, Walk::table);
    out.maps(pair.map(|schema| &schema.functions), Part::Function, Walk::function);
    out.maps(pair.map(|schema| &schema.views), Part::View, Walk::view);
    walk
}

impl<'a> Walk<'a> {
    fn maps<K: 'a, V: 'a, M: crate::Lookup<K, V>>(
        &mut self,
        pair: Pair<&'a M>,
        part: impl Fn(&'a K, &'a V) -> Part<'a>,
        mut both: impl FnMut(&mut Self, &'a K, Pair<&'a V>),
    ) {
        let compared = diff_maps(pair);
        self.found.extend(compared.created.into_iter().map(|(key, value)| Difference::Created(part(key, value))));
        self.found.extend(compared.dropped.into_iter().map(|(key, value)| Difference::Dropped(part(key, value))));
        for (key, pair) in compared.both {
            both(self, key, pair);
        }
    }

    fn alter(&mut self, alteration: Option<Alteration<'a>>) {
        self.found.extend(alteration.map(Difference::Altered));
    }

    fn comment(&mut self, on: impl FnOnce() -> CommentOn, pair: Pair<&'a Option<String>>) {
        self.alter(pair.map(Option::as_deref).differing().map(|pair| Alteration::Comment(on(), pair)));
    }

    fn enum_type(&mut self, name: &'a QName, pair: Pair<&'a EnumType>) {
        let EnumType { values: _, comment: _ } = pair.new;
        if pair.old.values != pair.new.values {
            self.enum_values(name, pair);
        }
        self.comment(|| ObjectId::Enum(name.clone()).into(), pair.map(|ty| &ty.comment));
    }

    fn enum_values(&mut self, name: &'a QName, pair: Pair<&'a EnumType>) {
        let mut kept = pair.new.values.iter().filter(|value| pair.old.values.contains(value));
        if !pair.old.values.iter().eq(kept.by_ref()) {
            return self.alter(Some(Alteration::EnumValues(name, pair)));
        }
        // From the end, so that the next label that the old type has too is known at each.
        let mut place = ValuePlace::Last;
        let mut found = Vec::new();
        for value in pair.new.values.iter().rev() {
            if pair.old.values.contains(value) {
                place = ValuePlace::Before(value.clone());
            } else {
                found.push(Difference::Created(Part::EnumValue(name, value, place.clone())));
            }
        }
        self.found.extend(found.into_iter().rev());
    }

    fn sequence(&mut self, name: &'a QName, pair: Pair<&'a Sequence>) {
        let Sequence { options: _, owner: _, comment: _ } = pair.new;
        self.alter(pair.map(|sequence| sequence.options).differing().map(|pair| Alteration::Counting(name, pair)));
        self.alter(pair.map(|sequence| &sequence.owner).differing().map(|pair| Alteration::Owner(name, pair)));
        self.comment(|| ObjectId::Sequence(name.clone()).into(), pair.map(|sequence| &sequence.comment));
    }

    fn table(&mut self, name: &'a QName, pair: Pair<&'a Table>) {
        if pair.old == pair.new {
            return;
        }
        self.unequal.push(name);
        let Table {
            columns: _,
            primary_key: _,
            uniques: _,
            indexes: _,
            foreign_keys: _,
            checks: _,
            exclusions: _,
            triggers: _,
            policies: _,
            row_security: _,
            comment: _,
        } = pair.new;
        self.comment(|| ObjectId::Table(name.clone()).into(), pair.map(|table| &table.comment));
        self.maps(
            pair.map(|table| &table.columns),
            |column, value| Part::Column(name, column, value),
            |out, column, pair| out.column(name, column, pair),
        );
        match (&pair.old.primary_key, &pair.new.primary_key) {
            (None, None) => {}
            (None, Some(new)) => self.found.push(Difference::Created(Part::PrimaryKey(name, new))),
            (Some(old), None) => self.found.push(Difference::Dropped(Part::PrimaryKey(name, old))),
            (Some(old), Some(new)) => {
                self.alter(Pair { old, new }.differing().map(|pair| Alteration::PrimaryKey(name, pair)));
            }
        }
        self.maps(
            pair.map(|table| &table.uniques),
            |unique, value| Part::Unique(name, unique, value),
            |out, unique, pair| out.alter(pair.differing().map(|pair| Alteration::Unique(name, unique, pair))),
        );
        self.maps(
            pair.map(|table| &table.indexes),
            |index, value| Part::Index(name, index, value),
            |out, index, pair| out.alter(pair.differing().map(|pair| Alteration::Index(name, index, pair))),
        );
        self.maps(
            pair.map(|table| &table.foreign_keys),
            |key, value| Part::ForeignKey(name, key, value),
            |out, key, pair| out.alter(pair.differing().map(|pair| Alteration::ForeignKey(name, key, pair))),
        );
        self.maps(
            pair.map(|table| &table.checks),
            |check, value| Part::Check(name, check, value),
            |out, check, pair| out.alter(pair.differing().map(|pair| Alteration::Check(name, check, pair))),
        );
        self.maps(
            pair.map(|table| &table.exclusions),
            |exclusion, value| Part::Exclusion(name, exclusion, value),
            |out, exclusion, pair| {
                out.alter(pair.differing().map(|pair| Alteration::Exclusion(name, exclusion, pair)));
            },
        );
        self.alter(pair.map(|table| table.row_security).differing().map(|pair| Alteration::RowSecurity(name, pair)));
        self.maps(
            pair.map(|table| &table.policies),
            |policy, value| Part::Policy(name, policy, value),
            |out, policy, pair| out.policy(name, policy, pair),
        );
        self.maps(
            pair.map(|table| &table.triggers),
            |trigger, value| Part::Trigger(name, trigger, value),
            |out, trigger, pair| out.trigger(name, trigger, pair),
        );
    }

    fn column(&mut self, table: &'a QName, name: &'a Name, pair: Pair<&'a Column>) {
        let Column { ty: _, nullable: _, default: _, collation: _, comment: _ } = pair.new;
        let required = (pair.old.nullable, pair.new.nullable);
        for (differs, aspect) in [
            (pair.old.ty != pair.new.ty, ColumnAlteration::Type),
            (required == (true, false), ColumnAlteration::Required),
            (required == (false, true), ColumnAlteration::Optional),
            (pair.old.default != pair.new.default, ColumnAlteration::Default),
            (pair.old.collation != pair.new.collation, ColumnAlteration::Collation),
        ] {
            self.alter(differs.then_some(Alteration::Column(table, name, aspect)));
        }
        let on = || ObjectId::Column(table.clone(), name.clone()).into();
        self.comment(on, pair.map(|column| &column.comment));
    }

    fn trigger(&mut self, table: &'a QName, name: &'a Name, pair: Pair<&'a Trigger>) {
        let facts = |trigger: &'a Trigger| {
            let Trigger { timing, events, level, when, function, arguments, comment: _ } = trigger;
            (timing, events, level, when, function, arguments)
        };
        self.alter(pair.map(facts).differing().map(|_| Alteration::Trigger(table, name, pair)));
        let on = || ObjectId::Trigger(table.clone(), name.clone()).into();
        self.comment(on, pair.map(|trigger| &trigger.comment));
    }

    fn policy(&mut self, table: &'a QName, name: &'a Name, pair: Pair<&'a Policy>) {
        let facts = |policy: &'a Policy| {
            let Policy { mode, command, roles, using, check, comment: _ } = policy;
            (mode, command, roles, using, check)
        };
        self.alter(pair.map(facts).differing().map(|_| Alteration::Policy(table, name, pair)));
        let on = || ObjectId::Policy(table.clone(), name.clone()).into();
        self.comment(on, pair.map(|policy| &policy.comment));
    }

    fn view(&mut self, name: &'a QName, pair: Pair<&'a View>) {
        let facts = |view: &'a View| {
            let View { storage, options, query, indexes: _, triggers: _, depends: _, comment: _ } = view;
            (storage, options, query)
        };
        self.alter(pair.map(facts).differing().map(|_| Alteration::View(name, pair)));
        self.maps(
            pair.map(|view| &view.indexes),
            |index, value| Part::Index(name, index, value),
            |out, index, pair| out.alter(pair.differing().map(|pair| Alteration::Index(name, index, pair))),
        );
        self.maps(
            pair.map(|view| &view.triggers),
            |trigger, value| Part::Trigger(name, trigger, value),
            |out, trigger, pair| out.trigger(name, trigger, pair),
        );
        let depends = pair.map(|view| view.depends.as_slice()).differing();
        self.alter(depends.map(|pair| Alteration::Depends(ObjectId::View(name.clone()), pair)));
        self.comment(|| view_comment(name, pair.new.storage), pair.map(|view| &view.comment));
    }

    fn function(&mut self, signature: &'a Signature, pair: Pair<&'a Function>) {
        let facts = |function: &'a Function| {
            let Function {
                arguments,
                returns,
                language,
                volatility,
                security,
                traits,
                settings,
                body,
                margins,
                depends: _,
                comment: _,
            } = function;
            (arguments, returns, language, volatility, security, traits, settings, (body, margins))
        };
        self.alter(pair.map(facts).differing().map(|_| Alteration::Function(signature, pair)));
        let depends = pair.map(|function| function.depends.as_slice()).differing();
        self.alter(depends.map(|pair| Alteration::Depends(ObjectId::Function(signature.clone()), pair)));
        self.comment(|| ObjectId::Function(signature.clone()).into(), pair.map(|function| &function.comment));
    }
}

/// What the comment of a domain or composite type is on.
pub(crate) fn type_comment(name: &QName, ty: &UserType) -> CommentOn {
    match ty {
        UserType::Domain(_) => CommentOn::Domain(name.clone()),
        UserType::Composite(_) => CommentOn::Object(ObjectId::Type(name.clone())),
    }
}

/// What the comment of a view is on.
pub(crate) fn view_comment(name: &QName, storage: ViewStorage) -> CommentOn {
    match storage {
        ViewStorage::Plain => CommentOn::Object(ObjectId::View(name.clone())),
        ViewStorage::Materialized => CommentOn::MaterializedView(name.clone()),
    }
}
