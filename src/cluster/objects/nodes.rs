//! What the API server knows of single nodes.

use k8s_openapi::api::core::v1::{Node, PersistentVolume};
use kube::Api;
use kube::api::{DeleteParams, ListParams};

use crate::cluster::status::node_of;
use crate::cluster::{ClusterError, Kube};

/// Deletes a Node object; Kubernetes then forgets the pods that were on it.
pub async fn delete_node_object(kube: &Kube, name: &str) -> Result<(), ClusterError> {
    let nodes: Api<Node> = Api::all(kube.client.clone());
    match nodes.delete(name, &DeleteParams::default()).await {
        Err(kube::Error::Api(status)) if status.is_not_found() => Ok(()),
        deleted => deleted
            .map(drop)
            .map_err(|error| ClusterError::Api { action: format!("delete Node `{name}`"), source: Box::new(error) }),
    }
}

/// Whether the API server knows a node.
pub async fn has_node_object(kube: &Kube, name: &str) -> Result<bool, ClusterError> {
    let nodes: Api<Node> = Api::all(kube.client.clone());
    let found = nodes
        .get_opt(name)
        .await
        .map_err(|error| ClusterError::Api { action: format!("tell of Node `{name}`"), source: Box::new(error) })?;
    Ok(found.is_some())
}

/// The claims (`NAMESPACE/NAME`) of persistent volumes whose files lie on a node.
pub async fn volumes_on(kube: &Kube, node: &str) -> Result<Vec<String>, ClusterError> {
    let volumes: Api<PersistentVolume> = Api::all(kube.client.clone());
    let volumes = volumes
        .list(&ListParams::default())
        .await
        .map_err(|error| ClusterError::Api { action: "list persistent volumes".to_owned(), source: Box::new(error) })?;
    let here = volumes.iter().filter(|volume| node_of(volume).as_deref() == Some(node));
    let claims = here.filter_map(|volume| volume.spec.as_ref()?.claim_ref.as_ref());
    Ok(claims.filter_map(|claim| Some(format!("{}/{}", claim.namespace.as_deref()?, claim.name.as_deref()?))).collect())
}
