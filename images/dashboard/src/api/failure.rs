//! Why the API server did not do what was asked.

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use prost::Message;
use serde::Deserialize;

use super::protobuf;

/// A refusal is a sentence or two; a proxied pod's page may be anything.
const LONGEST: usize = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("the API server does not answer: {0}")]
    Unreachable(String),
    #[error("{message}")]
    Refused { code: u16, message: String },
}

/// `metav1.Status`.
#[derive(Message, Deserialize)]
#[serde(default)]
struct Status {
    #[prost(string, tag = "3")]
    message: String,
    #[prost(uint32, tag = "6")]
    code: u32,
}

/// What a `metav1.Status` says, as an event of a watch carries it.
pub fn refusal(status: &[u8]) -> Failure {
    let status = serde_json::from_slice(status).unwrap_or(Status { message: String::new(), code: 500 });
    let code = u16::try_from(status.code).unwrap_or(500);
    let no_reason = || "the API server gave no reason".to_owned();
    Failure::Refused {
        code,
        message: Some(status.message).filter(|message| !message.is_empty()).unwrap_or_else(no_reason),
    }
}

/// What an answer that is no success says.
pub(super) async fn read_refusal(code: u16, body: Incoming) -> Failure {
    let bytes = Limited::new(body, LONGEST).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let status = protobuf::opened::<Status>(&bytes).or_else(|| serde_json::from_slice(&bytes).ok());
    let message = match status {
        Some(status) if !status.message.is_empty() => status.message,
        _ => match String::from_utf8_lossy(&bytes).trim() {
            "" => format!("the API server answered with status {code}"),
            text => text.chars().take(1000).collect(),
        },
    };
    Failure::Refused { code, message }
}
