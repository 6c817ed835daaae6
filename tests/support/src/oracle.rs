//! Prisma itself as a judge: see `tests/prisma-oracle`.

use std::{
    fmt,
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    time::SystemTime,
};

use serde_json::{Value, json};

use crate::{cases::repository, skip};

/// A process that answers what Prisma thinks.
#[derive(Debug)]
pub struct Oracle {
    process: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    asked: u64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OracleError {
    /// Prisma's own words: the schema is invalid, the database is not there.
    Refused(String),
    /// A fault of the oracle or of Prisma's engine.
    Broken(String),
}

impl fmt::Display for OracleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OracleError::Refused(message) => f.write_str(message),
            OracleError::Broken(message) => write!(f, "the oracle broke: {message}"),
        }
    }
}

impl std::error::Error for OracleError {}

/// The oracle of this test process, started at the first call and shared by its tests. Nothing where Node or the
/// packages are missing: that is said on standard error with the test's name, and with `CI=true` it is a failure.
pub fn oracle(test: &str) -> Option<MutexGuard<'static, Oracle>> {
    static SHARED: OnceLock<Result<Mutex<Oracle>, String>> = OnceLock::new();
    match SHARED.get_or_init(|| Oracle::start().map(Mutex::new)) {
        // A test that failed while it held the oracle leaves it as it was between two requests, or out of step, which
        // the numbers of the requests show.
        Ok(oracle) => Some(oracle.lock().unwrap_or_else(PoisonError::into_inner)),
        Err(reason) => {
            skip(test, reason);
            None
        }
    }
}

impl Oracle {
    /// Installs the packages where that is needed and starts a process.
    ///
    /// # Errors
    /// In words, where Node is missing or too old or the packages cannot be installed.
    pub fn start() -> Result<Self, String> {
        let folder = repository().join("tests").join("prisma-oracle");
        install(&folder)?;
        Self::spawn(&folder)
    }

    fn spawn(folder: &Path) -> Result<Self, String> {
        let mut process = Command::new("node")
            .arg("oracle.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("node does not start: {error}"))?;
        let requests = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().ok_or("node has no output")?);
        Ok(Self { process, requests, answers, asked: 0 })
    }

    /// Whether Prisma reads the text.
    ///
    /// # Errors
    /// Prisma's complaints.
    pub fn validate(&mut self, schema: &str) -> Result<(), OracleError> {
        self.ask("validate", json!({ "schema": schema })).map(drop)
    }

    /// The text as `prisma format` leaves it.
    ///
    /// # Errors
    /// Prisma's complaints.
    pub fn format(&mut self, schema: &str) -> Result<String, OracleError> {
        self.ask_text("format", json!({ "schema": schema }))
    }

    /// The SQL that leads from one schema text to another, `""` being the empty schema; empty where they mean the same.
    ///
    /// # Errors
    /// Prisma's complaints about either.
    pub fn diff(&mut self, from: &str, to: &str) -> Result<String, OracleError> {
        self.ask_text("diff", json!({ "from": from, "to": to }))
    }

    /// The SQL that would bring a database to the schema text; empty where they are in step.
    ///
    /// # Errors
    /// Prisma's complaints about the text or the database.
    pub fn drift(&mut self, url: &str, schema: &str) -> Result<String, OracleError> {
        self.ask_text("drift", json!({ "url": url, "schema": schema }))
    }

    /// The schema text that `prisma db pull` makes of a database.
    ///
    /// # Errors
    /// Prisma's complaints about the database.
    pub fn pull(&mut self, url: &str) -> Result<String, OracleError> {
        self.ask_text("pull", json!({ "url": url }))
    }

    /// What Prisma's client would be generated from.
    ///
    /// # Errors
    /// Prisma's complaints.
    pub fn dmmf(&mut self, schema: &str) -> Result<Value, OracleError> {
        self.ask("dmmf", json!({ "schema": schema }))
    }

    fn ask_text(&mut self, method: &str, params: Value) -> Result<String, OracleError> {
        match self.ask(method, params)? {
            Value::String(text) => Ok(text),
            other => Err(OracleError::Broken(format!("{method} answered {other}"))),
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Result<Value, OracleError> {
        let broken = |message: String| OracleError::Broken(message);
        self.asked += 1;
        let request = json!({ "id": self.asked, "method": method, "params": params });
        let answer = self.exchange(&request.to_string()).map_err(|error| broken(error.to_string()));
        let answer = match answer {
            Ok(line) if !line.is_empty() => line,
            // The process has ended: an engine that panicked takes it along. The next request finds a fresh one.
            ended => {
                self.restart()?;
                return Err(broken(
                    ended.err().map_or_else(|| format!("no answer to {method}"), |error| error.to_string()),
                ));
            }
        };
        let mut answer: Value = serde_json::from_str(&answer).map_err(|error| broken(format!("{error}: {answer}")))?;
        if answer["id"] != json!(self.asked) {
            self.restart()?;
            return Err(broken(format!("{method} was answered out of step: {answer}")));
        }
        let message = |error: &Value| error["message"].as_str().unwrap_or_default().to_owned();
        match answer.get("error") {
            Some(error) if error["kind"] == "refused" => Err(OracleError::Refused(message(error))),
            Some(error) => Err(broken(message(error))),
            None => Ok(answer["result"].take()),
        }
    }

    fn exchange(&mut self, request: &str) -> std::io::Result<String> {
        let requests = self.requests.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        writeln!(requests, "{request}")?;
        requests.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer)
    }

    fn restart(&mut self) -> Result<(), OracleError> {
        let folder = repository().join("tests").join("prisma-oracle");
        // It may have ended already.
        let _ = self.process.kill();
        *self = Self::spawn(&folder).map_err(OracleError::Broken)?;
        Ok(())
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // The end of its input is its sign to end.
        self.requests = None;
        let _ = self.process.wait();
    }
}

/// Runs `npm ci` unless the installed packages are those of the lock file. Several test processes may come here at once:
/// a file lock lets one of them work while the others wait.
fn install(folder: &Path) -> Result<(), String> {
    let lock = File::create(folder.join(".install.lock")).map_err(|error| format!("{}: {error}", folder.display()))?;
    lock.lock().map_err(|error| format!("cannot lock {}: {error}", folder.display()))?;
    let changed = |path: &str| -> Option<SystemTime> { fs::metadata(folder.join(path)).ok()?.modified().ok() };
    // npm writes this file last, so that it also tells of an installation that was cut short.
    if changed("node_modules/.package-lock.json") >= changed("package-lock.json") {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("npm does not start: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("npm ci failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}
