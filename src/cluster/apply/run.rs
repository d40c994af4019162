//! Manifests into a cluster by server-side apply: all of them checked by the API server before any is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::future::{join_all, try_join_all};
use kube::api::{ApiResource, DynamicObject, GroupVersionKind, Patch, PatchParams, ValidationDirective};
use kube::discovery::{ApiCapabilities, Scope};
use kube::{Api, Client, ResourceExt};
use serde::Serialize;
use serde_json::Value;

use super::Document;
use super::error::{self, ApplyError};
use super::image_mark::{self, ImageIds};
use super::ownership;
use crate::cluster::Kube;

/// Field manager of what devcluster applies for the user.
const FIELD_MANAGER: &str = "devcluster";
/// Field manager of the image ids that `up` notes at pod templates: not the manifest's, so applying that does not
/// take them away.
const IMAGE_FIELD_MANAGER: &str = "devcluster-image";
/// How long a kind that the same manifests define may take to be served.
const KIND_DEADLINE: Duration = Duration::from_secs(10);
const KIND_INTERVAL: Duration = Duration::from_millis(50);

/// An object after it was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// `Deployment`.
    pub kind: String,
    /// `apps`; empty for the core group.
    pub group: String,
    /// `None` for objects of the whole cluster.
    pub namespace: Option<String>,
    pub name: String,
    pub outcome: Outcome,
}

/// What an apply did to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Created,
    Configured,
    Unchanged,
}

type Kinds = BTreeMap<(String, String), (ApiResource, ApiCapabilities)>;

/// Applies `documents`, those without a namespace in `namespace`. `images` are noted at the pods that use them, so
/// that pods are replaced when an image of the same name has changed.
pub async fn apply(
    kube: &Kube,
    documents: &[Document],
    namespace: &str,
    images: &ImageIds<'_>,
) -> Result<Vec<Applied>, ApplyError> {
    let client = &kube.client;
    let mut kinds = known_kinds(client, documents).await?;
    check(client, &kinds, documents, namespace).await?;
    let mut ordered: Vec<&Document> = documents.iter().collect();
    ordered.sort_by_key(|document| rank(document));
    let mut results = Vec::new();
    for document in ordered {
        let key = kind_of(document);
        if !kinds.contains_key(&key) {
            kinds.insert(key.clone(), wait_for_kind(client, document).await?);
        }
        if let Some(kind) = kinds.get(&key) {
            results.push(apply_one(client, kind, document, namespace, images).await?);
        }
    }
    Ok(results)
}

/// What others stand in or are made of comes first; the rest keeps its order.
fn rank(document: &Document) -> u8 {
    match document.kind.as_str() {
        "Namespace" => 0,
        "CustomResourceDefinition" => 1,
        _ => 2,
    }
}

fn kind_of(document: &Document) -> (String, String) {
    (document.api_version.clone(), document.kind.clone())
}

/// Asks the API server for each kind; those that are neither served nor defined by `documents` are an error.
async fn known_kinds(client: &Client, documents: &[Document]) -> Result<Kinds, ApplyError> {
    let wanted: BTreeMap<_, _> = documents.iter().map(|document| (kind_of(document), document)).collect();
    let answers = try_join_all(wanted.into_iter().map(|(key, document)| async move {
        let kind = find_kind(client, document).await?;
        if kind.is_none() && !documents.iter().any(|definition| defines(definition, document)) {
            return Err(ApplyError::UnknownKind {
                place: document.place.clone(),
                api_version: document.api_version.clone(),
                kind: document.kind.clone(),
            });
        }
        Ok(kind.map(|kind| (key, kind)))
    }));
    Ok(answers.await?.into_iter().flatten().collect())
}

async fn find_kind(client: &Client, document: &Document) -> Result<Option<(ApiResource, ApiCapabilities)>, ApplyError> {
    let (group, version) = document.api_version.rsplit_once('/').unwrap_or(("", &document.api_version));
    match kube::discovery::pinned_kind(client, &GroupVersionKind::gvk(group, version, &document.kind)).await {
        Ok(kind) => Ok(Some(kind)),
        Err(kube::Error::Discovery(_)) => Ok(None),
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
        Err(failure) => Err(error::refused(document, failure)),
    }
}

fn defines(definition: &Document, document: &Document) -> bool {
    let text = |pointer: &str| definition.object.pointer(pointer).and_then(Value::as_str);
    definition.kind == "CustomResourceDefinition"
        && text("/spec/names/kind") == Some(&document.kind)
        && text("/spec/group") == document.api_version.split_once('/').map(|(group, _)| group)
}

async fn wait_for_kind(client: &Client, document: &Document) -> Result<(ApiResource, ApiCapabilities), ApplyError> {
    let deadline = tokio::time::Instant::now() + KIND_DEADLINE;
    loop {
        if let Some(kind) = find_kind(client, document).await? {
            return Ok(kind);
        }
        if tokio::time::Instant::now() > deadline {
            return Err(ApplyError::KindNotServed {
                place: document.place.clone(),
                kind: document.kind.clone(),
                seconds: KIND_DEADLINE.as_secs(),
            });
        }
        tokio::time::sleep(KIND_INTERVAL).await;
    }
}

