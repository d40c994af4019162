//! Questions to the person at the terminal: the only user of dialoguer.

use std::io::{ErrorKind, IsTerminal};

use dialoguer::{Confirm, Error};

use super::CommandError;

/// Asks a question that is answered by yes or no; `None` where nobody is there to answer.
pub fn confirm(question: &str) -> Result<Option<bool>, CommandError> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(None);
    }
    match Confirm::new().with_prompt(question).default(false).interact() {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::IO(error)) if error.kind() == ErrorKind::Interrupted => {
            // It was hidden for the question.
            let _ = console::Term::stderr().show_cursor();
            Err(CommandError::interrupted())
        }
        Err(error) => Err(CommandError::internal(error)),
    }
}
