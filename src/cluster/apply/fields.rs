//! Fields of objects that others have made: set, and taken back so that the objects are as they were.

use kube::api::{DynamicObject, Patch};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Document;
use super::error::{self, ApplyError};
use super::kinds::{Kind, kind_of, known_kinds};
use super::run::{api, params};
use crate::cluster::Kube;

/// An object that fields were set of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectName {
    pub api_version: String,
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
}

impl ObjectName {
    fn bare(&self) -> Document {
        let Self { api_version, kind, namespace, name } = self.clone();
        let object = json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": name } });
        Document { place: format!("{} {name}", kind.to_lowercase()), api_version, kind, name, namespace, object }
    }
}

impl From<&Document> for ObjectName {
    fn from(document: &Document) -> Self {
        let Document { api_version, kind, namespace, name, .. } = document.clone();
        Self { api_version, kind, namespace, name }
    }
}

/// Sets what `documents` say of objects that are there, on behalf of `manager`.
pub async fn set_fields(kube: &Kube, documents: &[Document], manager: &str) -> Result<(), ApplyError> {
    let kinds = known_kinds(&kube.client, documents).await?;
    for document in documents {
        let Some(kind) = kinds.get(&kind_of(document)) else { continue };
        if live(kube, kind, document).await?.is_none() {
            return Err(ApplyError::NotThere {
                place: document.place.clone(),
                kind: document.kind.clone(),
                name: document.name.clone(),
            });
        }
        patch(kube, kind, document, manager, &document.object).await?;
    }
    Ok(())
}

/// Takes back all that `manager` has set of `objects`; those that are gone need nothing.
pub async fn take_back_fields(kube: &Kube, objects: &[ObjectName], manager: &str) -> Result<(), ApplyError> {
    let documents: Vec<_> = objects.iter().map(ObjectName::bare).collect();
    let kinds = known_kinds(&kube.client, &documents).await?;
    for document in &documents {
        let Some(kind) = kinds.get(&kind_of(document)) else { continue };
        if live(kube, kind, document).await?.is_some() {
            patch(kube, kind, document, manager, &document.object).await?;
        }
    }
    Ok(())
}

async fn live(kube: &Kube, kind: &Kind, document: &Document) -> Result<Option<DynamicObject>, ApplyError> {
    let found = api(&kube.client, kind, document, "default").get_opt(&document.name).await;
    let found = found.map_err(|failure| error::refused(document, failure))?;
    Ok(found.filter(|live| live.metadata.deletion_timestamp.is_none()))
}

async fn patch(kube: &Kube, kind: &Kind, document: &Document, manager: &str, object: &Value) -> Result<(), ApplyError> {
    let api = api(&kube.client, kind, document, "default");
    let patched = api.patch(&document.name, &params(manager), &Patch::Apply(object)).await;
    patched.map(drop).map_err(|failure| error::refused(document, failure))
}
