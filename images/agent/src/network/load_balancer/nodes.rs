//! Which nodes can hold addresses, and which one decides.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use k8s_openapi::api::core::v1::Node;

/// Label of nodes that shall hold no addresses; kubeadm puts it on control planes.
const EXCLUDED: &str = "node.kubernetes.io/exclude-from-external-load-balancers";
const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";

/// Nodes that are ready and answer. Excluded ones count only in a cluster that has no others.
pub fn able(nodes: &[Arc<Node>], silent: &BTreeSet<String>) -> BTreeSet<String> {
    let all_excluded = nodes.iter().all(|node| has_label(node, EXCLUDED));
    let able = nodes.iter().filter(|node| all_excluded || !has_label(node, EXCLUDED));
    able.filter(|node| is_up(node, silent)).filter_map(|node| node.metadata.name.clone()).collect()
}

/// The control plane that decides: the first one that is up, or just the first.
pub fn first_control_plane(nodes: &[Arc<Node>], silent: &BTreeSet<String>) -> Option<String> {
    let control_planes = nodes.iter().filter(|node| is_control_plane(node));
    let first = control_planes.min_by_key(|node| (!is_up(node, silent), node.metadata.name.clone()));
    first.and_then(|node| node.metadata.name.clone())
}

pub fn is_control_plane(node: &Node) -> bool {
    has_label(node, CONTROL_PLANE)
}

/// Where its kubelet listens.
pub fn kubelet(node: &Node) -> Option<SocketAddr> {
    let status = node.status.as_ref()?;
    let address = status.addresses.iter().flatten().find(|address| address.type_ == "InternalIP")?;
    let address: IpAddr = address.address.parse().ok()?;
    let port = status.daemon_endpoints.as_ref()?.kubelet_endpoint.as_ref()?.port;
    Some(SocketAddr::new(address, u16::try_from(port).ok()?))
}

fn is_up(node: &Node, silent: &BTreeSet<String>) -> bool {
    let conditions = node.status.iter().flat_map(|status| status.conditions.iter().flatten());
    let ready = conditions.into_iter().any(|condition| condition.type_ == "Ready" && condition.status == "True");
    ready && node.metadata.name.as_ref().is_some_and(|name| !silent.contains(name))
}

fn has_label(node: &Node, label: &str) -> bool {
    node.metadata.labels.as_ref().is_some_and(|labels| labels.contains_key(label))
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{from_value, json};

    use super::*;

    fn node(name: &str, labels: &[&str], ready: &str) -> Arc<Node> {
        let labels: std::collections::BTreeMap<_, _> = labels.iter().map(|label| (*label, "")).collect();
        let node = json!({
            "metadata": { "name": name, "labels": labels },
            "status": {
                "conditions": [{ "type": "Ready", "status": ready }],
                "addresses": [{ "type": "Hostname", "address": name }, { "type": "InternalIP", "address": "172.24.0.10" }],
                "daemonEndpoints": { "kubeletEndpoint": { "Port": 10250 } },
            },
        });
        Arc::new(from_value(node).unwrap())
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nodes_that_are_ready_answer_and_are_not_excluded_are_able() {
        let nodes = [
            node("control-plane-1", &[CONTROL_PLANE, EXCLUDED], "True"),
            node("worker-1", &[], "True"),
            node("worker-2", &[], "Unknown"),
            node("worker-3", &[], "True"),
        ];
        assert_eq!(able(&nodes, &names(&["worker-3"])), names(&["worker-1"]));
        assert_eq!(able(&nodes[..1], &names(&[])), names(&["control-plane-1"]));
        assert_eq!(able(&nodes[..2], &names(&["worker-1"])), names(&[]));
    }

    #[test]
    fn the_first_control_plane_that_is_up_decides() {
        let nodes = [
            node("worker-1", &[], "True"),
            node("control-plane-2", &[CONTROL_PLANE], "True"),
            node("control-plane-1", &[CONTROL_PLANE], "True"),
        ];
        let first = |silent: &[&str]| first_control_plane(&nodes, &names(silent));
        assert_eq!(first(&[]).unwrap(), "control-plane-1");
        assert_eq!(first(&["control-plane-1"]).unwrap(), "control-plane-2");
        assert_eq!(first(&["control-plane-1", "control-plane-2"]).unwrap(), "control-plane-1");
        assert_eq!(first_control_plane(&nodes[..1], &names(&[])), None);
    }

    #[test]
    fn a_kubelet_is_found() {
        assert_eq!(kubelet(&node("worker-1", &[], "True")), Some("172.24.0.10:10250".parse().unwrap()));
    }
}
