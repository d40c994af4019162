//! From a cluster's name to all that is known of it.

use std::path::Path;

use time::OffsetDateTime;

use super::gather::{Answers, Depth, gather};
use super::model::{ClusterStatus, NodeStatus};
use super::problems::{Evidence, problems, waits};
use super::volumes::volume_status;
use crate::cluster::files::host_server;
use crate::cluster::phase::Phase;
use crate::cluster::ready::SystemPods;
use crate::cluster::{ClusterError, ClusterState, NodeState, observe};
use crate::engine::Engine;
use crate::plan::load_balancers;

/// A subnet that is smaller has no quarters.
const LONGEST_PREFIX: u8 = 30;

/// Looks at a cluster. `kubeconfig` is the user's.
pub async fn cluster_status(
    engine: &dyn Engine,
    name: &str,
    kubeconfig: &Path,
    depth: Depth,
) -> Result<ClusterStatus, ClusterError> {
    let state = observe(engine, name).await?;
    if state.is_absent() {
        return Err(ClusterError::NotThere { name: name.to_owned() });
    }
    let answers = gather(engine, &state, kubeconfig, depth).await;
    Ok(assemble(state, answers, OffsetDateTime::now_utc()))
}

fn assemble(state: ClusterState, answers: Answers, now: OffsetDateTime) -> ClusterStatus {
    let api = answers.api.as_ref().map(|api| api.as_ref().map(|seen| &seen.system).map_err(String::as_str));
    let problems = problems(&Evidence {
        state: &state,
        api,
        dead_apis: answers.dead_apis(),
        certificates: &answers.certificates,
        disk_free: answers.disk_free,
        now,
    });
    let nodes = state.nodes.iter().map(|node| node_status(node, api.and_then(Result::ok), &answers)).collect();
    let (system_pods, volumes, waits) = match answers.api {
        Some(Ok(seen)) => (seen.system.pods, seen.volumes, waits(&state, &seen.gpu_waits)),
        _ => (Vec::new(), Vec::new(), Vec::new()),
    };
    ClusterStatus {
        status: Phase::of(&state),
        healthy: problems.is_empty(),
        kubernetes_version: state.kubernetes_version().to_owned(),
        api_server: state.api_endpoint().map(host_server),
        subnet: state.subnet,
        load_balancers: state.subnet.filter(|subnet| subnet.prefix_len() <= LONGEST_PREFIX).map(load_balancers),
        registry: state.registry_host(),
        nodes,
        system_pods,
        volumes: volumes.iter().map(|volume| volume_status(volume, &answers.disk)).collect(),
        certificates: answers.certificates,
        problems,
        waits,
        name: state.name,
    }
}

fn node_status(node: &NodeState, system: Option<&SystemPods>, answers: &Answers) -> NodeStatus {
    let stats = answers.stats.get(&node.name);
    let mut ready = system.iter().flat_map(|system| &system.nodes).filter(|there| there.ready);
    NodeStatus {
        name: node.name.clone(),
        role: node.role.name(),
        address: node.address,
        kubernetes_version: node.kubernetes_version.clone(),
        running: node.running,
        paused: node.paused,
        gone: node.gone,
        ready: node.running && ready.any(|there| there.name == node.name),
        memory_used: stats.map(|stats| stats.memory_used),
        memory_limit: stats.and_then(|stats| stats.memory_limit),
        disk_used: answers.disk.get(&node.name).map(|disk| disk.total),
    }
}
