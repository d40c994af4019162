//! `pause`: nodes are frozen as they are; they take no CPU, and keep their memory.

use std::sync::Arc;

use super::select::{listed, select};
use crate::cluster::require_there;
use crate::engine::Engine;
use crate::report::{Reporter, Step};
use crate::steps::StepError;

/// Freezes nodes of a cluster at once, all where none is named; whether any ran.
pub async fn pause(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    name: &str,
    nodes: &[String],
) -> Result<bool, StepError> {
    let state = require_there(engine, name).await?;
    let mut chosen = select(&state, nodes)?;
    chosen.retain(|node| node.running);
    if chosen.is_empty() {
        return Ok(false);
    }
    let step = Step::start(reporter, "pause nodes");
    let pauses = chosen.iter().map(|node| engine.pause_container(&node.container));
    for paused in futures::future::join_all(pauses).await {
        paused?;
    }
    step.done_with(listed(&chosen));
    Ok(true)
}
