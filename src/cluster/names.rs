//! Names and labels of a cluster's objects in the container engine. Labels hold identity only.

use crate::config::NodeRole;
use crate::engine::Labels;

/// Label that carries the cluster's name on every object of it.
pub const CLUSTER_LABEL: &str = "dev.devcluster.cluster";
/// Label that carries a node's Kubernetes name, on containers and volumes.
pub const NODE_LABEL: &str = "dev.devcluster.node";
/// Label that carries a container's role: `control-plane`, `worker`, `ports`, `api`, `registry`, `bridge` or `lock`.
pub const ROLE_LABEL: &str = "dev.devcluster.role";
/// Label that carries the Kubernetes version of a node.
pub const VERSION_LABEL: &str = "dev.devcluster.version";

/// Label that carries what a node was made as, on containers and volumes: `NodeRecord` as JSON.
pub const RECORD_LABEL: &str = "dev.devcluster.record";

/// Label of the container that carries the host's ports: what it publishes, and where to.
pub const PORTS_LABEL: &str = "dev.devcluster.ports";
/// Role of the container that carries the host's ports, and its name's last part.
pub const PORTS_ROLE: &str = "ports";

/// Role of the container that leads to the API servers, and its name's last part.
pub const API_ROLE: &str = "api";
/// Role of the container that layers of images pass through, and its name's last part.
pub const REGISTRY_ROLE: &str = "registry";
/// Label of that container, where the nodes get images of the engine without a load.
pub const SHARED_LABEL: &str = "dev.devcluster.shared";
/// Role of the container that gives nodes images of the engine, and its name's last part.
pub const BRIDGE_ROLE: &str = "bridge";
/// Label of the registry's container: the password that it asks for.
pub const REGISTRY_LABEL: &str = "dev.devcluster.registry";
/// Role of the container whose name is a cluster's lock, and its name's last part.
pub const LOCK_ROLE: &str = "lock";
/// Label of the lock: who holds it.
pub const HOLDER_LABEL: &str = "dev.devcluster.holder";

/// Labels that all objects of a cluster carry.
pub fn cluster_labels(cluster: &str) -> Labels {
    Labels::from([(CLUSTER_LABEL.to_owned(), cluster.to_owned())])
}

/// Labels that match the objects of every cluster.
pub fn any_cluster() -> Labels {
    cluster_labels("")
}

/// Name of the cluster's network.
pub fn network(cluster: &str) -> String {
    format!("devcluster-{cluster}")
}

/// Name of a node's container.
pub fn container(cluster: &str, node: &str) -> String {
    format!("devcluster-{cluster}-{node}")
}

/// Name of the container that carries the host's ports.
pub fn ports(cluster: &str) -> String {
    container(cluster, PORTS_ROLE)
}

/// Name of the container that leads to the API servers.
pub fn api(cluster: &str) -> String {
    container(cluster, API_ROLE)
}

/// Name of the container that layers of images pass through, and of its volume.
pub fn registry(cluster: &str) -> String {
    container(cluster, REGISTRY_ROLE)
}

/// Name of the container that gives nodes images of the engine.
pub fn bridge(cluster: &str) -> String {
    container(cluster, BRIDGE_ROLE)
}

/// Name of the container that is a cluster's lock.
pub fn lock(cluster: &str) -> String {
    container(cluster, LOCK_ROLE)
}

/// Name of the container that is about to take the place of the one above.
pub fn next_ports(cluster: &str) -> String {
    format!("{}-next", ports(cluster))
}

/// Name of one of a node's volumes.
pub fn volume(cluster: &str, node: &str, what: &str) -> String {
    format!("devcluster-{cluster}-{node}-{what}")
}

/// Name of the cluster's context, user and cluster entry in a kubeconfig.
pub fn context(cluster: &str) -> String {
    format!("devcluster-{cluster}")
}

/// The cluster that a context belongs to, if it is one of ours.
pub fn cluster_of_context(context: &str) -> Option<&str> {
    context.strip_prefix("devcluster-").filter(|name| !name.is_empty())
}

/// Volumes of a node of that role: name's last part and where it is mounted.
pub fn node_volumes(role: NodeRole) -> impl Iterator<Item = (&'static str, &'static str)> {
    let volumes = [
        ("containerd", "/var/lib/containerd"),
        ("kubelet", "/var/lib/kubelet"),
        ("etcd", "/var/lib/etcd"),
        ("kubernetes", "/etc/kubernetes"),
        ("logs", "/var/log"),
    ];
    volumes.into_iter().filter(move |(what, _)| *what != "etcd" || role == NodeRole::ControlPlane)
}
