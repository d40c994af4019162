//! The files of the container that carries the host's ports, signed by the authority of a cluster that is there.

use serde::Deserialize;

use crate::cluster::kube_client::ADMIN_FILE;
use crate::cluster::node::not_found;
use crate::cluster::pki::{Authority, CLUSTER_AUTHORITY, Identity};
use crate::cluster::{ClusterError, ClusterState, NodeFiles, NodeState, files, read_node_file};
use crate::config::PortSpec;
use crate::engine::Engine;
use crate::yaml;

/// Makes them: a kubeconfig of its own, and the list of ports. The nodes may be stopped.
pub async fn ports_files(
    engine: &dyn Engine,
    state: &ClusterState,
    ports: &[PortSpec],
) -> Result<NodeFiles, ClusterError> {
    let node = state.first_control_plane()?;
    let [certificate, key, admin] =
        ["pki/ca.crt", "pki/ca.key", ADMIN_FILE].map(|path| format!("/etc/kubernetes/{path}"));
    let (certificate, key, admin) =
        tokio::try_join!(read(engine, node, &certificate), read(engine, node, &key), read(engine, node, &admin))?;
    let authority = Authority::load(CLUSTER_AUTHORITY, Identity { certificate, key })?;
    files::render_ports_files(&state.name, &server(&admin)?, &authority, ports)
}

async fn read(engine: &dyn Engine, node: &NodeState, path: &str) -> Result<String, ClusterError> {
    read_node_file(engine, node, path).await?.ok_or_else(|| not_found(&node.name, path))
}

/// The API server's URL inside the cluster's network, as a node's kubeconfig has it.
fn server(kubeconfig: &str) -> Result<String, ClusterError> {
    #[derive(Deserialize)]
    struct Kubeconfig {
        clusters: [Named; 1],
    }
    #[derive(Deserialize)]
    struct Named {
        cluster: Cluster,
    }
    #[derive(Deserialize)]
    struct Cluster {
        server: String,
    }
    let Kubeconfig { clusters: [Named { cluster }] } = yaml::parse(kubeconfig)?;
    Ok(cluster.server)
}
