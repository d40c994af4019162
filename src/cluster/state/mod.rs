//! What there is of a cluster in the container engine.

mod cluster;
mod node;
mod objects;
mod observe;
mod record;

pub use cluster::{ApiState, BridgeState, ClusterState, PortsState, RegistryState};
pub use node::NodeState;
pub(super) use objects::Objects;
pub use observe::{observe, observe_all, require_api, require_running, require_there};
pub use record::NodeRecord;

/// The API server's port in a node.
pub const API_PORT: u16 = 6443;
/// The registry's port in its container.
pub const REGISTRY_PORT: u16 = 5000;
/// Who may use the registry (images/registry/main.go).
const REGISTRY_USER: &str = "devcluster";
/// The port of the container that gives nodes images of the engine.
pub const BRIDGE_PORT: u16 = 5001;
