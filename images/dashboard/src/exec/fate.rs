//! Whether it was the pod that ended under a command: then its exit code, or a connection that is lost, says too little.

use serde::Deserialize;

use super::outcome::Outcome;
use super::target::Target;
use crate::api::{Client, Failure, read_all};

/// Codes above are signals': the command did not end by itself.
const SIGNALS: i32 = 128;
/// A pod with everything in it: objects are at most 1.5 MiB in etcd.
const LARGEST: usize = 4 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pod {
    metadata: Metadata,
    #[serde(default)]
    status: Status,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    deletion_timestamp: Option<String>,
}

#[derive(Default, Deserialize)]
struct Status {
    #[serde(default)]
    phase: String,
}

/// The outcome, with the pod's end in its place where that is the reason.
pub async fn with_fate(client: &Client, target: &Target, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Exit { code } if code <= SIGNALS => outcome,
        _ => match fate(client, target).await {
            Some(message) => Outcome::failed(message),
            None => outcome,
        },
    }
}

async fn fate(client: &Client, target: &Target) -> Option<&'static str> {
    const DELETED: &str = "the pod was deleted while this was open";
    let body = match client.get(&target.pod_path(), "application/json").await {
        Ok(body) => body,
        Err(Failure::Refused { code: 404, .. }) => return Some(DELETED),
        Err(_) => return None,
    };
    let pod: Pod = serde_json::from_slice(&read_all(body, LARGEST).await.ok()?).ok()?;
    if pod.metadata.deletion_timestamp.is_some() {
        return Some(DELETED);
    }
    let over = pod.status.phase == "Succeeded" || pod.status.phase == "Failed";
    over.then_some("the pod ended while this was open")
}
