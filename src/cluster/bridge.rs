//! The files of the container that gives nodes images of the engine, signed by the authority of a cluster that is there.

use super::node::not_found;
use super::pki::{Authority, CLUSTER_AUTHORITY, Identity};
use super::state::RegistryState;
use super::{ClusterError, ClusterState, NodeFiles, files, read_node_file};
use crate::engine::Engine;
use crate::plan::{bridge_address, registry_address};

/// Makes them, with a new certificate. The nodes may be stopped.
pub async fn bridge_files(
    engine: &dyn Engine,
    state: &ClusterState,
    registry: &RegistryState,
) -> Result<NodeFiles, ClusterError> {
    let node = state.first_control_plane()?;
    let read = async |path: &str| read_node_file(engine, node, path).await?.ok_or_else(|| not_found(&node.name, path));
    let (certificate, key) = tokio::try_join!(read("/etc/kubernetes/pki/ca.crt"), read("/etc/kubernetes/pki/ca.key"))?;
    let authority = Authority::load(CLUSTER_AUTHORITY, Identity { certificate, key })?;
    let subnet = state.subnet.ok_or_else(|| ClusterError::NotThere { name: state.name.clone() })?;
    files::render_bridge_files(&authority, bridge_address(subnet), registry, registry_address(subnet))
}
