//! Schemas without the texts that only PostgreSQL can compare.

use underpin_schema::{
    BaseType, Check, Column, ColumnType, DefaultValue, Domain, Expr, Function, Index, KeyTarget, Literal, Policy,
    ScalarKind, Schema, Table, Trigger, UserType, View,
};

/// The schema without what no database knows.
pub fn without_depends(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    schema.views.values_mut().for_each(|view| view.depends.clear());
    schema.functions.values_mut().for_each(|function| function.depends.clear());
    schema
}

/// The schema with every expression, query and body emptied, and without what no database knows.
pub fn blank(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    let Schema { namespaces: _, extensions: _, enums: _, types, sequences: _, tables, views, functions } = &mut schema;
    for ty in types.values_mut() {
        match ty {
            UserType::Domain(Domain { ty, required: _, default, collation: _, checks, comment: _ }) => {
                blank_default(ty, default);
                checks.values_mut().for_each(|Check { expr, validity: _ }| empty(expr));
            }
            UserType::Composite(_) => {}
        }
    }
    tables.values_mut().for_each(blank_table);
    for View { storage: _, options: _, query, indexes, triggers: _, depends, comment: _ } in views.values_mut() {
        empty(query);
        indexes.values_mut().for_each(blank_index);
        depends.clear();
    }
    for function in functions.values_mut() {
        let Function {
            arguments,
            returns,
            language: _,
            volatility: _,
            security: _,
            traits: _,
            settings: _,
            body: _,
            margins: _,
            depends,
            comment: _,
        } = function;
        arguments.clear();
        returns.clear();
        depends.clear();
    }
    schema
}

fn blank_table(table: &mut Table) {
    let Table {
        columns,
        primary_key: _,
        uniques: _,
        indexes,
        foreign_keys: _,
        checks,
        exclusions,
        triggers,
        policies,
        row_security: _,
        comment: _,
    } = table;
    columns.values_mut().for_each(blank_column);
    indexes.values_mut().for_each(blank_index);
    exclusions.values_mut().for_each(|exclusion| blank_index(&mut exclusion.index));
    for Check { expr, validity: _ } in checks.values_mut() {
        empty(expr);
    }
    for trigger in triggers.values_mut() {
        let Trigger { timing: _, events: _, level: _, when, function: _, arguments: _, comment: _ } = trigger;
        when.iter_mut().for_each(empty);
    }
    for Policy { mode: _, command: _, roles: _, using, check, comment: _ } in policies.values_mut() {
        using.iter_mut().for_each(empty);
        check.iter_mut().for_each(empty);
    }
}

fn blank_column(column: &mut Column) {
    let Column { ty, nullable: _, default, collation: _, comment: _ } = column;
    blank_default(ty, default);
}

fn blank_default(ty: &ColumnType, default: &mut Option<DefaultValue>) {
    match default {
        Some(DefaultValue::Sql(expr) | DefaultValue::Generated(expr)) => empty(expr),
        Some(DefaultValue::Literal(literal)) if !keeps_spelling(ty) => blank_literal(literal),
        Some(DefaultValue::Literal(_) | DefaultValue::Now | DefaultValue::Serial(_) | DefaultValue::Identity(_))
        | None => {}
    }
}

/// Whether a constant has one spelling: `12:30` and `12:30:00` are the same time.
fn keeps_spelling(ty: &ColumnType) -> bool {
    match &ty.base {
        BaseType::Enum(_) => true,
        BaseType::Scalar(scalar) => matches!(
            scalar.kind,
            ScalarKind::Text
                | ScalarKind::Varchar
                | ScalarKind::Char
                | ScalarKind::Uuid
                | ScalarKind::SmallInt
                | ScalarKind::Int
                | ScalarKind::BigInt
                | ScalarKind::Decimal
                | ScalarKind::Bool
                | ScalarKind::Bytes
        ),
        BaseType::Type(_) | BaseType::Other(_) => false,
    }
}

fn blank_literal(literal: &mut Literal) {
    match literal {
        Literal::Number(text) | Literal::Text(text) | Literal::Json(text) | Literal::Bytes(text) => text.clear(),
        Literal::List(items) => items.iter_mut().for_each(blank_literal),
        Literal::Bool(_) | Literal::Enum(_) => {}
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
