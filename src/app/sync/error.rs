//! What can keep changed files from running containers.

use crate::engine::EngineError;
use crate::fault::{Fault, Kind};

/// Files that could not be brought, or a program that can't be started again.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(
        "namespace `{namespace}` enforces the pod security level `{level}`, so that the supervisor which `then: restart` needs can't be mounted into its pods"
    )]
    Forbidden { namespace: String, level: String },
    #[error(
        "what container `{container}` runs is not known: the engine has no image `{image}`, and its manifest has no command"
    )]
    UnknownProgram { container: String, image: String },
    #[error("container `{container}` runs nothing: neither its manifest nor image `{image}` names a command")]
    NoProgram { container: String, image: String },
    #[error("`{path}` can't be read")]
    Unreadable {
        path: std::path::PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("node container `{node}` can't take changed files")]
    Node { node: String, output: String },
    #[error("changed files did not get into pod `{pod}`: {reason}")]
    Refused { pod: String, reason: String },
    #[error("the program in pod `{pod}` could not be started again, since nothing supervises it")]
    Unsupervised { pod: String },
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Fault for SyncError {
    fn kind(&self) -> Kind {
        match self {
            Self::Engine(error) => error.kind(),
            Self::Node { .. } => Kind::Cluster,
            _ => Kind::User,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Forbidden { namespace, .. } => Some(format!(
                "leave `then: restart` out where the program notices changed files itself, or allow it while you develop: `devcluster kubectl -- label namespace {namespace} pod-security.kubernetes.io/enforce=privileged --overwrite`"
            )),
            Self::UnknownProgram { image, .. } => {
                Some(format!("pull it with `docker pull {image}`, or write `command` into the manifest"))
            }
            Self::NoProgram { .. } => Some("write `command` into the manifest".to_owned()),
            Self::Unreadable { path, .. } => Some(format!("look at it with `ls -l {}`", path.display())),
            Self::Node { .. } => Some(
                "nodes of an earlier devcluster can't: make them anew with `devcluster delete` and `devcluster start`"
                    .to_owned(),
            ),
            Self::Refused { pod, .. } => Some(format!(
                "where its file system is read-only, mount an emptyDir at the rule's `to`, or take the rule out; see the pod with `devcluster kubectl -- describe pod {pod}`"
            )),
            Self::Unsupervised { .. } => {
                Some("only Deployments, StatefulSets and DaemonSets can use `then: restart`".to_owned())
            }
            Self::Engine(error) => error.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        if let Self::Node { output, .. } = self { Some(output) } else { None }
    }
}
