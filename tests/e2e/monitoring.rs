//! The addon `monitoring`: what Prometheus sees is what there is, and what goes wrong is told.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::addons::is_gone;
use crate::cluster::Cluster;
use crate::process::run;
use crate::until::until;
use crate::world::docker;

const LIMIT: Duration = Duration::from_secs(180);
const CRASHING: &str = include_str!("../fixtures/manifests/crashing.yaml");
const FILLING: &str = include_str!("../fixtures/manifests/filling.yaml");
const RULE_TESTS: &str = include_str!("../fixtures/monitoring/rules.yml");
const SERVICE: &str = "/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1";

/// Enabled, it sees all there is to be seen; disabled, nothing of it stays.
pub fn comes_and_goes(cluster: &Cluster) {
    for interval in ["interval=5", "interval=6"] {
        cluster.devcluster(&["addon", "enable", "monitoring", "--set", interval]).ok();
        sees_all_targets(cluster);
        tells_of_objects(cluster);
        is_for_those_who_may(cluster);
        let url = cluster.devcluster(&["addon", "open", "monitoring"]).ok();
        let page = run(Command::new("curl").args(["--silent", "--fail", "--noproxy", "*", "--location", url.trim()]));
        assert!(page.ok().contains("<title>Prometheus Time Series"), "not its page at {url}");
        cluster.devcluster(&["addon", "disable", "monitoring"]).ok();
        is_gone(cluster, "monitoring");
        let left = cluster.kubectl("get namespace,clusterrole,clusterrolebinding -o name");
        assert!(!left.contains("/monitoring"), "{left}");
    }
}

/// promtool takes the configuration, and its rules make of given figures the alerts that they should.
pub fn has_sound_rules(cluster: &Cluster) {
    cluster.devcluster(&["addon", "enable", "monitoring"]).ok();
    let folder = cluster.folder("rules");
    for map in ["prometheus", "prometheus-rules"] {
        let map: Value = serde_json::from_str(&cluster.kubectl(&format!("get configmap -n monitoring {map} -o json")))
            .expect("a ConfigMap");
        for (name, text) in map["data"].as_object().expect("its files") {
            std::fs::write(folder.join(name), text.as_str().expect("a text")).expect("a file");
        }
    }
    std::fs::write(folder.join("tests.yml"), RULE_TESTS).expect("a file");
    let promtool = |words: &[&str]| {
        let volume = format!("{}:/rules:ro", folder.display());
        let image = promtool_image(cluster);
        docker(&[&["run", "--rm", "--volume", &volume, "--workdir", "/rules", &image], words].concat())
    };
    promtool(&["check", "config", "--lint-fatal", "--syntax-only", "prometheus.yml"]);
    promtool(&["check", "rules", "--lint-fatal", "apps.yml", "system.yml", "figures.yml"]);
    promtool(&["test", "rules", "tests.yml"]);
    cluster.devcluster(&["addon", "disable", "monitoring"]).ok();
    is_gone(cluster, "monitoring");
}

/// A pod that ends again and again is told of by Alertmanager, until it is gone.
pub fn tells_of_a_crashing_pod(cluster: &Cluster) {
    cluster.devcluster(&["addon", "enable", "monitoring", "--set", "interval=5"]).ok();
    cluster.load_python();
    cluster.devcluster_with(CRASHING, &["kubectl", "--", "apply", "--filename", "-"]).ok();
    let told = || alerts(cluster).iter().any(|alert| is_of(alert, "KubePodCrashLooping", "namespace", "default"));
    until("Alertmanager tells of the pod", LIMIT, || told().then_some(()));
    cluster.kubectl("delete deployment crashing");
    until("it is told no more", LIMIT, || (!told()).then_some(()));
}

