//! All traces of nodes go: from the way to the API, from etcd, from the engine, from the API server.

use std::sync::Arc;

use super::etcd;
use crate::cluster::{
    ClusterError, ClusterState, NodeState, connect, delete_node_object, etcd_peer_url, names, observe,
};
use crate::engine::{Engine, EngineError};
use crate::fault::Fault;
use crate::plan::node_address;
use crate::report::{Event, Reporter, Step};
use crate::steps::StepError;
use crate::steps::api::lead_to;

/// Removes nodes, whatever state they are in; those that stay are asked. With `force` also where etcd does not let its
/// member go: what it said comes back.
pub async fn discard(
    engine: &dyn Engine,
    cluster: &str,
    gone: &[String],
    force: bool,
) -> Result<Option<StepError>, StepError> {
    let now = observe(engine, cluster).await?;
    let stays = |node: &&NodeState| !gone.contains(&node.name);
    let survivor = now.control_planes().filter(stays).find(|node| node.running);
    let survivor = survivor.ok_or_else(|| ClusterError::Stopped { name: cluster.to_owned() })?;
    let kube = connect(engine, &ClusterState { nodes: vec![survivor.clone()], ..now.clone() }).await?;
    lead_to_others(engine, &now, gone).await?;
    let refused = match remove_members(engine, &now, survivor, gone).await {
        Err(error) if force => Some(error),
        removed => removed.map(|()| None)?,
    };
    // Containers before Node objects: a kubelet that runs makes its node again.
    for node in now.nodes.iter().filter(|node| gone.contains(&node.name)) {
        remove_node(engine, cluster, node).await?;
    }
    for name in gone {
        delete_node_object(&kube, name).await?;
    }
    Ok(refused)
}

/// After nodes could not be added: none of them stays, and what could not be removed is told.
pub async fn undo_add(engine: &dyn Engine, reporter: &Arc<dyn Reporter>, state: &ClusterState, added: &[String]) {
    if added.is_empty() {
        return;
    }
    let step = Step::start(reporter, "undo what this run made");
    match discard(engine, &state.name, added, false).await {
        Ok(_) => step.done(),
        Err(failure) => {
            drop(step);
            let hint = failure.hint().or_else(|| {
                let (name, nodes) = (&state.name, added.join(" "));
                Some(format!("remove the rest with `devcluster --name {name} node remove --force {nodes}`"))
            });
            reporter.event(&Event::Warning { text: failure.to_string(), hint });
        }
    }
}

/// The way to the API leads to those control planes that stay.
pub async fn lead_to_others(engine: &dyn Engine, state: &ClusterState, gone: &[String]) -> Result<(), StepError> {
    let Some(subnet) = state.subnet.filter(|_| state.api.is_some()) else { return Ok(()) };
    let staying = state.control_planes().filter(|node| !gone.contains(&node.name));
    let staying: Vec<_> = staying.map(|node| (node.name.clone(), node_address(subnet, node.record.index))).collect();
    lead_to(engine, state, &staying).await
}

/// Those that do not run first: with fewer of them etcd lets the others go, too.
async fn remove_members(
    engine: &dyn Engine,
    state: &ClusterState,
    survivor: &NodeState,
    gone: &[String],
) -> Result<(), StepError> {
    let Some(subnet) = state.subnet else { return Ok(()) };
    let mut leaving: Vec<_> = state.control_planes().filter(|node| gone.contains(&node.name)).collect();
    if leaving.is_empty() {
        return Ok(());
    }
    leaving.sort_by_key(|node| node.running);
    let members = etcd::members(engine, survivor).await?;
    for node in leaving {
        let url = etcd_peer_url(node_address(subnet, node.record.index));
        if let Some(member) = members.iter().find(|member| member.peer_urls.contains(&url)) {
            etcd::remove_member(engine, survivor, &member.id).await?;
        }
    }
    Ok(())
}

/// The container with its volumes.
async fn remove_node(engine: &dyn Engine, cluster: &str, node: &NodeState) -> Result<(), EngineError> {
    engine.remove_container(&node.container).await?;
    let volumes = names::node_volumes(node.role).map(|(what, _)| names::volume(cluster, &node.name, what));
    let volumes: Vec<_> = volumes.collect();
    let removed = futures::future::join_all(volumes.iter().map(|volume| engine.remove_volume(volume))).await;
    removed.into_iter().collect()
}
