//! Connecting to a cluster's API server from the host.

use std::path::Path;
use std::sync::Arc;

use kube::client::ConfigExt;
use kube::config::{KubeConfigOptions, Kubeconfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::files::{Admin, host_server};
use super::kubeconfig::{for_host, own_entries};
use super::node::{KubernetesFolder, not_found};
use super::{ClusterError, ClusterState};
use crate::engine::Engine;

/// kubeadm's file with cluster-admin rights, in `/etc/kubernetes`.
pub(super) const ADMIN_FILE: &str = "admin.conf";
/// kubeadm's file with rights that need no RBAC object.
const SUPER_ADMIN_FILE: &str = "super-admin.conf";
const CA_FILE: &str = "pki/ca.crt";

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

/// Connects with a context of the user's kubeconfig.
pub async fn connect_context(context: &str) -> Result<Kube, ClusterError> {
    let kubeconfig = Kubeconfig::read().map_err(unusable)?;
    if !kubeconfig.contexts.iter().any(|known| known.name == context) {
        let known = kubeconfig.contexts.into_iter().map(|context| context.name).collect();
        return Err(ClusterError::NoContext { name: context.to_owned(), known });
    }
    let options = KubeConfigOptions { context: Some(context.to_owned()), ..KubeConfigOptions::default() };
    connect_to(kube::Config::from_custom_kubeconfig(kubeconfig, &options).await.map_err(unusable)?)
}

/// Connects as the user's kubeconfig says, so that no file of the node has to be fetched; `None` where its entries are
/// not there, not ours or of an older cluster of that name.
pub(super) async fn connect_as_user(path: &Path, cluster: &ClusterState) -> Option<Kube> {
    connect_by(kubeconfig_as_user(path, cluster)?).await.ok()
}

fn kubeconfig_as_user(path: &Path, cluster: &ClusterState) -> Option<Kubeconfig> {
    let entries = own_entries(path, &cluster.name, &host_server(cluster.api_endpoint()?))?;
    serde_json::from_value(entries).ok()
}

/// The certificate (DER) that the API server shows to whom the user's kubeconfig leads there; `None` as above.
pub(super) async fn shown_certificate(path: &Path, cluster: &ClusterState) -> Option<Vec<u8>> {
    let config = config_of(kubeconfig_as_user(path, cluster)?).await.ok()?;
    let connector = TlsConnector::from(Arc::new(config.rustls_client_config().ok()?));
    let (host, port) = (config.cluster_url.host()?.to_owned(), config.cluster_url.port_u16()?);
    let stream = TcpStream::connect((host.as_str(), port)).await.ok()?;
    let stream = connector.connect(ServerName::try_from(host).ok()?, stream).await.ok()?;
    Some(stream.get_ref().1.peer_certificates()?.first()?.to_vec())
}

async fn config_of(kubeconfig: Kubeconfig) -> Result<kube::Config, ClusterError> {
    kube::Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.map_err(unusable)
}

async fn connect_by(kubeconfig: Kubeconfig) -> Result<Kube, ClusterError> {
    connect_to(config_of(kubeconfig).await?)
}

fn connect_to(config: kube::Config) -> Result<Kube, ClusterError> {
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
    let folder = KubernetesFolder::fetch(engine, cluster.first_control_plane()?).await?;
    kubeconfig_in(&folder, cluster)
}

/// How to reach the API server with all rights, by the files of a control plane.
pub async fn read_admin(engine: &dyn Engine, cluster: &ClusterState) -> Result<Admin, ClusterError> {
    let node = cluster.first_control_plane()?;
    let folder = KubernetesFolder::fetch(engine, node).await?;
    let ca = folder.text(CA_FILE).ok_or_else(|| not_found(&node.name, &format!("/etc/kubernetes/{CA_FILE}")))?;
    Ok(Admin {
        kubeconfig: kubeconfig_in(&folder, cluster)?,
        super_kubeconfig: kubeconfig_of(&folder, cluster, SUPER_ADMIN_FILE)?,
        ca: ca.to_owned(),
    })
}

/// As `host_kubeconfig`, of a node's files that were fetched already.
pub(super) fn kubeconfig_in(folder: &KubernetesFolder, cluster: &ClusterState) -> Result<String, ClusterError> {
    kubeconfig_of(folder, cluster, ADMIN_FILE)
}

fn kubeconfig_of(folder: &KubernetesFolder, cluster: &ClusterState, file: &str) -> Result<String, ClusterError> {
    let node = cluster.first_control_plane()?;
    let endpoint = cluster.api_endpoint().ok_or_else(|| ClusterError::NoControlPlane { name: cluster.name.clone() })?;
    let admin = folder.text(file).ok_or_else(|| not_found(&node.name, &format!("/etc/kubernetes/{file}")))?;
    for_host(admin, &cluster.name, &host_server(endpoint))
}