/// A volume that a pod has filled is told of, until there is room in it. Follows `tells_of_a_crashing_pod`.
pub fn tells_of_a_full_volume(cluster: &Cluster) {
    let on_node = |script: &str| docker(&["exec", &cluster.container("worker-1"), "sh", "-c", script]);
    on_node("mkdir -p /var/e2e-small && mount -t tmpfs -o size=16m tmpfs /var/e2e-small");
    cluster.devcluster_with(FILLING, &["kubectl", "--", "apply", "--filename", "-"]).ok();
    let is_it = |alert: &Value| is_of(alert, "KubePersistentVolumeFillingUp", "persistentvolumeclaim", "filling");
    let told = || alerts(cluster).iter().any(is_it);
    until("Alertmanager tells of the volume", LIMIT, || told().then_some(()));
    on_node("rm /var/e2e-small/fill");
    until("it is told no more", LIMIT, || (!told()).then_some(()));
    cluster.devcluster_with(FILLING, &["kubectl", "--", "delete", "--filename", "-"]).ok();
    on_node("umount /var/e2e-small && rmdir /var/e2e-small");
}

/// Figures outlive a cluster that is stopped and started. Follows `tells_of_a_crashing_pod`.
pub fn keeps_its_figures(cluster: &Cluster) {
    let restarts = "count_over_time(kube_pod_container_status_restarts_total{pod=~\"crashing-.*\"}[1h])";
    assert_ne!(query(cluster, restarts).expect("an answer"), Vec::<Value>::new());
    cluster.devcluster(&["stop"]).ok();
    cluster.devcluster(&["start"]).ok();
    let kept = until("Prometheus answers again", LIMIT, || query(cluster, restarts).filter(|found| !found.is_empty()));
    assert!(kept[0]["metric"]["pod"].as_str().is_some_and(|pod| pod.starts_with("crashing-")), "{kept:?}");
    sees_all_targets(cluster);
    cluster.devcluster(&["addon", "disable", "monitoring"]).ok();
    is_gone(cluster, "monitoring");
}

/// Of a worker that is killed, and of one that comes back.
pub fn tells_of_a_node_that_is_down(cluster: &Cluster) {
    cluster.devcluster(&["addon", "enable", "monitoring", "--set", "interval=5"]).ok();
    sees_all_targets(cluster);
    let told = || alerts(cluster).iter().any(|alert| is_of(alert, "KubeNodeNotReady", "node", "worker-2"));
    cluster.devcluster(&["node", "stop", "worker-2"]).ok();
    until("Alertmanager tells of the node", LIMIT, || told().then_some(()));
    cluster.devcluster(&["node", "start", "worker-2"]).ok();
    until("it is told no more", LIMIT, || (!told()).then_some(()));
    sees_all_targets(cluster);
    cluster.devcluster(&["addon", "disable", "monitoring"]).ok();
    is_gone(cluster, "monitoring");
}

/// Figures of simulated GPUs carry the pods that have them.
pub fn sees_gpus(cluster: &Cluster) {
    cluster.devcluster(&["addon", "enable", "monitoring", "--set", "interval=5"]).ok();
    let offered = cluster.kubectl("get nodes -l nvidia.com/gpu.present=true -o name").lines().count();
    let found = || query(cluster, "count by (node) (DCGM_FI_DEV_FB_FREE{job=\"gpus\"})");
    until("all nodes with GPUs tell of them", LIMIT, || {
        found().filter(|nodes| nodes.len() == offered && offered > 0).map(drop)
    });
    cluster.devcluster(&["addon", "disable", "monitoring"]).ok();
    is_gone(cluster, "monitoring");
}

fn sees_all_targets(cluster: &Cluster) {
    let nodes = cluster.kubectl("get nodes -o name").lines().count();
    let control_planes = cluster.kubectl("get nodes -l node-role.kubernetes.io/control-plane -o name").lines().count();
    let jobs = [
        ("alertmanager", 1),
        ("apiserver", control_planes),
        ("cadvisor", nodes),
        ("coredns", 1),
        ("etcd", control_planes),
        ("kube-controller-manager", control_planes),
        ("kube-proxy", nodes),
        ("kube-scheduler", control_planes),
        ("kube-state-metrics", 1),
        ("kubelet", nodes),
        ("node-exporter", nodes),
        ("prometheus", 1),
    ];
    until("all targets are up", LIMIT, || {
        let up = query(cluster, "up")?;
        let are_up = |job: &str| up.iter().filter(|one| one["metric"]["job"] == job && one["value"][1] == "1").count();
        (jobs.iter().all(|(job, count)| are_up(job) == *count) && up.iter().all(|one| one["value"][1] == "1"))
            .then_some(())
    });
}

