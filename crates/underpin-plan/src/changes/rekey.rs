use std::fmt;

use underpin_schema::{Column, Expr, Name, ObjectId, QName, Schema};

use super::{Drafts, Kind, parts, set_default};
use crate::{Fill, FillRows, FillValue, Object, Op, Pair, renames};

/// Give a key new values, and carry them to every row that refers to it. The new values stand in a column of their own
/// until all have them; then they take the old one's place. <https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK>
#[derive(Clone, Debug, PartialEq)]
pub struct Rekey {
    /// The key.
    pub key: Rekeyed,
    /// What gives a row its new key.
    pub value: Expr,
    /// The columns that refer to it.
    pub referrers: Vec<Rekeyed>,
}

/// A column that gets new values.
#[derive(Clone, Debug, PartialEq)]
pub struct Rekeyed {
    /// Its table.
    pub table: QName,
    /// Its name.
    pub name: Name,
    /// The name that the new values stand under meanwhile.
    pub aside: Name,
    /// From which form to which.
    pub column: Pair<Column>,
}

impl Rekey {
    pub(crate) fn new(
        table: QName,
        name: Name,
        column: Pair<Column>,
        value: Expr,
        referrers: Vec<(QName, Name, Pair<Column>)>,
    ) -> Self {
        let one = |(table, name, column): (QName, Name, Pair<Column>)| {
            let aside = renames::spare(&QName::public(name.clone()), "new", |_| false).name;
            Rekeyed { table, name, aside, column }
        };
        Self { key: one((table, name, column)), value, referrers: referrers.into_iter().map(one).collect() }
    }

    /// All columns that get new values.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Rekeyed> {
        std::iter::once(&self.key).chain(&self.referrers)
    }
}

impl Kind for Rekey {
    fn apply(&self, schema: &mut Schema) {
        for Rekeyed { table, name, aside: _, column } in self.columns() {
            super::change_column(schema, (table, name), |found| {
                found.ty = column.new.ty.clone();
                found.collation.clone_from(&column.new.collation);
                found.default.clone_from(&column.new.default);
            });
        }
    }

    fn draft(&self, drafts: &mut Drafts) {
        let Rekeyed { table: parent, name: key, aside: new_key, column: _ } = &self.key;
        for Rekeyed { table, name, aside, column } in self.columns() {
            let loose = Column { nullable: true, default: None, comment: None, ..column.new.clone() };
            parts::create(Object::Column(table.clone(), aside.clone(), Box::new(loose)), drafts);
            let value = if (table, name) == (parent, key) {
                let to = (&column.new.ty, column.new.nullable);
                let asked = parts::yields((table, aside), (&self.value, FillRows::All), to);
                asked.into_iter().for_each(|asked| drafts.add(Op::Assert(asked)));
                FillValue::Expr(self.value.clone())
            } else {
                let on = vec![(name.clone(), key.clone())];
                FillValue::Parent { parent: parent.clone(), column: new_key.clone(), on }
            };
            let (table, column) = (table.clone(), aside.clone());
            drafts.add(Op::Fill(Fill { table, column, value, rows: FillRows::All, quiet: Vec::new() }));
        }
        for Rekeyed { table, name, aside, column } in self.columns() {
            let id = |name: &Name| ObjectId::Column(table.clone(), name.clone());
            let old = parts::bare(&column.old);
            drafts.add(Op::Drop(Object::Column(table.clone(), name.clone(), Box::new(old))));
            drafts.add(Op::Rename(Pair { old: id(aside), new: id(name) }));
            drafts.comment(id(name), &column.new.comment);
            if !column.new.nullable {
                drafts.add(Op::SetNotNull(table.clone(), name.clone()));
            }
            let default = Pair { old: None, new: column.new.default.clone() };
            set_default::draft((table, name), column.as_ref().map(|column| column.ty.clone()), default, drafts);
            drafts.recreated.insert(id(name));
        }
    }

    fn object(&self) -> ObjectId {
        ObjectId::Column(self.key.table.clone(), self.key.name.clone())
    }

    fn words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "give {} new values", self.object())?;
        for (index, Rekeyed { table, name, aside: _, column: _ }) in self.referrers.iter().enumerate() {
            let gap = if index == 0 { " and carry them to" } else { "," };
            write!(f, "{gap} {table}.{name}")?;
        }
        Ok(())
    }
}
