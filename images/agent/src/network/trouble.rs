//! What fails again and again is said once.

use std::error::Error;

use crate::log;

/// The failures of one thing that is tried for ever.
#[derive(Debug)]
pub struct Trouble {
    /// Reads after "failed to".
    what: String,
    said: Option<String>,
}

impl Trouble {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), said: None }
    }

    /// It failed, perhaps not for the first time.
    pub fn is(&mut self, error: &dyn Error) {
        let text = chain(error);
        if self.said.as_ref() != Some(&text) {
            log::line(&format!("failed to {}, trying on: {text}", self.what));
            self.said = Some(text);
        }
    }

    /// It went well, perhaps not for the first time.
    pub fn over(&mut self) {
        if self.said.take().is_some() {
            log::line(&format!("{} works again", self.what));
        }
    }
}

/// The error and its causes; a cause that its effect tells already is left out.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}
