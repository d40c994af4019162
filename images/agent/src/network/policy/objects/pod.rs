//! A pod that policies can speak of: it has, or will have, an address of its own, and has not come to its end.

use std::net::Ipv4Addr;

use super::super::selector::Labels;
use super::{Protocol, WirePod};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pod {
    pub namespace: String,
    pub name: String,
    pub labels: Labels,
    /// As the API server has it.
    pub address: Option<Ipv4Addr>,
    pub ports: Vec<NamedPort>,
    /// Whether it runs on this node.
    pub is_local: bool,
    pub is_terminating: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPort {
    pub name: String,
    pub protocol: Protocol,
    pub number: u16,
}

impl Pod {
    /// As the node `own` sees it.
    pub fn see(pod: &WirePod, own: &str) -> Option<Self> {
        let is_over = matches!(pod.status.phase.as_deref(), Some("Succeeded" | "Failed"));
        if is_over || pod.spec.host_network {
            return None;
        }
        Some(Self {
            namespace: pod.metadata.namespace.clone()?,
            name: pod.metadata.name.clone()?,
            labels: pod.metadata.labels.clone().unwrap_or_default(),
            address: pod.status.addresses.iter().find_map(|address| address.ip.parse().ok()),
            ports: ports(pod),
            is_local: pod.spec.node_name.as_deref() == Some(own),
            is_terminating: pod.metadata.deletion_timestamp.is_some(),
        })
    }

    /// The numbers of its ports with a name.
    pub fn named<'a>(&'a self, name: &'a str, protocol: Protocol) -> impl Iterator<Item = u16> + 'a {
        let ports = self.ports.iter().filter(move |port| port.name == name && port.protocol == protocol);
        ports.map(|port| port.number)
    }
}

fn ports(pod: &WirePod) -> Vec<NamedPort> {
    let sidecars = pod.spec.init_containers.iter().filter(|init| init.restart_policy.as_deref() == Some("Always"));
    let ports = pod.spec.containers.iter().chain(sidecars).flat_map(|container| &container.ports);
    let named = ports.filter_map(|port| {
        Some(NamedPort {
            name: port.name.clone()?,
            protocol: Protocol::read(port.protocol.as_deref())?,
            number: port.container_port.try_into().ok()?,
        })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{Value, from_value, json};

    use super::*;

    fn see(change: impl FnOnce(&mut Value)) -> Option<Pod> {
        let mut pod = json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": { "namespace": "default", "name": "web", "labels": { "app": "web" }, "managedFields": [{}] },
            "spec": {
                "nodeName": "worker-1",
                "containers": [
                    { "name": "a", "image": "a", "ports": [{ "name": "http", "containerPort": 8080 }, { "containerPort": 1 }] },
                    { "name": "b", "image": "b" },
                ],
                "initContainers": [
                    { "name": "once", "ports": [{ "name": "http", "containerPort": 9 }] },
                    { "name": "along", "restartPolicy": "Always",
                      "ports": [{ "name": "dns", "protocol": "UDP", "containerPort": 53 }] },
                ],
            },
            "status": { "phase": "Running", "podIP": "10.244.1.5", "podIPs": [{ "ip": "fd00::5" }, { "ip": "10.244.1.5" }] },
        });
        change(&mut pod);
        Pod::see(&from_value(pod).unwrap(), "worker-1")
    }

    #[test]
    fn what_matters_is_kept() {
        let pod = see(|_| {}).unwrap();
        assert_eq!((pod.namespace.as_str(), pod.address), ("default", Some(Ipv4Addr::new(10, 244, 1, 5))));
        assert_eq!(pod.labels, Labels::from([("app".into(), "web".into())]));
        assert!(pod.is_local && !pod.is_terminating);
        assert_eq!(pod.named("http", Protocol::Tcp).collect::<Vec<_>>(), [8080]);
        assert_eq!(pod.named("dns", Protocol::Udp).collect::<Vec<_>>(), [53]);
        assert_eq!(pod.named("dns", Protocol::Tcp).count(), 0);
    }

    #[test]
    fn pods_of_other_nodes_are_not_local() {
        assert!(!see(|pod| pod["spec"]["nodeName"] = "worker-2".into()).unwrap().is_local);
    }

    #[test]
    fn what_has_no_address_of_its_own_does_not_count() {
        assert_eq!(see(|pod| pod["spec"]["hostNetwork"] = true.into()), None);
    }

    #[test]
    fn one_that_starts_has_no_address_yet() {
        assert_eq!(see(|pod| pod["status"] = json!({ "phase": "Pending" })).unwrap().address, None);
    }

    #[test]
    fn what_is_over_does_not_count_and_what_is_ending_does() {
        for phase in ["Succeeded", "Failed"] {
            assert_eq!(see(|pod| pod["status"]["phase"] = phase.into()), None);
        }
        let ending = see(|pod| pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into()).unwrap();
        assert!(ending.is_terminating);
    }
}
