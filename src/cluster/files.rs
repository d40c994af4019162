//! Everything that a node finds on its disk when it starts: certificates, kubeconfigs, static pods, kubelet and CNI
//! configuration. All of it is computed here, before any container runs.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;

use super::pki::{Authority, Identity, Subject, service_account_keys};
use super::state::API_PORT;
use super::templates::{SystemImages, in_folder, render};
use super::{ClusterError, names};
use crate::config::Cluster;
use crate::plan::{Layout, NodeLayout};

/// Files by path below `/`, with their content and mode.
#[derive(Debug, Default)]
pub struct NodeFiles(BTreeMap<String, (Vec<u8>, u32)>);

/// How to reach the API server with all rights, before anyone else does.
#[derive(Debug, Clone)]
pub struct Admin {
    /// kubeconfig (YAML) whose server is the host's port.
    pub kubeconfig: String,
    /// As `kubeconfig`, in group system:masters: works before RBAC is there.
    pub super_kubeconfig: String,
    /// The cluster's authority, PEM.
    pub ca: String,
}

/// What the files and objects of a cluster follow from.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    pub cluster: &'a Cluster,
    pub layout: &'a Layout,
    /// Of the pods' interfaces; `None` leaves the kernel's default.
    pub mtu: Option<u32>,
    pub images: &'a SystemImages,
}

/// What templates may use.
#[derive(Serialize)]
pub(super) struct Values {
    pub cluster_name: String,
    pub node_name: String,
    pub address: Ipv4Addr,
    pub api_address: Ipv4Addr,
    pub dns_address: Ipv4Addr,
    pub kubernetes_version: String,
    pub pod_subnet: String,
    pub node_pod_subnet: String,
    pub service_subnet: String,
    pub mtu: Option<u32>,
    pub ca: String,
    pub images: SystemImages,
}

impl Values {
    pub fn new(basis: &Basis<'_>, node: &NodeLayout, ca: &str) -> Self {
        let Basis { cluster, layout, mtu, images } = *basis;
        Self {
            cluster_name: cluster.name.clone(),
            node_name: node.name.clone(),
            address: node.address,
            api_address: layout.api_address,
            dns_address: cluster.network.dns_address(),
            kubernetes_version: cluster.kubernetes_version.clone(),
            pod_subnet: cluster.network.pod_subnet.to_string(),
            node_pod_subnet: node.pod_subnet.to_string(),
            service_subnet: cluster.network.service_subnet.to_string(),
            mtu,
            ca: BASE64.encode(ca),
            images: images.clone(),
        }
    }
}

impl NodeFiles {
    fn add(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>, mode: u32) {
        self.0.insert(path.into(), (content.into(), mode));
    }

    fn add_identity(&mut self, path: &str, identity: &Identity) {
        self.add(format!("{path}.crt"), identity.certificate.as_str(), 0o644);
        self.add(format!("{path}.key"), identity.key.as_str(), 0o600);
    }

    /// The files as one tar archive to be unpacked at `/`.
    pub fn archive(&self) -> std::io::Result<Vec<u8>> {
        let mut archive = tar::Builder::new(Vec::new());
        for (path, (content, mode)) in &self.0 {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(*mode);
            archive.append_data(&mut header, path, content.as_slice())?;
        }
        archive.into_inner()
    }
}

/// Makes the files of the first control plane, and the kubeconfigs for the host.
pub fn render_node_files(
    basis: &Basis<'_>,
    node: &NodeLayout,
    host_api_port: u16,
) -> Result<(NodeFiles, Admin), ClusterError> {
    let Basis { cluster, layout, .. } = *basis;
    let ca = Authority::new("kubernetes")?;
    let ca_certificate = ca.identity().certificate;
    let values = Values::new(basis, node, &ca_certificate);
    let mut files = NodeFiles::default();
    add_pki(&mut files, &ca, cluster, layout, node)?;
    let admin = add_kubeconfigs(&mut files, &ca, cluster, layout, node, host_api_port)?;
    for path in in_folder("manifests") {
        files.add(format!("etc/kubernetes/{path}"), render(&path, &values)?, 0o600);
    }
    files.add("var/lib/kubelet/config.yaml", render("node/kubelet.yaml", &values)?, 0o644);
    files.add("etc/kubernetes/devcluster/cni.conflist", render("node/cni.conflist", &values)?, 0o644);
    files.add("etc/kubernetes/devcluster/node.json", node_config(layout, node).to_string(), 0o644);
    Ok((files, admin))
}

/// What the agent's init reads.
fn node_config(layout: &Layout, node: &NodeLayout) -> serde_json::Value {
    serde_json::json!({
        "nodeName": node.name,
        "address": node.address,
        "extraAddresses": [format!("{}/{}", layout.api_address, layout.subnet.prefix_len())],
        "kubeletArgs": [
            "--config=/var/lib/kubelet/config.yaml",
            "--kubeconfig=/etc/kubernetes/kubelet.conf",
            format!("--hostname-override={}", node.name),
            format!("--node-ip={}", node.address),
        ],
    })
}

