//! Objects that stand where a set wants to put its own, and are not the set's.

use futures::future::try_join_all;
use kube::ResourceExt;

use super::Document;
use super::error::{self, ApplyError};
use super::kinds::{kind_of, known_kinds};
use super::run::api;
use crate::cluster::Kube;
use crate::cluster::applyset::{ApplySet, PART_OF};

/// Those of `documents` that are in the cluster already and belong to no set, or to another than `set`: as
/// ``deployment `metrics-server` in namespace `kube-system` ``.
pub async fn objects_of_others(
    kube: &Kube,
    documents: &[Document],
    namespace: &str,
    set: &ApplySet,
) -> Result<Vec<String>, ApplyError> {
    let kinds = known_kinds(&kube.client, documents).await?;
    let there = documents.iter().filter_map(|document| Some((document, kinds.get(&kind_of(document))?)));
    let found = try_join_all(there.map(async |(document, kind)| {
        let live = api(&kube.client, kind, document, namespace).get_opt(&document.name).await;
        let live = live.map_err(|failure| error::refused(document, failure))?;
        let other = live.filter(|live| live.labels().get(PART_OF) != Some(&set.id()));
        Ok(other.map(|other| {
            let place = other.namespace().map(|name| format!(" in namespace `{name}`")).unwrap_or_default();
            format!("{} `{}`{place}", document.kind.to_lowercase(), document.name)
        }))
    }));
    Ok(found.await?.into_iter().flatten().collect())
}
