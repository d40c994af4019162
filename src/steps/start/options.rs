//! What `start` is told, and what it tells.

use std::path::PathBuf;
use std::time::Duration;

use futures::future::LocalBoxFuture;
use tokio_util::sync::CancellationToken;

use crate::cluster::{ClusterState, Kube, SystemImages};
use crate::plan::{Asked, Capacity};

/// Work on a cluster whose API server is usable.
pub type Beside = Box<dyn Fn(ClusterState, Kube) -> LocalBoxFuture<'static, ()>>;

/// What `start` may be told.
pub struct StartOptions {
    /// How long the nodes and system pods may take to be ready; zero does not wait for them.
    pub wait: Duration,
    /// What was asked for: nodes that are not there are added.
    pub asked: Asked,
    /// Keep what was made when it fails.
    pub retain: bool,
    /// Host port of the API server; a free one where none is given. Only for a cluster that is made.
    pub api_port: Option<u16>,
    /// CPUs and memory of the engine's host.
    pub capacity: Capacity,
    /// What system pods run.
    pub images: SystemImages,
    /// What the registry runs.
    pub registry_image: String,
    /// Path of the engine's socket on its own host.
    pub engine_socket: PathBuf,
    /// Done beside the waiting for nodes and system pods. It tells its failures itself: they are none of the cluster's.
    pub beside: Beside,
    /// Where the cluster's context is written.
    pub kubeconfig: PathBuf,
    pub interrupt: CancellationToken,
}

/// A cluster that runs.
pub struct Started {
    pub state: ClusterState,
    /// kubeconfig for programs on the host (YAML); merged already.
    pub kubeconfig: String,
    /// Whether it ran before.
    pub ran_before: bool,
}
