//! Kinds of objects as an ApplySet notes them, `Deployment.apps`, and how the API server serves them.

use std::collections::BTreeMap;
use std::fmt;

use futures::future::try_join_all;
use kube::Client;
use kube::api::ApiResource;
use kube::discovery::{ApiCapabilities, Scope};

use crate::cluster::{Applied, ApplyError, api_reason};

/// A kind without its version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKind {
    pub kind: String,
    /// Empty for the core group.
    pub group: String,
}

impl GroupKind {
    /// Of an object.
    pub fn of(applied: &Applied) -> Self {
        Self { kind: applied.kind.clone(), group: applied.group.clone() }
    }

    /// Reads `Deployment.apps` or `ConfigMap`.
    pub fn parse(text: &str) -> Self {
        let (kind, group) = text.split_once('.').unwrap_or((text, ""));
        Self { kind: kind.to_owned(), group: group.to_owned() }
    }

    /// Whether it is that kind of the core group.
    pub fn is_core(&self, kind: &str) -> bool {
        self.group.is_empty() && self.kind == kind
    }
}

impl fmt::Display for GroupKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.kind)?;
        if self.group.is_empty() { Ok(()) } else { write!(formatter, ".{}", self.group) }
    }
}

/// A kind that the API server serves.
#[derive(Debug, Clone)]
pub struct Served {
    pub kind: GroupKind,
    pub resource: ApiResource,
    pub namespaced: bool,
}

/// Those of `kinds` that are served; one whose definition is gone has no objects.
pub async fn served(client: &Client, kinds: impl IntoIterator<Item = GroupKind>) -> Result<Vec<Served>, ApplyError> {
    let mut groups: BTreeMap<String, Vec<GroupKind>> = BTreeMap::new();
    kinds.into_iter().for_each(|kind| groups.entry(kind.group.clone()).or_default().push(kind));
    let all = groups.into_iter().map(async |(group, kinds)| served_of(client, &group, kinds).await);
    Ok(try_join_all(all).await?.concat())
}

async fn served_of(client: &Client, group: &str, kinds: Vec<GroupKind>) -> Result<Vec<Served>, ApplyError> {
    let group = match kube::discovery::group(client, group).await {
        Ok(group) => group,
        Err(kube::Error::Discovery(_)) => return Ok(Vec::new()),
        Err(kube::Error::Api(status)) if status.code == 404 => return Ok(Vec::new()),
        Err(error) => return Err(ApplyError::Server { reason: api_reason(error) }),
    };
    let known = |kind: GroupKind| {
        let (resource, ApiCapabilities { scope, .. }) = group.recommended_kind(&kind.kind)?;
        Some(Served { kind, resource, namespaced: scope == Scope::Namespaced })
    };
    Ok(kinds.into_iter().filter_map(known).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_written_as_kubectl_writes_them() {
        for text in ["ConfigMap", "Deployment.apps", "Certificate.cert-manager.io"] {
            assert_eq!(GroupKind::parse(text).to_string(), text);
        }
        assert!(GroupKind::parse("Namespace").is_core("Namespace"));
    }
}
