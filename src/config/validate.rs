//! Wire form to validated config: every problem is reported, not the first.

use ipnet::Ipv4Net;

use super::cluster::{Cluster, ClusterNetwork, Components, NodeRole, NodeSpec};
use super::error::ConfigError;
use super::{default, v1alpha1};

/// Longest cluster name: container names, host names and context names are made of it.
const LONGEST_NAME: usize = 40;
/// Smallest node subnet: fixed node addresses, helpers and LoadBalancer addresses have a quarter each.
const SMALLEST_SUBNET: u8 = 24;

/// Checks a name by itself.
pub fn cluster_name(name: &str) -> Result<(), ConfigError> {
    let mut problems = Problems::default();
    problems.check_name(name);
    problems.none_or_error()
}

/// Fills in defaults and checks everything.
pub fn validate(wire: v1alpha1::Cluster) -> Result<Cluster, ConfigError> {
    let mut problems = Problems::default();
    problems.expect("apiVersion", &wire.api_version, v1alpha1::API_VERSION);
    problems.expect("kind", &wire.kind, v1alpha1::KIND);
    let name = wire.name.unwrap_or_else(|| default::NAME.to_owned());
    problems.check_name(&name);
    let kubernetes_version = wire.kubernetes_version.unwrap_or_else(|| default::KUBERNETES_VERSION.to_owned());
    problems.check_version(&kubernetes_version);
    let nodes = problems.nodes(wire.nodes.unwrap_or_else(default::nodes));
    let network = problems.network(wire.network);
    match network {
        Some(network) if problems.0.is_empty() => Ok(Cluster {
            name,
            kubernetes_version,
            nodes,
            network,
            ports: Vec::new(),
            registries: Vec::new(),
            trusted_cas: Vec::new(),
            proxy: None,
            components: Components::default(),
        }),
        _ => Err(ConfigError::Invalid { problems: problems.0 }),
    }
}

#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn none_or_error(self) -> Result<(), ConfigError> {
        if self.0.is_empty() { Ok(()) } else { Err(ConfigError::Invalid { problems: self.0 }) }
    }

    fn add(&mut self, problem: impl Into<String>) {
        self.0.push(problem.into());
    }

    fn expect(&mut self, field: &str, value: &str, expected: &str) {
        if value != expected {
            self.add(format!("{field} is `{value}`; it has to be `{expected}`"));
        }
    }

    fn check_name(&mut self, name: &str) {
        let characters_fit = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let ends_fit = !name.starts_with('-') && !name.ends_with('-');
        if name.is_empty() || name.len() > LONGEST_NAME || !characters_fit || !ends_fit {
            self.add(format!(
                "name `{name}` does not fit: up to {LONGEST_NAME} lower-case letters, digits and `-`, beginning and ending with a letter or digit"
            ));
        }
    }

    fn check_version(&mut self, version: &str) {
        if version != default::KUBERNETES_VERSION {
            self.add(format!(
                "kubernetesVersion is `{version}`; this release of devcluster runs {}",
                default::KUBERNETES_VERSION
            ));
        }
    }

    fn nodes(&mut self, groups: Vec<v1alpha1::Node>) -> Vec<NodeSpec> {
        let mut nodes = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let Some(role) = NodeRole::parse(&group.role) else {
                self.add(format!("nodes[{index}].role is `{}`; it has to be `control-plane` or `worker`", group.role));
                continue;
            };
            for _ in 0..group.count.unwrap_or(1) {
                let number = 1 + nodes.iter().filter(|node: &&NodeSpec| node.role == role).count();
                nodes.push(NodeSpec::new(role, number));
            }
        }
        if nodes.iter().filter(|node| node.role == NodeRole::ControlPlane).count() != 1 {
            self.add(
                "nodes: this release of devcluster makes clusters of one control-plane node and any number of workers",
            );
        }
        nodes
    }

    fn network(&mut self, wire: v1alpha1::Network) -> Option<ClusterNetwork> {
        let pod_subnet = self.subnet("network.podSubnet", wire.pod_subnet.as_deref().unwrap_or(default::POD_SUBNET));
        let service_subnet =
            self.subnet("network.serviceSubnet", wire.service_subnet.as_deref().unwrap_or(default::SERVICE_SUBNET));
        let subnet = wire.subnet.as_deref().map(|subnet| self.subnet("network.subnet", subnet));
        if let Some(mtu) = wire.mtu.filter(|mtu| !(576..=9216).contains(mtu)) {
            self.add(format!("network.mtu is {mtu}; it has to be between 576 and 9216"));
        }
        let network = ClusterNetwork {
            pod_subnet: pod_subnet?,
            service_subnet: service_subnet?,
            subnet: match subnet {
                Some(subnet) => Some(subnet?),
                None => None,
            },
            mtu: wire.mtu,
        };
        self.check_overlaps(&network);
        Some(network)
    }

    fn subnet(&mut self, field: &str, text: &str) -> Option<Ipv4Net> {
        match text.parse::<Ipv4Net>() {
            Ok(subnet) if subnet.prefix_len() <= SMALLEST_SUBNET => Some(subnet.trunc()),
            Ok(_) => {
                self.add(format!("{field} is `{text}`; /{SMALLEST_SUBNET} is the smallest that has room"));
                None
            }
            Err(_) => {
                self.add(format!("{field} is `{text}`; it has to be an IPv4 subnet such as 10.244.0.0/16"));
                None
            }
        }
    }

    fn check_overlaps(&mut self, network: &ClusterNetwork) {
        let mut named =
            vec![("network.podSubnet", network.pod_subnet), ("network.serviceSubnet", network.service_subnet)];
        named.extend(network.subnet.map(|subnet| ("network.subnet", subnet)));
        for (index, (name, one)) in named.iter().enumerate() {
            for (other_name, other) in &named[index + 1..] {
                if one.contains(other) || other.contains(one) {
                    self.add(format!("{name} {one} and {other_name} {other} overlap"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Cluster, ConfigError> {
        validate(crate::yaml::parse(text).unwrap())
    }

    #[test]
    fn an_empty_config_is_one_control_plane() {
        let cluster = parse("{apiVersion: devcluster.dev/v1alpha1, kind: Cluster}").unwrap();
        assert_eq!(cluster.name, "dev");
        assert_eq!(cluster.nodes, [NodeSpec::new(NodeRole::ControlPlane, 1)]);
        assert_eq!(cluster.network.dns_address().to_string(), "10.96.0.10");
    }

    #[test]
    fn all_problems_come_at_once() {
        let error = parse(
            "{apiVersion: v1, kind: Cluster, name: Dev_1, kubernetesVersion: v1.20.0, nodes: [{role: boss}], \
             network: {podSubnet: 10.96.0.0/16, serviceSubnet: 10.96.0.0/12, mtu: 9}}",
        )
        .unwrap_err();
        insta::assert_snapshot!(error);
    }

    #[test]
    fn names_that_break_container_names_are_refused() {
        for name in ["", "-a", "a-", "A", "a_b", "a/b", &"a".repeat(41)] {
            assert!(cluster_name(name).is_err(), "{name}");
        }
        for name in ["a", "dev", "ci-42"] {
            assert!(cluster_name(name).is_ok(), "{name}");
        }
    }
}
