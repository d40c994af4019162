//! Asks engine, API server and nodes about a cluster, all at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use futures::future::join_all;
use k8s_openapi::api::core::v1::PersistentVolume;
use kube::Api;
use kube::api::ListParams;

use super::disk::{DiskUse, disk_use};
use crate::cluster::certificates::{Certificate, certificates, shown_by_api_server};
use crate::cluster::gpus::{GpuWaits, gpu_waits};
use crate::cluster::kube_client::{connect_as_user, connect_with, kubeconfig_in, shown_certificate};
use crate::cluster::node::KubernetesFolder;
use crate::cluster::objects::{DeadApi, dead_apis};
use crate::cluster::ready::{SystemPods, check_api, system_pods};
use crate::cluster::{ClusterError, ClusterState, Kube, NodeState, api_reason};
use crate::engine::{ContainerStats, Engine};
use crate::host;

/// An API server that works answers in milliseconds; one that waits for its etcd, in both of its checks of it, says so
/// after 4 s.
const API_LIMIT: Duration = Duration::from_secs(5);

/// How much is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What comes at once: no disk use, and of the certificates, which are made together, only the API server's where a
    /// single one shows it, else those of the first control plane.
    Quick,
    Full,
}

/// What the API server says.
pub struct Seen {
    pub system: SystemPods,
    pub volumes: Vec<PersistentVolume>,
    pub dead_apis: Vec<DeadApi>,
    /// Pods that wait for GPUs.
    pub gpu_waits: GpuWaits,
}

/// All answers; by node where nodes were asked, those left out that gave none.
pub struct Answers {
    pub api: ApiAnswer,
    /// What expires first comes first.
    pub certificates: Vec<Certificate>,
    pub stats: BTreeMap<String, ContainerStats>,
    pub disk: BTreeMap<String, DiskUse>,
    /// Bytes that are free where the engine keeps volumes; `None` where that is not this host's to say.
    pub disk_free: Option<u64>,
}

impl Answers {
    /// Those that the API server told of.
    pub fn dead_apis(&self) -> &[DeadApi] {
        match &self.api {
            Some(Ok(seen)) => &seen.dead_apis,
            _ => &[],
        }
    }
}

/// Asks. `kubeconfig` is the user's: where it leads to this cluster, the API server is asked without waiting for the
/// node's own file.
pub async fn gather(engine: &dyn Engine, state: &ClusterState, kubeconfig: &Path, depth: Depth) -> Answers {
    let ((api, certificates), stats, disk, disk_free) = tokio::join!(
        api_and_certificates(engine, state, kubeconfig, depth),
        stats(engine, state),
        disk(engine, state, depth),
        disk_free(engine),
    );
    Answers { api, certificates, stats, disk, disk_free }
}

/// What the API server says, or why it says nothing; `None` where its node does not run.
type ApiAnswer = Option<Result<Seen, String>>;

/// Files of nodes take the engine longer than everything else: they are fetched where they are asked for, or where the
/// API server can't be reached without them.
async fn api_and_certificates(
    engine: &dyn Engine,
    state: &ClusterState,
    kubeconfig: &Path,
    depth: Depth,
) -> (ApiAnswer, Vec<Certificate>) {
    let runs = state.first_control_plane().is_ok_and(|node| node.running);
    let as_user = async {
        if !runs {
            return (None, None);
        }
        tokio::join!(ask_as_user(state, kubeconfig), shown(state, kubeconfig))
    };
    let all_files = async {
        match depth {
            Depth::Quick => BTreeMap::new(),
            Depth::Full => files(engine, &state.nodes).await,
        }
    };
    let ((seen, shown), mut found) = tokio::join!(as_user, all_files);
    if found.is_empty() && (seen.is_none() || shown.is_none()) {
        found = files(engine, state.first_control_plane()).await;
    }
    let certificates = if found.is_empty() { shown.into_iter().collect() } else { in_order(&found) };
    let api = match seen {
        Some(seen) => Some(Ok(seen)),
        None if runs => Some(ask_as_admin(state, &found).await),
        None => None,
    };
    (api, certificates)
}

fn in_order(files: &BTreeMap<String, KubernetesFolder>) -> Vec<Certificate> {
    let mut all: Vec<_> = files.iter().flat_map(|(node, files)| certificates(node, files)).collect();
    all.sort_by_key(|certificate| certificate.expires);
    all
}

/// `None` where the user's kubeconfig does not lead there.
async fn ask_as_user(state: &ClusterState, kubeconfig: &Path) -> Option<Seen> {
    let kube = connect_as_user(kubeconfig, state).await?;
    ask(&kube, state).await.ok()
}

/// The certificate that the API server shows; of several nobody knows which one does.
async fn shown(state: &ClusterState, kubeconfig: &Path) -> Option<Certificate> {
    if state.api.is_some() {
        return None;
    }
    let certificate = shown_certificate(kubeconfig, state).await?;
    shown_by_api_server(&state.first_control_plane().ok()?.name, &certificate)
}

async fn ask_as_admin(state: &ClusterState, files: &BTreeMap<String, KubernetesFolder>) -> Result<Seen, String> {
    let node = state.first_control_plane().map_err(|error| error.to_string())?;
    let folder = files.get(&node.name).ok_or_else(|| format!("the files of node {} can't be read", node.name))?;
    let kubeconfig = kubeconfig_in(folder, state).map_err(|error| error.to_string())?;
    let kube = connect_with(&kubeconfig).await.map_err(|error| error.to_string())?;
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
        let dead_apis = async { dead_apis(kube).await.map_err(api_reason) };
        let gpu_waits = async { gpu_waits(kube).await.map_err(api_reason) };
        tokio::try_join!(check_api(kube), system, volumes, dead_apis, gpu_waits)
    };
    let late = || format!("no answer within {} s", API_LIMIT.as_secs());
    let answers = tokio::time::timeout(API_LIMIT, answers).await.map_err(|_| late())??;
    let ((), system, volumes, dead_apis, gpu_waits) = answers;
    Ok(Seen { system, volumes: volumes.items, dead_apis, gpu_waits })
}

async fn files(engine: &dyn Engine, nodes: impl IntoIterator<Item = &NodeState>) -> BTreeMap<String, KubernetesFolder> {
    let fetched = nodes
        .into_iter()
        .map(async |node| Some((node.name.clone(), KubernetesFolder::fetch(engine, node).await.ok()?)));
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

async fn disk_free(engine: &dyn Engine) -> Option<u64> {
    let info = engine.info().await.ok().filter(|info| info.local || info.rootless)?;
    host::free_space(&info.root_folder?)
}
