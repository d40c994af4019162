//! Figures of nodes.

use k8s_openapi::api::core::v1::{Node, NodeStatus, Taint};

use super::about::{condition_states, created, one, text, yes};
use super::resources;
use super::table::Figures;
use crate::exporter::{Family, Kind, Line};

const ROLE: &str = "node-role.kubernetes.io/";

pub const FIGURES: Figures<Node> =
    Figures { families: FAMILIES, labels: |node| vec![("node", text(node.metadata.name.as_ref()))] };

const FAMILIES: &[Family<Node>] = &[
    Family { name: "kube_node_info", help: "Information about a cluster node.", kind: Kind::Gauge, of: info },
    Family { name: "kube_node_created", help: "Unix creation timestamp.", kind: Kind::Gauge, of: created },
    Family { name: "kube_node_role", help: "The role of a cluster node.", kind: Kind::Gauge, of: roles },
    Family {
        name: "kube_node_spec_unschedulable",
        help: "Whether a node can schedule new pods.",
        kind: Kind::Gauge,
        of: |node| one(yes(node.spec.as_ref().is_some_and(|spec| spec.unschedulable == Some(true)))),
    },
    Family { name: "kube_node_spec_taint", help: "The taint of a cluster node.", kind: Kind::Gauge, of: taints },
    Family {
        name: "kube_node_status_condition",
        help: "The condition of a cluster node.",
        kind: Kind::Gauge,
        of: conditions,
    },
    Family {
        name: "kube_node_status_capacity",
        help: "The total amount of resources of a node.",
        kind: Kind::Gauge,
        of: |node| resources::lines(status(node).and_then(|status| status.capacity.as_ref())),
    },
    Family {
        name: "kube_node_status_allocatable",
        help: "The amount of resources that pods can have.",
        kind: Kind::Gauge,
        of: |node| resources::lines(status(node).and_then(|status| status.allocatable.as_ref())),
    },
];

fn status(node: &Node) -> Option<&NodeStatus> {
    node.status.as_ref()
}

fn info(node: &Node) -> Vec<Line> {
    let Some(system) = status(node).and_then(|status| status.node_info.as_ref()) else { return Vec::new() };
    let addresses = status(node).and_then(|status| status.addresses.as_ref());
    let internal = addresses.and_then(|all| all.iter().find(|address| address.type_ == "InternalIP"));
    let spec = node.spec.as_ref();
    let labels = vec![
        ("kernel_version", system.kernel_version.clone()),
        ("os_image", system.os_image.clone()),
        ("container_runtime_version", system.container_runtime_version.clone()),
        ("kubelet_version", system.kubelet_version.clone()),
        ("provider_id", text(spec.and_then(|spec| spec.provider_id.as_ref()))),
        ("pod_cidr", text(spec.and_then(|spec| spec.pod_cidr.as_ref()))),
        ("system_uuid", system.system_uuid.clone()),
        ("internal_ip", text(internal.map(|address| &address.address))),
    ];
    vec![Line::new(labels, 1.0)]
}

fn roles(node: &Node) -> Vec<Line> {
    let labels = node.metadata.labels.iter().flatten();
    let roles = labels.filter_map(|(label, _)| label.strip_prefix(ROLE));
    roles.map(|role| Line::new(vec![("role", role.to_owned())], 1.0)).collect()
}

fn taints(node: &Node) -> Vec<Line> {
    let taints = node.spec.iter().filter_map(|spec| spec.taints.as_ref()).flatten();
    let line = |taint: &Taint| {
        let labels =
            vec![("key", taint.key.clone()), ("value", text(taint.value.as_ref())), ("effect", taint.effect.clone())];
        Line::new(labels, 1.0)
    };
    taints.map(line).collect()
}

fn conditions(node: &Node) -> Vec<Line> {
    let mut lines = Vec::new();
    for condition in status(node).into_iter().filter_map(|status| status.conditions.as_ref()).flatten() {
        for mut line in condition_states("status", &condition.status) {
            line.labels.insert(0, ("condition", condition.type_.clone()));
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::monitoring::objects::table::by_family;

    #[test]
    fn have_the_names_and_labels_of_kube_state_metrics() {
        let node: Node = from_value(json!({
            "metadata": { "name": "worker-1", "labels": { "node-role.kubernetes.io/worker": "" } },
            "spec": { "taints": [{ "key": "gpu", "effect": "NoSchedule" }] },
            "status": {
                "conditions": [{ "type": "Ready", "status": "Unknown" }],
                "allocatable": { "cpu": "1500m" },
            },
        }))
        .unwrap();
        let expected = "\
kube_node_role{node=\"worker-1\",role=\"worker\"} 1
kube_node_spec_unschedulable{node=\"worker-1\"} 0
kube_node_spec_taint{node=\"worker-1\",key=\"gpu\",value=\"\",effect=\"NoSchedule\"} 1
kube_node_status_condition{node=\"worker-1\",condition=\"Ready\",status=\"true\"} 0
kube_node_status_condition{node=\"worker-1\",condition=\"Ready\",status=\"false\"} 0
kube_node_status_condition{node=\"worker-1\",condition=\"Ready\",status=\"unknown\"} 1
kube_node_status_allocatable{node=\"worker-1\",resource=\"cpu\",unit=\"core\"} 1.5
";
        assert_eq!(by_family(&node, &FIGURES).concat(), expected);
    }
}
