//! Values of types that underpin has no word for: the server says which of some texts it reads.

use std::collections::HashMap;

use postgres::Transaction;

use super::{ask, values};
use crate::Error;
use underpin_schema::{Scalar, ScalarKind};

/// Texts that some type of PostgreSQL or of a usual extension reads.
const TEXTS: &[&str] = &[
    // inet, cidr, macaddr, macaddr8
    "192.168.0.1",
    "10.0.0.0/8",
    "0.0.0.0/0",
    "::1",
    "2001:db8::/32",
    "08:00:2b:01:02:03",
    "08:00:2b:01:02:03:04:05",
    // interval, money, bit, xml, timetz
    "1 year 2 mons 3 days 04:05:06.789",
    "-1 mons +1 day",
    "P0D",
    "12.34",
    "-1000000",
    "B101",
    "1",
    "0",
    "101",
    "<a b=\"c\">d</a>",
    "23:59:59.999+05:30",
    // geometric types
    "(1,2)",
    "(0,0),(1,1)",
    "[(0,0),(1,1)]",
    "((0,0),(1,1),(2,0))",
    "<(0,0),1.5>",
    "{1,-1,0}",
    // ranges and multiranges
    "empty",
    "[1,10)",
    "(,)",
    "[1,1]",
    "[2000-01-01,2038-02-01)",
    "(,1969-12-31]",
    "{[1,3),[5,9)}",
    "{}",
    "{[2000-01-01,2001-01-01)}",
    "[1969-01-01 00:00,2038-01-20 12:00)",
    // text search, paths, key-values, vectors, versions
    "'a':1A 'fat':2,4 'cat'",
    "a & !b | c:*",
    "a <-> b",
    "top.sub.leaf",
    "a=>1, b=>NULL",
    "{1,2,3}",
    "[1,2,3]",
    "[0.5]",
    "1.2.3",
    "$.a[*] ? (@.b > 1)",
    // names of objects of the server, numbers of transactions
    "pg_catalog.pg_class",
    "integer",
    "16/B374D848",
    "10:20:10,14,15",
    "42",
    "NaN",
    "Infinity",
    "1.5",
    "-2",
    "true",
    "2000-01-01",
    "2038-01-20 00:00:00",
    "00:00:00",
];

/// What has been found out about types.
#[derive(Debug, Default)]
pub(super) struct Values(HashMap<String, Vec<String>>);

/// Ranges that do not overlap, of numbers and of dates: an exclusion constraint lets each in.
fn ranges() -> impl Iterator<Item = String> {
    let numbers = (10..210).map(|at| format!("[{},{})", at * 10, at * 10 + 5));
    numbers.chain((1840..2040).map(|year| format!("[{year}-01-01,{year}-06-30)")))
}

impl Values {
    /// Some values of a type; none where no text fits.
    pub(super) fn of(&mut self, transaction: &mut Transaction<'_>, ty: &str) -> Result<Vec<String>, Error> {
        if let Some(known) = self.0.get(ty) {
            return Ok(known.clone());
        }
        let kinds = [ScalarKind::Uuid, ScalarKind::Text, ScalarKind::Json];
        let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
        texts.extend(kinds.into_iter().flat_map(|kind| values::special(Scalar::plain(kind))));
        if ty.contains("range") {
            texts.extend(ranges());
        }
        let mut fit = ask::fit(transaction, &texts, &format!("SELECT ($1::{ty}) IS NOT NULL"))?;
        fit.sort();
        fit.dedup();
        self.0.insert(ty.to_owned(), fit.clone());
        Ok(fit)
    }
}
