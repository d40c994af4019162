//! The addon `logging`: what pods and nodes wrote is found, also when they are gone.

use std::time::Duration;

use crate::addons::is_gone;
use crate::cluster::Cluster;
use crate::until::until;

const LIMIT: Duration = Duration::from_secs(90);
const TALKING: &str = include_str!("../fixtures/manifests/talking.yaml");
/// As it was written, quoted for a regular expression.
const LINE: &str = r#"^a "line" with \\d\+ \(in it\)$"#;
const WRITTEN: &str = "[pod/short-lived/main] a \"line\" with \\d+ (in it)\n";

/// Lines are found by text and label when their pod is gone, and those of a container's earlier runs.
pub fn finds_what_is_gone(cluster: &Cluster) {
    let stderr = cluster.devcluster(&["logs", "--grep", "line"]).fails_with(1);
    assert!(stderr.contains("devcluster addon enable logging"), "{stderr}");
    cluster.load_python();
    cluster.devcluster(&["addon", "enable", "logging"]).ok();
    cluster.devcluster_with(TALKING, &["kubectl", "--", "apply", "--filename", "-"]).ok();
    cluster.kubectl("wait pod/short-lived --for=jsonpath={.status.phase}=Succeeded --timeout=60s");
    cluster.kubectl("delete pod short-lived");
    let found = |arguments: &[&str]| cluster.devcluster(&[&["logs", "--since", "10m"], arguments].concat()).ok();
    let by_text = || (found(&["--grep", LINE]) == WRITTEN).then_some(());
    until("it is found by its text", LIMIT, by_text);
    assert_eq!(
        found(&["-l", "example.com/tier=back", "--tail", "2"]),
        format!("{WRITTEN}[pod/short-lived/main] another\n")
    );
    assert_eq!(found(&["short-lived", "--grep", "other", "-n", "default"]), "[pod/short-lived/main] another\n");
    let runs = || found(&["restarted", "-l", "app=restarted,tier=front", "-o", "json"]);
    let runs = until("two runs are found", LIMIT, || Some(runs()).filter(|lines| lines.lines().count() > 1));
    for (line, restarts) in runs.lines().zip(["\"restarts\":0", "\"restarts\":1"]) {
        assert!(line.contains(restarts) && line.contains(r#"{\"text\": \"begins in restarted-"#), "{runs}");
    }
    cluster.kubectl("delete deployment restarted");
}

/// The nodes' own programs and the pods of all namespaces are searched too. Follows `finds_what_is_gone`.
pub fn finds_what_nodes_wrote(cluster: &Cluster) {
    for node in cluster.kubectl("get nodes -o name").lines() {
        let node = node.trim_start_matches("node/");
        let line = format!("[node/{node}/kubelet] ");
        let search = ["logs", "--node", node, "--grep", "Kubelet version"];
        until("kubelet's line is found", LIMIT, || cluster.devcluster(&search).ok().starts_with(&line).then_some(()));
    }
    let lines = cluster.devcluster(&["logs", "-A", "--grep", "CoreDNS-"]).ok();
    assert!(lines.starts_with("[kube-system/pod/coredns-"), "{lines}");
}

/// What can't be looked for is told, and where nothing is found that is no failure. Follows `finds_what_is_gone`.
pub fn tells_what_can_not_be(cluster: &Cluster) {
    let refused = [("--grep", "a(b", "unclosed group"), ("--since", "soon", "90s"), ("--selector", "app", "app=web")];
    for (option, value, told) in refused {
        let stderr = cluster.devcluster(&["logs", option, value]).fails_with(2);
        assert!(stderr.contains(option) && stderr.contains(told), "{stderr}");
    }
    for nothing in [&["--namespace", "nowhere", "--since", "1h"][..], &["--grep", "\" or \"pod\":~\"."]] {
        let done = cluster.devcluster(&[&["logs"], nothing].concat());
        assert!(done.code == 0 && done.stdout.is_empty() && done.stderr.contains("nothing was found"), "{done}");
    }
    cluster.kubectl("scale deployment -n logging victoria-logs --replicas=0");
    let pods = "get pods -n logging -l app=victoria-logs -o name";
    until("the store is gone", LIMIT, || cluster.kubectl(pods).is_empty().then_some(()));
    let stderr = cluster.devcluster(&["logs", "--since", "1h"]).fails_with(4);
    assert!(stderr.contains("get pods -n logging"), "{stderr}");
    cluster.kubectl("scale deployment -n logging victoria-logs --replicas=1");
    cluster.kubectl("rollout status deployment -n logging victoria-logs --timeout=60s");
}

/// Lines outlive a stop, and the addon too where its volume is kept. Follows `finds_what_is_gone`.
pub fn keeps_lines(cluster: &Cluster) {
    let is_found = || {
        let search = ["logs", "--since", "1h", "--grep", LINE];
        until("it is found", LIMIT, || (cluster.devcluster(&search).stdout == WRITTEN).then_some(()));
    };
    cluster.devcluster(&["stop"]).ok();
    cluster.devcluster(&["start"]).ok();
    is_found();
    cluster.devcluster(&["addon", "disable", "logging"]).ok();
    cluster.devcluster(&["addon", "enable", "logging"]).ok();
    is_found();
    cluster.devcluster(&["addon", "disable", "logging", "--volumes"]).ok();
    is_gone(cluster, "logging");
    let left = cluster.kubectl("get namespace,clusterrole,clusterrolebinding,pv -o name");
    assert!(
        !left.contains("log-collector") && !left.contains("logging") && !left.contains("persistentvolume"),
        "{left}"
    );
}
