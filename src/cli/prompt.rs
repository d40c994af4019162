//! Questions to the person at the terminal: the only user of dialoguer.

use std::io::IsTerminal;

use dialoguer::Confirm;

use super::CommandError;

/// Asks a question that is answered by yes or no; `None` where nobody is there to answer.
pub fn confirm(question: &str) -> Result<Option<bool>, CommandError> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(None);
    }
    let answer = Confirm::new().with_prompt(question).default(false).interact().map_err(CommandError::internal)?;
    Ok(Some(answer))
}
