//! A cluster: its objects in the engine, its files, its API server.

mod bootstrap;
mod error;
mod files;
mod kube_client;
pub mod kubeconfig;
pub mod names;
mod pki;
mod ready;
pub mod state;
mod templates;

pub use bootstrap::bootstrap;
pub use error::ClusterError;
pub use files::{Admin, NodeFiles, render_node_files};
pub use kube_client::{Kube, connect, connect_with, host_kubeconfig};
pub use ready::{Readiness, SystemPods, system_pods, wait_for_api, wait_until_ready};
pub use state::{ClusterState, NodeState, observe, observe_all, require_running, require_there};
