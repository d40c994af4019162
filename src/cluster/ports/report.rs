//! What the container that carries the host's ports says: where each leads now.

use serde::Deserialize;

use crate::cluster::node::read_container_file;
use crate::cluster::{ClusterError, PortsState};
use crate::config::{PortKey, PortProtocol};
use crate::engine::Engine;
use crate::yaml;

const PATH: &str = "/run/devcluster/ports.json";

/// Where a host port leads now, or why nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortReport {
    pub key: PortKey,
    /// Cluster address and port of the service.
    pub leads_to: Result<String, String>,
}

/// What the agent writes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    host_port: u16,
    protocol: String,
    address: Option<String>,
    problem: Option<String>,
}

/// The report; `None` until the container has asked the API server for the first time.
pub async fn read_ports_report(
    engine: &dyn Engine,
    ports: &PortsState,
) -> Result<Option<Vec<PortReport>>, ClusterError> {
    let Some(text) = read_container_file(engine, &ports.container, PATH).await? else { return Ok(None) };
    // JSON is YAML.
    let lines: Vec<Line> = yaml::parse(&text)?;
    Ok(Some(lines.into_iter().map(report).collect()))
}

fn report(line: Line) -> PortReport {
    let protocol = if line.protocol == PortProtocol::Udp.name() { PortProtocol::Udp } else { PortProtocol::Tcp };
    PortReport {
        key: PortKey { port: line.host_port, protocol },
        leads_to: line.address.ok_or_else(|| line.problem.unwrap_or_default()),
    }
}
