//! Keys that get new values.

use std::collections::{BTreeMap, BTreeSet};

use underpin_schema::{Name, QName};

use super::{Detect, Rekey};
use crate::changes::Converted;

impl Detect<'_, '_> {
    /// Whether a sequence that stands for itself is owned by a column: it would go with the column that a rekey drops.
    fn has_sequence(&self, table: &QName, column: &Name) -> bool {
        let owner = (table.clone(), column.clone());
        self.pair.old.sequences.values().any(|sequence| sequence.owner.as_ref() == Some(&owner))
    }

    /// Keys that get new values, which foreign keys carry to the rows that refer to them: taken out of the conversions.
    pub(super) fn rekeyed(&mut self) -> Vec<Rekey> {
        let mut found = Vec::new();
        let tables: Vec<QName> = self.converted.keys().cloned().collect();
        for table in tables {
            let Some(key) = self.pair.new.tables.get(&table).and_then(|table| table.primary_key.as_ref()) else {
                continue;
            };
            let [column] = &key.columns[..] else { continue };
            if self.has_sequence(&table, column) {
                continue;
            }
            let Some(using) = self.wanted.using(&table, column) else { continue };
            let Some(converted) = self.take(&table, column) else { continue };
            let mut referrers = Vec::new();
            for (other, referring) in &self.pair.new.tables {
                for foreign_key in referring.foreign_keys.values() {
                    if foreign_key.table != table || foreign_key.references != [column.clone()] {
                        continue;
                    }
                    let [from] = &foreign_key.columns[..] else { continue };
                    let known = self.pair.old.tables.get(other).and_then(|old| old.columns.get(from)).is_some();
                    if known && self.wanted.using(other, from).is_none() && !self.has_sequence(other, from) {
                        referrers.push((other.clone(), from.clone()));
                    }
                }
            }
            referrers.sort();
            referrers.dedup();
            let mut carried = Vec::new();
            for (other, from) in referrers {
                if self.take(&other, &from).is_some() {
                    let Some(pair) = self.column_pair(&other, &from) else { continue };
                    carried.push((other.clone(), from.clone(), pair.map(Clone::clone)));
                }
            }
            let Some(pair) = self.column_pair(&table, column) else { continue };
            if carried.is_empty() {
                self.converted.entry(table).or_default().push(converted);
            } else {
                let pair = pair.map(Clone::clone);
                found.push(Rekey::new(table, column.clone(), pair, using.value.clone(), carried));
            }
        }
        found
    }

    fn take(&mut self, table: &QName, column: &Name) -> Option<Converted> {
        let columns = self.converted.get_mut(table)?;
        let at = columns.iter().position(|one| one.change.column == *column)?;
        Some(columns.remove(at))
    }

    /// The same, for keys that keep their type: nothing differs, and the answers say it by `rekey`. A key is carried along every
    /// foreign key that holds before, however long the way; what refers to it from then on alone refers to what is there then.
    pub(super) fn rekeyed_alike(&mut self) -> Vec<Rekey> {
        let mut found = Vec::new();
        for (table, column, value) in self.wanted.rekeys() {
            let Some(pair) = self.column_pair(table, column).filter(|pair| pair.old.ty == pair.new.ty) else {
                continue;
            };
            let is_key = [self.pair.old, self.pair.new].iter().all(|schema| {
                let table = schema.tables.get(table);
                table.and_then(|table| table.primary_key.as_ref()).is_some_and(|key| key.columns == [column.clone()])
            });
            let refers = |(from, name): (&QName, &Name)| {
                let mut keys = self.pair.old.tables.get(from).into_iter().flat_map(|table| table.foreign_keys.values());
                keys.any(|key| key.columns.contains(name))
            };
            // A key that is another table's key is carried there from that one.
            if !is_key || refers((table, column)) || self.is_converted(table, column) {
                continue;
            }
            let referrers = self.referrers(table, column);
            let mut carried = Vec::new();
            for (other, from) in &referrers {
                match self.column_pair(other, from) {
                    Some(_) if self.has_sequence(other, from) => break,
                    Some(pair) if pair.old.ty == pair.new.ty && !self.is_converted(other, from) => {
                        carried.push((other.clone(), from.clone(), pair.map(Clone::clone)));
                    }
                    Some(_) => break,
                    // It goes, and what it holds with it.
                    None => {}
                }
            }
            let gone = referrers.iter().filter(|(other, from)| self.column_pair(other, from).is_none()).count();
            if carried.len() + gone == referrers.len() && !self.has_sequence(table, column) {
                let pair = pair.map(Clone::clone);
                found.push(Rekey::new(table.clone(), column.clone(), pair, value.value.clone(), carried));
            }
        }
        found
    }

    /// The columns that hold what a column holds, along foreign keys of the old schema.
    fn referrers(&self, table: &QName, column: &Name) -> BTreeSet<(QName, Name)> {
        let mut of: BTreeMap<(&QName, &Name), Vec<(&QName, &Name)>> = BTreeMap::new();
        for (name, other) in &self.pair.old.tables {
            for key in other.foreign_keys.values() {
                for (from, to) in key.columns.iter().zip(&key.references) {
                    of.entry((&key.table, to)).or_default().push((name, from));
                }
            }
        }
        let (mut found, mut open) = (BTreeSet::new(), vec![(table, column)]);
        while let Some(place) = open.pop() {
            for (other, from) in of.get(&place).into_iter().flatten() {
                if (*other, *from) != (table, column) && found.insert(((*other).clone(), (*from).clone())) {
                    open.push((other, from));
                }
            }
        }
        found
    }

    fn is_converted(&self, table: &QName, column: &Name) -> bool {
        self.converted.get(table).is_some_and(|columns| columns.iter().any(|one| one.change.column == *column))
    }
}
