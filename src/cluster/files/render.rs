//! All files of one node.

use super::basis::{Basis, Values, etcd_members, etcd_peer_url};
use super::flags::{flags, with_flags};
use super::gpu_config::gpu_config;
use super::kubeconfigs::{AGENT_ROLES, add_kubeconfigs};
use super::node_files::NodeFiles;
use super::pki_files::add_pki;
use super::registries::add_registries;
use super::secrets::Secrets;
use crate::cluster::ClusterError;
use crate::cluster::templates::{in_folder, render};
use crate::cluster::{EFFECTIVE_CONFIG, NODE_CONFIG};
use crate::config::{self, Component, NodeRole, NodeSpec};
use crate::plan::{ApiHolder, Layout, NodeLayout, bridge_address};

/// Makes the files of a node.
pub fn render_node_files(basis: &Basis<'_>, secrets: &Secrets, node: &NodeLayout) -> Result<NodeFiles, ClusterError> {
    let values = Values::new(basis, node, &secrets.ca_certificate());
    let mut files = NodeFiles::all_of_a_node();
    add_pki(&mut files, basis, secrets, node)?;
    add_kubeconfigs(&mut files, basis, secrets, node)?;
    if node.spec.role == NodeRole::ControlPlane {
        files.add(EFFECTIVE_CONFIG.trim_start_matches('/'), config::render(basis.cluster)?, 0o600);
        for path in in_folder("manifests") {
            let manifest = with_flags(&path, render(&path, &values)?, &basis.cluster.components)?;
            files.add(format!("etc/kubernetes/{path}"), manifest, 0o600);
        }
        if values.audit_log {
            files.add("etc/kubernetes/audit-policy.yaml", render("node/audit-policy.yaml", &values)?, 0o600);
        }
    }
    let bridge = basis.cluster.images.shared.then(|| bridge_address(basis.layout.subnet));
    add_registries(&mut files, &basis.cluster.registries, bridge);
    if !basis.cluster.trusted_cas.is_empty() {
        files.add("etc/kubernetes/devcluster/trusted-cas.pem", basis.cluster.trusted_cas.join("\n"), 0o644);
    }
    files.add("etc/kubernetes/kubelet.yaml", render("node/kubelet.yaml", &values)?, 0o644);
    files.add("etc/kubernetes/devcluster/cni.conflist", render("node/cni.conflist", &values)?, 0o644);
    files.add(NODE_CONFIG.trim_start_matches('/'), node_config(basis, node).to_string(), 0o644);
    Ok(files)
}

/// Addresses of a node beside its own, with prefix length.
fn extra_addresses(layout: &Layout, node: &NodeLayout) -> Vec<String> {
    let holds = layout.api_holder == ApiHolder::ControlPlane && node.spec.role == NodeRole::ControlPlane;
    holds.then(|| format!("{}/{}", layout.api_address, layout.subnet.prefix_len())).into_iter().collect()
}

/// What the agent's init reads.
fn node_config(basis: &Basis<'_>, node: &NodeLayout) -> serde_json::Value {
    let layout = basis.layout;
    let mut kubelet_args = vec![
        "--config=/etc/kubernetes/kubelet.yaml".to_owned(),
        "--kubeconfig=/etc/kubernetes/kubelet.conf".to_owned(),
        format!("--hostname-override={}", node.spec.name),
        format!("--node-ip={}", node.address),
    ];
    let flags = flags(Component::Kubelet, &basis.cluster.components);
    kubelet_args.extend(flags.iter().map(|(name, value)| format!("--{name}={value}")));
    serde_json::json!({
        "nodeName": node.spec.name,
        "address": node.address,
        "extraAddresses": extra_addresses(layout, node),
        "kubeletArgs": kubelet_args,
        "podSubnet": basis.cluster.network.pod_subnet.to_string(),
        "serviceSubnet": basis.cluster.network.service_subnet.to_string(),
        "loadBalancerPool": layout.load_balancers.to_string(),
        "roles": AGENT_ROLES.into_iter().chain(node.spec.gpus.is_some().then_some("gpu")).collect::<Vec<_>>(),
        "etcd": etcd_member(basis, node),
        "memory": node.spec.memory,
        "milliCpus": node.spec.milli_cpus,
        "gpus": node.spec.gpus.as_ref().map(|gpus| gpu_config(&basis.cluster.name, &node.spec.name, gpus)),
    })
}

