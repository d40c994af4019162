//! What the agent says: one line a step on stderr with the time since its start, and errors with their causes and a hint.

use std::error::Error as _;
use std::io::Write;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::arguments::HELP;
use crate::error::Failure;

static START: OnceLock<Instant> = OnceLock::new();

/// Starts the clock that the lines carry; without a call it starts with the first line.
pub fn start() {
    START.get_or_init(Instant::now);
}

/// One line: `[   12 ms] TEXT`.
pub fn line(text: &str) {
    let since = START.get_or_init(Instant::now).elapsed();
    write_stderr(&format!("[{:6} ms] {text}\n", since.as_millis()));
}

/// Runs one step and says how long it took, or wraps its error in what was attempted and what to try.
pub fn step<T>(
    what: &'static str,
    hint: &'static str,
    run: impl FnOnce() -> Result<T, crate::error::Error>,
) -> Result<T, Failure> {
    let start = Instant::now();
    let value = run().map_err(|source| Failure { what, hint, source })?;
    line(&format!("{what}: done in {}", milliseconds(start.elapsed())));
    Ok(value)
}

pub fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

/// `error:` with the chain of causes, a blank line, and the hint.
pub fn failure(failure: &Failure) {
    let mut text = format!("error: failed to {failure}\n");
    let mut cause = failure.source();
    while let Some(error) = cause {
        text.push_str(&format!("caused by: {error}\n"));
        cause = error.source();
    }
    text.push_str(&format!("\nhint: {}\n", failure.hint));
    write_stderr(&text);
}

pub fn usage_error(problem: &str) {
    write_stderr(&format!("error: {problem}\n\n{HELP}"));
}

pub fn print(text: &str) {
    // Nobody is left to tell when stdout is closed.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn write_stderr(text: &str) {
    // One write a message, so that lines of several threads don't mix.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
