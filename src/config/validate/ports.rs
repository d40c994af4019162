//! Host ports: each is asked for once.

use crate::config::cluster::PortSpec;
use crate::yaml::{Located, Problems};

/// The ports. One number and protocol lead to one place, whatever the address: the ports container has it once.
pub fn ports(ports: Vec<Located<PortSpec>>, problems: &mut Problems) -> Vec<PortSpec> {
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
    ports.into_iter().map(|port| port.value).collect()
}
