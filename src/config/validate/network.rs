//! Addresses that have to fit together, and the proxy.

use ipnet::Ipv4Net;

use super::findings::Findings;
use crate::config::cluster::{ClusterNetwork, NODE_POD_PREFIX, ProxySpec};
use crate::config::{syntax, v1alpha1};
use crate::yaml::{Located, Place, Problems};

/// The network of so many nodes; `None` where a subnet was noted as a problem.
pub fn network(wire: v1alpha1::Network, nodes: usize, findings: &mut Findings) -> Option<ClusterNetwork> {
    let named =
        [("pod subnet", &wire.pod_subnet), ("service subnet", &wire.service_subnet), ("nodes' subnet", &wire.subnet)];
    let given: Vec<_> = named.into_iter().filter_map(|(name, subnet)| Some((name, subnet.as_ref()?))).collect();
    for (index, one) in given.iter().enumerate() {
        for other in &given[index + 1..] {
            check_overlap(one, other, &mut findings.problems);
        }
    }
    let pod_subnet = wire.pod_subnet?;
    check_room(&pod_subnet, nodes, &mut findings.problems);
    Some(ClusterNetwork {
        pod_subnet: pod_subnet.value,
        service_subnet: wire.service_subnet?.value,
        subnet: wire.subnet.map(|subnet| subnet.value),
        mtu: wire.mtu,
        api_server_address: wire.api_server_address?,
    })
}

fn check_overlap(one: &(&str, &Located<Ipv4Net>), other: &(&str, &Located<Ipv4Net>), problems: &mut Problems) {
    if !syntax::overlap(&one.1.value, &other.1.value) {
        return;
    }
    // The one that was written, and of two that were written the second.
    let ((name, at), (other_name, other)) = if other.1.place > one.1.place { (other, one) } else { (one, other) };
    let default = if matches!(other.place, Place::Outside(_)) { ", the default" } else { "" };
    problems.add(at.place, format!("the {name} {} overlaps the {other_name} {}{default}", at.value, other.value));
}

fn check_room(subnet: &Located<Ipv4Net>, nodes: usize, problems: &mut Problems) {
    let room = 1usize << NODE_POD_PREFIX.saturating_sub(subnet.value.prefix_len());
    if room < nodes {
        problems.add(
            subnet.place,
            format!(
                "the pod subnet {} has room for {room} nodes (/{NODE_POD_PREFIX} each), not for {nodes}",
                subnet.value
            ),
        );
    }
}

/// The proxy, if one is given.
pub fn proxy(wire: Option<v1alpha1::Proxy>, findings: &mut Findings) -> Option<ProxySpec> {
    let wire = wire?;
    for url in [&wire.http, &wire.https].into_iter().flatten().filter(|url| syntax::is_loopback(&url.value)) {
        findings.warnings.add(
            url.place,
            format!("`{}` is the node itself when a node asks for it: name the proxy by an address of this host that others reach", url.value),
        );
    }
    let value = |url: Option<Located<String>>| url.map(|url| url.value);
    let proxy = ProxySpec { http: value(wire.http), https: value(wire.https), no_proxy: wire.no_proxy };
    (proxy != ProxySpec::default()).then_some(proxy)
}
