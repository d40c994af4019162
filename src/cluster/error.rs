//! What can go wrong between devcluster and a cluster.

use std::path::PathBuf;

use crate::config::ConfigError;
use crate::engine::EngineError;
use crate::fault::{Fault, Kind};
use crate::yaml::YamlError;

/// A call on a cluster that failed.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("there is no cluster `{name}`")]
    NotThere { name: String },
    #[error("cluster `{name}` is stopped")]
    Stopped { name: String },
    #[error("cluster `{name}` is paused")]
    Paused { name: String },
    #[error("node `{node}` of cluster `{cluster}` does not run")]
    NodeStopped { cluster: String, node: String },
    #[error("the container of node `{node}` is gone; its volumes are there")]
    NodeGone { cluster: String, node: String },
    #[error("there is no node `{name}`; there are {}", .nodes.join(", "))]
    NoNode { name: String, nodes: Vec<String> },
    #[error("cluster `{name}` has no control plane: its container is gone")]
    NoControlPlane { name: String },
    #[error("there is no context `{name}` in the kubeconfig; there is {}", if .known.is_empty() { "none".to_owned() } else { .known.join(", ") })]
    NoContext { name: String, known: Vec<String> },
    #[error("certificates could not be made")]
    Certificates(#[source] rcgen::Error),
    #[error("the system gave no random bytes for a key")]
    Randomness(#[source] getrandom::Error),
    #[error("kubeconfig `{path}` is damaged, and left as it is")]
    KubeconfigDamaged {
        path: PathBuf,
        #[source]
        source: YamlError,
    },
    #[error("kubeconfig `{path}` is not the map that a kubeconfig is, and left as it is")]
    KubeconfigShape { path: PathBuf },
    #[error("kubeconfig `{path}` can't be read or written")]
    KubeconfigFile {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("kubeconfig `{path}` is locked by another program: `{lock}` is there")]
    KubeconfigLocked { path: PathBuf, lock: PathBuf },
    #[error("the local authority's file `{path}` can't be read or written")]
    LocalAuthority {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("file `{path}` of node `{node}` can't be read")]
    NodeFile {
        node: String,
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("template `{name}` could not be rendered")]
    Template {
        name: String,
        #[source]
        source: minijinja::Error,
    },
    #[error("`{user}` can't have a certificate that lasts some hours: {reason}")]
    NoCertificate { user: String, reason: String },
    #[error("`{user}` is in several groups, which a request for a certificate can't have")]
    ManyGroups { user: String },
    #[error("the API server did not {action}")]
    Api {
        action: String,
        #[source]
        source: Box<kube::Error>,
    },
    #[error("the config that the cluster was made of can't be read")]
    MadeOf(#[from] ConfigError),
    #[error("YAML could not be read or written")]
    Yaml(#[from] YamlError),
    #[error("{what} after {seconds} s; last seen: {last}")]
    TimedOut { what: String, seconds: u64, last: String },
}

impl Fault for ClusterError {
    fn kind(&self) -> Kind {
        match self {
            Self::Engine(error) => error.kind(),
            Self::NotThere { .. }
            | Self::Stopped { .. }
            | Self::Paused { .. }
            | Self::NodeStopped { .. }
            | Self::NodeGone { .. }
            | Self::NoNode { .. }
            | Self::NoContext { .. }
            | Self::KubeconfigDamaged { .. }
            | Self::KubeconfigShape { .. }
            | Self::KubeconfigFile { .. }
            | Self::KubeconfigLocked { .. }
            | Self::LocalAuthority { .. }
            | Self::NoCertificate { .. }
            | Self::ManyGroups { .. } => Kind::User,
            Self::NoControlPlane { .. }
            | Self::NodeFile { .. }
            | Self::MadeOf(_)
            | Self::Api { .. }
            | Self::TimedOut { .. } => Kind::Cluster,
            Self::Certificates(_) | Self::Randomness(_) | Self::Template { .. } | Self::Yaml(_) => Kind::Internal,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Engine(error) => error.hint(),
            Self::NotThere { name } => {
                Some(format!("make it with `devcluster --name {name} start`; `devcluster list` shows what is there"))
            }
            Self::Stopped { name } => Some(format!("start it again with `devcluster --name {name} start`")),
            Self::Paused { name } => Some(format!("let it go on with `devcluster --name {name} unpause`")),
            Self::NodeStopped { cluster, node } => {
                Some(format!("start it with `devcluster --name {cluster} node start {node}`"))
            }
            Self::NodeGone { cluster, .. } => Some(format!("bring it back with `devcluster --name {cluster} start`")),
            Self::NoContext { .. } => Some("see the contexts with `kubectl config get-contexts`".to_owned()),
            Self::NoNode { .. } => Some("see the nodes with `devcluster node list`".to_owned()),
            Self::NoControlPlane { name } => Some(format!("bring it back with `devcluster --name {name} start`")),
            Self::KubeconfigDamaged { path, .. } | Self::KubeconfigShape { path } => Some(format!(
                "mend it, or move it away with `mv {0} {0}.damaged`; or name another file with KUBECONFIG",
                path.display()
            )),
            Self::KubeconfigFile { path, .. } => {
                Some(format!("look at it with `ls -l {}`, or name another file with KUBECONFIG", path.display()))
            }
            Self::LocalAuthority { path, .. } => Some(format!("look at it with `ls -l {}`", path.display())),
            Self::KubeconfigLocked { lock, .. } => {
                Some(format!("if no other program is at work, remove it with `rm {}`", lock.display()))
            }
            Self::NoCertificate { .. } | Self::ManyGroups { .. } => Some(
                "use a token: `devcluster kubectl -- -n dashboard port-forward deploy/dashboard 8080`, and one made by `devcluster kubectl -- create token NAME`"
                    .to_owned(),
            ),
            Self::TimedOut { .. } | Self::Api { .. } => {
                Some("see what the cluster does with `devcluster kubectl -- get pods -A`".to_owned())
            }
            Self::Certificates(_)
            | Self::Randomness(_)
            | Self::NodeFile { .. }
            | Self::MadeOf(_)
            | Self::Template { .. }
            | Self::Yaml(_) => None,
        }
    }
}
