//! The members of etcd, as control planes come and go: asked and told in a node, by etcdctl.

use std::net::Ipv4Addr;
use std::time::Duration;

use serde::Deserialize;
use tokio::time::{Instant, sleep};

use crate::cluster::{NodeState, etcd_peer_url};
use crate::engine::{Engine, ExecRequest};
use crate::steps::StepError;

const ETCDCTL: [&str; 5] = [
    "etcdctl",
    "--endpoints=https://127.0.0.1:2379",
    "--cacert=/etc/kubernetes/pki/etcd/ca.crt",
    "--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt",
    "--key=/etc/kubernetes/pki/etcd/healthcheck-client.key",
];
const INTERVAL: Duration = Duration::from_millis(100);
/// How long a member may take to be connected and to have all data.
const RECONFIGURE_LIMIT: Duration = Duration::from_mins(1);
/// A member of etcd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// As etcdctl takes it: hexadecimal.
    pub id: String,
    /// Empty until it has started.
    pub name: String,
    pub peer_urls: Vec<String>,
    pub learner: bool,
}

/// All members, as the one on `node` knows them.
pub async fn members(engine: &dyn Engine, node: &NodeState) -> Result<Vec<Member>, StepError> {
    let text = etcdctl(engine, node, &["member", "list", "--write-out=json"]).await?;
    parse(&text).map_err(|error| StepError::Etcd { output: format!("{error}: {text}") })
}

/// Makes etcd expect a member on a node that is about to come, first without a vote; its ID. One that was there before
/// and lost its data makes room.
pub async fn add_learner(
    engine: &dyn Engine,
    source: &NodeState,
    name: &str,
    address: Ipv4Addr,
) -> Result<String, StepError> {
    let url = etcd_peer_url(address);
    for old in members(engine, source).await?.iter().filter(|member| member.peer_urls.contains(&url)) {
        remove_member(engine, source, &old.id).await?;
    }
    let urls = format!("--peer-urls={url}");
    reconfigure(engine, source, &["member", "add", name, "--learner", &urls]).await?;
    let there = members(engine, source).await?;
    let added = there.into_iter().find(|member| member.peer_urls.contains(&url));
    added.map(|member| member.id).ok_or_else(|| StepError::Etcd { output: format!("no member has {url}") })
}

/// Gives a member its vote as soon as it has all data.
pub async fn promote(engine: &dyn Engine, source: &NodeState, id: &str) -> Result<(), StepError> {
    reconfigure(engine, source, &["member", "promote", id]).await
}

/// Takes a member out.
pub async fn remove_member(engine: &dyn Engine, source: &NodeState, id: &str) -> Result<(), StepError> {
    reconfigure(engine, source, &["member", "remove", id]).await
}

/// Changes the members, as soon as etcd allows it: all of them must have been connected for 5 s, and a learner must have
/// caught up (https://etcd.io/docs/v3.6/op-guide/runtime-configuration/).
async fn reconfigure(engine: &dyn Engine, node: &NodeState, words: &[&str]) -> Result<(), StepError> {
    let deadline = Instant::now() + RECONFIGURE_LIMIT;
    loop {
        match etcdctl(engine, node, words).await {
            Err(StepError::Etcd { output }) if is_for_now(&output) && Instant::now() < deadline => {}
            done => return done.map(drop),
        }
        sleep(INTERVAL).await;
    }
}

async fn etcdctl(engine: &dyn Engine, node: &NodeState, words: &[&str]) -> Result<String, StepError> {
    let command: Vec<_> = ETCDCTL.iter().chain(words).copied().collect();
    let output = engine.exec(ExecRequest::new(&node.container, &command)).await?;
    if output.exit_code == 0 {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(StepError::Etcd { output: String::from_utf8_lossy(&output.stderr).into_owned() })
}

/// What etcd says of a change that it may allow a moment later.
fn is_for_now(output: &str) -> bool {
    ["in sync with leader", "unhealthy cluster", "too many learner members"].iter().any(|words| output.contains(words))
}

fn parse(text: &str) -> Result<Vec<Member>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Answer {
        members: Vec<Wire>,
    }
    #[derive(Deserialize)]
    struct Wire {
        #[serde(rename = "ID")]
        id: u64,
        #[serde(default)]
        name: String,
        #[serde(default, rename = "peerURLs")]
        peer_urls: Vec<String>,
        #[serde(default, rename = "isLearner")]
        learner: bool,
    }
    let Answer { members } = serde_json::from_str(text)?;
    let member = |Wire { id, name, peer_urls, learner }| Member { id: format!("{id:x}"), name, peer_urls, learner };
    Ok(members.into_iter().map(member).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read() {
        let text = r#"{"header":{"cluster_id":1},"members":[
            {"ID":10276657743932975437,"name":"control-plane-1","peerURLs":["https://172.24.0.10:2380"]},
            {"ID":7,"peerURLs":["https://172.24.0.11:2380"],"isLearner":true}]}"#;
        let found = parse(text).unwrap();
        assert_eq!(found[0].id, "8e9e05c52164694d");
        assert_eq!((found[1].name.as_str(), found[1].learner), ("", true));
        assert_eq!(found[1].peer_urls, ["https://172.24.0.11:2380"]);
    }
}
