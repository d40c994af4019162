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
    pub fn is(&mut self, error: &(dyn Error + 'static)) {
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

/// What the API server says, where it says something; else the error and its causes, but for a cause that its effect
/// tells already.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(said) = said_by_server(error) {
            return said;
        }
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}

fn said_by_server(error: &(dyn Error + 'static)) -> Option<String> {
    let boxed = error.downcast_ref::<Box<kube::Error>>().map(|error| &**error);
    match error.downcast_ref().or(boxed)? {
        kube::Error::Api(status) => Some(status.message.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{from_value, json};

    use super::*;
    use crate::error::Error;

    #[test]
    fn a_servers_words_are_enough() {
        let status = json!({ "code": 403, "message": "nodes is forbidden", "reason": "Forbidden" });
        let source = Box::new(kube::Error::Api(from_value(status).unwrap()));
        assert_eq!(chain(&Error::Api { action: "write an event", source }), "nodes is forbidden");
    }

    #[test]
    fn causes_are_told_once() {
        let source = std::io::Error::other("no such program");
        let error = Error::Spawn { program: "ip".into(), source };
        assert_eq!(chain(&error), "start `ip`: no such program");
    }
}
