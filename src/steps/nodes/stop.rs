//! `stop`: nodes end gracefully, and with all of them the containers beside them; everything is kept.

use std::sync::Arc;

use super::select::{listed, select};
use crate::cluster::{NodeState, require_there};
use crate::engine::{Engine, EngineError};
use crate::report::{Reporter, Step};
use crate::steps::StepError;

/// Longer than a node itself takes to end its pods.
const GRACE_SECONDS: i32 = 45;

/// Stops nodes of a cluster at once, all where none is named; whether any ran.
pub async fn stop(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    name: &str,
    nodes: &[String],
) -> Result<bool, StepError> {
    let state = require_there(engine, name).await?;
    let mut chosen = select(&state, nodes)?;
    chosen.retain(|node| node.running || node.paused);
    // What stands beside the nodes goes and comes with all of them.
    let others: Vec<_> = match nodes.is_empty() {
        true => state.beside_nodes().filter(|(_, running)| *running).map(|(container, _)| container).collect(),
        false => Vec::new(),
    };
    if chosen.is_empty() && others.is_empty() {
        return Ok(false);
    }
    let step = Step::start(reporter, "stop nodes");
    let stops = futures::future::join_all(chosen.iter().map(|node| stop_node(engine, node)));
    let others =
        futures::future::join_all(others.iter().map(|container| engine.stop_container(container, GRACE_SECONDS)));
    let (stops, others) = tokio::join!(stops, others);
    for stopped in stops.into_iter().chain(others) {
        stopped?;
    }
    step.done_with(listed(&chosen));
    Ok(true)
}

async fn stop_node(engine: &dyn Engine, node: &NodeState) -> Result<(), EngineError> {
    if node.paused {
        // A frozen node can't end its pods.
        engine.unpause_container(&node.container).await?;
    }
    engine.stop_container(&node.container, GRACE_SECONDS).await
}
