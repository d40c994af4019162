//! The ConfigMap that stands for an ApplySet: which kinds of objects it has, and in which namespaces.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{DeleteParams, Patch, PatchParams};
use kube::{Api, Client, ResourceExt};
use serde_json::json;

use super::kind::GroupKind;
use super::set::{ApplySet, ID};
use crate::cluster::{ApplyError, api_reason};

const TOOLING: &str = "applyset.kubernetes.io/tooling";
const KINDS: &str = "applyset.kubernetes.io/contains-group-kinds";
const NAMESPACES: &str = "applyset.kubernetes.io/additional-namespaces";
/// Who keeps the set: tools leave the sets of others alone.
const TOOL: &str = "devcluster";

/// What a set has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    pub kinds: BTreeSet<GroupKind>,
    pub namespaces: BTreeSet<String>,
}

impl Contents {
    /// What is in either.
    pub fn union(&self, other: &Self) -> Self {
        Self { kinds: &self.kinds | &other.kinds, namespaces: &self.namespaces | &other.namespaces }
    }
}

/// Reads what a set has; `None` where there is none.
pub async fn read(client: &Client, set: &ApplySet) -> Result<Option<Contents>, ApplyError> {
    let Some(parent) = api(client, set).get_opt(&set.parent()).await.map_err(server)? else { return Ok(None) };
    let is_a_set = parent.labels().get(ID) == Some(&set.id());
    let tool = parent.annotations().get(TOOLING).map_or("", String::as_str);
    if !is_a_set || tool.split('/').next() != Some(TOOL) {
        let tool = if is_a_set { tool.to_owned() } else { "somebody else".to_owned() };
        return Err(ApplyError::ForeignSet { name: set.parent(), namespace: set.namespace.clone(), tool });
    }
    let list = |key: &str| {
        let text = parent.annotations().get(key).cloned().unwrap_or_default();
        text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let mut namespaces = list(NAMESPACES);
    namespaces.insert(set.namespace.clone());
    Ok(Some(Contents { kinds: list(KINDS).iter().map(|text| GroupKind::parse(text)).collect(), namespaces }))
}

/// Writes what a set has.
pub async fn write(client: &Client, set: &ApplySet, contents: &Contents) -> Result<(), ApplyError> {
    let kinds: Vec<_> = contents.kinds.iter().map(GroupKind::to_string).collect();
    let namespaces: Vec<_> =
        contents.namespaces.iter().filter(|name| **name != set.namespace).map(String::as_str).collect();
    let parent = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": set.parent(),
            "namespace": set.namespace,
            "labels": { ID: set.id() },
            "annotations": {
                TOOLING: format!("{TOOL}/v{}", env!("CARGO_PKG_VERSION")),
                KINDS: kinds.join(","),
                NAMESPACES: namespaces.join(","),
                "kubernetes.io/description": set.described(),
            },
        },
    });
    // The name of the field manager that kubectl would give it.
    let params = PatchParams::apply(&format!("{TOOL}-applyset")).force();
    api(client, set).patch(&set.parent(), &params, &Patch::Apply(parent)).await.map_err(server)?;
    Ok(())
}

/// Removes the object that stands for a set.
pub async fn remove(client: &Client, set: &ApplySet) -> Result<(), ApplyError> {
    match api(client, set).delete(&set.parent(), &DeleteParams::default()).await {
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(()),
        result => result.map(drop).map_err(server),
    }
}

fn api(client: &Client, set: &ApplySet) -> Api<ConfigMap> {
    Api::namespaced(client.clone(), &set.namespace)
}

fn server(error: kube::Error) -> ApplyError {
    ApplyError::Server { reason: api_reason(error) }
}
