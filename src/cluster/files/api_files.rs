//! Files of the container that leads to the API servers of several control planes.

use std::net::Ipv4Addr;

use super::node_files::NodeFiles;
use crate::cluster::ClusterError;
use crate::cluster::templates::render;

/// Where haproxy finds its configuration.
pub const API_CONFIG: &str = "/etc/haproxy/devcluster.cfg";

/// The configuration that leads to control planes, of which names and addresses are given.
pub fn render_api_files(control_planes: &[(String, Ipv4Addr)]) -> Result<NodeFiles, ClusterError> {
    let control_planes: Vec<_> =
        control_planes.iter().map(|(name, address)| serde_json::json!({ "name": name, "address": address })).collect();
    let mut files = NodeFiles::default();
    // haproxy takes a file without a last newline for cut off.
    let text = render("api/haproxy.cfg", &serde_json::json!({ "control_planes": control_planes }))? + "\n";
    files.add(API_CONFIG.trim_start_matches('/'), text, 0o644);
    Ok(files)
}
