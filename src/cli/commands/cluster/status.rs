//! `devcluster status`.

use crate::cli::output::Output;
use crate::cli::table::table;
use crate::cli::units::{bytes, bytes_or_dash};
use crate::cli::{CommandError, Context};
use crate::cluster::{Certificate, ClusterStatus, Depth, NodeStatus, Problem, SystemPod, VolumeStatus, cluster_status};
use crate::fault::Kind;
use crate::paths;

/// Show a cluster's nodes, system pods, addresses, volumes and certificates, and what is wrong; exits with 4 where it
/// is not healthy
///
/// What takes longer to find out is left to -o wide, json and yaml: what volumes take on disk, and the certificates of
/// all nodes.
#[derive(clap::Args)]
pub struct Args {}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let depth = if context.output == Output::Table { Depth::Quick } else { Depth::Full };
    let name = context.cluster_name();
    let status = cluster_status(context.engine.as_ref(), &name, &paths::kubeconfig(), depth).await?;
    context.output.print_wide(&status, text)?;
    if status.healthy { Ok(()) } else { Err(CommandError::passed_on(Kind::Cluster.exit_code())) }
}

fn text(status: &ClusterStatus, wide: bool) -> String {
    let mut parts = vec![heading(status)];
    if !status.nodes.is_empty() {
        parts.push(nodes_table(&status.nodes, wide));
    }
    if !status.system_pods.is_empty() {
        parts.push(system_pods(&status.system_pods, wide));
    }
    if !status.volumes.is_empty() {
        parts.push(volumes(&status.volumes, wide));
    }
    if wide && !status.certificates.is_empty() {
        parts.push(certificates(&status.certificates));
    }
    let found =
        |heading: &'static str| move |found: &Problem| format!("{heading}: {}\nhint: {}", found.problem, found.remedy);
    parts.extend(status.problems.iter().map(found("problem")));
    parts.extend(status.waits.iter().map(found("waiting")));
    parts.join("\n\n")
}

fn heading(status: &ClusterStatus) -> String {
    let health = if status.healthy { "healthy" } else { "not healthy" };
    let mut lines = vec![format!("Cluster {} is {} and {health}", status.name, status.status.name().to_lowercase())];
    let expires = status.certificates.first().map(|first| format!("valid until {}", first.expires.date()));
    let facts = [
        ("Kubernetes", Some(status.kubernetes_version.clone()).filter(|version| !version.is_empty())),
        ("API server", status.api_server.clone()),
        ("Subnet", status.subnet.map(|subnet| subnet.to_string())),
        ("LoadBalancers", status.load_balancers.map(|range| range.to_string())),
        ("Registry", status.registry.clone()),
        ("Certificates", expires),
    ];
    lines.extend(facts.into_iter().filter_map(|(name, fact)| Some(format!("  {name:<15}{}", fact?))));
    lines.join("\n")
}

/// Nodes as rows; `wide` adds what their volumes take, and their version.
pub fn nodes_table(nodes: &[NodeStatus], wide: bool) -> String {
    let row = |node: &NodeStatus| {
        let address = node.address.map(|address| address.to_string()).unwrap_or_default();
        let limit = node.memory_limit.map(|limit| format!(" of {}", bytes(limit))).unwrap_or_default();
        let memory = format!("{}{limit}", bytes_or_dash(node.memory_used));
        let mut row = vec![node.name.clone(), node.role.to_owned(), node.state().to_owned(), address, memory];
        if wide {
            row.extend([bytes_or_dash(node.disk_used), node.kubernetes_version.clone()]);
        }
        row
    };
    let heading = ["NODE", "ROLE", "STATUS", "ADDRESS", "MEMORY", "DISK", "VERSION"];
    table(if wide { &heading } else { &heading[..5] }, nodes.iter().map(row))
}

fn system_pods(pods: &[SystemPod], wide: bool) -> String {
    let row = |pod: &SystemPod| {
        let state = if pod.ready { "Ready".to_owned() } else { pod.state.clone() };
        let mut row = vec![pod.name.clone(), state];
        if wide {
            row.extend([pod.node.clone().unwrap_or_default(), pod.restarts.to_string()]);
        }
        row
    };
    let heading = ["SYSTEM POD", "STATUS", "NODE", "RESTARTS"];
    table(if wide { &heading } else { &heading[..2] }, pods.iter().map(row))
}

fn volumes(volumes: &[VolumeStatus], wide: bool) -> String {
    let row = |volume: &VolumeStatus| {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let mut row = vec![
            volume.name.clone(),
            or_dash(&volume.claim),
            or_dash(&volume.node),
            volume.status.clone(),
            or_dash(&volume.size),
        ];
        if wide {
            row.push(bytes_or_dash(volume.used));
        }
        row
    };
    let heading = ["VOLUME", "CLAIM", "NODE", "STATUS", "SIZE", "USED"];
    table(if wide { &heading } else { &heading[..5] }, volumes.iter().map(row))
}

