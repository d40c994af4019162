//! `devcluster status`.

use serde::Serialize;

use super::list::status;
use crate::cli::table::table;
use crate::cli::{CommandError, Context};
use crate::cluster::{SystemPods, connect, require_there, system_pods};
use crate::fault::Kind;

/// Show a cluster's nodes and system pods; exits with 4 where it is not healthy
#[derive(clap::Args)]
pub struct Args {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    name: String,
    status: &'static str,
    healthy: bool,
    kubernetes_version: String,
    api_server: Option<String>,
    nodes: Vec<Node>,
    #[serde(flatten)]
    system: SystemPodsView,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    name: String,
    role: &'static str,
    address: Option<std::net::Ipv4Addr>,
    running: bool,
    ready: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SystemPodsView {
    system_pods: Vec<crate::cluster::Readiness>,
    problem: Option<String>,
}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let state = require_there(engine, &context.cluster_name()).await?;
    let asked = match state.is_running() {
        true => async { system_pods(&connect(engine, &state).await?, &state).await }
            .await
            .map_err(|error| error.to_string()),
        false => Err(format!("the cluster is not running; start it with `devcluster --name {} start`", state.name)),
    };
    let (system, problem) = match asked {
        Ok(system) => (system, None),
        Err(problem) => (SystemPods::default(), Some(problem)),
    };
    let nodes: Vec<_> = state
        .nodes
        .iter()
        .map(|node| Node {
            name: node.name.clone(),
            role: node.role.name(),
            address: node.address,
            running: node.running,
            ready: system.nodes.iter().any(|there| there.name == node.name && there.ready),
        })
        .collect();
    let healthy = problem.is_none() && system.is_complete(nodes.len());
    let view = Status {
        status: status(&state),
        healthy,
        kubernetes_version: state.nodes.first().map(|node| node.kubernetes_version.clone()).unwrap_or_default(),
        api_server: state.api_port().map(|port| format!("https://127.0.0.1:{port}")),
        nodes,
        system: SystemPodsView { system_pods: system.pods, problem },
        name: state.name,
    };
    context.output.print(&view, text)?;
    if healthy { Ok(()) } else { Err(CommandError::passed_on(Kind::Cluster.exit_code())) }
}

fn text(status: &Status) -> String {
    let health = if status.healthy { "healthy" } else { "not healthy" };
    let mut parts = vec![format!(
        "Cluster {} is {} and {health}: Kubernetes {}, API server {}",
        status.name,
        status.status.to_lowercase(),
        status.kubernetes_version,
        status.api_server.as_deref().unwrap_or("none"),
    )];
    parts.push(table(
        &["NODE", "ROLE", "ADDRESS", "STATUS"],
        status.nodes.iter().map(|node| {
            let state = match (node.running, node.ready) {
                (false, _) => "Stopped",
                (true, false) => "NotReady",
                (true, true) => "Ready",
            };
            let address = node.address.map(|address| address.to_string()).unwrap_or_default();
            vec![node.name.clone(), node.role.to_owned(), address, state.to_owned()]
        }),
    ));
    if !status.system.system_pods.is_empty() {
        let rows = status
            .system
            .system_pods
            .iter()
            .map(|pod| vec![pod.name.clone(), if pod.ready { "Ready".to_owned() } else { pod.state.clone() }]);
        parts.push(table(&["SYSTEM POD", "STATUS"], rows));
    }
    parts.extend(status.system.problem.clone());
    parts.join("\n\n")
}
