//! Data on standard output: text for people, JSON for programs.

use std::io::Write;

use serde::Serialize;

use super::error::CommandError;

/// How a command prints its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    Text,
    Json,
}

impl Output {
    /// Prints `value` as JSON, or as the text that `text` makes of it.
    pub fn print<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> String) -> Result<(), CommandError> {
        match self {
            Self::Text => write_line(&text(value)),
            Self::Json => write_line(&serde_json::to_string_pretty(value).map_err(CommandError::internal)?),
        }
    }
}

/// Writes text and a line break to standard output; a reader that closed the pipe is no error.
pub fn write_line(text: &str) -> Result<(), CommandError> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.trim_end_matches('\n').as_bytes()).and_then(|()| stdout.write_all(b"\n")) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(CommandError::internal(error)),
        _ => Ok(()),
    }
}
