//! Deliveries to their nodes: one command of the agent in each node's container.

use std::path::Path;

use futures::future::join_all;
use serde::Deserialize;

use super::pack::pack;
use super::{Delivery, SyncError};
use crate::cluster::names;
use crate::engine::{Engine, ExecRequest, bytes};

const COMMAND: [&str; 2] = ["/usr/local/bin/devcluster-agent", "sync"];

/// How a delivery went.
#[derive(Debug, Default)]
pub struct Sent {
    /// Ids of containers that have the files now.
    pub done: Vec<String>,
    pub errors: Vec<SyncError>,
}

/// What the agent answers for a container.
#[derive(Debug, Deserialize)]
struct Answer {
    container: String,
    outcome: Outcome,
    reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Done,
    /// It has ended; what comes in its place is another container.
    Gone,
    Unsupervised,
    Failed,
}

/// Sends deliveries of files below `root` to the nodes of a cluster, all at the same time.
pub async fn send(engine: &dyn Engine, cluster: &str, root: &Path, deliveries: &[Delivery]) -> Sent {
    let mut all = Sent::default();
    for result in join_all(deliveries.iter().map(|delivery| send_one(engine, cluster, root, delivery))).await {
        match result {
            Ok(sent) => {
                all.done.extend(sent.done);
                all.errors.extend(sent.errors);
            }
            Err(error) => all.errors.push(error),
        }
    }
    all
}

async fn send_one(engine: &dyn Engine, cluster: &str, root: &Path, delivery: &Delivery) -> Result<Sent, SyncError> {
    let node = names::container(cluster, &delivery.node);
    let stdin = Some(bytes(pack(root, delivery)?));
    let output = engine.exec(ExecRequest { stdin, ..ExecRequest::new(&node, &COMMAND) }).await?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let answers: Result<Vec<Answer>, _> = stdout.lines().map(serde_json::from_str).collect();
    match answers {
        Ok(answers) if output.exit_code == 0 => Ok(read(answers, delivery)),
        _ => Err(SyncError::Node { node, output: String::from_utf8_lossy(&output.stderr).into_owned() }),
    }
}

fn read(answers: Vec<Answer>, delivery: &Delivery) -> Sent {
    let mut sent = Sent::default();
    for answer in answers {
        let pod = delivery.containers.iter().find(|(id, _)| *id == answer.container);
        let pod = pod.map(|(_, pod)| pod.clone()).unwrap_or_default();
        match answer.outcome {
            Outcome::Done => sent.done.push(answer.container),
            Outcome::Gone => {}
            Outcome::Unsupervised => {
                sent.done.push(answer.container);
                sent.errors.push(SyncError::Unsupervised { pod });
            }
            Outcome::Failed => {
                sent.errors.push(SyncError::Refused { pod, reason: answer.reason.unwrap_or_default() });
            }
        }
    }
    sent
}
