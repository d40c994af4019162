//! Objects of kinds that go with a set, and that are not the set's own.

use futures::future::try_join_all;
use kube::ResourceExt;

use super::kind::{GroupKind, served};
use super::members::{Member, list, members};
use super::parent;
use super::set::{ApplySet, PART_OF};
use crate::cluster::{Applied, ApplyError, Kube, Outcome};

/// What users have made of the kinds that a set defines: it goes with the definitions. Objects of the kinds in `records`
/// are not theirs.
pub async fn objects_of_kinds_of(kube: &Kube, set: &ApplySet, records: &[String]) -> Result<Vec<Applied>, ApplyError> {
    let client = &kube.client;
    let Some(contents) = parent::read(client, set).await? else { return Ok(Vec::new()) };
    let defined = members(client, set, &contents).await?;
    let theirs = defined.iter().filter_map(defined_kind).filter(|kind| !records.contains(&kind.kind));
    let kinds = served(client, theirs).await?;
    let objects = try_join_all(kinds.iter().map(async |kind| list(client, kind, None, "").await)).await?;
    let id = set.id();
    let is_users = |member: &&Member| {
        let object = &member.object;
        object.labels().get(PART_OF) != Some(&id) && object.owner_references().is_empty()
    };
    Ok(objects.iter().flatten().filter(is_users).map(|member| member.told(Outcome::Kept)).collect())
}

/// The kind that a CustomResourceDefinition defines.
fn defined_kind(member: &Member) -> Option<GroupKind> {
    let spec = &member.object.data["spec"];
    let is_definition = member.kind.kind.kind == "CustomResourceDefinition";
    is_definition.then_some(())?;
    Some(GroupKind { kind: spec["names"]["kind"].as_str()?.to_owned(), group: spec["group"].as_str()?.to_owned() })
}
