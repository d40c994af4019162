//! kubeconfigs of a node's components and of the host.

use std::net::{Ipv4Addr, SocketAddrV4};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::basis::Basis;
use super::node_files::NodeFiles;
use super::secrets::Secrets;
use crate::cluster::pki::{Identity, Subject};
use crate::cluster::state::API_PORT;
use crate::cluster::templates::render;
use crate::cluster::{ClusterError, names};
use crate::config::{Gpus, NodeRole};
use crate::plan::NodeLayout;

/// Roles of the agent on every node; each has a user of its own, `devcluster:network`.
pub const AGENT_ROLES: [&str; 2] = ["network", "storage"];
/// Where GPUs are claimed, the role `gpu` tells of its node's: a user a node, in this group.
const GPUS: &str = "devcluster:gpus";
/// Group of the role `network` on control planes, which give LoadBalancer addresses. What users and groups may do is in
/// templates/cluster/objects.
const LOAD_BALANCERS: &str = "devcluster:load-balancers";

/// How to reach the API server with all rights, before anyone else does.
#[derive(Debug, Clone)]
pub struct Admin {
    /// kubeconfig (YAML) whose server is the host's port.
    pub kubeconfig: String,
    /// As `kubeconfig`, in group system:masters: works before RBAC is there.
    pub super_kubeconfig: String,
    /// The cluster's authority, PEM.
    pub ca: String,
}

/// The kubeconfigs for the host.
pub fn admin(basis: &Basis<'_>, secrets: &Secrets, endpoint: SocketAddrV4) -> Result<Admin, ClusterError> {
    let name = names::context(&basis.cluster.name);
    let (ca, server) = (secrets.ca_certificate(), host_server(endpoint));
    let host =
        |identity| kubeconfig(&Entry { cluster: &name, server: &server, user: &name, context: &name }, &ca, identity);
    Ok(Admin { kubeconfig: host(&secrets.admin)?, super_kubeconfig: host(&secrets.super_admin)?, ca: ca.clone() })
}

/// The API server's URL on the host.
pub fn host_server(endpoint: SocketAddrV4) -> String {
    let address = if endpoint.ip().is_unspecified() { Ipv4Addr::LOCALHOST } else { *endpoint.ip() };
    format!("https://{address}:{}", endpoint.port())
}

/// Adds the kubeconfigs of the components that run on a node.
pub fn add_kubeconfigs(
    files: &mut NodeFiles,
    basis: &Basis<'_>,
    secrets: &Secrets,
    node: &NodeLayout,
) -> Result<(), ClusterError> {
    let cluster = &basis.cluster.name;
    let ca = secrets.ca_certificate();
    let is_control_plane = node.spec.role == NodeRole::ControlPlane;
    let all = format!("https://{}:{API_PORT}", basis.layout.api_address);
    // As kubeadm has it: a control plane's components depend on its own API server, not on the way to all of them.
    let nearest = if is_control_plane { format!("https://{}:{API_PORT}", node.address) } else { all.clone() };
    let mut add = |path: &str, user: &str, identity: &Identity| -> Result<(), ClusterError> {
        let context = format!("{user}@{cluster}");
        let server = if path.ends_with("admin") { &all } else { &nearest };
        let text = kubeconfig(&Entry { cluster, server, user, context: &context }, &ca, identity)?;
        files.add(format!("etc/kubernetes/{path}.conf"), text, 0o600);
        Ok(())
    };
    let issue = |common_name: &str, organization| {
        secrets.ca.issue(&Subject { common_name, organization, ..Subject::default() })
    };
    let kubelet = format!("system:node:{}", node.spec.name);
    add("kubelet", &kubelet, &issue(&kubelet, Some("system:nodes"))?)?;
    let is_control_plane = node.spec.role == NodeRole::ControlPlane;
    for role in AGENT_ROLES {
        let user = format!("devcluster:{role}");
        let group = (role == "network" && is_control_plane).then_some(LOAD_BALANCERS);
        add(&format!("devcluster/{role}"), &user, &issue(&user, group)?)?;
    }
    if node.spec.gpus.as_ref().is_some_and(Gpus::are_claimed) {
        let user = format!("devcluster:gpu:{}", node.spec.name);
        add("devcluster/gpu", &user, &issue(&user, Some(GPUS))?)?;
    }
    if is_control_plane {
        for component in ["controller-manager", "scheduler"] {
            let user = format!("system:kube-{component}");
            add(component, &user, &issue(&user, None)?)?;
        }
        add("admin", "kubernetes-admin", &secrets.admin)?;
        add("super-admin", "kubernetes-super-admin", &secrets.super_admin)?;
    }
    Ok(())
}

/// Names in a kubeconfig.
pub(super) struct Entry<'a> {
    pub cluster: &'a str,
    pub server: &'a str,
    pub user: &'a str,
    pub context: &'a str,
}

pub(super) fn kubeconfig(entry: &Entry<'_>, ca: &str, identity: &Identity) -> Result<String, ClusterError> {
    render(
        "node/kubeconfig.yaml",
        &serde_json::json!({
            "cluster_name": entry.cluster, "server": entry.server, "user": entry.user, "context": entry.context,
            "ca": BASE64.encode(ca),
            "certificate": BASE64.encode(&identity.certificate),
            "key": BASE64.encode(&identity.key),
        }),
    )
}
