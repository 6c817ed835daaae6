//! What a migration does to the rows that are there, said by its changes and not by its statements: so a proof can work
//! out what should come of each value without the SQL that it judges.

use serde::{Deserialize, Serialize};
use underpin_schema::{BaseType, Column, ColumnType, DefaultValue, Expr, Name, ObjectId, QName, Schema, UserType};

use crate::{
    Change, CompositeChange, Object, Pair, TypeChange, Using,
    changes::{AlterComposite, Create, Drop, Rekey, Rekeyed, Rename, RenameEnumValue, Replace, SetRequired},
    user_types::{self, TypeUse, UseForm},
};

/// What happens to a table that was there before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEffects {
    /// Its name before.
    pub old: QName,
    /// Its name afterwards; nothing where it is dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<QName>,
    /// The name under which it is dropped, where it had to make room for another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<QName>,
    /// The columns that anything happens to: those that get another name or other values, are dropped, or are new and
    /// filled. All others keep their name and values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnEffects>,
}

/// What happens to a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnEffects {
    /// Its name before; nothing where it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Name>,
    /// Its name afterwards; nothing where it is dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Name>,
    /// The name under which it is dropped, where it had to make room for another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<Name>,
    /// What happens to its values, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ValueEffect>,
}

/// What happens to the values of a column. Expressions speak the new names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueEffect {
    /// These labels become those, all at once; all others stay.
    Labels(Vec<(Name, Name)>),
    /// They are cast to this type.
    Cast(ColumnType),
    /// They become what an expression over the row gives, as values of this type.
    Using(Expr, ColumnType),
    /// Every row gets what an expression gives.
    FillAll(Expr),
    /// Rows that hold NULL get what an expression gives.
    FillNull(Expr),
    /// They are values of a composite type that has other attributes now: for each the place of the one that it was before, or none
    /// where it is new; nothing of what holds such values inside.
    Reshaped(Option<Vec<Option<usize>>>),
    /// They become the value that the row referred to has in a column.
    Carried {
        /// The table referred to.
        parent: QName,
        /// The column there, which gets new values itself.
        column: Name,
    },
}

/// What the changes do to the tables that were there before; tables that nothing happens to are left out.
pub fn row_effects(old: &Schema, changes: &[Change]) -> Vec<TableEffects> {
    if old.tables.is_empty() {
        return Vec::new();
    }
    let tables = old.tables.iter().map(|(name, table)| TableEffects {
        old: name.clone(),
        new: Some(name.clone()),
        aside: None,
        columns: table.columns.keys().map(same).collect(),
    });
    let mut effects = Effects { tables: tables.collect() };
    // The schema as it is when a change comes to its turn, since a change to a type is one to its columns.
    let mut schema = old.clone();
    for change in changes {
        effects.change(change, &schema);
        change.apply(&mut schema);
    }
    let mut tables = effects.tables;
    for table in &mut tables {
        // What is filled in place of NULL is a value of the new type already.
        table
            .columns
            .iter_mut()
            .for_each(|column| column.values.sort_by_key(|effect| matches!(effect, ValueEffect::FillNull(_))));
        table.columns.retain(|column| {
            column.old != column.new && (column.old.is_some() || !column.values.is_empty()) || !column.values.is_empty()
        });
    }
    tables.retain(|table| table.new.as_ref() != Some(&table.old) || !table.columns.is_empty());
    tables
}

fn same(column: &Name) -> ColumnEffects {
    ColumnEffects { old: Some(column.clone()), new: Some(column.clone()), ..ColumnEffects::default() }
}

struct Effects {
    tables: Vec<TableEffects>,
}

impl Effects {
    fn table(&mut self, name: &QName) -> Option<&mut TableEffects> {
        self.tables.iter_mut().find(|table| table.new.as_ref() == Some(name))
    }

    fn column(&mut self, table: &QName, name: &Name) -> Option<&mut ColumnEffects> {
        self.table(table)?.columns.iter_mut().find(|column| column.new.as_ref() == Some(name))
    }

    fn value(&mut self, table: &QName, name: &Name, effect: ValueEffect) {
        if let Some(column) = self.column(table, name) {
            column.values.push(effect);
        }
    }

