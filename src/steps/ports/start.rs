//! The ports of a cluster that starts: those that it had come back, and those that are asked for come to them.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{check_ports, set_ports};
use crate::cluster::{ClusterState, names};
use crate::config::{Cluster, PortSpec};
use crate::engine::Engine;
use crate::plan::ports_over;
use crate::report::Reporter;
use crate::steps::StepError;
use crate::steps::journal::{Journal, Made};

/// Fails where a port can't be published, before anything is started.
pub async fn check_start_ports(engine: &dyn Engine, state: &ClusterState, cluster: &Cluster) -> Result<(), StepError> {
    let wanted = ports_over(state.published_ports(), &cluster.ports);
    let running = state.ports.as_ref().is_some_and(|there| there.running);
    let held = if running { state.published_ports() } else { &[] };
    let new = wanted.into_iter().filter(|port| !held.iter().any(|held| held.key() == port.key()));
    check_ports(engine, &new.collect::<Vec<_>>()).await
}

/// Publishes them, once the API server answers.
pub async fn start_ports(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    journal: &Journal,
    state: &ClusterState,
    asked: &[PortSpec],
    interrupt: &CancellationToken,
) -> Result<(), StepError> {
    let wanted = ports_over(state.published_ports(), asked);
    if wanted.is_empty() {
        return Ok(());
    }
    match &state.ports {
        None => journal.write(Made::Container(names::ports(&state.name))),
        Some(there) if !there.running => journal.write(Made::Started(there.container.clone())),
        Some(_) => {}
    }
    set_ports(engine, reporter, state, &wanted, interrupt).await.map(drop)
}
