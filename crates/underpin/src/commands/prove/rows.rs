//! Which rows a proof is made with.

use std::{env, fs, sync::Arc};

use underpin_db::{
    Address,
    prove::RowSource,
    rows::Recipe,
    sample::{Sample, Wish},
};
use underpin_schema::Code;

use crate::{
    Error,
    args::ProveArgs,
    files::hash,
    proofs::{MigrationText, RowsOf, masks},
};

/// Where the rows come from.
pub(super) enum Rows {
    /// From the same place for every migration.
    Of(RowSource),
    /// From a real database.
    Sample {
        address: Box<Address>,
        /// How many of a table at most.
        rows: usize,
    },
}

/// The rows that the arguments ask for, and how a proof names them.
pub(super) fn read_rows(args: &ProveArgs) -> Result<(Rows, RowsOf), Error> {
    if let Some(path) = &args.rows_from {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        let digest = hash(&text);
        return Ok((Rows::Of(RowSource::Script(text)), RowsOf::Script(digest)));
    }
    if let Some(given) = &args.sample {
        let url = match given.contains("://") {
            true => given.clone(),
            false => env::var(given).map_err(|_| Error::Argument {
                message: "`--sample` is no URL and not the name of an environment variable that holds one".to_owned(),
                help: "give `postgres://user@host/database`, or a name such as `DATABASE_URL`".to_owned(),
            })?,
        };
        return Ok((Rows::Sample { address: Box::new(Address::parse(&url)?), rows: args.rows }, RowsOf::Sample));
    }
    let recipe = Recipe { seed: args.seed, rows: args.rows, ..Recipe::default() };
    Ok((Rows::Of(RowSource::Made(recipe)), RowsOf::Made { seed: args.seed, rows: args.rows }))
}

impl Rows {
    /// The rows for a migration, where what code calls things is this by now.
    pub(super) fn source(&self, text: &MigrationText, now: &Code) -> Result<RowSource, Error> {
        match self {
            Rows::Of(source) => Ok(source.clone()),
            Rows::Sample { address, rows } => {
                let masks = masks(text, now)?;
                let wish = Wish { schema: text.subject().old, masks: &masks, rows: *rows };
                let sample = Sample::take(&mut address.connect()?, &wish)?;
                Ok(RowSource::Sample(Arc::new(sample)))
            }
        }
    }
}
