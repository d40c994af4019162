//! Manifests into a cluster by server-side apply: all of them checked by the API server before any is changed.

use std::collections::BTreeSet;

use futures::future::{join_all, try_join_all};
use kube::api::{DynamicObject, Patch, PatchParams, ValidationDirective};
use kube::discovery::Scope;
use kube::{Api, Client, ResourceExt};
use serde_json::Value;

use super::error::{self, ApplyError};
use super::image_mark::{self, ImageIds};
use super::kinds::{Kind, Kinds, kind_of, known_kinds, wait_for_kind};
use super::mark::Mark;
use super::ownership;
use super::{Applied, Document, Outcome};
use crate::cluster::Kube;
use crate::cluster::applyset::PART_OF;

/// Field manager of what devcluster applies for the user.
const FIELD_MANAGER: &str = "devcluster";
/// Field manager of the label that says which app an object belongs to.
const SET_FIELD_MANAGER: &str = "devcluster-applyset";

/// Applies `documents`, those without a namespace in `namespace`. `images` are noted at the pods that use them, so
/// that pods are replaced when an image of the same name has changed.
pub async fn apply(
    kube: &Kube,
    documents: &[Document],
    namespace: &str,
    images: &ImageIds<'_>,
) -> Result<Vec<Applied>, ApplyError> {
    let mut run = Run::check(kube, documents, namespace, images, None).await?;
    let mut applied = run.namespaces().await?;
    applied.extend(run.rest().await?);
    Ok(applied)
}

/// Documents on their way into a cluster.
pub(in crate::cluster) struct Run<'a> {
    client: &'a Client,
    kinds: Kinds,
    namespaces: Vec<&'a Document>,
    rest: Vec<&'a Document>,
    /// Where objects go that name no namespace.
    namespace: &'a str,
    images: &'a ImageIds<'a>,
    /// The id of the set that they belong to.
    part_of: Option<String>,
}

impl<'a> Run<'a> {
    /// Has the API server check all documents.
    pub async fn check(
        kube: &'a Kube,
        documents: &'a [Document],
        namespace: &'a str,
        images: &'a ImageIds<'a>,
        part_of: Option<String>,
    ) -> Result<Self, ApplyError> {
        let client = &kube.client;
        let kinds = known_kinds(client, documents).await?;
        check(client, &kinds, documents, namespace).await?;
        let (namespaces, rest) = ordered(documents);
        Ok(Self { client, kinds, namespaces, rest, namespace, images, part_of })
    }

    /// Kind, group and namespace of each object that is part of the set; a kind that is yet to be defined may be in none.
    pub fn places(&self) -> impl Iterator<Item = (String, String, Option<String>)> {
        self.namespaces.iter().chain(&self.rest).map(|document| {
            let group = document.api_version.rsplit_once('/').map_or("", |(group, _)| group);
            let is_namespaced =
                self.kinds.get(&kind_of(document)).is_none_or(|(_, kind)| kind.scope == Scope::Namespaced);
            let namespace = document.namespace.as_deref().unwrap_or(self.namespace);
            (document.kind.clone(), group.to_owned(), is_namespaced.then(|| namespace.to_owned()))
        })
    }

    /// Applies the namespaces, in which all else may stand.
    pub async fn namespaces(&mut self) -> Result<Vec<Applied>, ApplyError> {
        let documents = std::mem::take(&mut self.namespaces);
        self.apply(documents).await
    }

    /// Applies the rest.
    pub async fn rest(&mut self) -> Result<Vec<Applied>, ApplyError> {
        let documents = std::mem::take(&mut self.rest);
        self.apply(documents).await
    }

