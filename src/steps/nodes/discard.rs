//! All traces of nodes go: from etcd, from the API server, from the engine.

use super::etcd;
use crate::cluster::{
    ClusterError, ClusterState, NodeState, connect, delete_node_object, etcd_peer_url, names, observe,
};
use crate::engine::{Engine, EngineError};
use crate::plan::node_address;
use crate::steps::StepError;
use crate::steps::api::lead_to;

/// Removes nodes, whatever state they are in. `state` names the control planes that may be asked; those that are to go
/// are not.
pub async fn discard(engine: &dyn Engine, state: &ClusterState, gone: &[String]) -> Result<(), StepError> {
    let now = observe(engine, &state.name).await?;
    let stays = |node: &&NodeState| !gone.contains(&node.name);
    let survivor = now.control_planes().filter(stays).find(|node| node.running);
    let survivor = survivor.ok_or_else(|| ClusterError::Stopped { name: state.name.clone() })?;
    lead_to_others(engine, &now, gone).await?;
    remove_members(engine, &now, survivor, gone).await?;
    let kube = connect(engine, &ClusterState { nodes: vec![survivor.clone()], ..now.clone() }).await?;
    for name in gone {
        delete_node_object(&kube, name).await?;
    }
    for name in gone {
        remove_node(engine, &now, name).await?;
    }
    Ok(())
}

/// The way to the API leads to those control planes that stay.
pub async fn lead_to_others(engine: &dyn Engine, state: &ClusterState, gone: &[String]) -> Result<(), StepError> {
    let Some(subnet) = state.subnet.filter(|_| state.api.is_some()) else { return Ok(()) };
    let staying = state.control_planes().filter(|node| !gone.contains(&node.name));
    let staying: Vec<_> = staying.map(|node| (node.name.clone(), node_address(subnet, node.record.index))).collect();
    lead_to(engine, state, &staying).await
}

async fn remove_members(
    engine: &dyn Engine,
    state: &ClusterState,
    survivor: &NodeState,
    gone: &[String],
) -> Result<(), StepError> {
    let Some(subnet) = state.subnet else { return Ok(()) };
    if !state.control_planes().any(|node| gone.contains(&node.name)) {
        return Ok(());
    }
    let leaving = state.control_planes().filter(|node| gone.contains(&node.name));
    let addresses: Vec<_> = leaving.map(|node| node_address(subnet, node.record.index)).collect();
    for member in etcd::members(engine, survivor).await? {
        if addresses.iter().any(|address| member.peer_urls.contains(&etcd_peer_url(*address))) {
            etcd::remove_member(engine, survivor, &member.id).await?;
        }
    }
    Ok(())
}

/// The container with its volumes.
async fn remove_node(engine: &dyn Engine, state: &ClusterState, name: &str) -> Result<(), EngineError> {
    engine.remove_container(&names::container(&state.name, name)).await?;
    let node = state.nodes.iter().find(|node| node.name == name);
    let volumes = node.into_iter().flat_map(|node| names::node_volumes(node.role));
    let volumes: Vec<_> = volumes.map(|(what, _)| names::volume(&state.name, name, what)).collect();
    let removed = futures::future::join_all(volumes.iter().map(|volume| engine.remove_volume(volume))).await;
    removed.into_iter().collect()
}
