//! Host ports: each is asked for once.

use crate::config::cluster::PortSpec;
use crate::yaml::{Located, Problems};

/// The ports, if no two listen at the same place.
pub fn ports(ports: Vec<Located<PortSpec>>, problems: &mut Problems) -> Vec<PortSpec> {
    for (index, port) in ports.iter().enumerate() {
        if let Some(first) = ports[..index].iter().find(|other| collide(&other.value, &port.value)) {
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

/// Whether they listen on the same port of the same address; an unspecified address is all of them.
fn collide(one: &PortSpec, other: &PortSpec) -> bool {
    let addresses = one.host_ip == other.host_ip || one.host_ip.is_unspecified() || other.host_ip.is_unspecified();
    (one.host_port, one.protocol) == (other.host_port, other.protocol) && addresses
}
