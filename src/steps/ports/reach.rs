//! The URL at which programs on this host reach a service, wherever the engine runs.

use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::add_ports;
use crate::cluster::{ClusterState, ServiceError, ServiceInfo, service_url, url_by_host_port, web_port};
use crate::config::{PortProtocol, PortSpec, PortTarget};
use crate::engine::Engine;
use crate::host;
use crate::report::Reporter;
use crate::steps::StepError;

/// The service's own address where that can be reached from here, else a host port that leads to it; where the engine
/// runs elsewhere one is added, if `publish` says so. The inner error says why there is no URL.
pub async fn reach_service(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    state: &ClusterState,
    service: &ServiceInfo,
    publish: bool,
    interrupt: &CancellationToken,
) -> Result<Result<String, ServiceError>, StepError> {
    let local = engine.info().await?.local;
    let reason = match service_url(service, state.first_control_plane()?.address, local) {
        Ok(url) => return Ok(Ok(url)),
        Err(reason) => reason,
    };
    let there = state.ports.iter().filter(|ports| ports.running).flat_map(|ports| &ports.ports);
    if let Some(url) = there.filter_map(|port| url_by_host_port(service, port)).next() {
        return Ok(Ok(url));
    }
    match web_port(service) {
        Ok(port) if publish && !local => {
            let port = new_port(service, port.port)?;
            add_ports(engine, reporter, state, std::slice::from_ref(&port), interrupt).await?;
            Ok(url_by_host_port(service, &port).ok_or(reason))
        }
        _ => Ok(Err(reason)),
    }
}

fn new_port(service: &ServiceInfo, port: i32) -> Result<PortSpec, StepError> {
    Ok(PortSpec {
        host_ip: Ipv4Addr::LOCALHOST.into(),
        host_port: host::free_port().map_err(StepError::NoPort)?,
        protocol: PortProtocol::Tcp,
        target: PortTarget::Service {
            namespace: service.namespace.clone(),
            name: service.name.clone(),
            port: port.to_string(),
        },
    })
}