    async fn apply(&mut self, documents: Vec<&Document>) -> Result<Vec<Applied>, ApplyError> {
        let (definitions, others): (Vec<_>, Vec<_>) =
            documents.into_iter().partition(|document| document.kind == "CustomResourceDefinition");
        // Large as they are, and independent of each other.
        let applied = definitions.into_iter().filter_map(|document| {
            let kind = self.kinds.get(&kind_of(document))?;
            Some(self.apply_one(kind, document))
        });
        let mut results = try_join_all(applied).await?;
        for document in others {
            let key = kind_of(document);
            if !self.kinds.contains_key(&key) {
                self.kinds.insert(key.clone(), wait_for_kind(self.client, document).await?);
            }
            if let Some(kind) = self.kinds.get(&key) {
                results.push(self.apply_one(kind, document).await?);
            }
        }
        Ok(results)
    }

    async fn apply_one(&self, kind: &Kind, document: &Document) -> Result<Applied, ApplyError> {
        let api = api(self.client, kind, document, self.namespace);
        let fail = |failure| error::refused(document, failure);
        let send = async |manager: &str, object: &Value| {
            api.patch(&document.name, &params(manager), &Patch::Apply(object)).await.map_err(fail)
        };
        let before = api.get_opt(&document.name).await.map_err(fail)?;
        if let Some(patch) = before.as_ref().and_then(|live| ownership::take_over(live, FIELD_MANAGER)) {
            api.patch(&document.name, &PatchParams::default(), &Patch::Merge(patch)).await.map_err(fail)?;
        }
        let marks = self.marks(kind, document, before.as_ref());
        // Manifest and marks in one change, so that there is one rollout, not two; then each mark to its own manager, by
        // whom it stays when the manifest is applied without it.
        let mut whole = document.object.clone();
        marks.iter().for_each(|mark| mark.put(&mut whole));
        let after = send(FIELD_MANAGER, &whole).await?;
        for mark in &marks {
            send(mark.manager, &mark.alone(document)).await?;
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

    /// What is to be noted at an object that is `live` now.
    fn marks(&self, kind: &Kind, document: &Document, live: Option<&DynamicObject>) -> Vec<Mark> {
        let live = live.and_then(|live| serde_json::to_value(live).ok());
        let part_of = self.part_of.clone().map(|value| Mark {
            manager: SET_FIELD_MANAGER,
            path: &["metadata", "labels"],
            key: PART_OF,
            value,
        });
        // What is there for all (a namespace, a definition) is the app's only where the app has made it.
        let is_ours = |mark: &Mark| {
            kind.1.scope == Scope::Namespaced || live.as_ref().is_none_or(|live| mark.found(live).is_some())
        };
        let marks = image_mark::mark(document, self.images).into_iter().chain(part_of.filter(is_ours));
        marks.filter(|mark| !live.as_ref().is_some_and(|live| mark.is_at(live))).collect()
    }
}

/// What others stand in, and the rest: what others are made of comes first, what the API server asks of others before it
/// answers last (its pods are on their way then), all else keeps its order.
fn ordered(documents: &[Document]) -> (Vec<&Document>, Vec<&Document>) {
    let (namespaces, mut rest): (Vec<_>, Vec<_>) = documents.iter().partition(|document| document.kind == "Namespace");
    rest.sort_by_key(|document| match document.kind.as_str() {
        "CustomResourceDefinition" => 0,
        "APIService" | "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration" => 2,
        _ => 1,
    });
    (namespaces, rest)
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

pub(super) fn params(field_manager: &str) -> PatchParams {
    // Forced: who applies a manifest wants what it says, whoever set the field before.
    PatchParams { field_validation: Some(ValidationDirective::Strict), ..PatchParams::apply(field_manager).force() }
}

pub(super) fn api(
    client: &Client,
    (resource, capabilities): &Kind,
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
        let text = ["Service", "APIService", "CustomResourceDefinition", "Deployment", "Namespace"]
            .map(|kind| format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: a}}\n"))
            .join("---\n");
        let documents = parse_manifest("a.yaml", &text).unwrap();
        let (namespaces, rest) = ordered(&documents);
        let kinds: Vec<_> = namespaces.iter().chain(&rest).map(|document| document.kind.as_str()).collect();
        assert_eq!(kinds, ["Namespace", "CustomResourceDefinition", "Service", "Deployment", "APIService"]);
    }
}
