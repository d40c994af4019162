//! Files of the container that gives nodes images of the engine.

use std::net::Ipv4Addr;

use serde_json::json;

use super::node_files::NodeFiles;
use crate::cluster::ClusterError;
use crate::cluster::pki::{Authority, Subject};
use crate::cluster::state::{REGISTRY_PORT, RegistryState};
use crate::engine::Credentials;

const FOLDER: &str = "etc/kubernetes/devcluster/bridge";

/// A certificate for `address`, and the way to the cluster's registry at `registry_address`.
pub fn render_bridge_files(
    authority: &Authority,
    address: Ipv4Addr,
    registry: &RegistryState,
    registry_address: Ipv4Addr,
) -> Result<NodeFiles, ClusterError> {
    let subject = Subject { common_name: "devcluster:bridge", addresses: vec![address], ..Subject::default() };
    let mut files = NodeFiles::default();
    files.add_identity(&format!("{FOLDER}/server"), &authority.issue(&subject)?);
    files.add(format!("{FOLDER}/ca.crt"), authority.identity().certificate, 0o644);
    let Credentials { user, password } = registry.credentials();
    let settings = json!({
        "registry": format!("{registry_address}:{REGISTRY_PORT}"),
        "registryPort": registry.port,
        "user": user,
        "password": password,
    });
    files.add(format!("{FOLDER}/bridge.json"), settings.to_string(), 0o600);
    Ok(files)
}
