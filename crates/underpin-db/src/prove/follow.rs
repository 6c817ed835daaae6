//! The expressions of the specs are computed apart from the statements that write them: on another copy of the database,
//! which goes along with the plan step by step, each is asked by a SELECT once all that it may read is in its place.

use std::{
    collections::{BTreeMap, HashMap},
    thread,
    time::Duration,
};

use postgres::Client;
use underpin_plan::{TableEffects, ValueEffect};
use underpin_render::sql::{Ident, Path, Type};
use underpin_schema::{ColumnType, Name, ObjectId, QName, Schema};

use super::{
    contents::{Contents, TextRow, reader},
    declared::{Declared, DeclaredStep},
    script::statements,
};
use crate::{Database, Error};

/// What was found out on the way.
#[derive(Debug, Default)]
pub(super) struct Followed {
    /// What each expression gives, in the order in which the rows of the table lay before. Nothing where it gives another
    /// value each time.
    values: HashMap<Place, Option<Vec<Option<String>>>>,
    /// The tables that data steps have changed, by their name at the end, with what they then hold.
    pub(super) stepped: BTreeMap<QName, Contents>,
    /// What data steps did, in words.
    pub(super) notes: Vec<String>,
    /// What went wrong, and how.
    pub(super) against: Vec<(String, Error)>,
}

/// An expression: the table before, the column after, and its place among the effects on the column.
type Place = (QName, Name, usize);

impl Followed {
    /// What an expression gives for each row; nothing where that is not known.
    pub(super) fn values(&self, table: &QName, column: &Name, effect: usize) -> Option<&Vec<Option<String>>> {
        self.values.get(&(table.clone(), column.clone(), effect))?.as_ref()
    }
}

/// The column that tells the rows apart, whatever becomes of their keys.
const MARK: &str = "underpin row";

/// An expression that is to be asked.
struct Question<'a> {
    place: Place,
    table: &'a QName,
    column: &'a Name,
    expr: &'a str,
    /// The type of the value, where it is not that of the column when it is asked.
    ty: Option<&'a ColumnType>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It is written by a fill, and asked once all fills of the table are done.
    Fill,
    /// It converts, and is asked right before that.
    Using,
}

/// Whether the plan has anything that has to be followed.
pub(super) fn is_needed(declared: &Declared, effects: &[TableEffects]) -> bool {
    declared.up.iter().any(DeclaredStep::is_free) || !questions(effects, &Schema::default()).is_empty()
}

/// Goes along with the plan on a copy of the database as it was before.
pub(super) fn follow(
    database: &Database,
    declared: &Declared,
    effects: &[TableEffects],
    new: &Schema,
) -> Result<Followed, Error> {
    let mut client = reader(database)?;
    let mut walk =
        Walk { client: &mut client, declared, questions: questions(effects, new), followed: Followed::default() };
    walk.mark(effects)?;
    // Grants are kept until the transaction ends, and here each step is one of its own.
    for (at, step) in declared.up.iter().enumerate().filter(|(_, step)| !step.is_of_access()) {
        walk.ask_before(at, step)?;
        if let Err(error) = walk.run(step)? {
            // The migration itself runs the same statements; where it got through, this is worth knowing.
            walk.followed.against.push((format!("the steps of plan.json, one by one, stop at `{}`", step.op), error));
            return Ok(walk.followed);
        }
    }
    let rest = std::mem::take(&mut walk.questions);
    for question in rest {
        walk.ask(question)?;
    }
    walk.read_stepped(new)?;
    Ok(walk.followed)
}

fn questions<'a>(effects: &'a [TableEffects], new: &'a Schema) -> Vec<Question<'a>> {
    let mut found = Vec::new();
    for table in effects {
        let Some(name) = &table.new else { continue };
        for column in &table.columns {
            let Some(column_name) = &column.new else { continue };
            for (at, effect) in column.values.iter().enumerate() {
                let place = (table.old.clone(), column_name.clone(), at);
                let target = new.tables.get(name).and_then(|table| table.columns.get(column_name));
                let (expr, ty, kind) = match effect {
                    ValueEffect::FillAll(expr) => (expr, target.map(|column| &column.ty), Kind::Fill),
                    ValueEffect::FillNull(expr) => (expr, None, Kind::Fill),
                    ValueEffect::Using(expr, ty) => (expr, Some(ty), Kind::Using),
                    ValueEffect::Labels(_)
                    | ValueEffect::Cast(_)
                    | ValueEffect::Reshaped(_)
                    | ValueEffect::Carried { parent: _, column: _ } => {
                        continue;
                    }
                };
                found.push(Question { place, table: name, column: column_name, expr: expr.as_str(), ty, kind });
            }
        }
    }
    found
}

struct Walk<'a, 'b> {
    client: &'b mut Client,
    declared: &'a Declared,
    /// Those that are still to be asked.
    questions: Vec<Question<'a>>,
    followed: Followed,
}

