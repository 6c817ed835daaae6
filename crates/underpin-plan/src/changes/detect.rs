//! The change that each difference asks for. There is one for every difference: whether it may be made is another matter.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use underpin_schema::{BaseType, Column, ColumnType, DefaultValue, EnumType, Name, ObjectId, QName, Schema};

mod rekeyed;
mod user_types;

use super::{
    AddEnumValue, AlterSequence, Change, ChangeEnum, ChangeTypes, Converted, Create, Drop, MoveExtension, Rekey,
    RenameEnumValue, Replace, ReplaceFunction, SetComment, SetDefault, SetDepends, SetOptional, SetRequired,
    SetRowSecurity, SetValidity, parts, question,
};
use crate::{
    DomainRule, FillRows, Object, Pair, Precondition, TypeChange, Using,
    casts::{self, Conversion},
    difference::{Alteration, ColumnAlteration, Difference, Part},
    renames,
    user_types::rules,
    wanted::Wanted,
};

/// The changes that the differences ask for, in their order; conversions are gathered by table and come last.
/// `renames` are those that have led to the old schema as it is here.
pub(crate) fn changes(
    found: &[Difference<'_>],
    pair: Pair<&Schema>,
    wanted: &Wanted<'_>,
    renames: &[Change],
) -> Vec<Change> {
    let renamed = renames.iter().filter_map(|change| match change {
        Change::RenameEnumValue(RenameEnumValue { ty, value: _ }) => Some(ty),
        _ => None,
    });
    let renamed = renamed.collect();
    let mut detect =
        Detect { pair, wanted, renamed, enums: BTreeMap::new(), converted: BTreeMap::new(), changes: Vec::new() };
    detect.enums = detect.changed_enums(found);
    let regenerated: HashSet<ObjectId> = found.iter().filter_map(|difference| detect.regenerated(difference)).collect();
    for difference in found {
        detect.difference(difference, &regenerated);
    }
    let enums: Vec<_> = detect.enums.values().cloned().map(Change::from).collect();
    if !detect.enums.is_empty() {
        detect.columns_of_enums();
    }
    let mut rekeyed = detect.rekeyed();
    rekeyed.extend(detect.rekeyed_alike());
    let Detect { pair: _, wanted: _, renamed: _, enums: _, converted, mut changes } = detect;
    // A default of a column that is converted or keyed anew is taken off and set with that.
    let of_converted: HashSet<_> = converted
        .iter()
        .flat_map(|(table, columns)| columns.iter().map(move |one| (table.clone(), one.change.column.clone())))
        .chain(rekeyed.iter().flat_map(Rekey::columns).map(|one| (one.table.clone(), one.name.clone())))
        .collect();
    changes.retain(|change| match change {
        Change::SetDefault(SetDefault { table, name, ty: _, default: _ }) => {
            !of_converted.contains(&(table.clone(), name.clone()))
        }
        _ => true,
    });
    changes.extend(enums);
    changes.extend(rekeyed.into_iter().map(Change::from));
    let conversions = converted.into_iter().filter(|(_, columns)| !columns.is_empty());
    changes.extend(conversions.map(|(table, columns)| ChangeTypes { table, columns }.into()));
    changes
}

/// What is open about a conversion.
enum Question {
    /// Nothing.
    None,
    /// The rows have to fit.
    Rows(Precondition),
    /// The specs have to say how: why, and what they could say.
    Specs(String, String),
}

struct Detect<'a, 'd> {
    pair: Pair<&'a Schema>,
    wanted: &'d Wanted<'d>,
    /// The enum types of which the labels have got their new names in place.
    renamed: BTreeSet<&'d QName>,
    /// The enum types that get other values.
    enums: BTreeMap<QName, ChangeEnum>,
    converted: BTreeMap<QName, Vec<Converted>>,
    changes: Vec<Change>,
}

impl<'a> Detect<'a, '_> {
    fn difference(&mut self, difference: &Difference<'_>, regenerated: &HashSet<ObjectId>) {
        match difference {
            // It comes with the type, where that is built anew.
            Difference::Created(Part::EnumValue(ty, _, _)) if self.enums.contains_key(*ty) => {}
            Difference::Created(Part::EnumValue(ty, value, place)) => {
                let (ty, value) = ((*ty).clone(), (*value).clone());
                self.changes.push(AddEnumValue { ty, value, place: place.clone() }.into());
            }
            Difference::Created(part) => {
                let fill = match part {
                    Part::Column(table, name, _) => self.wanted.fill(table, name).map(|fill| fill.value.clone()),
                    _ => None,
                };
                self.changes.extend(part.to_object().map(|object| Create { object, fill }.into()));
            }
            Difference::Dropped(part) => {
                self.changes.extend(part.to_object().map(|object| Drop { object }.into()));
            }
            Difference::Altered(alteration) => self.alteration(alteration, regenerated),
        }
    }

    fn alteration(&mut self, alteration: &Alteration<'_>, regenerated: &HashSet<ObjectId>) {
        let replaced = |old: Object, new: Object| {
            let pair = Pair { old, new };
            match SetValidity::of(&pair) {
                Some(change) => Change::from(change),
                None => Change::from(Replace { pair }),
            }
        };
        let change = match alteration {
            Alteration::EnumValues(_, _) => return,
            Alteration::Type(name, pair) => return self.changes.extend(user_types::changes(name, *pair, self.pair)),
            Alteration::Column(table, name, column) => {
                if !regenerated.contains(&alteration.object()) {
                    self.column(table, name, *column);
                }
                return;
            }
            Alteration::Extension(name, pair) => {
                MoveExtension { name: (*name).clone(), namespace: pair.map(|extension| extension.namespace.clone()) }
                    .into()
            }
            Alteration::PrimaryKey(table, pair) => {
                let of = |key: &underpin_schema::PrimaryKey| Object::PrimaryKey((*table).clone(), key.clone());
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::Unique(table, name, pair) => {
                let of = |one: &underpin_schema::Unique| Object::Unique((*table).clone(), (*name).clone(), one.clone());
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::Index(table, name, pair) => {
                let of = |one: &underpin_schema::Index| {
                    Object::Index((*table).clone(), (*name).clone(), Box::new(one.clone()))
                };
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::ForeignKey(table, name, pair) => {
                let of = |one: &underpin_schema::ForeignKey| {
                    Object::ForeignKey((*table).clone(), (*name).clone(), one.clone())
                };
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::Check(table, name, pair) => {
                let of = |one: &underpin_schema::Check| Object::Check((*table).clone(), (*name).clone(), one.clone());
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::Exclusion(table, name, pair) => {
                let of = |one: &underpin_schema::Exclusion| {
                    Object::Exclusion((*table).clone(), (*name).clone(), Box::new(one.clone()))
                };
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::Trigger(table, name, pair) => {
                let of =
                    |one: &underpin_schema::Trigger| Object::Trigger((*table).clone(), (*name).clone(), one.clone());
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::Policy(table, name, pair) => {
                let of = |one: &underpin_schema::Policy| Object::Policy((*table).clone(), (*name).clone(), one.clone());
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::Counting(name, options) => AlterSequence::Counting((*name).clone(), *options).into(),
            Alteration::Owner(name, owner) => AlterSequence::Owner((*name).clone(), owner.map(Clone::clone)).into(),
            Alteration::View(name, pair) => {
                let of = |one: &underpin_schema::View| Object::View((*name).clone(), one.clone());
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::Function(signature, pair) if ReplaceFunction::can(*pair) => {
                ReplaceFunction { signature: (*signature).clone(), function: pair.map(Clone::clone) }.into()
            }
            Alteration::Function(signature, pair) => {
                let of = |one: &underpin_schema::Function| Object::Function((*signature).clone(), one.clone());
                replaced(of(pair.old), of(pair.new))
            }
            Alteration::RowSecurity(table, level) => SetRowSecurity { table: (*table).clone(), level: *level }.into(),
            Alteration::Depends(object, depends) => {
                SetDepends { object: object.clone(), depends: depends.map(<[_]>::to_vec) }.into()
            }
            Alteration::Comment(on, text) => {
                SetComment { on: on.clone(), text: text.map(|text| text.map(str::to_owned)) }.into()
            }
        };
        self.changes.push(change);
    }

    fn column(&mut self, table: &QName, name: &Name, alteration: ColumnAlteration) {
        let Some(pair) = self.column_pair(table, name) else { return };
        let (table_name, column_name) = (table.clone(), name.clone());
        match alteration {
            ColumnAlteration::Type => self.convert(table, name, pair),
            ColumnAlteration::Collation => {
                if pair.old.ty == pair.new.ty {
                    self.convert(table, name, pair);
                }
            }
            ColumnAlteration::Required => {
                let fill = self.wanted.fill(table, name).map(|fill| fill.value.clone());
                let ty = pair.new.ty.clone();
                self.changes.push(SetRequired { table: table_name, name: column_name, ty, fill }.into());
            }
            ColumnAlteration::Optional => {
                self.changes.push(SetOptional { table: table_name, name: column_name }.into());
            }
            ColumnAlteration::Default => {
                let ty = pair.map(|column| column.ty.clone());
                let default = pair.map(|column| column.default.clone());
                self.changes.push(SetDefault { table: table_name, name: column_name, ty, default }.into());
            }
        }
    }

    fn column_pair(&self, table: &QName, name: &Name) -> Option<Pair<&'a Column>> {
        let old = self.pair.old.tables.get(table)?.columns.get(name)?;
        let new = self.pair.new.tables.get(table)?.columns.get(name)?;
        Some(Pair { old, new })
    }

    /// A column that is to be computed, or computed in another way: PostgreSQL has no statement for it before version 17,
    /// so it is dropped and created. Said once for all that differs of the column.
    fn regenerated(&mut self, difference: &Difference<'_>) -> Option<ObjectId> {
        let Difference::Altered(Alteration::Column(table, name, alteration)) = difference else { return None };
        let pair = self.column_pair(table, name)?;
        let Some(DefaultValue::Generated(_)) = pair.new.default else { return None };
        match alteration {
            ColumnAlteration::Type | ColumnAlteration::Default | ColumnAlteration::Collation => {}
            ColumnAlteration::Required | ColumnAlteration::Optional => return None,
        }
        let id = ObjectId::Column((*table).clone(), (*name).clone());
        let of = |column: &Column| Object::Column((*table).clone(), (*name).clone(), Box::new(column.clone()));
        let change = Change::from(Replace { pair: Pair { old: of(pair.old), new: of(pair.new) } });
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
        Some(id)
    }

    fn convert(&mut self, table: &QName, name: &Name, pair: Pair<&Column>) {
        let ty = pair.map(|column| column.ty.clone());
        let rules = self.rules((table, name), pair);
        let (change, question) = self.type_change((table, name), ty, pair);
        let (precondition, lossy) = match question {
            Question::None => (None, None),
            Question::Rows(precondition) => (Some(precondition), None),
            Question::Specs(why, suggestion) => (None, Some((why, suggestion))),
        };
        let default = pair.map(|column| column.default.clone());
        self.converted.entry(table.clone()).or_default().push(Converted {
            change,
            default,
            precondition,
            rules,
            lossy,
        });
    }

    /// The questions whether the values of a column fulfil what the domain asks that it is to be of, and the one that it was of did
    /// not. Of a conversion that the specs spell nothing is known.
    fn rules(&self, (table, name): (&QName, &Name), pair: Pair<&Column>) -> Vec<Precondition> {
        if pair.new.ty.list || self.wanted.using(table, name).is_some() {
            return Vec::new();
        }
        let known = rules(self.pair.old, &pair.old.ty);
        let below = self.pair.new.below(&pair.new.ty);
        let asked = rules(self.pair.new, &pair.new.ty).into_iter().filter(|rule| !known.contains(rule));
        let asked = asked.filter(|rule| *rule != DomainRule::Required || pair.old.nullable);
        asked.map(|rule| question((table, name), &below, rule)).collect()
    }

    fn type_change(
        &self,
        (table, name): (&QName, &Name),
        ty: Pair<ColumnType>,
        pair: Pair<&Column>,
    ) -> (TypeChange, Question) {
        let collation = pair.map(|column| column.collation.clone());
        let change = |using, back| TypeChange {
            column: name.clone(),
            ty: Pair { old: self.aside(&ty.old), new: ty.new.clone() },
            collation: collation.clone(),
            using,
            back,
        };
        if let Some(using) = self.wanted.using(table, name) {
            let lost = "the expression that converted it (`using`) cannot be run backwards".to_owned();
            // What it leaves empty, a fill may fill.
            let nullable = pair.new.nullable || self.wanted.fill(table, name).is_some();
            let asked = parts::yields((table, name), (&using.value, FillRows::All), (&ty.new, nullable));
            return (change(Using::Expr(using.value.clone()), Err(lost)), asked.map_or(Question::None, Question::Rows));
        }
        if let Some(labels) = self.labels(ty.as_ref()) {
            let back = backwards(&labels, self.labels_of(&ty.old));
            let question = self.unused((table, name), &ty).map_or(Question::None, Question::Rows);
            return (change(Using::Labels(labels), back), question);
        }
        let back = casts::back(ty.as_ref(), self.pair);
        match casts::natural(ty.as_ref(), self.pair) {
            Conversion::Safe(using) => (change(using, back), Question::None),
            Conversion::Asked(using) => {
                let (table, column) = (table.clone(), name.clone());
                let from = self.aside(&ty.old);
                let below = self.pair.new.below(&ty.new);
                let precondition = match &below.base {
                    BaseType::Enum(name) => {
                        let labels = self.pair.new.enums.get(name).map(|ty| ty.values.clone()).unwrap_or_default();
                        Precondition::IsLabel { table, column, from, labels }
                    }
                    BaseType::Scalar(_) | BaseType::Type(_) | BaseType::Other(_) => Precondition::Fits {
                        table,
                        column,
                        from: self.pair.old.below(&from).into_owned(),
                        to: below.into_owned(),
                    },
                };
                (change(using, back), Question::Rows(precondition))
            }
            // Refused, unless the key that it refers to is rekeyed.
            Conversion::Unsafe { why, suggestion } => (change(Using::Cast, back), Question::Specs(why, suggestion)),
        }
    }

    /// The type under the name that it has while columns are converted from it.
    fn aside(&self, ty: &ColumnType) -> ColumnType {
        let base = match &ty.base {
            BaseType::Enum(name) => match self.enums.get(name) {
                Some(change) => BaseType::Enum(change.aside.clone()),
                None => ty.base.clone(),
            },
            BaseType::Scalar(_) | BaseType::Type(_) | BaseType::Other(_) => ty.base.clone(),
        };
        ColumnType { base, list: ty.list }
    }

    /// The labels that become others where a column goes from one enum type to another, or from one form of it to the next,
    /// and the specs say where each one goes that the new type has not.
    fn labels(&self, ty: Pair<&ColumnType>) -> Option<Vec<(Name, Name)>> {
        let (BaseType::Enum(old), BaseType::Enum(new)) = (&ty.old.base, &ty.new.base) else { return None };
        if ty.old.list != ty.new.list {
            return None;
        }
        if let (true, Some(change)) = (old == new, self.enums.get(old)) {
            return Some(change.labels.clone());
        }
        let pair = Pair { old: self.pair.old.enums.get(old)?, new: self.pair.new.enums.get(new)? };
        let labels = self.label_map(Pair { old, new }, pair);
        let placed = |value: &Name| pair.new.values.contains(value) || labels.iter().any(|(from, _)| from == value);
        pair.old.values.iter().all(placed).then_some(labels)
    }

    /// The labels that a column of the type could hold.
    fn labels_of(&self, ty: &ColumnType) -> &'a [Name] {
        match &ty.base {
            BaseType::Enum(name) => self.pair.old.enums.get(name).map_or(&[], |ty| &ty.values),
            BaseType::Scalar(_) | BaseType::Type(_) | BaseType::Other(_) => &[],
        }
    }

    /// The enum types that get other values than more of them.
    fn changed_enums(&self, found: &[Difference<'_>]) -> BTreeMap<QName, ChangeEnum> {
        let differing = found.iter().filter_map(|difference| match difference {
            Difference::Altered(Alteration::EnumValues(name, pair)) => Some((*name, *pair)),
            Difference::Created(_) | Difference::Dropped(_) | Difference::Altered(_) => None,
        });
        // Labels that trade places, or leave their name to a new one, are no difference between two sets of labels; the specs alone
        // say so.
        let both = |name: &QName| {
            let (old, (name, new)) = (self.pair.old.enums.get(name)?, self.pair.new.enums.get_key_value(name)?);
            Some((name, Pair { old, new }))
        };
        let moved: BTreeSet<&QName> = self.wanted.renames.iter().filter_map(renames::enum_of_value).collect();
        let moved = moved.into_iter().filter(|name| !self.renamed.contains(name)).filter_map(both);
        let moved = moved.filter(|(name, pair)| !renames::moves(name, *pair, self.wanted).is_empty());
        let mut changed = BTreeMap::new();
        for (name, pair) in differing.chain(moved) {
            let taken =
                |spare: &QName| self.pair.old.enums.contains_key(spare) || self.pair.new.enums.contains_key(spare);
            let change = ChangeEnum {
                ty: name.clone(),
                aside: renames::spare(name, "old", taken),
                values: pair.map(Clone::clone),
                labels: self.label_map(Pair { old: name, new: name }, pair),
                unused: pair.old.values.iter().filter(|label| self.is_unused(name, label)).cloned().collect(),
            };
            changed.insert(name.clone(), change);
        }
        changed
    }

    /// Whether the specs say that a label goes and no row holds it.
    fn is_unused(&self, ty: &QName, label: &Name) -> bool {
        let removal = self.wanted.removal(&ObjectId::EnumValue(ty.clone(), label.clone()));
        removal.is_some_and(|removal| removal.target.is_none())
    }

    /// The question whether no row holds a label that goes without another in its place.
    fn unused(&self, (table, column): (&QName, &Name), ty: &Pair<ColumnType>) -> Option<Precondition> {
        let BaseType::Enum(name) = &ty.new.base else { return None };
        let change = self.enums.get(name)?;
        change.lost().next()?;
        let lost: Vec<_> = change.lost().collect();
        let labels = change.values.old.values.iter().filter(|label| !lost.contains(label)).cloned().collect();
        Some(Precondition::IsLabel { table: table.clone(), column: column.clone(), from: ty.old.clone(), labels })
    }

    /// Which old label becomes which new one, as the specs say it.
    fn label_map(&self, names: Pair<&QName>, pair: Pair<&EnumType>) -> Vec<(Name, Name)> {
        let mut map = match self.renamed.contains(names.new) && names.old == names.new {
            true => BTreeMap::new(),
            false => renames::moves(names.new, pair, self.wanted),
        };
        for from in pair.old.values.iter().filter(|from| !pair.new.values.contains(from)) {
            let removed = self.wanted.removal(&ObjectId::EnumValue(names.new.clone(), from.clone()));
            if let Some(target) = removed.and_then(|removal| removal.target.as_ref()) {
                map.entry(from.clone()).or_insert_with(|| target.value.clone());
            }
        }
        let old = pair.old.values.iter();
        old.filter_map(|from| Some((from.clone(), map.remove(from)?))).filter(|(from, to)| from != to).collect()
    }

    /// Adds the columns whose enum type gets other values.
    fn columns_of_enums(&mut self) {
        for (name, table) in &self.pair.new.tables {
            for (column, new) in &table.columns {
                let BaseType::Enum(ty) = &new.ty.base else { continue };
                let Some(old) = self.pair.old.tables.get(name).and_then(|table| table.columns.get(column)) else {
                    continue;
                };
                let generated = matches!(new.default, Some(DefaultValue::Generated(_)));
                if self.enums.contains_key(ty) && old.ty == new.ty && !generated {
                    self.convert(name, column, Pair { old, new });
                }
            }
        }
    }
}

/// The labels the other way round, or why they do not go back. A label that is not among them keeps its name.
fn backwards(labels: &[(Name, Name)], old: &[Name]) -> Result<Using, String> {
    let becomes =
        |label: &Name| labels.iter().find(|(from, _)| from == label).map_or(label.clone(), |(_, to)| to.clone());
    for (index, label) in old.iter().enumerate() {
        let target = becomes(label);
        if let Some(other) = old[index + 1..].iter().find(|other| becomes(other) == target) {
            return Err(format!("rows of {label} and {other} both hold {target} now, and which was which is not kept"));
        }
    }
    Ok(Using::Labels(labels.iter().map(|(from, to)| (to.clone(), from.clone())).collect()))
}
