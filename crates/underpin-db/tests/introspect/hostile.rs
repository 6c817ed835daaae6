//! A database whose owner has laid traps for whoever reads it: operators and functions that fit better than PostgreSQL's
//! own. <https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058:_Protect_Your_Search_Path>

use std::{fs, path::Path};

use underpin_testing::{postgres, skip};

use crate::build::read;

/// An operator in `public` for each name and pair of types that PostgreSQL has none for, and the functions that a text
/// of the queries might find, for the types that it might find them by. Each raises an exception.
const TRAPS: &str = r#"
    DO $do$
    DECLARE
        types text[] := ARRAY['oid', 'regclass', 'name', 'text', '"char"', 'int2', 'int4', 'int8', 'float4', 'bool', 'regproc',
            'int2vector', 'oidvector', 'text[]', 'oid[]', 'int2[]', 'jsonb'];
        operator text; one text; other text; made integer := 0;
    BEGIN
        FOREACH operator IN ARRAY ARRAY['=', '<>', '>', '<', '>=', '<=', '||', '-', '/'] LOOP
            FOREACH one IN ARRAY types LOOP
                FOREACH other IN ARRAY types LOOP
                    IF NOT EXISTS (
                        SELECT FROM pg_operator WHERE oprname = operator AND oprleft = one::regtype AND oprright = other::regtype
                            AND oprnamespace = 'pg_catalog'::regnamespace
                    ) THEN
                        made := made + 1;
                        EXECUTE format('CREATE FUNCTION trap_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS $$
                            BEGIN RAISE EXCEPTION ''trapped by operator %s''; END $$', made, one, other,
                            CASE operator WHEN '||' THEN 'text' WHEN '-' THEN 'int4' WHEN '/' THEN 'int4' ELSE 'bool' END, operator);
                        EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = trap_%s)',
                            operator, one, other, made);
                    END IF;
                END LOOP;
            END LOOP;
        END LOOP;
        FOREACH one IN ARRAY ARRAY['unnest(int2[])', 'unnest(oid[])', 'unnest(text[])', 'starts_with(name, text)',
            'format_type(oid, int4)', 'pg_get_expr(pg_node_tree, oid)', 'concat(name, text)',
            'concat(text, text)', 'array_to_string(text[], text)', 'current_setting(text)', 'format(text, text)',
            'array_ndims(text[])', 'array_lower(text[], int4)']
        LOOP
            EXECUTE format('CREATE FUNCTION public.%s RETURNS text LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION ''trapped by a function''; END $$', one);
        END LOOP;
    END $do$;
"#;

#[test]
fn traps_are_not_stepped_on() {
    let Some(cluster) = postgres("traps_are_not_stepped_on") else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/introspect/cases");
    let sql = fs::read_to_string(folder.join("awkward.sql")).unwrap();
    let [plain, trapped] = [(); 2].map(|()| cluster.database().unwrap());
    for database in [&plain, &trapped] {
        if let Err(error) = database.execute(&sql) {
            return skip("traps_are_not_stepped_on", &error.to_string());
        }
    }
    trapped.execute(TRAPS).unwrap();
    for careless in ["SELECT 'x' WHERE 1::oid = 'pg_class'::regclass", "SELECT concat('x'::text, 'y'::text)"] {
        let error = trapped.texts(careless).unwrap_err();
        assert!(error.to_string().contains("trapped by"), "{error}");
    }
    let [plain, mut trapped] = [plain, trapped].map(|database| read(&database));
    trapped.schema.functions.retain(|signature, _| plain.schema.functions.contains_key(signature));
    assert_eq!(plain.schema.tables, trapped.schema.tables);
    assert_eq!(plain.schema.functions, trapped.schema.functions);
    // Operators are not managed, and named.
    trapped.unmanaged.retain(|one| plain.unmanaged.contains(one));
    assert_eq!(plain.unmanaged, trapped.unmanaged);
}

/// The words that stand before a parenthesis in SQL and are no functions.
const WORDS: &[&str] = &[
    "and", "any", "array", "as", "coalesce", "exists", "from", "in", "lateral", "not", "or", "select", "then", "when",
    "where",
];

#[test]
fn queries_name_the_schema_of_every_function() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/introspect/queries");
    let mut calls = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        for (line, code) in code.iter().enumerate() {
            for (at, _) in code.match_indices('(') {
                let before = code[..at].trim_end();
                let name = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
                let is_alias = before.trim_end_matches(name).trim_end().ends_with(" AS");
                let is_word = name.is_empty() || is_alias || WORDS.contains(&name.to_lowercase().as_str());
                calls += usize::from(!is_word);
                assert!(
                    is_word || before.ends_with(&format!("pg_catalog.{name}")),
                    "{}:{}: the function {name} needs its schema",
                    path.display(),
                    line + 1
                );
            }
        }
    }
    assert!(calls > 50, "{calls}");
}
