//! Tables as sea-query's statements: what SeaORM's own tools take.
//!
//! sea-orm-codegen reads a `TableCreateStatement` as a description of a table, not as SQL. These are filled as sea-schema
//! fills them when it reads a live database, so that its output is the same as that of `sea-orm-cli generate entity`:
//! `bytea` is a `VarBinary` without a length, `timestamp` is `DateTime`, and foreign keys always name both actions. What
//! such a statement cannot hold is left out: seconds' digits, checks, order and predicates of indexes. Our own SQL is
//! spelled by [`crate::sql`].

use sea_query::{
    Alias, ColumnDef, ColumnType as SeaType, Expr, ForeignKey as SeaForeignKey, ForeignKeyAction, Index as SeaIndex,
    IntoIden, RcOrArc, StringLen, Table as SeaTable, TableCreateStatement,
};
use underpin_schema::{
    Action, Args, BaseType, Column, DefaultValue, ForeignKey, KeyTarget, Name, QName, Scalar, ScalarKind, Schema,
    Table, Uniqueness,
};

/// Every table of a schema, with the labels of its enum types.
pub fn create_tables(schema: &Schema) -> Vec<TableCreateStatement> {
    schema.tables.iter().map(|(name, table)| statement(name, table, schema)).collect()
}

/// One table. Its enum columns carry the name of their type without its labels, which a table does not know; those of
/// [`create_tables`] carry both.
pub fn create_table(name: &QName, table: &Table) -> TableCreateStatement {
    statement(name, table, &Schema::default())
}

fn statement(name: &QName, table: &Table, schema: &Schema) -> TableCreateStatement {
    let Table {
        columns,
        primary_key,
        uniques,
        indexes,
        foreign_keys,
        checks: _,
        exclusions: _,
        triggers: _,
        policies: _,
        row_security: _,
        comment,
    } = table;
    let mut create = SeaTable::create();
    if name.is_public() {
        create.table(iden(&name.name));
    } else {
        create.table((iden(&name.namespace), iden(&name.name)));
    }
    if let Some(comment) = comment {
        create.comment(comment);
    }
    for (name, column) in columns {
        create.col(column_definition(name, column, schema));
    }
    if let Some(key) = primary_key {
        let mut index = SeaIndex::create();
        index.primary().name(key.name.as_str());
        for column in &key.columns {
            index.col(iden(column));
        }
        create.primary_key(&mut index);
    }
    for (name, unique) in uniques {
        create.index(&mut unique_index(name, unique.columns.iter()));
    }
    for (name, index) in indexes {
        // Of indexes, the entities of SeaORM know whole unique ones alone: over columns, and over all rows.
        let columns: Option<Vec<&Name>> = index.keys.iter().map(|key| column_of(&key.target)).collect();
        match (index.uniqueness, &index.predicate, columns) {
            (Uniqueness::Unique(_), None, Some(columns)) => {
                create.index(&mut unique_index(name, columns.into_iter()));
            }
            (Uniqueness::Unique(_) | Uniqueness::Any, _, _) => {}
        }
    }
    for (key_name, key) in foreign_keys {
        create.foreign_key(&mut foreign_key(name, key_name, key));
    }
    create
}

fn column_of(target: &KeyTarget) -> Option<&Name> {
    match target {
        KeyTarget::Column(name) => Some(name),
        KeyTarget::Expr(_) => None,
    }
}

fn unique_index<'a>(name: &Name, columns: impl Iterator<Item = &'a Name>) -> sea_query::IndexCreateStatement {
    let mut index = SeaIndex::create();
    index.unique().name(name.as_str());
    for column in columns {
        index.col(iden(column));
    }
    index
}

fn foreign_key(table: &QName, name: &Name, key: &ForeignKey) -> sea_query::ForeignKeyCreateStatement {
    let ForeignKey { columns, table: target, references, on_delete, on_update, matching: _, deferral: _, validity: _ } =
        key;
    let mut create = SeaForeignKey::create();
    create.name(name.as_str()).on_delete(action(*on_delete)).on_update(action(*on_update));
    // Bare names, as sea-schema writes them: sea-orm-codegen knows tables by these.
    create.from_tbl(iden(&table.name)).to_tbl(iden(&target.name));
    for column in columns {
        create.from_col(iden(column));
    }
    for column in references {
        create.to_col(iden(column));
    }
    create
}

fn action(action: Action) -> ForeignKeyAction {
    match action {
        Action::NoAction => ForeignKeyAction::NoAction,
        Action::Restrict => ForeignKeyAction::Restrict,
        Action::Cascade => ForeignKeyAction::Cascade,
        Action::SetNull => ForeignKeyAction::SetNull,
        Action::SetDefault => ForeignKeyAction::SetDefault,
    }
}

fn column_definition(name: &Name, column: &Column, schema: &Schema) -> ColumnDef {
    let Column { ty, nullable, default, collation: _, comment } = column;
    let ty = &*schema.below(ty);
    let base = match &ty.base {
        BaseType::Scalar(scalar) => scalar_type(*scalar),
        BaseType::Enum(name) => {
            let labels = schema.enums.get(name).map_or(&[][..], |ty| &ty.values);
            SeaType::Enum { name: iden(&name.name), variants: labels.iter().map(iden).collect() }
        }
        BaseType::Type(name) => SeaType::Custom(iden(&name.name)),
        BaseType::Other(text) => other_type(text),
    };
    let ty = if ty.list { SeaType::Array(RcOrArc::new(base)) } else { base };
    let mut definition = ColumnDef::new_with_type(iden(name), ty);
    if !nullable {
        definition.not_null();
    }
    if let Some(comment) = comment {
        definition.comment(comment);
    }
    match default {
        Some(DefaultValue::Serial(_) | DefaultValue::Identity(_)) => {
            definition.auto_increment();
        }
        Some(DefaultValue::Now) => {
            definition.default(Expr::current_timestamp());
        }
        Some(DefaultValue::Generated(expr)) => {
            definition.generated(Expr::cust(expr.as_str().to_owned()), true);
        }
        // SeaORM's entities know no constants or expressions of the database.
        Some(DefaultValue::Literal(_) | DefaultValue::Sql(_)) | None => {}
    }
    definition
}

