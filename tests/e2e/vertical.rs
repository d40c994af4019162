//! The addon `vpa`: pods get the requests that they need, and a dead webhook keeps none from being made.

use std::time::Duration;

use crate::addons::is_gone;
use crate::cluster::Cluster;
use crate::until::until;

const LIMIT: Duration = Duration::from_secs(240);
const VERTICAL: &str = include_str!("../fixtures/manifests/vertical.yaml");
const REQUEST: &str = "get pods -l app=vertical --field-selector status.phase=Running \
                       -o jsonpath={.items[*].spec.containers[0].resources.requests.cpu}";

/// A pod that uses more than it asks for is replaced by one that asks for more.
pub fn gives_pods_what_they_need(cluster: &Cluster) {
    cluster.load_python();
    cluster.devcluster(&["addon", "enable", "vpa"]).ok();
    let listed = cluster.devcluster(&["addon", "list"]).ok();
    assert!(listed.lines().any(|line| line.starts_with("metrics ") && line.contains("enabled")), "{listed}");
    apply(cluster);
    until("its pod is there", LIMIT, || (cluster.kubectl(REQUEST) == "10m").then_some(()));
    let request = until("it has a pod with another request", LIMIT, || {
        Some(cluster.kubectl(REQUEST)).filter(|request| request.ends_with('m') && request != "10m")
    });
    let millis: u32 = request.trim_end_matches('m').parse().expect("thousandths of a CPU");
    assert!((50..2000).contains(&millis), "{request}");
}

/// While nobody answers the API server's question, pods are made as they are. Follows `gives_pods_what_they_need`.
pub fn makes_pods_with_a_dead_webhook(cluster: &Cluster) {
    cluster.kubectl("scale deployment -n kube-system vpa-admission-controller --replicas=0");
    let pods = "get pods -n kube-system -l app=vpa-admission-controller -o name";
    until("the admission controller is gone", LIMIT, || cluster.kubectl(pods).is_empty().then_some(()));
    cluster.kubectl("delete pods -l app=vertical");
    cluster.kubectl("rollout status deployment/vertical --timeout=60s");
    until("its pod asks for what its manifest says", LIMIT, || (cluster.kubectl(REQUEST) == "10m").then_some(()));
}

/// Its users' objects are asked about, its own are not; twice nothing stays. Follows `gives_pods_what_they_need`.
pub fn comes_and_goes(cluster: &Cluster) {
    let stderr = cluster.devcluster(&["addon", "disable", "vpa"]).fails_with(1);
    assert!(stderr.contains("/vertical") && !stderr.contains("checkpoint"), "{stderr}");
    let needed = cluster.devcluster(&["addon", "disable", "metrics"]).fails_with(1);
    assert!(needed.contains("needed by vpa"), "{needed}");
    cluster.kubectl("delete vpa,deployment vertical");
    for interval in ["interval=10", "interval=15"] {
        // With a certificate of its own, the webhook is asked.
        cluster.devcluster(&["addon", "enable", "vpa", "--set", interval]).ok();
        apply(cluster);
        let seen = "get pods -l app=vertical -o jsonpath={.items[*].metadata.annotations.vpaObservedContainers}";
        until("a new pod has been seen", LIMIT, || {
            cluster.kubectl("delete pods -l app=vertical");
            (cluster.kubectl(seen) == "vertical").then_some(())
        });
        cluster.kubectl("delete vpa,deployment vertical");
        cluster.devcluster(&["addon", "disable", "vpa"]).ok();
        is_gone(cluster, "vpa");
        let everywhere = cluster.kubectl("get crd,clusterrole,clusterrolebinding,mutatingwebhookconfiguration -o name");
        let system =
            cluster.kubectl("get all,leases,secrets,roles,rolebindings,serviceaccounts -n kube-system -o name");
        for left in [everywhere, system] {
            assert!(!left.contains("vpa") && !left.contains("verticalpod"), "{left}");
        }
    }
    cluster.devcluster(&["addon", "disable", "metrics"]).ok();
    is_gone(cluster, "metrics");
}

fn apply(cluster: &Cluster) {
    cluster.devcluster_with(VERTICAL, &["kubectl", "--", "apply", "--filename", "-"]).ok();
}
