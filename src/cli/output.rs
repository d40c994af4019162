//! Data on standard output: tables for people, JSON and YAML for programs.

use std::io::Write;

use serde::Serialize;

use super::error::CommandError;
use crate::yaml;

/// How a command prints its data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Output {
    #[default]
    Table,
    // No help text of its own: it would make every option's help longer.
    Wide,
    Json,
    Yaml,
}

impl Output {
    /// Whether a person reads it.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Table | Self::Wide)
    }

    /// Prints `value` as JSON or YAML, or as the text that `text` makes of it.
    pub fn print<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> String) -> Result<(), CommandError> {
        self.print_wide(value, |value, _| text(value))
    }

    /// As `print`; `text` is told whether more columns are wanted.
    pub fn print_wide<T: Serialize>(
        self,
        value: &T,
        text: impl FnOnce(&T, bool) -> String,
    ) -> Result<(), CommandError> {
        write_line(&match self {
            Self::Table => text(value, false),
            Self::Wide => text(value, true),
            Self::Json => serde_json::to_string_pretty(value).map_err(CommandError::internal)?,
            Self::Yaml => yaml::render(value).map_err(CommandError::internal)?,
        })
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