fn scalar_type(scalar: Scalar) -> SeaType {
    let length = match scalar.args {
        Args::One([length]) => Some(length),
        Args::None | Args::Two(..) => None,
    };
    match scalar.kind {
        ScalarKind::Text => SeaType::Text,
        ScalarKind::Varchar => SeaType::String(length.map_or(StringLen::None, StringLen::N)),
        ScalarKind::Char => SeaType::Char(length),
        ScalarKind::Uuid => SeaType::Uuid,
        ScalarKind::SmallInt => SeaType::SmallInteger,
        ScalarKind::Int => SeaType::Integer,
        ScalarKind::BigInt => SeaType::BigInteger,
        ScalarKind::Decimal => SeaType::Decimal(match scalar.args {
            Args::Two(digits, scale) => Some((digits, scale)),
            Args::One([digits]) => Some((digits, 0)),
            Args::None => None,
        }),
        ScalarKind::Float => SeaType::Float,
        ScalarKind::Double => SeaType::Double,
        ScalarKind::Bool => SeaType::Boolean,
        // `DateTime` is the one without a zone; `Timestamp` would become a Rust type with one.
        ScalarKind::Timestamp => SeaType::DateTime,
        ScalarKind::Timestamptz => SeaType::TimestampWithTimeZone,
        ScalarKind::Date => SeaType::Date,
        ScalarKind::Time => SeaType::Time,
        ScalarKind::Json => SeaType::JsonBinary,
        ScalarKind::Bytes => SeaType::VarBinary(StringLen::None),
    }
}

/// The types that sea-query has a word for; the rest it carries by name.
fn other_type(text: &str) -> SeaType {
    match text {
        "inet" => SeaType::Inet,
        "cidr" => SeaType::Cidr,
        "json" => SeaType::Json,
        other => SeaType::Custom(Alias::new(other).into_iden()),
    }
}

fn iden(name: &Name) -> sea_query::DynIden {
    Alias::new(name.as_str()).into_iden()
}

#[cfg(test)]
mod tests {
    use sea_query::PostgresQueryBuilder;
    use underpin_schema::{ColumnType, NullsEqual, PrimaryKey, Unique};

    use super::*;

    #[test]
    fn a_table_is_carried_whole() {
        let text = |nullable| Column {
            ty: ColumnType { base: BaseType::Scalar(Scalar::plain(ScalarKind::Text)), list: false },
            nullable,
            default: None,
            collation: None,
            comment: None,
        };
        let role = QName::public("Role");
        let mut roles = text(false);
        roles.ty = ColumnType { base: BaseType::Enum(role.clone()), list: true };
        let mut token = text(true);
        token.ty.base = BaseType::Scalar(Scalar::plain(ScalarKind::Bytes));
        let table = Table {
            columns: [("id", text(false)), ("roles", roles), ("token", token), ("owner", text(true))]
                .into_iter()
                .map(|(name, column)| (Name::new(name), column))
                .collect(),
            primary_key: Some(PrimaryKey {
                name: "t_pkey".into(),
                columns: vec!["id".into()],
                deferral: Default::default(),
            }),
            uniques: [(
                Name::new("t_owner_key"),
                Unique {
                    columns: vec!["owner".into()],
                    include: vec![],
                    nulls: NullsEqual::Distinct,
                    deferral: Default::default(),
                    options: Default::default(),
                },
            )]
            .into(),
            foreign_keys: [(
                Name::new("t_owner_fkey"),
                ForeignKey {
                    columns: vec!["owner".into()],
                    table: QName::new("hr", "people"),
                    references: vec!["id".into()],
                    on_delete: Action::NoAction,
                    on_update: Action::Cascade,
                    matching: Default::default(),
                    deferral: Default::default(),
                    validity: Default::default(),
                },
            )]
            .into(),
            ..Table::default()
        };
        let schema = Schema {
            enums: [(role, underpin_schema::EnumType { values: vec!["A".into(), "B".into()], comment: None })].into(),
            tables: [(QName::new("hr", "t"), table)].into(),
            ..Schema::default()
        };
        let statements = create_tables(&schema);
        assert_eq!(
            statements[0].to_string(PostgresQueryBuilder),
            "CREATE TABLE \"hr\".\"t\" ( \"id\" text NOT NULL, \"roles\" Role[] NOT NULL, \"token\" bytea, \
             \"owner\" text, CONSTRAINT \"t_pkey\" PRIMARY KEY (\"id\"), CONSTRAINT \"t_owner_key\" UNIQUE (\"owner\"), \
             CONSTRAINT \"t_owner_fkey\" FOREIGN KEY (\"owner\") REFERENCES \"people\" (\"id\") \
             ON DELETE NO ACTION ON UPDATE CASCADE )"
        );
        let labels = statements[0].get_columns().iter().find_map(|column| match column.get_column_type() {
            Some(SeaType::Array(inner)) => match inner.as_ref() {
                SeaType::Enum { name: _, variants } => Some(variants.len()),
                _ => None,
            },
            _ => None,
        });
        assert_eq!(labels, Some(2));
    }
}
