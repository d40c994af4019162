//! Everything that is wrong, in the order of causes.

use time::OffsetDateTime;

use super::Problem;
use super::containers::{closed_api, closed_ports, containers, resting_images};
use super::inside::{dead, expired, full_disk, silent_api, unready};
use crate::cluster::objects::DeadApi;
use crate::cluster::ready::SystemPods;
use crate::cluster::{Certificate, ClusterState};

/// What there is to judge by.
pub struct Evidence<'a> {
    pub state: &'a ClusterState,
    /// What the API server said, or why it did not; `None` where it was not asked.
    pub api: Option<Result<&'a SystemPods, &'a str>>,
    pub dead_apis: &'a [DeadApi],
    pub certificates: &'a [Certificate],
    /// Bytes that are free where the engine keeps volumes; `None` where nobody can tell.
    pub disk_free: Option<u64>,
    pub now: OffsetDateTime,
}

/// Everything that is wrong, the causes before what follows from them.
pub fn problems(evidence: &Evidence<'_>) -> Vec<Problem> {
    let mut found: Vec<_> = full_disk(evidence).into_iter().chain(containers(evidence.state)).collect();
    found.extend(closed_api(evidence.state));
    found.extend(closed_ports(evidence.state));
    found.extend(resting_images(evidence.state));
    found.extend(expired(evidence));
    match evidence.api {
        Some(Ok(system)) => {
            found.extend(unready(evidence.state, system));
            found.extend(evidence.dead_apis.iter().map(|api| dead(evidence.state, api)));
        }
        Some(Err(reason)) => found.push(silent_api(evidence.state, reason)),
        None => {}
    }
    found
}
