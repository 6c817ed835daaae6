//! Laws L4 to L8 over random pairs: a random system is changed at random, and the migration between the two is proved with
//! rows in the tables. `RANDOM_PAIRS=200` tries more of them.

use underpin_plan::{
    Change, Pair,
    changes::{Rename as Renaming, RenameEnumValue},
    plan,
};
use underpin_schema::*;
use underpin_testing::postgres_since;

use crate::{
    common::random_systems,
    made::{Made, failed},
};

#[test]
fn random_changes_of_random_systems_are_proved() {
    // `nulls: equal` needs it.
    let Some(cluster) = postgres_since(15, "random_changes_of_random_systems_are_proved") else { return };
    let count = std::env::var("RANDOM_PAIRS").ok().and_then(|count| count.parse().ok()).unwrap_or(10);
    let mut kinds = std::collections::BTreeSet::new();
    for (number, old) in random_systems().iter().cycle().take(count).enumerate() {
        let (new, words) = changed(&old.schema, number as u64);
        let (plan, diagnostics) = plan(Pair { old: &old.schema, new: &new.schema }, &new);
        assert!(!has_errors(&diagnostics), "pair {number}: {words:#?}\n{diagnostics:#?}");
        kinds.extend(plan.changes.iter().map(Change::kind_name));
        let made = Made::of_plan(old.schema.clone(), new, &plan);
        let proof = made.prove(cluster);
        assert!(proof.holds(), "pair {number}: {words:#?}\n{:#?}\n{}", failed(&proof), made.files.migration);
    }
    assert!(kinds.len() >= 7, "too few kinds of change came up: {kinds:?}");
}

/// Numbers that follow from a seed (SplitMix64). <https://prng.di.unimi.it/splitmix64.c>
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }

    fn one<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        (!items.is_empty()).then(|| items[self.below(items.len())].clone())
    }
}

/// A system with a few changes, the intents that they need, and what they are.
fn changed(old: &Schema, seed: u64) -> (Resolved, Vec<String>) {
    let mut change = Changing {
        dice: Dice(seed),
        old,
        new: Resolved { schema: old.clone(), ..Resolved::default() },
        touched: Vec::new(),
        words: Vec::new(),
    };
    for _ in 0..6 {
        change.once();
    }
    (change.new, change.words)
}

struct Changing<'a> {
    dice: Dice,
    old: &'a Schema,
    new: Resolved,
    /// Each column and label is changed once, so that its intents are those of one change.
    touched: Vec<ObjectId>,
    words: Vec<String>,
}

