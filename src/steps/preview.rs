//! What `start` would do, without doing it.

use serde::Serialize;

use super::StepError;
use super::create_network::{choose_subnet, taken_subnets};
use crate::cluster::{ClusterState, names, observe};
use crate::config::Cluster;
use crate::engine::Engine;
use crate::plan::{ApiHolder, Asked, Capacity, Completion, Layout, StartPlan, plan_start, shortages};

/// One thing that would be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// `create`, `build`, `start`, `apply`, `publish` or `write`.
    pub action: &'static str,
    /// `network`, `node`, `node image`, …
    pub kind: &'static str,
    pub name: String,
    pub detail: String,
}

/// The actions of `start`, in their order; errors that can be foreseen are told as `start` would tell them.
pub async fn preview_start(
    engine: &dyn Engine,
    cluster: &Cluster,
    capacity: Capacity,
    node_image: &str,
    asked: Asked,
) -> Result<Vec<Action>, StepError> {
    let observed = observe(engine, &cluster.name).await?;
    let mut actions = match plan_start(cluster, &observed, asked) {
        StartPlan::Create => create(engine, cluster, capacity, node_image).await?,
        StartPlan::Complete(completion) => complete(&observed, &completion),
        StartPlan::Conflict(reason) => return Err(StepError::Conflict { name: cluster.name.clone(), reason }),
    };
    for port in cluster.ports.iter().filter(|port| !observed.published_ports().contains(port)) {
        actions.push(action("publish", "host port", port.key().to_string(), format!("leads to {}", port.target)));
    }
    actions.push(action("write", "context", names::context(&cluster.name), "in the kubeconfig, as the current one"));
    Ok(actions)
}

fn complete(observed: &ClusterState, completion: &Completion) -> Vec<Action> {
    let cluster = &observed.name;
    let network = completion.network.then(|| action("create", "network", names::network(cluster), "gone now"));
    let container = |name: &String| names::container(cluster, name);
    let remake = completion.remake.iter().map(|name| action("create", "node", container(name), "of its volumes"));
    let wake = completion.wake.iter().filter(|name| !completion.remake.contains(name));
    let is_paused = |name: &String| observed.node(name).is_ok_and(|node| node.paused);
    let now = |name: &String| if is_paused(name) { "paused now" } else { "stopped now" };
    let wake = wake.map(|name| action("start", "container", container(name), now(name)));
    let add = completion.add.iter().map(|node| action("create", "node", container(&node.name), "joins the cluster"));
    network.into_iter().chain(remake).chain(wake).chain(add).collect()
}

async fn create(
    engine: &dyn Engine,
    cluster: &Cluster,
    capacity: Capacity,
    node_image: &str,
) -> Result<Vec<Action>, StepError> {
    let shortages = shortages(cluster, capacity);
    if !shortages.is_empty() {
        return Err(StepError::TooSmall { shortages });
    }
    let mut actions = Vec::new();
    if engine.find_image(node_image).await?.is_none() {
        actions.push(action("build", "node image", node_image, "pulled instead where a repository has it"));
    }
    let network = names::network(&cluster.name);
    let networks = engine.networks(&crate::engine::Labels::new()).await?;
    if networks.iter().any(|there| there.name == network) {
        return Err(StepError::NotOurs { object: network });
    }
    let subnet = choose_subnet(cluster, &taken_subnets(cluster, &networks))?;
    let layout = Layout::new(cluster, subnet);
    let pool = format!("{subnet}, LoadBalancer addresses of {}", layout.load_balancers);
    actions.push(action("create", "network", network, pool));
    for node in &layout.nodes {
        let volumes = names::node_volumes(node.spec.role).count();
        let detail = format!("{}, pods of {}, {volumes} volumes", node.address, node.pod_subnet);
        actions.push(action("create", "node", names::container(&cluster.name, &node.spec.name), detail));
    }
    if layout.api_holder == ApiHolder::Container {
        let detail = format!("{}, leads to all control planes", layout.api_address);
        actions.push(action("create", "way to the API", names::container(&cluster.name, names::API_ROLE), detail));
    }
    actions.push(action(
        "apply",
        "system objects",
        "kube-system",
        format!("Kubernetes {}", cluster.kubernetes_version),
    ));
    Ok(actions)
}

fn action(action: &'static str, kind: &'static str, name: impl Into<String>, detail: impl Into<String>) -> Action {
    Action { action, kind, name: name.into(), detail: detail.into() }
}
