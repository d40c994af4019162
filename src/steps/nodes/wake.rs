//! `node start` and `unpause`: nodes that do not run do so again.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::select::{listed, select};
use crate::cluster::{
    ClusterError, ClusterState, NodeState, connect_with, host_kubeconfig, observe, require_there, wait_for_api,
    wait_until_nodes_ready,
};
use crate::engine::{Engine, EngineError};
use crate::report::{Reporter, Step};
use crate::steps::StepError;
use crate::steps::api::start_api;
use crate::steps::journal::Journal;

/// Starts nodes, all at once, or lets them go on where they are paused. All are tried, whichever fails.
pub async fn wake_all(engine: &dyn Engine, nodes: &[&NodeState]) -> Result<(), EngineError> {
    let woken = futures::future::join_all(nodes.iter().map(|node| wake(engine, node))).await;
    woken.into_iter().collect()
}

async fn wake(engine: &dyn Engine, node: &NodeState) -> Result<(), EngineError> {
    if node.paused {
        engine.unpause_container(&node.container).await
    } else {
        engine.start_container(&node.container).await
    }
}

/// Which nodes are woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asleep {
    /// Those that are stopped or paused.
    Any,
    Paused,
}

/// Wakes those of the named nodes (all where none is named) that are asleep, and waits for them to be ready; whether
/// there were any.
pub async fn wake_nodes(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    name: &str,
    nodes: &[String],
    asleep: Asleep,
    wait: Duration,
    interrupt: &CancellationToken,
) -> Result<bool, StepError> {
    let state = require_there(engine, name).await?;
    let mut chosen = select(&state, nodes)?;
    chosen.retain(|node| node.paused || (asleep == Asleep::Any && !node.running));
    if chosen.is_empty() {
        return Ok(false);
    }
    if let Some(gone) = chosen.iter().find(|node| node.gone) {
        return Err(ClusterError::NodeGone { cluster: state.name.clone(), node: gone.name.clone() }.into());
    }
    let step = Step::start(reporter, "start nodes");
    wake_all(engine, &chosen).await?;
    start_api(engine, &Journal::default(), &state).await?;
    step.done_with(listed(&chosen));
    let state = observe(engine, name).await?;
    // Without a control plane nobody says when a node is ready.
    if wait.is_zero() || !state.first_control_plane()?.running {
        return Ok(true);
    }
    let names: Vec<_> = chosen.iter().map(|node| node.name.as_str()).collect();
    tokio::select! {
        ready = wait_for(engine, reporter, &state, &names, wait) => ready?,
        () = interrupt.cancelled() => return Err(StepError::Interrupted),
    }
    Ok(true)
}

async fn wait_for(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    state: &ClusterState,
    names: &[&str],
    wait: Duration,
) -> Result<(), StepError> {
    let kube = connect_with(&host_kubeconfig(engine, state).await?).await?;
    let step = Step::start(reporter, "wait for nodes");
    wait_for_api(&kube, wait).await?;
    wait_until_nodes_ready(&kube, state, names, wait, |missing| step.output(missing)).await?;
    step.done();
    Ok(())
}