fn add_pki(
    files: &mut NodeFiles,
    ca: &Authority,
    cluster: &Cluster,
    layout: &Layout,
    node: &NodeLayout,
) -> Result<(), ClusterError> {
    const PKI: &str = "etc/kubernetes/pki";
    let etcd_ca = Authority::new("etcd-ca")?;
    let front_proxy_ca = Authority::new("front-proxy-ca")?;
    files.add_identity(&format!("{PKI}/ca"), &ca.identity());
    files.add_identity(&format!("{PKI}/etcd/ca"), &etcd_ca.identity());
    files.add_identity(&format!("{PKI}/front-proxy-ca"), &front_proxy_ca.identity());

    let localhost = || vec!["localhost".to_owned(), node.name.clone()];
    let api_names =
        ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];
    let apiserver = Subject {
        common_name: "kube-apiserver",
        names: api_names.map(str::to_owned).into_iter().chain(localhost()).collect(),
        addresses: vec![cluster.network.api_service_address(), layout.api_address, node.address, Ipv4Addr::LOCALHOST],
        ..Subject::default()
    };
    files.add_identity(&format!("{PKI}/apiserver"), &ca.issue(&apiserver)?);
    let client = |common_name, organization| Subject { common_name, organization, ..Subject::default() };
    let kubelet_client = client("kube-apiserver-kubelet-client", Some("kubeadm:cluster-admins"));
    files.add_identity(&format!("{PKI}/apiserver-kubelet-client"), &ca.issue(&kubelet_client)?);
    let front_proxy_client = client("front-proxy-client", None);
    files.add_identity(&format!("{PKI}/front-proxy-client"), &front_proxy_ca.issue(&front_proxy_client)?);
    let user = format!("system:node:{}", node.name);
    let kubelet = Subject {
        common_name: &user,
        organization: Some("system:nodes"),
        names: vec![node.name.clone()],
        addresses: vec![node.address],
        client: false,
    };
    files.add_identity(&format!("{PKI}/kubelet"), &ca.issue(&kubelet)?);

    let member = Subject {
        common_name: &node.name,
        names: localhost(),
        addresses: vec![node.address, Ipv4Addr::LOCALHOST],
        client: true,
        ..Subject::default()
    };
    files.add_identity(&format!("{PKI}/etcd/server"), &etcd_ca.issue(&member)?);
    files.add_identity(&format!("{PKI}/etcd/peer"), &etcd_ca.issue(&member)?);
    let healthcheck = client("kube-etcd-healthcheck-client", None);
    files.add_identity(&format!("{PKI}/etcd/healthcheck-client"), &etcd_ca.issue(&healthcheck)?);
    let etcd_client = client("kube-apiserver-etcd-client", None);
    files.add_identity(&format!("{PKI}/apiserver-etcd-client"), &etcd_ca.issue(&etcd_client)?);

    let (private, public) = service_account_keys()?;
    files.add(format!("{PKI}/sa.key"), private, 0o600);
    files.add(format!("{PKI}/sa.pub"), public, 0o644);
    Ok(())
}

fn add_kubeconfigs(
    files: &mut NodeFiles,
    ca: &Authority,
    cluster: &Cluster,
    layout: &Layout,
    node: &NodeLayout,
    host_api_port: u16,
) -> Result<Admin, ClusterError> {
    let inside = format!("https://{}:{API_PORT}", layout.api_address);
    let ca_certificate = ca.identity().certificate;
    let node_user = format!("system:node:{}", node.name);
    let users = [
        ("controller-manager", "system:kube-controller-manager", None),
        ("scheduler", "system:kube-scheduler", None),
        ("kubelet", node_user.as_str(), Some("system:nodes")),
        ("admin", "kubernetes-admin", Some("kubeadm:cluster-admins")),
        ("super-admin", "kubernetes-super-admin", Some("system:masters")),
    ];
    let (mut kubeconfig, mut super_kubeconfig) = (String::new(), String::new());
    for (file, user, organization) in users {
        let identity = ca.issue(&Subject { common_name: user, organization, ..Subject::default() })?;
        let render = |server: &str, cluster: &str, user: &str, context: &str| {
            render(
                "node/kubeconfig.yaml",
                &serde_json::json!({
                    "cluster_name": cluster, "server": server, "user": user, "context": context,
                    "ca": BASE64.encode(&ca_certificate),
                    "certificate": BASE64.encode(&identity.certificate),
                    "key": BASE64.encode(&identity.key),
                }),
            )
        };
        let inner = render(&inside, &cluster.name, user, &format!("{user}@{}", cluster.name))?;
        files.add(format!("etc/kubernetes/{file}.conf"), inner, 0o600);
        let context = names::context(&cluster.name);
        let host = render(&host_server(host_api_port), &context, &context, &context)?;
        match file {
            "admin" => kubeconfig = host,
            "super-admin" => super_kubeconfig = host,
            _ => {}
        }
    }
    Ok(Admin { kubeconfig, super_kubeconfig, ca: ca_certificate })
}

/// The API server's URL on the host.
pub fn host_server(port: u16) -> String {
    format!("https://127.0.0.1:{port}")
}
