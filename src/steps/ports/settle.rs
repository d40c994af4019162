//! What a run that was killed while it changed ports has left is brought to an end.

use crate::cluster::{ClusterState, PortsState, names, observe};
use crate::engine::Engine;
use crate::steps::StepError;

/// The container that carries the host's ports, the only one now: one that was to take its place goes, or takes it
/// where the old one is gone.
pub async fn settle(engine: &dyn Engine, state: &ClusterState) -> Result<Option<PortsState>, StepError> {
    let (name, next) = (names::ports(&state.name), names::next_ports(&state.name));
    let is_ours = engine
        .find_container(&next)
        .await?
        .is_some_and(|container| container.labels.get(names::CLUSTER_LABEL) == Some(&state.name));
    if !is_ours {
        return Ok(state.ports.clone());
    }
    match engine.find_container(&name).await? {
        Some(_) => engine.remove_container(&next).await?,
        None => engine.rename_container(&next, &name).await?,
    }
    Ok(observe(engine, &state.name).await?.ports)
}
