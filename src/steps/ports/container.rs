//! The container that carries the host's ports: made, started, waited for.

use std::time::Duration;

use ipnet::Ipv4Net;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::PortsError;
use super::check::{in_use, protocol};
use crate::cluster::{ClusterState, PortReport, PortsState, names, ports_files, ports_labels, read_ports_report};
use crate::config::PortSpec;
use crate::engine::{ContainerSpec, Engine, EngineError, PortBinding, Privileges};
use crate::plan::ports_address;
use crate::steps::StepError;
use crate::steps::nodes::upload;

/// It has to ask an API server that answers already.
const LIMIT: Duration = Duration::from_secs(30);
const INTERVAL: Duration = Duration::from_millis(30);
const SHOWN_LOG_LINES: usize = 20;

/// Creates it with its files in place, under a name that is in the journal already.
pub async fn create(
    engine: &dyn Engine,
    state: &ClusterState,
    ports: &[PortSpec],
    name: &str,
) -> Result<PortsState, StepError> {
    engine.create_container(&spec(engine, state, ports, name).await?).await?;
    provide(engine, state, ports, name).await?;
    Ok(PortsState { container: name.to_owned(), ports: ports.to_vec(), running: false })
}

/// Gives it its files, with a certificate that was made just now.
pub async fn provide(
    engine: &dyn Engine,
    state: &ClusterState,
    ports: &[PortSpec],
    name: &str,
) -> Result<(), StepError> {
    upload(engine, name, &ports_files(engine, state, ports).await?).await
}

/// Starts it.
pub async fn start(engine: &dyn Engine, made: &PortsState) -> Result<(), StepError> {
    match engine.start_container(&made.container).await {
        Err(EngineError::PortInUse { port, detail }) => match made.ports.iter().find(|ours| ours.host_port == port) {
            Some(ours) => Err(in_use(engine, ours.key()).await.into()),
            None => Err(EngineError::PortInUse { port, detail }.into()),
        },
        started => Ok(started?),
    }
}

/// Waits until its ports lead where they shall; what it says of them.
pub async fn wait(
    engine: &dyn Engine,
    made: &PortsState,
    interrupt: &CancellationToken,
) -> Result<Vec<PortReport>, StepError> {
    let deadline = Instant::now() + LIMIT;
    loop {
        if let Some(report) = read_ports_report(engine, made).await? {
            return Ok(report);
        }
        let what = match engine.container(&made.container).await?.is_running() {
            true if Instant::now() < deadline => None,
            true => Some("did not get an answer of the API server"),
            false => Some("ended"),
        };
        if let Some(what) = what {
            let output = engine.container_logs(&made.container, SHOWN_LOG_LINES).await.unwrap_or_default();
            return Err(PortsError::NotWorking { container: made.container.clone(), what, output }.into());
        }
        tokio::select! {
            () = sleep(INTERVAL) => {}
            () = interrupt.cancelled() => return Err(StepError::Interrupted),
        }
    }
}

async fn spec(
    engine: &dyn Engine,
    state: &ClusterState,
    ports: &[PortSpec],
    name: &str,
) -> Result<ContainerSpec, StepError> {
    let image = engine.container(&state.first_control_plane()?.container).await?.image;
    let networks = engine.networks(&names::cluster_labels(&state.name)).await?;
    let subnet = networks.iter().flat_map(|network| &network.subnets).find_map(|subnet| subnet.parse::<Ipv4Net>().ok());
    let subnet = subnet
        .ok_or_else(|| StepError::Conflict { name: state.name.clone(), reason: "its network is gone".to_owned() })?;
    Ok(ContainerSpec {
        name: name.to_owned(),
        image,
        hostname: Some(names::PORTS_ROLE.to_owned()),
        command: vec!["ports".to_owned()],
        labels: ports_labels(&state.name, ports),
        network: Some((names::network(&state.name), ports_address(subnet))),
        ports: ports.iter().map(binding).collect(),
        privileges: Privileges::Network,
        restart: true,
        ..ContainerSpec::default()
    })
}

fn binding(port: &PortSpec) -> PortBinding {
    PortBinding {
        host_ip: port.host_ip.to_string(),
        host_port: port.host_port,
        container_port: port.host_port,
        protocol: protocol(port.protocol),
    }
}
