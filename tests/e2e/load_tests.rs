//! `load-test`: its numbers are plausible, what can't be is told, and nothing stays in the cluster.

use std::time::Duration;

use crate::cluster::Cluster;
use crate::process::start;
use crate::until::until;

const LIMIT: Duration = Duration::from_secs(120);
const ASKED: &str = include_str!("../fixtures/manifests/asked.yaml");

/// As many requests as were asked for are answered, and slower ones are not faster.
pub fn tell_how_a_service_answers(cluster: &Cluster) {
    cluster.load_python();
    cluster.devcluster_with(ASKED, &["kubectl", "--", "apply", "--filename", "-"]).ok();
    cluster.kubectl("rollout status deployment/asked --timeout=60s");
    let report = asked(cluster, &["--rps", "40", "--duration", "5s"]);
    let requests = report["requests"].as_u64().expect("a number");
    assert!((180..=201).contains(&requests), "{report}");
    assert_eq!(report["statuses"]["200"].as_u64(), Some(requests), "{report}");
    let latency = ["p50", "p90", "p95", "p99", "max"].map(|part| report["latencyMs"][part].as_f64().expect("a number"));
    assert!(latency.is_sorted() && latency[0] > 0.0 && latency[4] < 10_000.0, "{report}");

    let report = asked(cluster, &["--rps", "20", "--duration", "2s", "--path", "/broken", "--port", "web"]);
    assert_eq!(report["statuses"]["503"], report["requests"], "{report}");
    let words = ["load-test", "asked", "--rps", "20", "--duration", "2", "--connections", "2"];
    let table = cluster.devcluster(&words).ok();
    assert!(table.starts_with("REQUESTS") && table.contains("100.0 %   200"), "{table}");
    leave_nothing(cluster);
}

/// What can't be tested is told before anything is made. Follows `tell_how_a_service_answers`.
pub fn are_refused(cluster: &Cluster) {
    let fails = |words: &[&str], code: i32, text: &str| {
        let stderr = cluster.devcluster(&[&["load-test"], words].concat()).fails_with(code);
        assert!(stderr.contains(text), "{stderr}");
    };
    fails(&["askd", "--rps", "5"], 1, "there is no service `askd` in namespace `default`; there is default/asked");
    fails(&["deserted", "--rps", "5"], 1, "nothing stands behind service `deserted`");
    fails(&["asked", "--rps", "5", "--port", "81"], 1, "service `asked` has no port `81`; it has 80");
    fails(&["asked", "--rps", "5", "--path", "x"], 1, "it has to begin with `/`");
    fails(&["asked", "--rps", "0"], 2, "0 is not in 1..");
    fails(&["asked", "--rps", "5", "--duration", "soon"], 2, "write it as `90s` or `3m`");
    leave_nothing(cluster);
}

/// An interrupted one takes its generator with it. Follows `tell_how_a_service_answers`.
pub fn are_interrupted(cluster: &Cluster) {
    let running = start(&mut cluster.command(&["load-test", "asked", "--rps", "5", "--duration", "5m"]), None);
    let jobs = || cluster.kubectl("get jobs -l app.kubernetes.io/name=load-generator -o name");
    until("it runs", LIMIT, || (!jobs().is_empty()).then_some(()));
    running.interrupt().fails_with(130);
    leave_nothing(cluster);
    cluster.devcluster_with(ASKED, &["kubectl", "--", "delete", "--filename", "-"]).ok();
}

fn asked(cluster: &Cluster, words: &[&str]) -> serde_json::Value {
    let text = cluster.devcluster(&[&["load-test", "asked", "--json"], words].concat()).ok();
    serde_json::from_str(&text).expect("a report")
}

fn leave_nothing(cluster: &Cluster) {
    let left = cluster.kubectl("get jobs,pods -A -l app.kubernetes.io/name=load-generator -o name");
    assert_eq!(left, "");
}
