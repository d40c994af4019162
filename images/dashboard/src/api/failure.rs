//! Why the API server did not do what was asked.

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde::Deserialize;

/// A refusal is a sentence or two; a proxied pod's page may be anything.
const LONGEST: usize = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("the API server does not answer: {0}")]
    Unreachable(String),
    #[error("{message}")]
    Refused { code: u16, message: String },
}

#[derive(Deserialize)]
pub struct Status {
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub code: u16,
}

/// What a `metav1.Status` says, as an event of a watch carries it.
pub fn refusal(status: &[u8]) -> Failure {
    match serde_json::from_slice::<Status>(status) {
        Ok(status) if !status.message.is_empty() => Failure::Refused { code: status.code, message: status.message },
        Ok(status) => Failure::Refused { code: status.code, message: "the API server gave no reason".to_owned() },
        Err(_) => Failure::Refused { code: 500, message: "the API server gave no reason".to_owned() },
    }
}

/// What an answer that is no success says.
pub(super) async fn read_refusal(code: u16, body: Incoming) -> Failure {
    let bytes = Limited::new(body, LONGEST).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let message = match serde_json::from_slice::<Status>(&bytes) {
        Ok(status) if !status.message.is_empty() => status.message,
        _ => match String::from_utf8_lossy(&bytes).trim() {
            "" => format!("the API server answered with status {code}"),
            text => text.chars().take(1000).collect(),
        },
    };
    Failure::Refused { code, message }
}
