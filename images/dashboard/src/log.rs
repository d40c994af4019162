//! What the server says on stderr: that it listens, and errors with their causes and a hint. Never a request, never a secret.

use std::error::Error as _;
use std::io::Write;

use crate::arguments::HELP;
use crate::server::Failure;

pub fn line(text: &str) {
    write_stderr(&format!("{text}\n"));
}

/// `error:` with the chain of causes, a blank line, and the hint.
pub fn failure(failure: &Failure) {
    let mut text = format!("error: failed to {failure}\n");
    let mut cause = failure.source();
    while let Some(error) = cause {
        text.push_str(&format!("caused by: {error}\n"));
        cause = error.source();
    }
    text.push_str(&format!("\nhint: {}\n", failure.hint()));
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
    // One write a message, so that lines don't mix.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
