//! An app out of a cluster: all that `up` made of it.

use std::time::Duration;

use super::interrupted::unless_interrupted;
use super::{Target, Tools, UpError};
use crate::cluster::{self, Applied, ApplySet, Outcome, RemoveOptions};
use crate::report::Step;

/// How `down` goes about it.
#[derive(Debug, Clone, Copy)]
pub struct DownOptions {
    /// Volumes and their data too.
    pub volumes: bool,
    /// How long its pods may take to end.
    pub timeout: Duration,
}

/// Removes what a cluster has of an app; what became of each object. Empty where it has nothing.
pub async fn down(
    tools: &Tools,
    target: &Target,
    set: &ApplySet,
    options: DownOptions,
) -> Result<Vec<Applied>, UpError> {
    let step = Step::start(&tools.reporter, format!("remove {}", set.name));
    let options = RemoveOptions { volumes: options.volumes, timeout: options.timeout };
    let seen = |object: &Applied| step.output(object.line());
    let work = async { Ok(cluster::remove_set(&target.kube, set, options, seen).await?) };
    let removed = unless_interrupted(&tools.interrupt, work, UpError::Interrupted).await?;
    let count = removed.iter().filter(|object| object.outcome == Outcome::Deleted).count();
    match count {
        0 => step.skipped("nothing is there"),
        1 => step.done_with("1 object"),
        count => step.done_with(format!("{count} objects")),
    }
    Ok(removed)
}
