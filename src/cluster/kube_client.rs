//! Connecting to a cluster's API server from the host.

use std::io::Read;
use std::path::Path;

use futures::TryStreamExt;
use kube::config::{KubeConfigOptions, Kubeconfig};

use super::files::host_server;
use super::kubeconfig::{for_host, own_entries};
use super::{ClusterError, ClusterState};
use crate::engine::Engine;

/// kubeadm's file with cluster-admin rights, in `/etc/kubernetes`.
pub(super) const ADMIN_FILE: &str = "admin.conf";

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
    connect_by(Kubeconfig::from_yaml(kubeconfig).map_err(unusable)?).await
}

/// Connects as the user's kubeconfig says, so that no file of the node has to be fetched; `None` where its entries are
/// not there, not ours or of an older cluster of that name.
pub(super) async fn connect_as_user(path: &Path, cluster: &ClusterState) -> Option<Kube> {
    let entries = own_entries(path, &cluster.name, &host_server(cluster.api_port()?))?;
    connect_by(serde_json::from_value(entries).ok()?).await.ok()
}

/// Connects with the text of a node's admin.conf.
pub(super) async fn connect_with_admin_file(admin: &str, cluster: &ClusterState) -> Result<Kube, ClusterError> {
    let node = cluster.first_control_plane()?;
    let port = node.api_port.ok_or_else(|| ClusterError::NoControlPlane { name: cluster.name.clone() })?;
    connect_with(&for_host(admin, &cluster.name, &host_server(port))?).await
}

async fn connect_by(kubeconfig: Kubeconfig) -> Result<Kube, ClusterError> {
    let config =
        kube::Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.map_err(unusable)?;
    let client = kube::Client::try_from(config)
        .map_err(|error| ClusterError::Api { action: "get a client".to_owned(), source: Box::new(error) })?;
    Ok(Kube { client })
}

fn unusable(error: kube::config::KubeconfigError) -> ClusterError {
    ClusterError::Api {
        action: "get a usable kubeconfig".to_owned(),
        source: Box::new(kube::Error::InferKubeconfig(error)),
    }
}

/// The kubeconfig for programs on the host: the node's admin.conf with the published port and our names.
pub async fn host_kubeconfig(engine: &dyn Engine, cluster: &ClusterState) -> Result<String, ClusterError> {
    let node = cluster.first_control_plane()?;
    let port = node.api_port.ok_or_else(|| ClusterError::NoControlPlane { name: cluster.name.clone() })?;
    let path = format!("/etc/kubernetes/{ADMIN_FILE}");
    let archive: Vec<u8> = engine
        .download(&node.container, &path)
        .await?
        .try_fold(Vec::new(), |mut all, chunk| async move {
            all.extend_from_slice(&chunk);
            Ok(all)
        })
        .await?;
    let admin = single_file(&archive).map_err(|source| ClusterError::NodeFile {
        node: node.name.clone(),
        path: path.clone(),
        source,
    })?;
    for_host(&admin, &cluster.name, &host_server(port))
}

fn single_file(archive: &[u8]) -> std::io::Result<String> {
    let mut archive = tar::Archive::new(archive);
    let mut text = String::new();
    let first = archive.entries()?.next().ok_or(std::io::ErrorKind::NotFound)?;
    first?.read_to_string(&mut text)?;
    Ok(text)
}
