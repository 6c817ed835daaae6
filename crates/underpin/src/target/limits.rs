//! How long migrations may wait and run, as underpin.yaml and the arguments say it.

use std::time::Duration;

use underpin_db::deploy::Limits;
use underpin_schema::{
    Located,
    spec::{DeploySpec, LimitsSpec},
};

use crate::{Error, history::MigrationId};

/// The limits of a deploy. What an argument says holds for every migration.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct DeployLimits {
    /// How long a statement waits for a lock before its transaction is tried again: 500ms, 5s, 10m; 0 is no limit.
    #[arg(long, value_name = "TIME", value_parser = parse_time_span, help_heading = "Limits")]
    pub lock_timeout: Option<Duration>,
    /// How long a statement may take.
    #[arg(long, value_name = "TIME", value_parser = parse_time_span, help_heading = "Limits")]
    pub statement_timeout: Option<Duration>,
    /// How often a transaction is tried again that did not get its locks.
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub retries: Option<u32>,
    /// How long to wait for another deploy.
    #[arg(long, value_name = "TIME", value_parser = parse_time_span, help_heading = "Limits")]
    pub wait: Option<Duration>,
}

/// How long to wait for another deploy where nobody says it.
const USUAL_WAIT: Duration = Duration::from_secs(600);

impl DeployLimits {
    /// The limits of a migration: those of the arguments, else its own, else those of the system.
    ///
    /// # Errors
    /// Where a time in underpin.yaml cannot be read.
    pub fn of(&self, spec: Option<&DeploySpec>, id: &str) -> Result<Limits, Error> {
        let mut limits = Limits::default();
        if let Some(DeploySpec { lock_timeout, statement_timeout, retries, wait: _, migrations }) = spec {
            apply(&mut limits, [lock_timeout, statement_timeout], retries)?;
            let name = MigrationId::parse(id).map(|id| id.name);
            let own = migrations.iter().find(|(key, _)| key.value == id || Some(&key.value) == name.as_ref());
            if let Some((_, LimitsSpec { lock_timeout, statement_timeout, retries })) = own {
                apply(&mut limits, [lock_timeout, statement_timeout], retries)?;
            }
        }
        limits.lock_timeout = self.lock_timeout.unwrap_or(limits.lock_timeout);
        limits.statement_timeout = self.statement_timeout.unwrap_or(limits.statement_timeout);
        limits.retries = self.retries.unwrap_or(limits.retries);
        Ok(limits)
    }

    /// How long to wait for another deploy.
    ///
    /// # Errors
    /// Where the time in underpin.yaml cannot be read.
    pub fn wait(&self, spec: Option<&DeploySpec>) -> Result<Duration, Error> {
        match (self.wait, spec.and_then(|spec| spec.wait.as_ref())) {
            (Some(wait), _) => Ok(wait),
            (None, Some(written)) => read(written),
            (None, None) => Ok(USUAL_WAIT),
        }
    }
}

fn apply(
    limits: &mut Limits,
    [lock, statement]: [&Option<Located<String>>; 2],
    retries: &Option<Located<u16>>,
) -> Result<(), Error> {
    if let Some(written) = lock {
        limits.lock_timeout = read(written)?;
    }
    if let Some(written) = statement {
        limits.statement_timeout = read(written)?;
    }
    if let Some(written) = retries {
        limits.retries = u32::from(written.value);
    }
    Ok(())
}

fn read(written: &Located<String>) -> Result<Duration, Error> {
    parse_time_span(&written.value).map_err(|message| Error::Argument {
        message: format!("under `deploy:` in underpin.yaml: {message}"),
        help: "write a time such as `500ms`, `5s`, `10m` or `1h`; `0` is no limit".to_owned(),
    })
}

/// Reads `500ms`, `5s`, `10m`, `1h`; a number alone is seconds.
///
/// # Errors
/// Where it is none of these.
pub fn parse_time_span(text: &str) -> Result<Duration, String> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let milliseconds: u64 = match unit.trim() {
        "ms" => 1,
        "" | "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => return Err(format!("`{text}` is no time such as 500ms, 5s or 10m")),
    };
    // PostgreSQL keeps these in milliseconds, in 31 bits.
    let total = number.parse::<u64>().ok().and_then(|number| number.checked_mul(milliseconds));
    match total.filter(|total| *total <= u64::from(u32::MAX / 2)) {
        Some(total) => Ok(Duration::from_millis(total)),
        None => Err(format!("`{text}` is no time up to 24 days")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_units() {
        for (text, expected) in
            [("500ms", 500), ("5s", 5000), ("5", 5000), ("2m", 120_000), ("1h", 3_600_000), ("0", 0)]
        {
            assert_eq!(parse_time_span(text), Ok(Duration::from_millis(expected)), "{text}");
        }
        for wrong in ["", "s", "-1s", "5 days", "99999999h", "1.5s"] {
            assert!(parse_time_span(wrong).is_err(), "{wrong}");
        }
    }
}
