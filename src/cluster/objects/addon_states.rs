//! What a cluster's addons are said to be, in the cluster itself: a ConfigMap with an entry for each.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::ConfigMap;
use kube::Api;
use kube::api::{Patch, PatchParams};
use serde_json::json;

use crate::cluster::{ClusterError, Kube};

const NAME: &str = "devcluster-addons";
const NAMESPACE: &str = "kube-system";

/// All entries, by the addon's name.
pub async fn read_addon_states(kube: &Kube) -> Result<BTreeMap<String, String>, ClusterError> {
    let found = api(kube).get_opt(NAME).await.map_err(|source| ClusterError::Api {
        action: format!("tell of ConfigMap `{NAME}`"),
        source: Box::new(source),
    })?;
    Ok(found.and_then(|map| map.data).unwrap_or_default())
}

/// Writes the entry of one addon, or removes it. Each has a field manager of its own, so that two at once don't take
/// each other's away.
pub async fn write_addon_state(kube: &Kube, addon: &str, state: Option<&str>) -> Result<(), ClusterError> {
    let data: BTreeMap<_, _> = state.map(|state| (addon, state)).into_iter().collect();
    let map = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": { "name": NAME, "namespace": NAMESPACE },
        "data": data,
    });
    let params = PatchParams::apply(&format!("devcluster-addon-{addon}")).force();
    let written = api(kube).patch(NAME, &params, &Patch::Apply(map)).await;
    written
        .map(drop)
        .map_err(|source| ClusterError::Api { action: format!("accept ConfigMap `{NAME}`"), source: Box::new(source) })
}

fn api(kube: &Kube) -> Api<ConfigMap> {
    Api::namespaced(kube.client.clone(), NAMESPACE)
}
