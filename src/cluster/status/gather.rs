//! Asks engine, API server and nodes for the state of a cluster, all at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use futures::future::join_all;
use k8s_openapi::api::core::v1::PersistentVolume;
use kube::Api;
use kube::api::ListParams;
use time::OffsetDateTime;

use super::addresses::load_balancers;
use super::certificates::{Certificate, certificates};
use super::disk::{DiskUse, disk_use};
use super::model::{ClusterStatus, NodeStatus};
use super::node_files::NodeFiles;
use super::problems::{Evidence, problems};
use super::volumes::volume_status;
use crate::cluster::kube_client::{ADMIN_FILE, connect_as_user, connect_with_admin_file};
use crate::cluster::phase::Phase;
use crate::cluster::ready::{SystemPods, system_pods};
use crate::cluster::state::Objects;
use crate::cluster::{ClusterError, ClusterState, Kube, NodeState, api_reason, names};
use crate::engine::{ContainerStats, Engine};

/// An API server that works answers in milliseconds.
const API_LIMIT: Duration = Duration::from_secs(5);

/// How much is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What comes at once: no disk use, and certificates of the first control plane only.
    Quick,
    Full,
}

/// What the API server says.
struct Seen {
    system: SystemPods,
    volumes: Vec<PersistentVolume>,
}

/// Looks at a cluster. `kubeconfig` is the user's: where it leads to this cluster, the API server is asked without
/// waiting for the node's own file.
pub async fn cluster_status(
    engine: &dyn Engine,
    name: &str,
    kubeconfig: &Path,
    depth: Depth,
) -> Result<ClusterStatus, ClusterError> {
    let objects = Objects::look_up(engine, &names::cluster_labels(name)).await?;
    let state = objects.of_cluster(name);
    if state.is_absent() {
        return Err(ClusterError::NotThere { name: name.to_owned() });
    }
    let asked = state.first_control_plane().is_ok_and(|node| node.running);
    let (early, files, stats, disk) = tokio::join!(
        async { if asked { ask_as_user(&state, kubeconfig).await } else { None } },
        files(engine, &state, depth),
        stats(engine, &state),
        disk(engine, &state, depth),
    );
    let seen = match early {
        Some(seen) => Some(Ok(seen)),
        None if asked => Some(ask_as_admin(&state, &files).await),
        None => None,
    };
    let certificates = sorted(files.iter().flat_map(|(node, files)| certificates(node, files)).collect());
    let found = problems(&Evidence {
        state: &state,
        api: seen.as_ref().map(|seen| seen.as_ref().map(|seen| &seen.system).map_err(String::as_str)),
        certificates: &certificates,
        now: OffsetDateTime::now_utc(),
    });
    let (system, volumes) = match seen {
        Some(Ok(seen)) => (seen.system, seen.volumes),
        _ => (SystemPods::default(), Vec::new()),
    };
    let subnet = objects.subnet(name);
    Ok(ClusterStatus {
        status: Phase::of(&state),
        healthy: found.is_empty(),
        kubernetes_version: state.kubernetes_version().to_owned(),
        api_server: state.api_port().map(crate::cluster::files::host_server),
        subnet,
        load_balancers: subnet.and_then(load_balancers),
        nodes: state.nodes.iter().map(|node| node_status(node, &system, &stats, &disk)).collect(),
        volumes: volumes.iter().map(|volume| volume_status(volume, &disk)).collect(),
        system_pods: system.pods,
        certificates,
        problems: found,
        name: state.name,
    })
}

fn node_status(
    node: &NodeState,
    system: &SystemPods,
    stats: &BTreeMap<String, ContainerStats>,
    disk: &BTreeMap<String, DiskUse>,
) -> NodeStatus {
    let stats = stats.get(&node.name);
    NodeStatus {
        name: node.name.clone(),
        role: node.role.name(),
        address: node.address,
        kubernetes_version: node.kubernetes_version.clone(),
        running: node.running,
        ready: node.running && system.nodes.iter().any(|there| there.name == node.name && there.ready),
        memory_used: stats.map(|stats| stats.memory_used),
        memory_limit: stats.and_then(|stats| stats.memory_limit),
        disk_used: disk.get(&node.name).map(|disk| disk.total),
    }
}

/// What expires first comes first.
fn sorted(mut certificates: Vec<Certificate>) -> Vec<Certificate> {
    certificates.sort_by_key(|certificate| certificate.expires);
    certificates
}

/// `None` where the user's kubeconfig does not lead there.
async fn ask_as_user(state: &ClusterState, kubeconfig: &Path) -> Option<Seen> {
    let kube = connect_as_user(kubeconfig, state).await?;
    ask(&kube, state).await.ok()
}

async fn ask_as_admin(state: &ClusterState, files: &BTreeMap<String, NodeFiles>) -> Result<Seen, String> {
    let node = state.first_control_plane().map_err(|error| error.to_string())?;
    let admin = files.get(&node.name).and_then(|files| files.text(ADMIN_FILE));
    let admin = admin.ok_or_else(|| format!("node {} does not give its {ADMIN_FILE}", node.name))?;
    let kube = connect_with_admin_file(admin, state).await.map_err(|error| error.to_string())?;
    ask(&kube, state).await
}

async fn ask(kube: &Kube, state: &ClusterState) -> Result<Seen, String> {
    let volumes: Api<PersistentVolume> = Api::all(kube.client.clone());
    let params = ListParams::default().match_any();
    let answers = async {
        let volumes = async { volumes.list(&params).await.map_err(api_reason) };
        let system = async {
            system_pods(kube, state).await.map_err(|error| match error {
                ClusterError::Api { source, .. } => api_reason(*source),
                other => other.to_string(),
            })
        };
        tokio::try_join!(system, volumes)
    };
    let late = || format!("no answer within {} s", API_LIMIT.as_secs());
    let (system, volumes) = tokio::time::timeout(API_LIMIT, answers).await.map_err(|_| late())??;
    Ok(Seen { system, volumes: volumes.items })
}

/// Files of the nodes that are asked, by node. A node that does not give them is left out.
async fn files(engine: &dyn Engine, state: &ClusterState, depth: Depth) -> BTreeMap<String, NodeFiles> {
    let nodes: Vec<_> = match depth {
        Depth::Quick => state.first_control_plane().into_iter().collect(),
        Depth::Full => state.nodes.iter().collect(),
    };
    let fetched =
        nodes.into_iter().map(async |node| Some((node.name.clone(), NodeFiles::fetch(engine, node).await.ok()?)));
    join_all(fetched).await.into_iter().flatten().collect()
}

async fn stats(engine: &dyn Engine, state: &ClusterState) -> BTreeMap<String, ContainerStats> {
    let running = state.nodes.iter().filter(|node| node.running);
    let asked = running.map(async |node| Some((node.name.clone(), engine.stats(&node.container).await.ok()?)));
    join_all(asked).await.into_iter().flatten().collect()
}

async fn disk(engine: &dyn Engine, state: &ClusterState, depth: Depth) -> BTreeMap<String, DiskUse> {
    let running = state.nodes.iter().filter(|node| node.running && depth == Depth::Full);
    let asked = running.map(async |node| Some((node.name.clone(), disk_use(engine, node).await?)));
    join_all(asked).await.into_iter().flatten().collect()
}
