//! Every operation, whatever its names and texts hold, is exactly the statements that are meant, to a parser of PostgreSQL.

mod common;

use proptest::prelude::*;
use squawk_syntax::SourceFile;
use underpin_render::sql;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_operation_is_what_is_meant(op in common::ops::op()) {
        let text = sql::op(&op).to_string();
        let file = SourceFile::parse(&text);
        prop_assert!(file.errors().is_empty(), "{text}\n{:?}", file.errors());
        prop_assert_eq!(file.tree().stmts().count(), common::ops::statements(&op), "{}", text);
    }

    #[test]
    fn an_operation_ends_where_it_ends(op in common::ops::op()) {
        // Whatever is in it, a statement that follows is still one of its own.
        let text = format!("{}\nDROP TABLE \"canary\";", sql::op(&op));
        let file = SourceFile::parse(&text);
        prop_assert_eq!(file.tree().stmts().count(), common::ops::statements(&op) + 1, "{}", text);
    }
}
