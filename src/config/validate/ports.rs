//! Host ports: each is asked for once.

use crate::config::cluster::{PortProtocol, PortSpec};
use crate::yaml::{Located, Problems};

/// The ports. One number and protocol lead to one place, whatever the address: the ports container has it once.
pub fn ports(ports: Vec<Located<PortSpec>>, registry: Option<&Located<u16>>, problems: &mut Problems) -> Vec<PortSpec> {
    for (index, port) in ports.iter().enumerate() {
        if let Some(first) = ports[..index].iter().find(|other| other.value.key() == port.value.key()) {
            problems.add(
                port.place,
                format!(
                    "host port {} is asked for twice: by `{}` and by `{}`",
                    port.value.host_port, first.value, port.value
                ),
            );
        }
    }
    let is_tcp = |port: &&Located<PortSpec>| port.value.protocol == PortProtocol::Tcp;
    if let Some(registry) = registry
        && let Some(port) = ports.iter().filter(is_tcp).find(|port| port.value.host_port == registry.value)
    {
        let number = registry.value;
        problems.add(registry.place, format!("host port {number} is asked for twice: here and by `{}`", port.value));
    }
    ports.into_iter().map(|port| port.value).collect()
}
