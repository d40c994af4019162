//! `stop`: nodes end gracefully, and the host's ports with them; everything is kept.

use std::sync::Arc;

use super::StepError;
use crate::cluster::require_there;
use crate::engine::Engine;
use crate::report::{Reporter, Step};

/// Longer than a node itself takes to end its pods.
const GRACE_SECONDS: i32 = 45;

/// Stops all nodes of a cluster at once; whether any ran.
pub async fn stop(engine: &dyn Engine, reporter: &Arc<dyn Reporter>, name: &str) -> Result<bool, StepError> {
    let state = require_there(engine, name).await?;
    let running: Vec<_> = state.nodes.iter().filter(|node| node.running).collect();
    if running.is_empty() {
        return Ok(false);
    }
    let step = Step::start(reporter, "stop nodes");
    let containers = running.iter().map(|node| &node.container).chain(state.ports.iter().map(|ports| &ports.container));
    let stops = containers.map(|container| engine.stop_container(container, GRACE_SECONDS));
    for stopped in futures::future::join_all(stops).await {
        stopped?;
    }
    step.done_with(running.iter().map(|node| node.name.as_str()).collect::<Vec<_>>().join(", "));
    Ok(true)
}
