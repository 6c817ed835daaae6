//! Who owns an object, and who may use it: kept while it is dropped and put back, as the commands that say it again.
//! <https://www.postgresql.org/docs/current/ddl-priv.html>

use std::fmt;

use underpin_plan::{Access, AccessWay, Pair};
use underpin_schema::ObjectId;

use super::{ident::Path, literal::Text, text::block};

/// A DO block.
pub(super) fn write_access(f: &mut fmt::Formatter<'_>, access: &Access) -> fmt::Result {
    let body = match access.way {
        AccessWay::Keep => keep(access),
        AccessWay::Restore => restore(access),
    };
    write!(f, "DO {};", block(&body))
}

/// The setting that holds the commands until the transaction ends: with that it goes, and no table has to be made for it.
/// <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SET>
fn setting(access: &Access) -> String {
    match access.group {
        0 => "'underpin.access'".to_owned(),
        group => format!("'underpin.access_{group}'"),
    }
}

/// What is put back has the owner and the grants of the role that migrates, and of its default privileges: they go first.
/// <https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html>
fn keep(access: &Access) -> String {
    let sources: Vec<String> = access.addresses().flat_map(sources).collect();
    format!(
        "BEGIN\n    \
         -- PostgreSQL forgets the owner and the grants of what it drops. What gives them back is kept in a setting.\n    \
         PERFORM set_config({setting}, array_agg(command ORDER BY turn, command)::text, true) FROM (\n        \
         WITH held (object, part, owner, acl) AS (\n            \
         {sources}\n        \
         )\n        \
         SELECT 1, format('ALTER %s OWNER TO %s', object, owner::regrole) FROM held WHERE part = ''\n        \
         UNION\n        \
         SELECT 2, format('REVOKE ALL ON %s FROM %s', object, role) FROM held, (\n            \
         SELECT 'PUBLIC' UNION SELECT owner::regrole::text FROM held WHERE part = ''\n            \
         UNION SELECT grantee::regrole::text FROM pg_default_acl, aclexplode(defaclacl) WHERE grantee <> 0\n        \
         ) AS had (role) WHERE part = ''\n        \
         UNION\n        \
         SELECT 3, format('GRANT %s%s ON %s TO %s%s', privilege_type, part, object,\n            \
         CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,\n            \
         CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)\n        \
         FROM held, aclexplode(acl)\n    \
         ) AS kept (turn, command);\nEND",
        setting = setting(access),
        sources = sources.join("\n            UNION ALL "),
    )
}

fn restore(access: &Access) -> String {
    format!(
        "DECLARE\n    command text;\nBEGIN\n    \
         -- The owner and the grants that were kept above.\n    \
         FOREACH command IN ARRAY current_setting({})::text[] LOOP\n        \
         BEGIN\n            \
         EXECUTE command;\n        \
         EXCEPTION WHEN undefined_column THEN\n            \
         NULL; -- A view may have a column less now.\n        \
         END;\n    \
         END LOOP;\nEND",
        setting(access)
    )
}

/// What the catalogs hold of an object: looked up under the address that it has now, for the one that it comes back under.
fn sources(Pair { old, new }: &Pair<ObjectId>) -> Vec<String> {
    let quoted = |id: &ObjectId| object(id).map(|(kind, name)| (kind, Text(&name).to_string()));
    let (Some((kind, at)), Some((_, name))) = (quoted(old), quoted(new)) else { return Vec::new() };
    let shown = format!("'{kind} ' || {name}");
    match old {
        ObjectId::Function(_) => vec![format!(
            "SELECT {shown}, '', proowner, coalesce(proacl, acldefault('f', proowner))\n                \
             FROM pg_proc WHERE oid = {at}::regprocedure"
        )],
        _ => vec![
            format!(
                "SELECT {shown}, '', relowner, coalesce(relacl, acldefault('r', relowner))\n                \
                 FROM pg_class WHERE oid = {at}::regclass"
            ),
            format!(
                "SELECT {shown}, format(' (%I)', attname), 0::oid, attacl\n                \
                 FROM pg_attribute WHERE attrelid = {at}::regclass AND attacl IS NOT NULL"
            ),
        ],
    }
}

/// The word and the name of what grants are made on.
fn object(id: &ObjectId) -> Option<(&'static str, String)> {
    match id {
        // GRANT has one word for tables and views, and ALTER TABLE takes views too.
        ObjectId::View(name) => Some(("TABLE", Path(name).to_string())),
        ObjectId::Function(signature) => Some(("FUNCTION", format!("{}({})", Path(&signature.name), signature.args))),
        ObjectId::Namespace(_)
        | ObjectId::Extension(_)
        | ObjectId::Enum(_)
        | ObjectId::Type(_)
        | ObjectId::Attribute(_, _)
        | ObjectId::Sequence(_)
        | ObjectId::EnumValue(_, _)
        | ObjectId::Table(_)
        | ObjectId::Column(_, _)
        | ObjectId::PrimaryKey(_)
        | ObjectId::Unique(_, _)
        | ObjectId::Index(_, _)
        | ObjectId::ForeignKey(_, _)
        | ObjectId::Check(_, _)
        | ObjectId::Exclusion(_, _)
        | ObjectId::Trigger(_, _)
        | ObjectId::Policy(_, _)
        | ObjectId::Step(_) => None,
    }
}