    fn change(&mut self, change: &Change, schema: &Schema) {
        match change {
            Change::Rename(Rename::Object(names)) => self.rename(names),
            Change::Create(Create { object: Object::Column(table, name, column), fill }) => {
                self.create(table, name, column, fill.as_ref());
            }
            Change::Drop(Drop { object: Object::Table(table, _) }) => {
                if let Some(table) = self.table(table) {
                    table.aside = table.new.take().filter(|name| *name != table.old);
                    table.columns.clear();
                }
            }
            Change::Drop(Drop { object: Object::Column(table, name, _) }) => self.drop(table, name),
            // A generated column holds what is computed, whatever was there.
            Change::Replace(Replace { pair: Pair { old: Object::Column(table, name, _), new: Object::Column(_, _, column) } }) => {
                self.drop(table, name);
                self.create(table, name, column, None);
            }
            Change::RenameEnumValue(RenameEnumValue { ty, value }) => {
                let map = vec![(value.old.clone(), value.new.clone())];
                for (table, column) in columns_of(schema, ty) {
                    self.value(&table, &column, ValueEffect::Labels(map.clone()));
                }
            }
            Change::ChangeTypes(change) => {
                for converted in &change.columns {
                    let TypeChange { column, ty, collation: _, using, back: _ } = &converted.change;
                    self.value(&change.table, column, conversion(using, &ty.new));
                }
            }
            Change::AlterComposite(change) => {
                let shape = reshaped(change, schema);
                for TypeUse { table, column, form } in user_types::uses(schema, &change.ty) {
                    let is_it = form == UseForm::Direct && is_of(schema, (&table, &column), &change.ty);
                    self.value(&table, &column, ValueEffect::Reshaped(shape.clone().filter(|_| is_it)));
                }
            }
            Change::Rekey(rekey) => self.rekey(rekey),
            Change::SetRequired(SetRequired { table, name, ty: _, fill }) => {
                if let Some(fill) = fill {
                    self.value(table, name, ValueEffect::FillNull(fill.clone()));
                }
            }
            Change::Rename(Rename::PrimaryKey(_, _) | Rename::Sequence(_, _, _))
            | Change::Create(_)
            | Change::Drop(_)
            | Change::Replace(_)
            | Change::Rebuild(_)
            | Change::AddEnumValue(_)
            // Its columns are converted by changes of their own.
            | Change::ChangeEnum(_)
            | Change::AlterDomain(_)
            | Change::SetDefault(_)
            | Change::AlterSequence(_)
            | Change::SetOptional(_)
            | Change::ReplaceFunction(_)
            | Change::SetRowSecurity(_)
            | Change::SetValidity(_)
            | Change::MoveExtension(_)
            | Change::SetComment(_)
            | Change::SetDepends(_)
            // What it does is known to its author alone.
            | Change::RunStep(_) => {}
        }
    }

    fn rename(&mut self, names: &Pair<ObjectId>) {
        match (&names.old, &names.new) {
            (ObjectId::Table(old), ObjectId::Table(new)) => {
                if let Some(table) = self.table(old) {
                    table.new = Some(new.clone());
                }
            }
            (ObjectId::Column(table, old), ObjectId::Column(_, new)) => {
                if let Some(column) = self.column(table, old) {
                    column.new = Some(new.clone());
                }
            }
            (_, _) => {}
        }
    }

    fn create(&mut self, table: &QName, name: &Name, column: &Column, fill: Option<&Expr>) {
        let is_generated = matches!(column.default, Some(DefaultValue::Generated(_)));
        let values =
            fill.filter(|_| !is_generated).map(|fill| ValueEffect::FillAll(fill.clone())).into_iter().collect();
        if let Some(table) = self.table(table) {
            table.columns.push(ColumnEffects { old: None, new: Some(name.clone()), aside: None, values });
        }
    }

    fn drop(&mut self, table: &QName, name: &Name) {
        if let Some(column) = self.column(table, name) {
            column.aside = column.new.take().filter(|name| Some(name) != column.old.as_ref());
            column.values.clear();
        }
    }

    fn rekey(&mut self, rekey: &Rekey) {
        let Rekeyed { table: parent, name: key, aside: _, column } = &rekey.key;
        let ty = column.new.ty.clone();
        self.value(parent, key, ValueEffect::Using(rekey.value.clone(), ty));
        for Rekeyed { table, name, aside: _, column: _ } in &rekey.referrers {
            self.value(table, name, ValueEffect::Carried { parent: parent.clone(), column: key.clone() });
        }
    }
}

fn conversion(using: &Using, ty: &ColumnType) -> ValueEffect {
    match using {
        Using::Assignment | Using::Cast | Using::Text => ValueEffect::Cast(ty.clone()),
        Using::Labels(map) => ValueEffect::Labels(map.clone()),
        Using::Expr(expr) => ValueEffect::Using(expr.clone(), ty.clone()),
    }
}

/// The attributes of a type after a change, by their places before it.
fn reshaped(change: &AlterComposite, schema: &Schema) -> Option<Vec<Option<usize>>> {
    let Some(UserType::Composite(composite)) = schema.types.get(&change.ty) else { return None };
    let attributes = composite.attributes.iter().enumerate();
    Some(match &change.change {
        CompositeChange::AddAttribute(_) => attributes.map(|(at, _)| Some(at)).chain([None]).collect(),
        CompositeChange::DropAttribute(dropped, _) => {
            attributes.filter(|(_, attribute)| attribute.name != dropped.name).map(|(at, _)| Some(at)).collect()
        }
    })
}

/// Whether a column is of that type itself, and not of a domain over it.
fn is_of(schema: &Schema, (table, column): (&QName, &Name), ty: &QName) -> bool {
    let column = schema.tables.get(table).and_then(|table| table.columns.get(column));
    column.is_some_and(|column| column.ty == ColumnType { base: BaseType::Type(ty.clone()), list: false })
}

/// The columns of an enum type, arrays of it included.
fn columns_of(schema: &Schema, ty: &QName) -> Vec<(QName, Name)> {
    let is_of = |column: &Column| matches!(&column.ty.base, BaseType::Enum(name) if name == ty);
    let columns = schema.tables.iter().flat_map(|(name, table)| {
        let columns = table.columns.iter().filter(|(_, column)| is_of(column));
        columns.map(move |(column, _)| (name.clone(), column.clone()))
    });
    columns.collect()
}
