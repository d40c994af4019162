//! What the container that carries the host's ports says of itself: the list of ports lives nowhere else.

use crate::cluster::names;
use crate::config::PortSpec;
use crate::engine::Labels;

/// Its labels.
pub fn ports_labels(cluster: &str, ports: &[PortSpec]) -> Labels {
    let list = ports.iter().map(PortSpec::to_string).collect::<Vec<_>>().join(" ");
    let mut labels = names::cluster_labels(cluster);
    labels.insert(names::ROLE_LABEL.to_owned(), names::PORTS_ROLE.to_owned());
    labels.insert(names::PORTS_LABEL.to_owned(), list);
    labels
}
