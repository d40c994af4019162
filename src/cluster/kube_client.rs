//! Connecting to a cluster's API server from the host.

use kube::config::{KubeConfigOptions, Kubeconfig};

use super::files::host_server;
use super::kubeconfig::for_host;
use super::node_file::read_node_file;
use super::{ClusterError, ClusterState};
use crate::engine::Engine;

/// kubeadm's file with cluster-admin rights.
const ADMIN_FILE: &str = "/etc/kubernetes/admin.conf";

/// A client of one cluster.
#[derive(Clone)]
pub struct Kube {
    pub client: kube::Client,
}

/// Connects with cluster-admin rights; works also where the user's kubeconfig has no entry for the cluster.
pub async fn connect(engine: &dyn Engine, cluster: &ClusterState) -> Result<Kube, ClusterError> {
    connect_with(&host_kubeconfig(engine, cluster).await?).await
}

/// Connects with the current context of a kubeconfig (YAML).
pub async fn connect_with(kubeconfig: &str) -> Result<Kube, ClusterError> {
    let fail = |error: kube::config::KubeconfigError| ClusterError::Api {
        action: "get a usable kubeconfig".to_owned(),
        source: Box::new(kube::Error::InferKubeconfig(error)),
    };
    let parsed = Kubeconfig::from_yaml(kubeconfig).map_err(fail)?;
    let config = kube::Config::from_custom_kubeconfig(parsed, &KubeConfigOptions::default()).await.map_err(fail)?;
    let client = kube::Client::try_from(config)
        .map_err(|error| ClusterError::Api { action: "get a client".to_owned(), source: Box::new(error) })?;
    Ok(Kube { client })
}

/// The kubeconfig for programs on the host: the node's admin.conf with the published port and our names.
pub async fn host_kubeconfig(engine: &dyn Engine, cluster: &ClusterState) -> Result<String, ClusterError> {
    let node = cluster.first_control_plane()?;
    let port = node.api_port.ok_or_else(|| ClusterError::NoControlPlane { name: cluster.name.clone() })?;
    let admin = read_node_file(engine, node, ADMIN_FILE).await?.unwrap_or_default();
    for_host(&admin, &cluster.name, &host_server(port))
}
