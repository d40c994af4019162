//! What devcluster's own parts may do in a cluster, and no more.

use std::collections::BTreeSet;
use std::process::Command;

use crate::cluster::Cluster;
use crate::process::run;

/// The users of the agent's roles have the rights that their work needs, and can't get more.
pub fn the_agents_roles_have_few_rights(cluster: &Cluster) {
    let expected = [
        (
            "network",
            "",
            "configmaps load-balancer-addresses list watch, namespaces list watch, \
             networkpolicies.networking.k8s.io list watch, nodes list watch, pods list watch",
        ),
        (
            "network",
            "load-balancers",
            "configmaps load-balancer-addresses list watch patch, endpointslices.discovery.k8s.io list watch, \
             events.events.k8s.io create, namespaces list watch, networkpolicies.networking.k8s.io list watch, \
             nodes list watch, pods list watch, services list watch, services/status patch",
        ),
        (
            "storage",
            "",
            "events.events.k8s.io create patch, nodes list watch, persistentvolumeclaims list watch patch, \
             persistentvolumeclaims/status patch, persistentvolumes get list watch create patch delete, \
             storageclasses.storage.k8s.io list watch",
        ),
        ("ports", "", "nodes list watch, services list watch"),
        (
            "gpu:worker-1",
            "gpus",
            "nodes get, resourceclaims.resource.k8s.io get, \
             resourceslices.resource.k8s.io list watch create patch delete",
        ),
    ];
    for (role, group, expected) in expected {
        let group = if group.is_empty() { String::new() } else { format!(" --as-group=devcluster:{group}") };
        let who = format!("--as=devcluster:{role}{group}");
        let expected: BTreeSet<_> = expected.split(", ").map(words).collect();
        assert_eq!(rights(cluster, &who), expected, "{who}");
        for what in
            ["get secrets", "create pods", "create clusterrolebindings", "escalate clusterroles", "impersonate users"]
        {
            let words = format!("kubectl -- auth can-i {what} --all-namespaces {who}");
            let answer = cluster.devcluster(&words.split(' ').collect::<Vec<_>>());
            assert_eq!((answer.code, answer.stdout.trim()), (1, "no"), "{answer}");
        }
    }
}

/// The role storage, which may make volumes, makes none that leads to files of a node, and leaves those of others alone.
pub fn storage_has_its_own_volumes_alone(cluster: &Cluster) {
    let volume = "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: e2e-foreign}\nspec: {capacity: {storage: 1Gi}, \
                  accessModes: [ReadWriteOnce], hostPath: {path: /etc/kubernetes}}";
    let kubectl = |words: &str| {
        let words: Vec<_> = ["kubectl", "--"].into_iter().chain(words.split(' ')).collect();
        cluster.devcluster_with(volume, &words)
    };
    let stderr = kubectl("create -f - --as=devcluster:storage").fails_with(1);
    assert!(stderr.contains("makes no volumes but folders below its own"), "{stderr}");
    kubectl("create -f -").ok();
    let stderr = kubectl("delete pv e2e-foreign --as=devcluster:storage").fails_with(1);
    assert!(stderr.contains("deletes no volumes but its own"), "{stderr}");
    kubectl("delete pv e2e-foreign").ok();
}

/// With their own kubeconfigs: control planes may give addresses to services, workers may not.
pub fn workers_give_no_addresses(cluster: &Cluster) {
    let may = |node: &str, what: &str| {
        let kubectl = "kubectl --kubeconfig=/etc/kubernetes/devcluster/network.conf auth can-i --namespace=kube-system";
        let node = cluster.container(node);
        let words = ["exec", &node].into_iter().chain(kubectl.split(' ')).chain(what.split(' '));
        run(Command::new("docker").args(words)).stdout.trim().to_owned()
    };
    for what in ["patch services --subresource=status", "patch configmaps/load-balancer-addresses"] {
        assert_eq!((may("control-plane-1", what).as_str(), may("worker-1", what).as_str()), ("yes", "no"), "{what}");
    }
}

/// What a user may do beside what every user may, a line each; its words have no order.
fn rights(cluster: &Cluster, who: &str) -> BTreeSet<BTreeSet<String>> {
    let list = cluster.kubectl(&format!("auth can-i --list --no-headers --namespace kube-system {who}"));
    let of_resources = list.lines().filter(|line| !line.starts_with(' ') && !line.starts_with("selfsubject"));
    of_resources.map(|line| words(&line.replace(['[', ']'], " "))).collect()
}

fn words(line: &str) -> BTreeSet<String> {
    line.split_whitespace().map(str::to_owned).collect()
}
