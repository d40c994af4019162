//! An app's objects into a cluster, and those out of it that the app no longer has.

use kube::{Client, ResourceExt};

use super::claims::{Holders, holds_data};
use super::kind::GroupKind;
use super::members::{Member, members};
use super::parent::{self, Contents};
use super::set::ApplySet;
use super::wave::waves;
use crate::cluster::apply::Run;
use crate::cluster::{Applied, ApplyError, Document, ImageIds, Kube, Outcome};

/// Applies `documents` as all that the app has: as `apply` does, and then, with `prunes`, removes what an earlier time has
/// applied. What holds data is kept, and told.
pub async fn apply_set(
    kube: &Kube,
    set: &ApplySet,
    prunes: bool,
    documents: &[Document],
    namespace: &str,
    images: &ImageIds<'_>,
) -> Result<Vec<Applied>, ApplyError> {
    let client = &kube.client;
    let before = parent::read(client, set).await?.unwrap_or_default();
    let mut run = Run::check(kube, documents, namespace, images, Some(set.id())).await?;
    let mut applied = run.namespaces().await?;
    let now = contents(set, &run);
    // Before the first object: whoever comes after a run that was cut off finds all that it has made.
    let all = before.union(&now);
    if all != before {
        parent::write(client, set, &all).await?;
    }
    applied.extend(run.rest().await?);
    if !prunes {
        return Ok(applied);
    }
    let left = prune(client, set, &all, &applied).await?;
    let kept = left.iter().filter(|object| object.outcome == Outcome::Kept);
    let mut remaining = now;
    for object in kept {
        remaining.kinds.insert(GroupKind::of(object));
        remaining.namespaces.extend(object.namespace.clone());
    }
    if remaining != all {
        parent::write(client, set, &remaining).await?;
    }
    applied.extend(left);
    Ok(applied)
}

fn contents(set: &ApplySet, run: &Run<'_>) -> Contents {
    let mut contents = Contents::default();
    contents.namespaces.insert(set.namespace.clone());
    for (kind, group, namespace) in run.places() {
        contents.kinds.insert(GroupKind { kind, group });
        contents.namespaces.extend(namespace);
    }
    contents
}

async fn prune(
    client: &Client,
    set: &ApplySet,
    contents: &Contents,
    applied: &[Applied],
) -> Result<Vec<Applied>, ApplyError> {
    let mut left = members(client, set, contents).await?;
    left.retain(|member| !applied.iter().any(|object| is_same(object, member)));
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let holders = Holders::of(client).await?;
    let mut results = Vec::new();
    for member in waves(left).into_iter().flatten() {
        let name = member.object.name_any();
        let is_namespace = member.kind.kind.is_core("Namespace");
        let keep = holds_data(&member.kind.kind) || (is_namespace && holders.are_in(client, &name).await?);
        if !keep {
            member.delete(client).await?;
        }
        results.push(member.told(if keep { Outcome::Kept } else { Outcome::Pruned }));
    }
    Ok(results)
}

fn is_same(applied: &Applied, member: &Member) -> bool {
    let kind = &member.kind.kind;
    applied.kind == kind.kind
        && applied.group == kind.group
        && applied.name == member.object.name_any()
        && applied.namespace == member.object.namespace()
}
