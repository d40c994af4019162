//! Step: several control planes are brought to agree, after a run that was killed while their number changed.

use std::sync::Arc;

use super::discard::discard;
use super::etcd::{Member, members, promote, remove_member};
use super::static_pods::recall_api_server;
use crate::cluster::{ClusterError, ClusterState, Kube, NodeState, etcd_peer_url, observe, volumes_on};
use crate::engine::Engine;
use crate::plan::node_address;
use crate::report::{Reporter, Step};
use crate::steps::StepError;
use crate::steps::api::lead_to;

/// What a run that was killed while control planes came or went has left: one that etcd let go already is removed
/// wholly, an API server that was told to go comes back, members of nodes that never came go, and those that follow get
/// their vote. The way to the API leads to all. The cluster as it is then.
pub async fn mend_control_planes(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    kube: &Kube,
    state: &ClusterState,
) -> Result<ClusterState, StepError> {
    let Some(subnet) = state.subnet.filter(|_| state.api.is_some()) else { return Ok(state.clone()) };
    let url = |node: &NodeState| etcd_peer_url(node_address(subnet, node.record.index));
    let (source, members) = ask(engine, state).await?;
    let is_member = |node: &&NodeState| members.iter().any(|member| member.peer_urls.contains(&url(node)));
    let let_go: Vec<_> = state.control_planes().filter(|node| !is_member(node)).map(|node| node.name.clone()).collect();
    let state = finish_removal(engine, reporter, kube, state, &let_go).await?;

    let places: Vec<_> =
        state.control_planes().map(|node| (node.name.clone(), node_address(subnet, node.record.index))).collect();
    lead_to(engine, &state, &places).await?;
    for node in state.control_planes().filter(|node| node.running) {
        recall_api_server(engine, node).await?;
    }
    for member in &members {
        match state.control_planes().any(|node| member.peer_urls.contains(&url(node))) {
            false => remove_member(engine, &source, &member.id).await?,
            true if member.learner => promote(engine, &source, &member.id).await?,
            true => {}
        }
    }
    Ok(state)
}

/// All members, and a control plane that knows them: one that etcd let go knows nothing any more.
async fn ask(engine: &dyn Engine, state: &ClusterState) -> Result<(NodeState, Vec<Member>), StepError> {
    let mut failure = StepError::from(ClusterError::Stopped { name: state.name.clone() });
    for node in state.control_planes().filter(|node| node.running) {
        match members(engine, node).await {
            Ok(members) => return Ok((node.clone(), members)),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

async fn finish_removal(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    kube: &Kube,
    state: &ClusterState,
    let_go: &[String],
) -> Result<ClusterState, StepError> {
    if let_go.is_empty() {
        return Ok(state.clone());
    }
    for node in let_go {
        let claims = volumes_on(kube, node).await?;
        if !claims.is_empty() {
            return Err(StepError::HoldsVolumes { node: node.clone(), claims });
        }
    }
    let step = Step::start(reporter, "finish the removal of control planes that etcd let go");
    discard(engine, &state.name, let_go, false).await?;
    step.done_with(let_go.join(", "));
    Ok(observe(engine, &state.name).await?)
}
