//! Workloads over several nodes: rolled out and back, run to their end, moved away.

use std::process::Command;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::run;
use crate::until::until;
use crate::world::docker;

const MOVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifests/mover.yaml");
/// The node controller takes up to 50 s to see that a node is gone.
const LIMIT: Duration = Duration::from_secs(180);

pub fn rollout_history_and_undo(cluster: &Cluster) {
    cluster.kubectl(&format!("apply -f {MOVER}"));
    cluster.kubectl("rollout status deployment/mover --timeout=120s");
    cluster.kubectl("set env deployment/mover REVISION=2");
    cluster.kubectl("rollout status deployment/mover --timeout=120s");
    let history = cluster.kubectl("rollout history deployment/mover");
    assert!(history.lines().any(|line| line.starts_with("2 ")), "{history}");
    cluster.kubectl("rollout undo deployment/mover");
    cluster.kubectl("rollout status deployment/mover --timeout=120s");
    let revision = "get deployment mover -o jsonpath={.spec.template.spec.containers[0].env[0].value}";
    assert_eq!(cluster.kubectl(revision), "1");
}

pub fn jobs_and_cron_jobs(cluster: &Cluster) {
    cluster.kubectl("create job greeter-now --from=cronjob/greeter");
    cluster.kubectl("wait job/greeter-now --for=condition=Complete --timeout=60s");
    assert_eq!(cluster.kubectl("logs job/greeter-now"), "hello from a job\n");
    cluster.kubectl("delete job greeter-now");
}

pub fn drain_and_uncordon(cluster: &Cluster) {
    cluster.kubectl("drain worker-1 --ignore-daemonsets --delete-emptydir-data --timeout=90s");
    until("all pods of the deployment run on the other worker", LIMIT, || {
        (nodes_of_mover(cluster) == ["worker-2", "worker-2"]).then_some(())
    });
    assert!(cluster.kubectl("get node worker-1 --no-headers").contains("SchedulingDisabled"));
    cluster.kubectl("uncordon worker-1");
    cluster.kubectl("wait deployment/coredns -n kube-system --for=condition=Available --timeout=60s");
}

/// `docker kill`: the node becomes NotReady, its pods move, and `start` brings it back.
pub fn killed_node(cluster: &Cluster) {
    cluster.kubectl("uncordon worker-1");
    docker(&["kill", &cluster.container("worker-2")]);
    until("the node is NotReady", LIMIT, || {
        cluster.kubectl("get node worker-2 --no-headers").contains("NotReady").then_some(())
    });
    until("its pods run elsewhere", LIMIT, || (nodes_of_mover(cluster) == ["worker-1", "worker-1"]).then_some(()));
    let status = run(&mut cluster.command(&["status"]));
    assert_eq!(status.code, 4, "{status}");

    cluster.devcluster(&["start"]).ok();
    cluster.kubectl("wait node/worker-2 --for=condition=Ready --timeout=60s");
    let echo = cluster.pod_on("app=echo", "worker-2");
    cluster.kubectl(&format!("wait pod/{echo} --for=condition=Ready --timeout=60s"));
    cluster.devcluster(&["exec", &echo, "--", "true"]).ok();
    assert_eq!(run(Command::new("docker").args(["exec", &cluster.container("worker-2"), "true"])).code, 0);
}

/// Where the ready pods of the deployment run.
fn nodes_of_mover(cluster: &Cluster) -> Vec<String> {
    let format = "{range .items[?(@.status.phase=='Running')]}{.metadata.deletionTimestamp}/{.spec.nodeName} {end}";
    let pods =
        cluster.devcluster(&["kubectl", "--", "get", "pods", "-l", "app=mover", "-o", &format!("jsonpath={format}")]);
    let mut nodes: Vec<_> =
        pods.ok().split_whitespace().filter_map(|pod| pod.strip_prefix('/')).map(str::to_owned).collect();
    nodes.sort();
    nodes
}
