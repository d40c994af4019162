//! What a namespace's pod security lets pods have.

use k8s_openapi::api::core::v1::Namespace;
use kube::{Api, ResourceExt};

use crate::cluster::Kube;

const ENFORCED: &str = "pod-security.kubernetes.io/enforce";

/// The level that a namespace enforces, where it keeps pods from seeing files of their node. One that can't be asked
/// or is not there yet enforces nothing.
pub async fn forbids_host_paths(kube: &Kube, namespace: &str) -> Option<String> {
    let namespaces: Api<Namespace> = Api::all(kube.client.clone());
    let found = namespaces.get_opt(namespace).await.ok()??;
    found.labels().get(ENFORCED).filter(|level| *level != "privileged").cloned()
}
