//! Step: certificates of nodes are renewed before they expire.

use time::{Duration, OffsetDateTime};

use super::StepError;
use super::nodes::upload;
use crate::cluster::{
    Basis, ClusterState, KubernetesFolder, MadeOf, NodeState, SystemImages, certificates, made_of, render_node_files,
};
use crate::engine::{Engine, EngineError};
use crate::host;
use crate::plan::Layout;

/// A file that every node has, written together with its certificates.
const KUBELET_FILE: &str = "/etc/kubernetes/kubelet.conf";
/// A certificate of a year is renewed after eight months.
const NEW: Duration = Duration::days(180);

/// Gives nodes that are about to start new certificates, where a third of the life of one is left; the names of those
/// nodes. `source` has the authorities' keys.
pub async fn renew(
    engine: &dyn Engine,
    images: &SystemImages,
    state: &ClusterState,
    source: &NodeState,
    meant: &[&NodeState],
) -> Result<Vec<String>, StepError> {
    let now = OffsetDateTime::now_utc();
    let looked = futures::future::join_all(meant.iter().map(|node| is_due(engine, node, now))).await;
    let mut due = Vec::new();
    for (node, is_due) in meant.iter().zip(looked) {
        if is_due? {
            due.push(node.name.clone());
        }
    }
    if !due.is_empty() {
        let made_of = made_of(engine, source).await?;
        issue(engine, images, state, &made_of, |name| due.iter().any(|due| due == name), is_identity).await?;
    }
    Ok(due)
}

/// Whether a node has a certificate that is to be renewed. Those of new files are not looked at: reading them would take
/// longer than everything else before nodes are started.
async fn is_due(engine: &dyn Engine, node: &NodeState, now: OffsetDateTime) -> Result<bool, EngineError> {
    let issued = engine.modified(&node.container, KUBELET_FILE).await?;
    if issued.is_some_and(|issued| (issued..issued + NEW).contains(&now)) {
        return Ok(false);
    }
    let files = KubernetesFolder::fetch(engine, node).await?;
    Ok(certificates(&node.name, &files).iter().any(|certificate| certificate.is_due(now)))
}

/// Gives all control planes a new certificate and key for their users `kubernetes-admin` and `kubernetes-super-admin`.
pub async fn renew_admin(engine: &dyn Engine, images: &SystemImages, state: &ClusterState) -> Result<(), StepError> {
    let made_of = made_of(engine, state.first_control_plane()?).await?;
    let is_control_plane = |name: &str| state.control_planes().any(|node| node.name == name && !node.gone);
    issue(engine, images, state, &made_of, is_control_plane, |path| path.ends_with("admin.conf")).await
}

/// Uploads those files, newly made, that `wanted` is true of to the nodes that are meant.
async fn issue(
    engine: &dyn Engine,
    images: &SystemImages,
    state: &ClusterState,
    made_of: &MadeOf,
    meant: impl Fn(&str) -> bool,
    wanted: impl Fn(&str) -> bool,
) -> Result<(), StepError> {
    let cluster = &made_of.cluster;
    let subnet = state.subnet.ok_or_else(|| StepError::Lost { name: state.name.clone() })?;
    let layout = Layout::observed(&cluster.network, state, subnet);
    let mtu = cluster.network.mtu.or_else(host::small_mtu);
    let basis = Basis { cluster, layout: &layout, mtu, images, joins: false };
    for node in layout.nodes.iter().filter(|node| meant(&node.spec.name)) {
        let files = render_node_files(&basis, &made_of.secrets, node)?.only(&wanted);
        upload(engine, &state.node(&node.spec.name)?.container, &files).await?;
    }
    Ok(())
}

/// Certificates with their keys, and kubeconfigs; authorities and what they sign with stay the same.
fn is_identity(path: &str) -> bool {
    [".crt", ".key", ".conf"].iter().any(|ending| path.ends_with(ending))
}
