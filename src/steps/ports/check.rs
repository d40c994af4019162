//! Whether host ports can be published, before anything is made.

use std::io::ErrorKind;
use std::net::SocketAddr;

use super::PortsError;
use crate::config::{PortKey, PortProtocol, PortSpec};
use crate::engine::{Container, Engine, Labels, PortBinding, Protocol};
use crate::host;
use crate::plan::distinct_ports;
use crate::steps::StepError;

/// Fails where a port is asked for twice, or something of this host listens on it. Only for ports that the cluster does
/// not publish itself. An engine elsewhere has ports that can't be seen from here: it will say so itself.
pub async fn check_ports(engine: &dyn Engine, ports: &[PortSpec]) -> Result<(), StepError> {
    let ports = distinct_ports(ports.to_vec()).map_err(PortsError::from)?;
    if ports.is_empty() || !engine.info().await?.local {
        return Ok(());
    }
    for port in &ports {
        let address = SocketAddr::new(port.host_ip, port.host_port);
        match listen(address, port.protocol) {
            Err(ErrorKind::AddrInUse) => return Err(in_use(engine, port.key()).await.into()),
            Err(ErrorKind::AddrNotAvailable) => {
                let port = Box::new(port.clone());
                return Err(PortsError::NoSuchAddress { address: address.ip(), port }.into());
            }
            // The engine may do what this user may not, such as listening on port 80.
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn listen(address: SocketAddr, protocol: PortProtocol) -> Result<(), ErrorKind> {
    host::listen(address, protocol == PortProtocol::Udp).map_err(|error| error.kind())
}

/// The error for a port that is in use, with the container that publishes it, if it is one.
pub async fn in_use(engine: &dyn Engine, port: PortKey) -> PortsError {
    let containers = engine.containers(&Labels::new()).await.unwrap_or_default();
    let holder = containers.into_iter().find(|container| publishes(container, port)).map(|container| container.name);
    PortsError::InUse { port, holder }
}

fn publishes(container: &Container, port: PortKey) -> bool {
    let is_it = |there: &PortBinding| (there.host_port, there.protocol) == (port.port, protocol(port.protocol));
    container.is_running() && container.ports.iter().any(is_it)
}

/// The engine's word for a protocol.
pub fn protocol(protocol: PortProtocol) -> Protocol {
    match protocol {
        PortProtocol::Tcp => Protocol::Tcp,
        PortProtocol::Udp => Protocol::Udp,
    }
}
