//! The kinds of the objects that are applied, as the API server serves them.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::try_join_all;
use kube::Client;
use kube::api::{ApiResource, GroupVersionKind};
use kube::discovery::ApiCapabilities;
use serde_json::Value;

use super::Document;
use super::error::{self, ApplyError};

/// How long a kind that the same manifests define may take to be served.
const DEADLINE: Duration = Duration::from_secs(10);
const INTERVAL: Duration = Duration::from_millis(50);

/// A kind that is served.
pub(super) type Kind = (ApiResource, ApiCapabilities);
/// Kinds by apiVersion and kind.
pub(super) type Kinds = BTreeMap<(String, String), Kind>;

/// The key of a document's kind.
pub(super) fn kind_of(document: &Document) -> (String, String) {
    (document.api_version.clone(), document.kind.clone())
}

/// Asks the API server for each kind; those that are neither served nor defined by `documents` are an error.
pub(super) async fn known_kinds(client: &Client, documents: &[Document]) -> Result<Kinds, ApplyError> {
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

async fn find_kind(client: &Client, document: &Document) -> Result<Option<Kind>, ApplyError> {
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

pub(super) async fn wait_for_kind(client: &Client, document: &Document) -> Result<Kind, ApplyError> {
    let deadline = tokio::time::Instant::now() + DEADLINE;
    loop {
        if let Some(kind) = find_kind(client, document).await? {
            return Ok(kind);
        }
        if tokio::time::Instant::now() > deadline {
            return Err(ApplyError::KindNotServed {
                place: document.place.clone(),
                kind: document.kind.clone(),
                seconds: DEADLINE.as_secs(),
            });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_manifest;
    use super::*;

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