/// Has the API server try all documents, all at once, without changing anything. What stands in a namespace or is of
/// a kind that only comes into being now can't be tried.
async fn check(client: &Client, kinds: &Kinds, documents: &[Document], namespace: &str) -> Result<(), ApplyError> {
    let new_namespaces: BTreeSet<_> = documents
        .iter()
        .filter(|document| document.kind == "Namespace")
        .map(|document| document.name.as_str())
        .collect();
    let can_be_tried = documents.iter().filter_map(|document| {
        let place = document.namespace.as_deref().unwrap_or(namespace);
        Some((document, kinds.get(&kind_of(document)).filter(|_| !new_namespaces.contains(place))?))
    });
    let tries = can_be_tried.map(async |(document, kind)| {
        let params = PatchParams { dry_run: true, ..params(FIELD_MANAGER) };
        let api = api(client, kind, document, namespace);
        let tried = api.patch(&document.name, &params, &Patch::Apply(&document.object)).await;
        tried.map(drop).map_err(|failure| error::refused(document, failure))
    });
    // The first document that is wrong is what a reader wants to hear of, not the first that was answered.
    join_all(tries).await.into_iter().collect()
}

fn params(field_manager: &str) -> PatchParams {
    // Forced: who applies a manifest wants what it says, whoever set the field before.
    PatchParams { field_validation: Some(ValidationDirective::Strict), ..PatchParams::apply(field_manager).force() }
}

fn api(
    client: &Client,
    (resource, capabilities): &(ApiResource, ApiCapabilities),
    document: &Document,
    namespace: &str,
) -> Api<DynamicObject> {
    match capabilities.scope {
        Scope::Cluster => Api::all_with(client.clone(), resource),
        Scope::Namespaced => {
            Api::namespaced_with(client.clone(), document.namespace.as_deref().unwrap_or(namespace), resource)
        }
    }
}

async fn apply_one(
    client: &Client,
    kind: &(ApiResource, ApiCapabilities),
    document: &Document,
    namespace: &str,
    images: &ImageIds<'_>,
) -> Result<Applied, ApplyError> {
    let api = api(client, kind, document, namespace);
    let fail = |failure| error::refused(document, failure);
    let send = async |manager: &str, object: &Value| {
        api.patch(&document.name, &params(manager), &Patch::Apply(object)).await.map_err(fail)
    };
    let before = api.get_opt(&document.name).await.map_err(fail)?;
    if let Some(patch) = before.as_ref().and_then(|live| ownership::take_over(live, FIELD_MANAGER)) {
        api.patch(&document.name, &PatchParams::default(), &Patch::Merge(patch)).await.map_err(fail)?;
    }
    let mark =
        image_mark::mark(document, images).filter(|mark| !before.as_ref().is_some_and(|live| mark.is_at(&live.data)));
    if let Some(mark) = &mark {
        // Manifest and mark in one change, so that there is one rollout, not two; then each field to its own manager.
        send(IMAGE_FIELD_MANAGER, &mark.whole).await?;
    }
    let after = send(FIELD_MANAGER, &document.object).await?;
    if let Some(mark) = &mark {
        send(IMAGE_FIELD_MANAGER, &mark.alone).await?;
    }
    let outcome = match before {
        None => Outcome::Created,
        Some(before) if is_same(&before, &after) => Outcome::Unchanged,
        Some(_) => Outcome::Configured,
    };
    Ok(Applied {
        kind: document.kind.clone(),
        group: kind.0.group.clone(),
        namespace: after.namespace(),
        name: document.name.clone(),
        outcome,
    })
}

/// Whether nothing but the book-keeping of who owns which field differs.
fn is_same(before: &DynamicObject, after: &DynamicObject) -> bool {
    let content = |object: &DynamicObject| {
        let mut object = object.clone();
        object.metadata.managed_fields = None;
        object.metadata.resource_version = None;
        object
    };
    before.resource_version() == after.resource_version() || content(before) == content(after)
}

#[cfg(test)]
mod tests {
    use super::super::parse_manifest;
    use super::*;

    #[test]
    fn namespaces_and_definitions_come_first() {
        let text = ["Service", "CustomResourceDefinition", "Deployment", "Namespace"]
            .map(|kind| format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: a}}\n"))
            .join("---\n");
        let mut documents = parse_manifest("a.yaml", &text).unwrap();
        documents.sort_by_key(rank);
        let kinds: Vec<_> = documents.iter().map(|document| document.kind.as_str()).collect();
        assert_eq!(kinds, ["Namespace", "CustomResourceDefinition", "Service", "Deployment"]);
    }

    #[test]
    fn a_definition_is_known_by_group_and_kind() {
        let text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n\
                    spec: {group: example.com, names: {kind: Widget}}\n---\n\
                    apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n---\napiVersion: other.com/v1\nkind: Widget\nmetadata: {name: a}\n";
        let documents = parse_manifest("a.yaml", text).unwrap();
        assert!(defines(&documents[0], &documents[1]));
        assert!(!defines(&documents[0], &documents[2]));
    }
}
