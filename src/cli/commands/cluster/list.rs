//! `devcluster list`.

use ipnet::Ipv4Net;
use serde::Serialize;
use time::OffsetDateTime;

use crate::cli::output::Output;
use crate::cli::table::table;
use crate::cli::units::{age, bytes_or_dash};
use crate::cli::{CommandError, Context};
use crate::cluster::{ListedCluster, Phase, host_server, list_clusters};
use crate::config::NodeRole;

/// List the clusters
///
/// What their nodes use of the memory is left to -o wide, json and yaml.
#[derive(clap::Args)]
pub struct Args {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    name: String,
    status: Phase,
    nodes: usize,
    control_planes: usize,
    workers: usize,
    api_server: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    created: Option<OffsetDateTime>,
    kubernetes_version: String,
    subnet: Option<Ipv4Net>,
    /// Bytes.
    memory_used: Option<u64>,
}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let clusters = list_clusters(context.engine.as_ref(), context.output != Output::Table).await?;
    let rows: Vec<_> = clusters.into_iter().map(row).collect();
    let now = OffsetDateTime::now_utc();
    context.output.print_wide(&rows, |rows, wide| text(rows, wide, now))
}

fn row(cluster: ListedCluster) -> Row {
    let state = cluster.state;
    let count = |role: NodeRole| state.nodes.iter().filter(|node| node.role == role).count();
    Row {
        status: Phase::of(&state),
        nodes: state.nodes.len(),
        control_planes: count(NodeRole::ControlPlane),
        workers: count(NodeRole::Worker),
        api_server: state.api_endpoint().map(host_server),
        created: cluster.created,
        kubernetes_version: state.kubernetes_version().to_owned(),
        subnet: state.subnet,
        memory_used: cluster.memory_used,
        name: state.name,
    }
}

fn text(rows: &[Row], wide: bool, now: OffsetDateTime) -> String {
    let cells = rows.iter().map(|row| {
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let mut cells = vec![
            row.name.clone(),
            row.status.name().to_owned(),
            nodes(row),
            or_dash(row.api_server.clone()),
            or_dash(row.created.map(|created| age(created, now))),
        ];
        if wide {
            let subnet = row.subnet.map(|subnet| subnet.to_string());
            let version = Some(row.kubernetes_version.clone()).filter(|version| !version.is_empty());
            cells.extend([or_dash(version), or_dash(subnet), bytes_or_dash(row.memory_used)]);
        }
        cells
    });
    let heading = ["NAME", "STATUS", "NODES", "API SERVER", "AGE", "VERSION", "SUBNET", "MEMORY"];
    table(if wide { &heading } else { &heading[..5] }, cells)
}

/// `1 control plane, 2 workers`.
fn nodes(row: &Row) -> String {
    let several = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {what}s")),
    };
    let parts = [several(row.control_planes, "control plane"), several(row.workers, "worker")];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;
    use crate::cluster::{ClusterState, NodeRecord, NodeState};
    use crate::config::NodeSpec;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn node(name: &str, role: NodeRole, running: bool) -> NodeState {
        let api = (role == NodeRole::ControlPlane).then(|| "127.0.0.1:36443".parse().unwrap());
        let spec = NodeSpec { name: name.into(), ..NodeSpec::new(role, 1) };
        let record = NodeRecord { api, ..NodeRecord::new(spec) };
        NodeState { running, gone: false, ..NodeState::of_volumes("lab", "v1.36.3", record) }
    }

    #[test]
    fn clusters_are_rows() {
        let nodes = vec![
            node("control-plane-1", NodeRole::ControlPlane, true),
            node("worker-1", NodeRole::Worker, true),
            node("worker-2", NodeRole::Worker, false),
        ];
        let lab = ListedCluster {
            state: ClusterState {
                name: "lab".into(),
                nodes,
                subnet: Some("172.24.0.0/22".parse().unwrap()),
                ..ClusterState::default()
            },
            created: Some(NOW - Duration::hours(3)),
            memory_used: Some(600 << 20),
        };
        let left = ListedCluster {
            state: ClusterState { name: "left".into(), ..ClusterState::default() },
            created: None,
            memory_used: None,
        };
        let rows = [row(lab), row(left)];
        insta::assert_snapshot!(text(&rows, false, NOW), @r"
        NAME   STATUS    NODES                        API SERVER                AGE
        lab    Partial   1 control plane, 2 workers   https://127.0.0.1:36443   3h
        left   Broken    none                         -                         -
        ");
        insta::assert_snapshot!(text(&rows, true, NOW), @r"
        NAME   STATUS    NODES                        API SERVER                AGE   VERSION   SUBNET          MEMORY
        lab    Partial   1 control plane, 2 workers   https://127.0.0.1:36443   3h    v1.36.3   172.24.0.0/22   600 MiB
        left   Broken    none                         -                         -     -         -               -
        ");
    }
}
