//! Host ports added to those that are there, or taken from them.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{PortsError, check_ports, set_ports};
use crate::cluster::{ClusterState, PortReport};
use crate::config::{PortKey, PortSpec};
use crate::engine::Engine;
use crate::plan::{ports_with, ports_without};
use crate::report::{Event, Reporter};
use crate::steps::StepError;

/// Adds ports; those that lead nowhere yet are told.
pub async fn add_ports(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    state: &ClusterState,
    asked: &[PortSpec],
    interrupt: &CancellationToken,
) -> Result<(), StepError> {
    let there = state.published_ports();
    let wanted = ports_with(there, asked).map_err(PortsError::from)?;
    let new: Vec<_> = wanted.iter().filter(|port| !there.contains(port)).cloned().collect();
    check_ports(engine, &new).await?;
    let reports = set_ports(engine, reporter, state, &wanted, interrupt).await?;
    for report in reports.iter().filter(|report| new.iter().any(|port| port.key() == report.key)) {
        warn(reporter, report);
    }
    Ok(())
}

/// Removes ports.
pub async fn remove_ports(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    state: &ClusterState,
    gone: &[PortKey],
    interrupt: &CancellationToken,
) -> Result<(), StepError> {
    let wanted = ports_without(state.published_ports(), gone).map_err(PortsError::from)?;
    set_ports(engine, reporter, state, &wanted, interrupt).await.map(drop)
}

fn warn(reporter: &Arc<dyn Reporter>, report: &PortReport) {
    if let Err(problem) = &report.leads_to {
        reporter.event(&Event::Warning {
            text: format!("host port {} refuses connections for now: {problem}", report.key),
            hint: Some("it leads there as soon as that is there; see `devcluster port list`".to_owned()),
        });
    }
}