impl<'a> Walk<'a, '_> {
    /// Numbers the rows of each table that is asked about, in the order in which they lie: the default of a new column is
    /// computed row by row. <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>
    fn mark(&mut self, effects: &[TableEffects]) -> Result<(), Error> {
        for table in effects.iter().filter(|table| self.questions.iter().any(|question| question.place.0 == table.old))
        {
            let sql = format!("ALTER TABLE {} ADD COLUMN {} bigserial", Path(&table.old), Ident(MARK));
            self.client.batch_execute(&sql)?;
        }
        Ok(())
    }

    /// Asks what cannot be asked any more after a step.
    fn ask_before(&mut self, at: usize, step: &DeclaredStep) -> Result<(), Error> {
        let ends = ["alter_types", "drop_column", "drop_table", "run"].contains(&step.op.as_str());
        if !ends {
            return Ok(());
        }
        let converts = ["alter_types", "drop_column"].contains(&step.op.as_str());
        let is_converted = |question: &Question<'_>| match &step.object {
            ObjectId::Table(table) => table == question.table,
            ObjectId::Column(table, column) => table == question.table && column == question.column,
            _ => false,
        };
        let is_fill_left = |question: &Question<'_>| {
            let later = self.declared.up.iter().skip(at);
            later.into_iter().any(|step| {
                step.op == "fill" && matches!(&step.object, ObjectId::Column(table, _) if table == question.table)
            })
        };
        let (due, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.questions).into_iter().partition(|question| match question.kind {
                Kind::Using => converts && is_converted(question),
                Kind::Fill => !is_fill_left(question),
            });
        self.questions = rest;
        due.into_iter().try_for_each(|question| self.ask(question))
    }

    fn ask(&mut self, question: Question<'a>) -> Result<(), Error> {
        let Question { place, table, column, expr, ty, kind: _ } = question;
        let ty = match ty {
            Some(ty) => Type(ty).to_string(),
            None => type_of(self.client, table, column)?,
        };
        let (mark, table_path) = (Ident(MARK), Path(table));
        let sql = format!("SELECT (({expr}\n)::{ty})::text FROM {table_path} ORDER BY {mark}");
        let mut once = || -> Result<Vec<Option<String>>, Error> {
            let rows = self.client.query(&sql, &[])?;
            Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
        };
        // What gives two values at two times gives no value that could be expected.
        let answers = once().and_then(|one| {
            thread::sleep(Duration::from_millis(2));
            Ok((one, once()?))
        });
        match answers {
            Ok((one, other)) => {
                self.followed.values.insert(place, (one == other).then_some(one));
            }
            Err(error) => {
                let line = format!("{table}.{column}: what `{expr}` gives cannot be asked");
                self.followed.against.push((line, error));
            }
        }
        Ok(())
    }

    fn run(&mut self, step: &DeclaredStep) -> Result<Result<(), Error>, Error> {
        let before = if step.is_free() { all(self.client)? } else { BTreeMap::new() };
        for statement in statements(&step.sql) {
            if let Err(error) = self.client.batch_execute(statement) {
                return Ok(Err(error.into()));
            }
        }
        if step.is_free() {
            let after = all(self.client)?;
            self.note_step(step, &before, &after);
        }
        Ok(Ok(()))
    }

    fn note_step(
        &mut self,
        step: &DeclaredStep,
        before: &BTreeMap<QName, Vec<TextRow>>,
        after: &BTreeMap<QName, Vec<TextRow>>,
    ) {
        let nothing = Vec::new();
        for (table, rows) in after {
            let old = before.get(table).unwrap_or(&nothing);
            if old == rows {
                continue;
            }
            let changed = rows.iter().filter(|row| old.binary_search(row).is_err()).count();
            let note = format!(
                "the data {}: {table} had {} rows and has {}, of which {changed} are new or changed",
                step.object,
                old.len(),
                rows.len()
            );
            self.followed.notes.push(note);
            self.followed.stepped.insert(table.clone(), Contents { columns: Vec::new(), rows: Vec::new() });
        }
    }

    /// What the tables that steps have changed hold in the end. A step runs under the new names.
    fn read_stepped(&mut self, new: &Schema) -> Result<(), Error> {
        for (name, contents) in &mut self.followed.stepped {
            let Some(table) = new.tables.get(name) else { continue };
            contents.columns = table.columns.keys().cloned().collect();
            contents.rows = super::contents::rows(self.client, name, &contents.columns)?;
        }
        Ok(())
    }
}

fn type_of(client: &mut Client, table: &QName, column: &Name) -> Result<String, Error> {
    let sql = "SELECT pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
        WHERE attrelid = $1::text::regclass AND attname = $2::text AND NOT attisdropped";
    let row = client.query_opt(sql, &[&Path(table).to_string(), &column.as_str()])?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or_else(|| "text".to_owned()))
}

/// The rows of every table that there is, sorted.
fn all(client: &mut Client) -> Result<BTreeMap<QName, Vec<TextRow>>, Error> {
    let sql = "SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
    let mut tables = BTreeMap::new();
    for row in client.query(sql, &[])? {
        let name = QName::new(row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?);
        let rows = client.query(&format!("SELECT t::text FROM {} AS t ORDER BY 1", Path(&name)), &[])?;
        let mut rows: Vec<TextRow> =
            rows.iter().map(|row| Ok(vec![row.try_get(0)?])).collect::<Result<_, postgres::Error>>()?;
        rows.sort();
        tables.insert(name, rows);
    }
    Ok(tables)
}
