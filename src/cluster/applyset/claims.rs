//! Volumes of an app: what holds its data, and so does not go unless that is said.

use futures::future::try_join_all;
use kube::Client;
use kube::ResourceExt;
use kube::api::{Patch, PatchParams};
use serde_json::{Value, json};

use super::kind::{GroupKind, Served, served};
use super::members::{Member, list, server};
use super::set::ApplySet;
use crate::cluster::ApplyError;

/// Label of claims that a StatefulSet of an app has made: the id of its set. They are no members: no manifest has them.
const VOLUME_OF: &str = "devcluster.dev/volume-of";

/// The kinds that hold data, and that of namespaces, which hold all that is in them.
pub struct Holders {
    claims: Served,
    others: Vec<Served>,
}

impl Holders {
    /// Asks the API server for the kinds.
    pub async fn of(client: &Client) -> Result<Self, ApplyError> {
        let kinds = ["PersistentVolumeClaim", "PersistentVolume", "Namespace"];
        let kinds = kinds.map(|kind| GroupKind { kind: kind.to_owned(), group: String::new() });
        let (claims, others): (Vec<_>, Vec<_>) =
            served(client, kinds).await?.into_iter().partition(|kind| kind.kind.is_core("PersistentVolumeClaim"));
        let missing = || ApplyError::Server { reason: "it serves no PersistentVolumeClaims".to_owned() };
        Ok(Self { claims: claims.into_iter().next().ok_or_else(missing)?, others })
    }

    /// What an earlier removal has kept, wherever it is.
    pub async fn kept(&self, client: &Client, set: &ApplySet) -> Result<Vec<Member>, ApplyError> {
        let members = std::iter::once(&self.claims).chain(&self.others).map(|kind| (kind, set.selector()));
        let made = (&self.claims, format!("{VOLUME_OF}={}", set.id()));
        let lists = members.chain([made]).map(async |(kind, selector)| list(client, kind, None, &selector).await);
        Ok(try_join_all(lists).await?.into_iter().flatten().collect())
    }

    /// The claims that StatefulSets among `members` have made.
    pub async fn made_by(&self, client: &Client, members: &[Member]) -> Result<Vec<Member>, ApplyError> {
        let mut found = Vec::new();
        for owner in members.iter().filter(|member| is_stateful_set(&member.kind.kind)) {
            let prefixes = claim_prefixes(&owner.object.name_any(), &owner.object.data);
            if prefixes.is_empty() {
                continue;
            }
            let claims = list(client, &self.claims, owner.object.namespace().as_deref(), "").await?;
            found.extend(claims.into_iter().filter(|claim| is_made(&claim.object.name_any(), &prefixes)));
        }
        Ok(found)
    }

    /// Notes whose a claim is: once its StatefulSet is gone, nothing else tells.
    pub async fn note(&self, client: &Client, set: &ApplySet, claims: &[Member]) -> Result<(), ApplyError> {
        let patch = json!({ "metadata": { "labels": { VOLUME_OF: set.id() } } });
        for claim in claims {
            let (api, name) = (claim.api(client), claim.object.name_any());
            match api.patch(&name, &PatchParams::default(), &Patch::Merge(&patch)).await {
                Err(kube::Error::Api(status)) if status.code == 404 => {}
                result => drop(result.map_err(server)?),
            }
        }
        Ok(())
    }

    /// Whether a namespace has claims.
    pub async fn are_in(&self, client: &Client, namespace: &str) -> Result<bool, ApplyError> {
        Ok(!list(client, &self.claims, Some(namespace), "").await?.is_empty())
    }
}

/// Whether an object of this kind holds data.
pub fn holds_data(kind: &GroupKind) -> bool {
    kind.is_core("PersistentVolumeClaim") || kind.is_core("PersistentVolume")
}

fn is_stateful_set(kind: &GroupKind) -> bool {
    kind.group == "apps" && kind.kind == "StatefulSet"
}

/// `data-web-` for the template `data` of the StatefulSet `web`.
fn claim_prefixes(name: &str, object: &Value) -> Vec<String> {
    let templates = object.pointer("/spec/volumeClaimTemplates").and_then(Value::as_array);
    let names = templates.into_iter().flatten().filter_map(|template| template.pointer("/metadata/name")?.as_str());
    names.map(|template| format!("{template}-{name}-")).collect()
}

/// The number of the pod follows.
fn is_made(claim: &str, prefixes: &[String]) -> bool {
    let number = prefixes.iter().find_map(|prefix| claim.strip_prefix(prefix.as_str()));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stateful_sets_claims_are_told_from_others() {
        let object = json!({ "spec": { "volumeClaimTemplates": [{ "metadata": { "name": "data" } }] } });
        let prefixes = claim_prefixes("web", &object);
        assert!(is_made("data-web-0", &prefixes));
        assert!(is_made("data-web-12", &prefixes));
        assert!(!is_made("data-web-", &prefixes));
        assert!(!is_made("data-web-old", &prefixes));
        assert!(!is_made("data-web2-0", &prefixes));
    }
}
