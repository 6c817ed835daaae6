//! Schemas without the texts that only PostgreSQL can compare.

use underpin_schema::{Column, DefaultValue, Expr, Index, KeyTarget, Schema, Table};

/// The schema with every expression, query and body emptied.
pub fn blank(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in schema.tables.values_mut() {
        blank_table(table);
    }
    schema.views.clear();
    schema.functions.clear();
    schema
}

fn blank_table(table: &mut Table) {
    for column in table.columns.values_mut() {
        blank_column(column);
    }
    for index in table.indexes.values_mut() {
        blank_index(index);
    }
    for check in table.checks.values_mut() {
        empty(&mut check.expr);
    }
    table.triggers.clear();
    table.policies.clear();
}

fn blank_column(column: &mut Column) {
    match &mut column.default {
        Some(DefaultValue::Sql(expr) | DefaultValue::Generated(expr)) => empty(expr),
        Some(DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Serial | DefaultValue::Identity(_))
        | None => {}
    }
}

fn blank_index(index: &mut Index) {
    for key in &mut index.keys {
        if let KeyTarget::Expr(expr) = &mut key.target {
            empty(expr);
        }
    }
    index.predicate.iter_mut().for_each(empty);
}

fn empty(expr: &mut Expr) {
    expr.0.clear();
}
