//! How a command ended.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Exit { code: i32 },
    Failed { message: String },
}

#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    status: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    details: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    #[serde(default)]
    causes: Vec<Cause>,
}

#[derive(Deserialize)]
struct Cause {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    message: String,
}

impl Outcome {
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed { message: message.into() }
    }

    /// Of the `metav1.Status` that ends a command.
    pub fn of_status(json: &[u8]) -> Self {
        let Ok(status) = serde_json::from_slice::<Status>(json) else {
            return Self::failed("the command ended, but how can't be read");
        };
        if status.status == "Success" {
            return Self::Exit { code: 0 };
        }
        let causes = status.details.map(|details| details.causes).unwrap_or_default();
        let code = causes.iter().find(|cause| cause.reason == "ExitCode").and_then(|cause| cause.message.parse().ok());
        code.map_or_else(|| Self::failed(status.message), |code| Self::Exit { code })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_the_exit_code() {
        assert_eq!(Outcome::of_status(br#"{"status": "Success"}"#), Outcome::Exit { code: 0 });
        let json = br#"{"status": "Failure", "message": "command terminated with non-zero exit code", "reason":
            "NonZeroExitCode", "details": {"causes": [{"reason": "ExitCode", "message": "7"}]}}"#;
        assert_eq!(Outcome::of_status(json), Outcome::Exit { code: 7 });
        let json = br#"{"status": "Failure", "message": "no such command", "reason": "InternalError"}"#;
        assert_eq!(Outcome::of_status(json), Outcome::failed("no such command"));
        assert_eq!(serde_json::to_string(&Outcome::Exit { code: 0 }).unwrap(), r#"{"exit":{"code":0}}"#);
    }
}
