//! Nodes that lose the network between them, and find each other again with nobody's help.

use std::time::Duration;

use crate::cluster::Cluster;
use crate::nodes::NODES;
use crate::until::until;
use crate::world::docker;

/// A node is taken for lost after 50 s without a word of it.
const LIMIT: Duration = Duration::from_secs(120);

/// Two workers that do not hear each other are ready all the same, and their pods meet again as soon as they do.
pub fn two_workers(cluster: &Cluster) {
    let subnet = cluster.kubectl("get node worker-2 -o jsonpath={.spec.podCIDR}");
    let theirs = format!("{{ {}, {subnet} }}", address(cluster, "worker-2"));
    cut(cluster, "worker-1", &format!("ip saddr {theirs}"), &format!("ip daddr {theirs}"));
    assert!(!reaches(cluster, "worker-1", "worker-2") && !reaches(cluster, "worker-2", "worker-1"));
    assert!(reaches(cluster, "control-plane-1", "worker-1") && reaches(cluster, "worker-2", "control-plane-1"));
    mend(cluster, "worker-1");
    wait_until_whole(cluster);
}

/// A node that hears nobody is told to be lost, and is ready again when it does.
pub fn one_from_all(cluster: &Cluster) {
    cut(cluster, "worker-1", "iifname eth*", "oifname eth*");
    until("the node is NotReady", LIMIT, || {
        cluster.kubectl("get node worker-1 --no-headers").contains("NotReady").then_some(())
    });
    let status = cluster.devcluster(&["status"]);
    assert!(status.stdout.contains("problem: node worker-1"), "{status}");
    status.fails_with(4);
    mend(cluster, "worker-1");
    wait_until_whole(cluster);
}

/// A container that comes back to the engine's network has a new interface with nothing but its own address.
pub fn new_interfaces(cluster: &Cluster) {
    for node in ["worker-1", "control-plane-1"] {
        let (container, address) = (cluster.container(node), address(cluster, node));
        docker(&["network", "disconnect", &cluster.network(), &container]);
        docker(&["network", "connect", "--ip", &address, &cluster.network(), &container]);
        wait_until_whole(cluster);
        // Kubelets ask the API address, and tell the API server every ten seconds.
        let renewed = || {
            let words = "get lease -n kube-node-lease -o jsonpath={.items[*].spec.renewTime}";
            cluster.kubectl(words).split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        let before = renewed();
        until("every kubelet is heard again", LIMIT, || {
            renewed().iter().zip(&before).all(|(now, before)| now > before).then_some(())
        });
    }
}

/// Drops all packets of a node that come from and go to somewhere.
fn cut(cluster: &Cluster, node: &str, from: &str, to: &str) {
    let script = format!(
        "table ip e2e_cut {{
            chain in {{ type filter hook prerouting priority -400; {from} drop; }}
            chain out {{ type filter hook postrouting priority 400; {to} drop; }}
        }}"
    );
    docker(&["exec", &cluster.container(node), "sh", "-c", &format!("echo '{script}' | nft -f -")]);
}

fn mend(cluster: &Cluster, node: &str) {
    docker(&["exec", &cluster.container(node), "nft", "delete", "table", "ip", "e2e_cut"]);
}

fn address(cluster: &Cluster, node: &str) -> String {
    cluster.kubectl(&format!("get node {node} -o jsonpath={{.status.addresses[0].address}}"))
}

/// Whether the echo pod of a node gets an answer of another's.
fn reaches(cluster: &Cluster, from: &str, to: &str) -> bool {
    let url = format!("http://{}:8000", cluster.pod_address("app=echo", to));
    let code = format!("import urllib.request; urllib.request.urlopen('{url}', timeout=2)");
    let pod = cluster.pod_on("app=echo", from);
    cluster.devcluster(&["exec", &pod, "--", "python", "-c", &code]).code == 0
}

fn wait_until_whole(cluster: &Cluster) {
    until("status finds no problem", LIMIT, || (cluster.devcluster(&["status"]).code == 0).then_some(()));
    for from in NODES {
        for to in NODES {
            until(&format!("pods of {from} reach those of {to}"), LIMIT, || reaches(cluster, from, to).then_some(()));
        }
    }
}