/// What object-metrics tells is what the API server tells.
fn tells_of_objects(cluster: &Cluster) {
    let pods = "get pods -A -o jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}/{.spec.nodeName},{end}";
    let deployments =
        "get deployments -A -o jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}/{.spec.replicas},{end}";
    let listed = |command: &str| {
        let words = command.splitn(5, ' ').collect::<Vec<_>>();
        let told = cluster.devcluster(&[&["kubectl", "--"], words.as_slice()].concat()).ok();
        told.split_terminator(',').map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let label = |one: &Value, name: &str| one["metric"][name].as_str().unwrap_or_default().to_owned();
    until("Prometheus knows the same pods on the same nodes", LIMIT, || {
        let told = query(cluster, "kube_pod_info")?;
        let told = told.iter().map(|one| ["namespace", "pod", "node"].map(|name| label(one, name)).join("/"));
        (told.collect::<BTreeSet<_>>() == listed(pods)).then_some(())
    });
    until("Prometheus knows the same deployments", LIMIT, || {
        let told = query(cluster, "kube_deployment_spec_replicas")?;
        let text = |one: &Value| {
            let replicas = one["value"][1].as_str().unwrap_or_default();
            format!("{}/{}/{replicas}", label(one, "namespace"), label(one, "deployment"))
        };
        (told.iter().map(text).collect::<BTreeSet<_>>() == listed(deployments)).then_some(())
    });
}

/// Figures of programs on a node's loopback are not for strangers, nor for accounts without the right to them.
fn is_for_those_who_may(cluster: &Cluster) {
    let address =
        cluster.kubectl("get nodes -o jsonpath={.items[0].status.addresses[?(@.type=='InternalIP')].address}");
    let status = |token: &str, path: &str| {
        let header = format!("Authorization: Bearer {token}");
        let url = format!("https://{address}:9110/{path}");
        let words = ["--silent", "--insecure", "--output", "/dev/null", "--write-out", "%{http_code}", "--header"];
        run(Command::new("curl").args(words).args([&header, &url])).ok()
    };
    let token = |account: &str, namespace: &str| {
        cluster.kubectl(&format!("create token {account} --namespace {namespace}")).trim().to_owned()
    };
    let (reader, stranger) = (token("prometheus", "monitoring"), token("default", "default"));
    for program in ["etcd", "kube-controller-manager", "kube-proxy", "kube-scheduler"] {
        let told = [&reader, &stranger, "made-up"].map(|token| status(token, program));
        assert_eq!(told, ["200", "403", "403"], "{program}");
    }
    assert_eq!(status(&reader, "etcd/../v3/kv"), "404");
}

/// The image with promtool, which only tests need.
fn promtool_image(cluster: &Cluster) -> String {
    let images = concat!(env!("CARGO_MANIFEST_DIR"), "/images:", env!("CARGO_MANIFEST_DIR"), "/tests/e2e/images");
    let built = run(cluster.command(&["image", "build", "promtool"]).env("DEVCLUSTER_IMAGES", images));
    let name = built.stderr.split_whitespace().find(|word| word.starts_with("devcluster/promtool:"));
    name.unwrap_or_else(|| panic!("no name in {built}")).to_owned()
}

/// Results of an instant query; None where Prometheus does not answer (yet).
fn query(cluster: &Cluster, query: &str) -> Option<Vec<Value>> {
    let path = format!("{SERVICE}/query?query={}", percent_encoded(query));
    let answer = cluster.devcluster(&["kubectl", "--", "get", "--raw", &path]);
    let answer: Value = serde_json::from_str(&answer.stdout).ok()?;
    answer["data"]["result"].as_array().cloned()
}

/// What Alertmanager has.
fn alerts(cluster: &Cluster) -> Vec<Value> {
    let path = "/api/v1/namespaces/monitoring/services/alertmanager:9093/proxy/api/v2/alerts";
    let answer = cluster.devcluster(&["kubectl", "--", "get", "--raw", path]);
    serde_json::from_str(&answer.stdout).unwrap_or_default()
}

fn is_of(alert: &Value, name: &str, label: &str, value: &str) -> bool {
    alert["labels"]["alertname"] == name && alert["labels"][label] == value
}

fn percent_encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}