/// As in the flags of etcd's static pod; none where the member gets its data from others.
fn etcd_member(basis: &Basis<'_>, node: &NodeLayout) -> Option<serde_json::Value> {
    let NodeSpec { name, role, .. } = &node.spec;
    (*role == NodeRole::ControlPlane && !basis.joins).then(|| {
        serde_json::json!({
            "name": name, "peerUrl": etcd_peer_url(node.address), "initialCluster": etcd_members(basis.layout),
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::{Cluster, named};
    use crate::yaml;

    fn files_of(index: usize) -> NodeFiles {
        files_with(index, |_| ())
    }

    fn files_with(index: usize, change: impl FnOnce(&mut Cluster)) -> NodeFiles {
        let mut cluster = named("dev").unwrap();
        cluster.nodes.push(NodeSpec::new(NodeRole::Worker, 1));
        change(&mut cluster);
        let layout = Layout::new(&cluster, "172.24.4.0/22".parse().unwrap());
        let names = ["coredns", "etcd", "kube_apiserver", "kube_controller_manager", "kube_proxy", "kube_scheduler"];
        let images = BTreeMap::from(names.map(|name| (name.to_owned(), format!("registry.k8s.io/{name}"))));
        let basis = Basis { cluster: &cluster, layout: &layout, mtu: None, images: &images, joins: false };
        render_node_files(&basis, &Secrets::new().unwrap(), &layout.nodes[index]).unwrap()
    }

    #[test]
    fn a_worker_has_no_key_of_the_control_plane() {
        insta::assert_snapshot!(files_of(1).paths().join("\n"));
    }

    #[test]
    fn all_files_lie_on_one_volume() {
        for files in [files_with(0, |cluster| cluster.audit_log = true), files_of(1)] {
            assert!(files.paths().iter().all(|path| path.starts_with("etc/kubernetes/")), "{:?}", files.paths());
        }
    }

    #[test]
    fn the_api_server_finds_its_encryption_key() {
        let files = files_of(0);
        let file = "etc/kubernetes/pki/encryption.yaml";
        assert!(files.text("etc/kubernetes/manifests/kube-apiserver.yaml").contains(&format!("-config=/{file}")));
        assert!(files.text(file).contains("secretbox"));
    }

    #[test]
    fn an_audit_log_is_kept_where_it_is_asked_for() {
        let api_server = |files: &NodeFiles| -> serde_json::Value {
            yaml::parse(files.text("etc/kubernetes/manifests/kube-apiserver.yaml")).unwrap()
        };
        let (without, with) = (files_of(0), files_with(0, |cluster| cluster.audit_log = true));
        let policy = "etc/kubernetes/audit-policy.yaml";
        assert!(!api_server(&without).to_string().contains("audit") && !without.paths().contains(&policy));
        let pod = api_server(&with);
        assert!(pod.to_string().contains(&format!("--audit-policy-file=/{policy}")) && with.paths().contains(&policy));
        let volumes = pod["spec"]["volumes"].as_array().unwrap();
        assert!(volumes.iter().any(|volume| volume["hostPath"]["path"] == "/var/log/kubernetes"), "{volumes:?}");
        assert!(!files_with(1, |cluster| cluster.audit_log = true).paths().contains(&policy));
    }

    #[test]
    fn the_agent_is_told_all_of_a_node() {
        insta::assert_snapshot!(files_of(1).text("etc/kubernetes/devcluster/node.json"));
        assert!(files_of(0).text("etc/kubernetes/devcluster/node.json").contains("172.24.4.2/22"));
    }

    #[test]
    fn with_workers_the_control_plane_is_tainted() {
        assert!(files_of(0).text("etc/kubernetes/kubelet.yaml").contains("node-role.kubernetes.io/control-plane"));
        assert!(!files_of(1).text("etc/kubernetes/kubelet.yaml").contains("registerWithTaints"));
    }
}
