//! Waiting for what was applied, one workload after the other.

use std::time::Duration;

use tokio::time::Instant;

use super::interrupted::unless_interrupted;
use super::{Target, Tools, UpError};
use crate::cluster::{self, Applied, Workload};
use crate::report::Step;

/// Waits until all workloads among `applied` run as their manifests say, within `timeout` for all of them.
pub async fn wait_for(tools: &Tools, target: &Target, applied: &[Applied], timeout: Duration) -> Result<(), UpError> {
    let deadline = Instant::now() + timeout;
    let work = async {
        for workload in applied.iter().filter_map(Workload::of) {
            let step =
                Step::start(&tools.reporter, format!("wait for {} {}", workload.kind.to_lowercase(), workload.name));
            let left = deadline.saturating_duration_since(Instant::now());
            let seen = |state: &str| step.output(state);
            cluster::wait_for_rollout(&target.kube, &workload, left, Duration::ZERO, seen).await?;
            step.done();
        }
        Ok(())
    };
    unless_interrupted(&tools.interrupt, work, UpError::Interrupted).await
}
