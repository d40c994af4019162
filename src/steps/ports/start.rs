//! The ports of a cluster that was stopped come back.

use super::{container, settle};
use crate::cluster::ClusterState;
use crate::engine::Engine;
use crate::steps::StepError;
use crate::steps::journal::{Journal, Made};

/// Starts the container that carries the host's ports, where there is one that does not run.
pub async fn start_ports(engine: &dyn Engine, journal: &Journal, state: &ClusterState) -> Result<(), StepError> {
    match settle::settle(engine, state).await? {
        Some(ports) if !ports.running => {
            journal.write(Made::Started(ports.container.clone()));
            container::start(engine, &ports).await
        }
        _ => Ok(()),
    }
}