fn certificates(certificates: &[Certificate]) -> String {
    let row = |one: &Certificate| vec![one.node.clone(), one.name.clone(), one.expires.date().to_string()];
    table(&["NODE", "CERTIFICATE", "EXPIRES"], certificates.iter().map(row))
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;
    use crate::cluster::Phase;

    const GIB: u64 = 1 << 30;

    fn node(name: &str, role: &'static str, running: bool) -> NodeStatus {
        NodeStatus {
            name: name.into(),
            role,
            address: Some([172, 24, 0, 10].into()),
            kubernetes_version: "v1.36.3".into(),
            running,
            paused: false,
            gone: false,
            ready: running,
            memory_used: running.then_some(GIB / 2),
            memory_limit: running.then_some(2 * GIB),
            disk_used: running.then_some(GIB),
        }
    }

    fn status() -> ClusterStatus {
        let expires = OffsetDateTime::from_unix_timestamp(2_110_000_000).unwrap();
        ClusterStatus {
            name: "lab".into(),
            status: Phase::Partial,
            healthy: false,
            kubernetes_version: "v1.36.3".into(),
            api_server: Some("https://127.0.0.1:36443".into()),
            subnet: Some("172.24.0.0/22".parse().unwrap()),
            load_balancers: Some("172.24.3.0/24".parse().unwrap()),
            registry: Some("localhost:5000".into()),
            nodes: vec![node("control-plane-1", "control-plane", true), node("worker-1", "worker", false)],
            system_pods: vec![SystemPod {
                name: "coredns-1".into(),
                ready: false,
                state: "CrashLoopBackOff".into(),
                node: Some("control-plane-1".into()),
                restarts: 3,
            }],
            volumes: vec![VolumeStatus {
                name: "pvc-1".into(),
                claim: Some("default/data-0".into()),
                node: Some("worker-1".into()),
                size: Some("1Gi".into()),
                status: "Bound".into(),
                used: None,
            }],
            certificates: vec![Certificate {
                node: "control-plane-1".into(),
                name: "apiserver".into(),
                expires,
                renewed_from: None,
            }],
            waits: Vec::new(),
            problems: vec![Problem { problem: "node worker-1 does not run".into(), remedy: "start it".into() }],
        }
    }

    #[test]
    fn the_table_has_what_matters_and_wide_the_rest() {
        insta::assert_snapshot!(text(&status(), false), @r"
        Cluster lab is partial and not healthy
          Kubernetes     v1.36.3
          API server     https://127.0.0.1:36443
          Subnet         172.24.0.0/22
          LoadBalancers  172.24.3.0/24
          Registry       localhost:5000
          Certificates   valid until 2036-11-11

        NODE              ROLE            STATUS    ADDRESS       MEMORY
        control-plane-1   control-plane   Ready     172.24.0.10   512 MiB of 2 GiB
        worker-1          worker          Stopped   172.24.0.10   -

        SYSTEM POD   STATUS
        coredns-1    CrashLoopBackOff

        VOLUME   CLAIM            NODE       STATUS   SIZE
        pvc-1    default/data-0   worker-1   Bound    1Gi

        problem: node worker-1 does not run
        hint: start it
        ");
        insta::assert_snapshot!(text(&status(), true), @r"
        Cluster lab is partial and not healthy
          Kubernetes     v1.36.3
          API server     https://127.0.0.1:36443
          Subnet         172.24.0.0/22
          LoadBalancers  172.24.3.0/24
          Registry       localhost:5000
          Certificates   valid until 2036-11-11

        NODE              ROLE            STATUS    ADDRESS       MEMORY             DISK    VERSION
        control-plane-1   control-plane   Ready     172.24.0.10   512 MiB of 2 GiB   1 GiB   v1.36.3
        worker-1          worker          Stopped   172.24.0.10   -                  -       v1.36.3

        SYSTEM POD   STATUS             NODE              RESTARTS
        coredns-1    CrashLoopBackOff   control-plane-1   3

        VOLUME   CLAIM            NODE       STATUS   SIZE   USED
        pvc-1    default/data-0   worker-1   Bound    1Gi    -

        NODE              CERTIFICATE   EXPIRES
        control-plane-1   apiserver     2036-11-11

        problem: node worker-1 does not run
        hint: start it
        ");
    }

    #[test]
    fn what_is_left_of_a_cluster_has_no_tables() {
        let left = ClusterStatus {
            status: Phase::Broken,
            kubernetes_version: String::new(),
            api_server: None,
            load_balancers: None,
            registry: None,
            nodes: Vec::new(),
            system_pods: Vec::new(),
            volumes: Vec::new(),
            certificates: Vec::new(),
            ..status()
        };
        insta::assert_snapshot!(text(&left, false), @r"
        Cluster lab is broken and not healthy
          Subnet         172.24.0.0/22

        problem: node worker-1 does not run
        hint: start it
        ");
    }
}
