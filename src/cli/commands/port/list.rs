//! `devcluster port list`.

use std::net::{IpAddr, SocketAddr};

use serde::Serialize;

use crate::cli::table::table;
use crate::cli::{CommandError, Context};
use crate::cluster::{PortReport, read_ports_report, require_there};
use crate::config::{PortSpec, PortTarget};

/// List the host ports, and where they lead now
#[derive(clap::Args)]
pub struct Args {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    /// As `port add` takes it.
    port: String,
    host_ip: IpAddr,
    host_port: u16,
    protocol: &'static str,
    node_port: Option<u16>,
    service: Option<Service>,
    /// Cluster address and port of the service.
    leads_to: Option<String>,
    /// Why it leads nowhere now.
    problem: Option<String>,
}

#[derive(Serialize)]
struct Service {
    namespace: String,
    name: String,
    port: String,
}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let state = require_there(engine, &context.cluster_name()).await?;
    let rows: Vec<_> = match &state.ports {
        Some(there) => {
            let report = if there.running { read_ports_report(engine, there).await? } else { None };
            let silent = if there.running { "the API server has not answered yet" } else { "stopped" };
            there.ports.iter().map(|port| row(port, report.as_deref(), silent)).collect()
        }
        None => Vec::new(),
    };
    context.output.print(&rows, |rows| {
        table(&["HOST", "TARGET", "LEADS TO"], rows.iter().map(|row| vec![host(row), target(row), place(row)]))
    })
}

fn row(port: &PortSpec, report: Option<&[PortReport]>, silent: &str) -> Row {
    let line = report.and_then(|report| report.iter().find(|line| line.key == port.key()));
    let leads_to = line.map_or_else(|| Err(silent.to_owned()), |line| line.leads_to.clone());
    let (node_port, service) = match port.target.clone() {
        PortTarget::NodePort(number) => (Some(number), None),
        PortTarget::Service { namespace, name, port } => (None, Some(Service { namespace, name, port })),
    };
    Row {
        port: port.to_string(),
        host_ip: port.host_ip,
        host_port: port.host_port,
        protocol: port.protocol.name(),
        node_port,
        service,
        leads_to: leads_to.as_ref().ok().cloned(),
        problem: leads_to.err(),
    }
}

fn host(row: &Row) -> String {
    format!("{}/{}", SocketAddr::new(row.host_ip, row.host_port), row.protocol)
}

fn target(row: &Row) -> String {
    match &row.service {
        Some(Service { namespace, name, port }) => format!("service {namespace}/{name} port {port}"),
        None => row.node_port.map(|number| format!("node port {number}")).unwrap_or_default(),
    }
}

fn place(row: &Row) -> String {
    let problem = || row.problem.as_ref().map(|problem| format!("nowhere: {problem}"));
    row.leads_to.clone().or_else(problem).unwrap_or_default()
}
