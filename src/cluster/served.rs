//! What an API server is: its version, and the APIs that it has.

use super::{ClusterError, Kube};

/// What charts ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// `v1.36.3`.
    pub kubernetes: String,
    /// `v1`, `apps/v1`.
    pub api_versions: Vec<String>,
}

/// Asks the API server.
pub async fn served(kube: &Kube) -> Result<Served, ClusterError> {
    let fail = |source| ClusterError::Api { action: "ask for its APIs".to_owned(), source: Box::new(source) };
    let version = kube.client.apiserver_version().await.map_err(fail)?;
    let core = kube.client.list_core_api_versions().await.map_err(fail)?;
    let groups = kube.client.list_api_groups().await.map_err(fail)?;
    let grouped = groups.groups.into_iter().flat_map(|group| group.versions).map(|version| version.group_version);
    Ok(Served { kubernetes: version.git_version, api_versions: core.versions.into_iter().chain(grouped).collect() })
}