impl Changing<'_> {
    fn once(&mut self) {
        let tables: Vec<QName> = self.new.schema.tables.keys().cloned().collect();
        let enums: Vec<QName> = self.new.schema.enums.keys().cloned().collect();
        let Some(table) = self.dice.one(&tables) else { return };
        let columns: Vec<Name> = self.new.schema.tables[&table].columns.keys().cloned().collect();
        let Some(column) = self.dice.one(&columns) else { return };
        match self.dice.below(12) {
            0 => self.rename_table(&table),
            1 => self.rename_column(&table, &column),
            2 => self.drop_column(&table, &column),
            3 => self.widen(&table, &column),
            4 => self.add_required(&table),
            5 => self.require(&table, &column),
            6 => self.relax(&table, &column),
            7 => self.actions(&table),
            8 => self.drop_index(&table),
            9 => self.describe(&table, &column),
            _ => {
                if let Some(ty) = self.dice.one(&enums) {
                    self.labels(&ty);
                }
            }
        }
    }

    fn note(&mut self, words: impl Into<String>) {
        self.words.push(words.into());
    }

    /// Whether any text of the system says the name.
    fn is_said(&self, name: &str) -> bool {
        format!("{:?}{:?}", self.new.schema.views, self.new.schema.functions).contains(name)
            || self.new.schema.tables.values().any(|table| {
                let columns = table.columns.values().map(|column| &column.default);
                let texts = format!("{:?}{:?}{:?}{:?}", table.checks, table.policies, table.triggers, table.indexes);
                texts.contains(name) || format!("{:?}", columns.collect::<Vec<_>>()).contains(name)
            })
    }

    /// Whether a column is a plain one: in no key, index, foreign key or text.
    fn is_loose(&self, table: &QName, column: &Name) -> bool {
        let found = &self.new.schema.tables[table];
        let keys = found.primary_key.iter().flat_map(|key| &key.columns);
        let uniques = found.uniques.values().flat_map(|unique| unique.columns.iter().chain(&unique.include));
        let foreign = found.foreign_keys.values().flat_map(|key| &key.columns);
        let referred = self.new.schema.tables.values().flat_map(|other| other.foreign_keys.values());
        let referred = referred.filter(|key| key.table == *table).flat_map(|key| &key.references);
        let mut all = keys.chain(uniques).chain(foreign).chain(referred);
        let tables = format!("{:?}", self.new.schema.views);
        !all.any(|name| name == column)
            && !self.is_said(column)
            && !tables.contains(&*table.name)
            && !self.touched.contains(&ObjectId::Column(table.clone(), column.clone()))
            && self.old.tables.get(table).is_some_and(|old| old.columns.contains_key(column))
    }

    fn touch(&mut self, table: &QName, column: &Name) -> Option<&mut Column> {
        self.touched.push(ObjectId::Column(table.clone(), column.clone()));
        self.new.schema.tables.get_mut(table)?.columns.get_mut(column)
    }

    fn rename_table(&mut self, table: &QName) {
        let to = QName::new(table.namespace.clone(), format!("renamed {}", self.words.len()));
        let taken = self.touched.iter().any(|object| *object == ObjectId::Table(table.clone()));
        let columns = self.touched.iter().any(|object| matches!(object, ObjectId::Column(of, _) if of == table));
        if self.is_said(&table.name) || taken || columns || !self.old.tables.contains_key(table) {
            return;
        }
        let names = Pair { old: ObjectId::Table(table.clone()), new: ObjectId::Table(to.clone()) };
        Change::from(Renaming::Object(names)).apply(&mut self.new.schema);
        let was = vec![Located::new(table.name.clone(), Span::default())];
        self.new.intents.renames.push(Rename { object: ObjectId::Table(to.clone()), was });
        self.touched.push(ObjectId::Table(to.clone()));
        self.note(format!("rename table {table} to {to}"));
    }

    fn rename_column(&mut self, table: &QName, column: &Name) {
        let to = Name::from(format!("renamed {}", self.words.len()));
        if self.is_said(column)
            || self.is_said(&table.name)
            || self.touched.contains(&ObjectId::Column(table.clone(), column.clone()))
            || !self.old.tables.get(table).is_some_and(|old| old.columns.contains_key(column))
        {
            return;
        }
        let id = |name: &Name| ObjectId::Column(table.clone(), name.clone());
        Change::from(Renaming::Object(Pair { old: id(column), new: id(&to) })).apply(&mut self.new.schema);
        let was = vec![Located::new(column.clone(), Span::default())];
        self.new.intents.renames.push(Rename { object: id(&to), was });
        self.touched.push(id(&to));
        self.note(format!("rename column {table}.{column} to {to}"));
    }

    fn drop_column(&mut self, table: &QName, column: &Name) {
        if !self.is_loose(table, column) || self.indexed(table, column) {
            return;
        }
        let object = ObjectId::Column(table.clone(), column.clone());
        self.new.schema.tables.get_mut(table).unwrap().columns.shift_remove(column);
        let removal = Removal { object: Located::new(object.clone(), Span::default()), target: None };
        self.new.intents.removals.push(removal);
        self.touched.push(object);
        self.note(format!("drop column {table}.{column}"));
    }

    fn indexed(&self, table: &QName, column: &Name) -> bool {
        format!("{:?}", self.new.schema.tables[table].indexes).contains(&format!("{column:?}"))
    }

    fn widen(&mut self, table: &QName, column: &Name) {
        if !self.is_loose(table, column) {
            return;
        }
        let found = &self.new.schema.tables[table].columns[column];
        let BaseType::Scalar(scalar) = &found.ty.base else { return };
        let kind = match scalar.kind {
            ScalarKind::SmallInt => ScalarKind::Int,
            ScalarKind::Int => ScalarKind::BigInt,
            ScalarKind::Float => ScalarKind::Double,
            ScalarKind::Varchar | ScalarKind::Uuid | ScalarKind::Bool | ScalarKind::Date => ScalarKind::Text,
            _ => return,
        };
        let plain = matches!(found.default, None | Some(DefaultValue::Identity(_)));
        if !plain || found.ty.list || found.collation.is_some() {
            return;
        }
        self.touch(table, column).unwrap().ty.base = BaseType::Scalar(Scalar::plain(kind));
        self.note(format!("widen column {table}.{column} to {kind:?}"));
    }

    fn add_required(&mut self, table: &QName) {
        if !self.old.tables.contains_key(table) || self.is_said(&table.name) {
            return;
        }
        let name = Name::from(format!("added{}", self.words.len()));
        let (ty, fill) = match self.dice.below(3) {
            0 => (ScalarKind::Int, "7"),
            1 => (ScalarKind::Text, "'it''s ' || clock_timestamp()"),
            _ => (ScalarKind::Uuid, "gen_random_uuid()"),
        };
        let base = BaseType::Scalar(Scalar::plain(ty));
        let ty = ColumnType { base, list: false };
        let column = Column { ty, nullable: false, default: None, collation: None, comment: None };
        self.new.schema.tables.get_mut(table).unwrap().columns.insert(name.clone(), column);
        self.fill(table, &name, fill);
        self.touched.push(ObjectId::Column(table.clone(), name.clone()));
        self.note(format!("add required column {table}.{name}"));
    }

    fn fill(&mut self, table: &QName, column: &Name, expr: &str) {
        let expr = Located::new(Expr::new(expr), Span::default());
        self.new.intents.fills.push(ColumnIntent { table: table.clone(), column: column.clone(), expr });
    }

    fn require(&mut self, table: &QName, column: &Name) {
        if !self.is_loose(table, column) || self.indexed(table, column) {
            return;
        }
        let found = &self.new.schema.tables[table].columns[column];
        let BaseType::Scalar(scalar) = &found.ty.base else { return };
        let fill = match scalar.kind {
            ScalarKind::Text => "'none'",
            ScalarKind::Int | ScalarKind::BigInt | ScalarKind::SmallInt => "0",
            ScalarKind::Bool => "false",
            _ => return,
        };
        if !found.nullable || found.ty.list || matches!(found.default, Some(DefaultValue::Generated(_))) {
            return;
        }
        self.touch(table, column).unwrap().nullable = false;
        self.fill(table, column, fill);
        self.note(format!("require column {table}.{column}"));
    }

    fn relax(&mut self, table: &QName, column: &Name) {
        let found = &self.new.schema.tables[table].columns[column];
        let identity = matches!(found.default, Some(DefaultValue::Identity(_) | DefaultValue::Serial(_)));
        if !self.is_loose(table, column) || found.nullable || identity {
            return;
        }
        self.touch(table, column).unwrap().nullable = true;
        self.note(format!("relax column {table}.{column}"));
    }

    fn actions(&mut self, table: &QName) {
        let Some(key) = self.new.schema.tables.get_mut(table).unwrap().foreign_keys.values_mut().next() else { return };
        key.on_delete = if key.on_delete == Action::Cascade { Action::NoAction } else { Action::Cascade };
        self.note(format!("change the actions of a foreign key of {table}"));
    }

    fn drop_index(&mut self, table: &QName) {
        let referred =
            self.new.schema.tables.values().any(|other| other.foreign_keys.values().any(|key| key.table == *table));
        let indexes = &mut self.new.schema.tables.get_mut(table).unwrap().indexes;
        let unique = |index: &Index| matches!(index.uniqueness, Uniqueness::Unique(_));
        let Some(name) = indexes.iter().find(|(_, index)| !referred || !unique(index)).map(|(name, _)| name.clone())
        else {
            return;
        };
        indexes.remove(&name);
        self.note(format!("drop index {name}"));
    }

    fn describe(&mut self, table: &QName, column: &Name) {
        let found = self.new.schema.tables.get_mut(table).unwrap();
        found.comment = Some("It's \"described\"; anew".to_owned());
        found.columns.get_mut(column).unwrap().comment = None;
        self.note(format!("comments of {table}"));
    }

    /// Whether a key or unique index is over a column of the type: rows whose labels merge may then be in the way.
    fn is_unique(&self, ty: &QName) -> bool {
        self.new.schema.tables.values().any(|table| {
            let columns = table.columns.iter().filter(|(_, column)| column.ty.base == BaseType::Enum(ty.clone()));
            let mut names = columns.map(|(name, _)| format!("{name:?}"));
            let keys = format!("{:?}{:?}{:?}", table.primary_key, table.uniques, table.indexes);
            names.any(|name| keys.contains(&name))
        })
    }

    fn labels(&mut self, ty: &QName) {
        let values = self.new.schema.enums[ty].values.clone();
        let object = ObjectId::Enum(ty.clone());
        if self.touched.contains(&object) {
            return;
        }
        self.touched.push(object);
        let last = values.last().unwrap().clone();
        let way = self.dice.below(4);
        let spoken = self.is_said(&format!("{last:?}")) || self.is_said(&format!("'{last}'"));
        match way {
            0 => {
                self.new.schema.enums.get_mut(ty).unwrap().values.insert(0, "first ☃".into());
                self.note(format!("insert a label into {ty}"));
            }
            1 if !spoken => {
                let value = Pair { old: last.clone(), new: Name::from(format!("{last} renamed")) };
                let object = ObjectId::EnumValue(ty.clone(), value.new.clone());
                self.new.intents.renames.push(Rename { object, was: vec![Located::new(last, Span::default())] });
                let rename = RenameEnumValue { ty: ty.clone(), value };
                self.note(Change::from(rename.clone()).to_string());
                Change::from(rename).apply(&mut self.new.schema);
            }
            2 if values.len() > 1 && !spoken && !self.is_unique(ty) => {
                self.new.schema.enums.get_mut(ty).unwrap().values.pop();
                let object = Located::new(ObjectId::EnumValue(ty.clone(), last), Span::default());
                let target = Some(Located::new(values[0].clone(), Span::default()));
                self.new.intents.removals.push(Removal { object, target });
                self.note(format!("remove the last label of {ty}"));
            }
            _ => {
                self.new.schema.enums.get_mut(ty).unwrap().values.reverse();
                self.note(format!("reverse the labels of {ty}"));
            }
        }
    }
}
