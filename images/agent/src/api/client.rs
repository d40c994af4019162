//! The way to the API server, with the rights of one role.

use std::path::{Path, PathBuf};
use std::time::Duration;

use k8s_openapi::api::core::v1::Node;
use kube::api::ListParams;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Api, Client, Config};

use crate::error::Error;
use crate::log;

/// kubeconfigs of the roles, one a role: `network.conf`.
const FOLDER: &str = "/etc/kubernetes/devcluster";
/// How often an API server that is not there yet is asked: an answer costs it more than a millisecond of the CPU that
/// it needs to become ready, a refused connection nothing.
const ANSWERED_INTERVAL: Duration = Duration::from_millis(300);
const REFUSED_INTERVAL: Duration = Duration::from_millis(50);

/// A client with the rights of a role, once the API server answers it: a node is there before the API server.
pub async fn connect(role: &str) -> Result<Client, Error> {
    let client = client(role).await?;
    let nodes: Api<Node> = Api::all(client.clone());
    let mut said = String::new();
    while let Err(error) = nodes.list(&ListParams::default().limit(1)).await {
        let (reason, interval) = match &error {
            kube::Error::Api(status) => (status.message.clone(), ANSWERED_INTERVAL),
            other => (other.to_string(), REFUSED_INTERVAL),
        };
        if reason != said {
            log::line(&format!("the API server does not answer yet: {reason}"));
            said = reason;
        }
        tokio::time::sleep(interval).await;
    }
    Ok(client)
}

/// Where and how the API server is asked from a pod, with the rights of the pod's ServiceAccount.
pub fn in_cluster() -> Result<Config, Error> {
    Config::incluster().map_err(|error| Error::Unfit(format!("this is no pod with a ServiceAccount: {error}")))
}

/// A client with the rights of a role; whether anyone answers it is not asked.
pub async fn client(role: &str) -> Result<Client, Error> {
    let path = PathBuf::from(FOLDER).join(format!("{role}.conf"));
    read(&path).await.map_err(|source| Error::Kubeconfig { path, source: Box::new(source) })
}

async fn read(path: &Path) -> Result<Client, kube::Error> {
    let infer = kube::Error::InferKubeconfig;
    let kubeconfig = Kubeconfig::read_from(path).map_err(infer)?;
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.map_err(infer)?;
    Client::try_from(config)
}
