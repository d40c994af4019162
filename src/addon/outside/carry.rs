//! Host ports and names of registries, made as addons want them and taken back.

use super::Outside;
use crate::addon::AddonError;
use crate::app::Tools;
use crate::cluster::{self, ClusterState};
use crate::config::PortSpec;
use crate::plan::ports_with;
use crate::steps::{self, PortsError, StepError};

/// Whether others may change the cluster meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Not while its ports change.
    Take,
    /// They may not: the caller sees to that.
    Held,
}

/// Fails where something else has the ports that are wanted.
pub async fn refuse(
    tools: &Tools,
    cluster: &ClusterState,
    wanted: &Outside,
    before: &Outside,
) -> Result<(), AddonError> {
    let ports = ports_afterwards(cluster, wanted, before)?;
    let new: Vec<_> = ports.into_iter().filter(|port| !cluster.published_ports().contains(port)).collect();
    Ok(steps::check_ports(tools.engine.as_ref(), &new).await?)
}

/// Makes it as it is wanted; what was there `before` and is not wanted any more goes.
pub async fn carry(
    tools: &Tools,
    cluster: &ClusterState,
    wanted: &Outside,
    before: &Outside,
    lock: Lock,
) -> Result<(), AddonError> {
    let gone = before.registries.iter().filter(|name| !wanted.registries.contains(name));
    for registry in gone {
        cluster::forget_registry(tools.engine.as_ref(), cluster, &registry.name).await?;
    }
    name_registries(tools, cluster, wanted).await?;
    if wanted.ports.is_empty() && before.ports.is_empty() {
        return Ok(());
    }
    let change = async || {
        let engine = tools.engine.as_ref();
        let state = cluster::require_there(engine, &cluster.name).await?;
        let ports = ports_afterwards(&state, wanted, before)?;
        steps::set_ports(engine, &tools.reporter, &state, &ports, &tools.interrupt).await.map(drop)
    };
    let changed = match lock {
        Lock::Held => change().await,
        Lock::Take => {
            steps::alone(tools.engine.as_ref(), &tools.reporter, &cluster.name, &tools.interrupt, change).await
        }
    };
    Ok(changed?)
}

/// Takes all of it back.
pub async fn take_back(tools: &Tools, cluster: &ClusterState, before: &Outside) -> Result<(), AddonError> {
    carry(tools, cluster, &Outside::default(), before, Lock::Take).await
}

/// Has all nodes find the registries, new nodes too.
pub async fn name_registries(tools: &Tools, cluster: &ClusterState, wanted: &Outside) -> Result<(), AddonError> {
    for registry in &wanted.registries {
        cluster::name_registry(tools.engine.as_ref(), cluster, &registry.name, &registry.endpoint).await?;
    }
    Ok(())
}

/// All ports that the cluster has when those `before` have become the wanted ones.
fn ports_afterwards(cluster: &ClusterState, wanted: &Outside, before: &Outside) -> Result<Vec<PortSpec>, StepError> {
    let gone = before.port_specs();
    let kept: Vec<_> = cluster.published_ports().iter().filter(|port| !gone.contains(port)).cloned().collect();
    Ok(ports_with(&kept, &wanted.port_specs()).map_err(PortsError::from)?)
}
