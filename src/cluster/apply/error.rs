//! What can go wrong when manifests are applied, in the API server's own words.

use super::Document;
use crate::cluster::api_reason;
use crate::fault::{Fault, Kind};

/// A manifest that the cluster did not take.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error("`{place}`: the cluster has no kind `{kind}` in `{api_version}`")]
    UnknownKind { place: String, api_version: String, kind: String },
    #[error("`{place}`: kind `{kind}` was defined, but is not served after {seconds} s")]
    KindNotServed { place: String, kind: String, seconds: u64 },
    #[error("`{place}`: {kind} `{name}` is not accepted: {reason}")]
    Invalid { place: String, kind: String, name: String, reason: String },
    #[error("`{place}`: {kind} `{name}` can't be changed in place: {reason}")]
    Immutable { place: String, kind: String, name: String, namespace: Option<String>, reason: String },
    #[error("`{place}`: namespace `{namespace}` does not exist")]
    NoNamespace { place: String, namespace: String },
    #[error("configmap `{name}` in namespace `{namespace}` would stand for the app, but belongs to {tool}")]
    ForeignSet { name: String, namespace: String, tool: String },
    #[error("`{place}`: {kind} `{name}` is not there")]
    NotThere { place: String, kind: String, name: String },
    #[error("{object} is not `{condition}` after {seconds} s: {last}")]
    NoCondition { object: String, condition: String, seconds: u64, last: String },
    #[error("still there after {seconds} s: {}", objects.join(", "))]
    StillThere { objects: Vec<String>, seconds: u64 },
    #[error("the API server failed: {reason}")]
    Server { reason: String },
}

/// The API server's answer to a document.
pub(super) fn refused(document: &Document, error: kube::Error) -> ApplyError {
    let (place, kind, name) = (document.place.clone(), document.kind.clone(), document.name.clone());
    let kube::Error::Api(status) = error else { return ApplyError::Server { reason: api_reason(error) } };
    let reason = status.message.clone();
    // What a manifest's fields are is told with status 500.
    if let Some((_, fields)) =
        reason.strip_prefix("failed to create typed patch object (").and_then(|rest| rest.split_once("): "))
    {
        return ApplyError::Invalid { place, kind, name, reason: fields.to_owned() };
    }
    match status.code {
        404 if reason.starts_with("namespaces ") => {
            let namespace = reason.split('"').nth(1).unwrap_or_default().to_owned();
            ApplyError::NoNamespace { place, namespace }
        }
        422 if reason.contains("field is immutable") => {
            ApplyError::Immutable { place, kind, name, namespace: document.namespace.clone(), reason }
        }
        400..=499 => ApplyError::Invalid { place, kind, name, reason },
        _ => ApplyError::Server { reason },
    }
}

impl Fault for ApplyError {
    fn kind(&self) -> Kind {
        match self {
            Self::UnknownKind { .. }
            | Self::Invalid { .. }
            | Self::Immutable { .. }
            | Self::NoNamespace { .. }
            | Self::NotThere { .. }
            | Self::ForeignSet { .. } => Kind::User,
            Self::KindNotServed { .. } | Self::NoCondition { .. } | Self::StillThere { .. } | Self::Server { .. } => {
                Kind::Cluster
            }
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownKind { .. } => {
                Some("see the kinds that there are with `devcluster kubectl -- api-resources`".to_owned())
            }
            Self::Invalid { kind, .. } => {
                Some(format!("see its fields with `devcluster kubectl -- explain {}`", kind.to_lowercase()))
            }
            Self::Immutable { kind, name, namespace, .. } => {
                let namespace = namespace.as_ref().map(|namespace| format!(" -n {namespace}")).unwrap_or_default();
                Some(format!(
                    "delete it with `devcluster kubectl -- delete {} {name}{namespace}`, then apply again",
                    kind.to_lowercase()
                ))
            }
            Self::NoNamespace { namespace, .. } => {
                Some(format!("make it with `devcluster kubectl -- create namespace {namespace}`"))
            }
            Self::ForeignSet { name, namespace, .. } => Some(format!(
                "give the app another name (`name:` in devcluster.yaml), or look at it with `devcluster kubectl -- get configmap {name} -n {namespace} -o yaml`"
            )),
            Self::NotThere { kind, .. } => {
                Some(format!("see what there is with `devcluster kubectl -- get {} -A`", kind.to_lowercase()))
            }
            Self::NoCondition { .. } => {
                Some("see whether its pods run with `devcluster kubectl -- get pods -A`".to_owned())
            }
            Self::StillThere { .. } => Some(
                "see what holds them with `devcluster kubectl -- get pods -A`, then run `devcluster down` again"
                    .to_owned(),
            ),
            Self::KindNotServed { .. } | Self::Server { .. } => {
                Some("see whether the control plane is well with `devcluster status`".to_owned())
            }
        }
    }
}
