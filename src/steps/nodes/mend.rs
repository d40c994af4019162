//! Step: several control planes are brought to agree, after a run that was killed while their number changed.

use std::net::Ipv4Addr;

use super::etcd::{members, promote, remove_member};
use super::static_pods::recall_api_server;
use crate::cluster::{ClusterState, NodeState, etcd_peer_url};
use crate::engine::Engine;
use crate::plan::node_address;
use crate::steps::StepError;
use crate::steps::api::lead_to;

/// What a run that was killed while control planes came or went has left: an API server that was told to go comes back,
/// members of nodes that never came go, and those that follow get their vote. The way to the API leads to all.
pub async fn mend_control_planes(engine: &dyn Engine, state: &ClusterState) -> Result<(), StepError> {
    let Some(subnet) = state.subnet.filter(|_| state.api.is_some()) else { return Ok(()) };
    let place = |node: &NodeState| (node.name.clone(), node_address(subnet, node.record.index));
    let places: Vec<_> = state.control_planes().map(place).collect();
    lead_to(engine, state, &places).await?;
    for node in state.control_planes().filter(|node| node.running) {
        recall_api_server(engine, node).await?;
    }
    let source = state.first_control_plane()?;
    for member in members(engine, source).await? {
        let is_its = |(_, address): &(String, Ipv4Addr)| member.peer_urls.contains(&etcd_peer_url(*address));
        match places.iter().any(is_its) {
            false => remove_member(engine, source, &member.id).await?,
            true if member.learner => promote(engine, source, &member.id).await?,
            true => {}
        }
    }
    Ok(())
}
