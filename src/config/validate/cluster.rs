//! The config as a whole.

use std::path::Path;

use super::files::Files;
use super::findings::Findings;
use super::{network, nodes, ports, registries};
use crate::config::cluster::{Cluster, Images};
use crate::config::v1alpha1;

/// The internal form; `None` only where problems were noted. `folder` is what paths are relative to; without it the
/// host's files are not looked at.
pub fn validate(wire: v1alpha1::Cluster, folder: Option<&Path>, findings: &mut Findings) -> Option<Cluster> {
    let files = Files { folder };
    let nodes = wire.nodes.map(|groups| nodes::nodes(groups, files, findings));
    let network = network::network(wire.network, nodes.as_ref().map_or(0, Vec::len), findings);
    let ports = ports::ports(wire.ports, &mut findings.problems);
    let registries = registries::registries(wire.registries, files, findings);
    let trusted_cas = registries::trusted_cas(&wire.trusted_cas, files, findings);
    let proxy = network::proxy(wire.proxy, findings);
    Some(Cluster {
        name: wire.name?,
        kubernetes_version: wire.kubernetes_version?,
        nodes: nodes?,
        network: network?,
        ports,
        addons: wire.addons,
        images: Images { shared: wire.images.shared? },
        registries,
        trusted_cas,
        proxy,
        audit_log: wire.audit_log?,
        components: wire.components,
    })
}
