//! Certificates and keys of a node, laid out as kubeadm lays them out.

use std::net::Ipv4Addr;

use super::basis::Basis;
use super::node_files::NodeFiles;
use super::secrets::Secrets;
use crate::cluster::ClusterError;
use crate::cluster::pki::Subject;
use crate::config::NodeRole;
use crate::plan::NodeLayout;

const PKI: &str = "etc/kubernetes/pki";
/// Only certificates of nodes carry it: what gives nodes the engine's images knows them by it.
const NODE_NAME: &str = "node.devcluster.internal";
const API_NAMES: [&str; 4] =
    ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];

/// Adds what a node needs of its role: a worker gets no key but its kubelet's.
pub fn add_pki(
    files: &mut NodeFiles,
    basis: &Basis<'_>,
    secrets: &Secrets,
    node: &NodeLayout,
) -> Result<(), ClusterError> {
    let user = format!("system:node:{}", node.spec.name);
    let kubelet = Subject {
        common_name: &user,
        organization: Some("system:nodes"),
        names: vec![node.spec.name.clone(), NODE_NAME.to_owned()],
        addresses: vec![node.address],
        // containerd shows it where it asks for images of the engine.
        client: true,
    };
    files.add_identity(&format!("{PKI}/kubelet"), &secrets.ca.issue(&kubelet)?);
    match node.spec.role {
        NodeRole::Worker => {
            files.add(format!("{PKI}/ca.crt"), secrets.ca_certificate(), 0o644);
            Ok(())
        }
        NodeRole::ControlPlane => {
            add_authorities(files, secrets);
            add_api_server(files, basis, secrets, node)?;
            add_loopback_servers(files, secrets)?;
            add_etcd(files, secrets, node)
        }
    }
}

fn add_authorities(files: &mut NodeFiles, secrets: &Secrets) {
    files.add_identity(&format!("{PKI}/ca"), &secrets.ca.identity());
    files.add_identity(&format!("{PKI}/etcd/ca"), &secrets.etcd_ca.identity());
    files.add_identity(&format!("{PKI}/front-proxy-ca"), &secrets.front_proxy_ca.identity());
    let (private, public) = &secrets.service_account;
    files.add(format!("{PKI}/sa.key"), private.as_str(), 0o600);
    files.add(format!("{PKI}/sa.pub"), public.as_str(), 0o644);
    files.add(format!("{PKI}/encryption.yaml"), secrets.encryption.as_str(), 0o600);
}

fn add_api_server(
    files: &mut NodeFiles,
    basis: &Basis<'_>,
    secrets: &Secrets,
    node: &NodeLayout,
) -> Result<(), ClusterError> {
    let service_address = basis.cluster.network.api_service_address();
    let mut addresses = vec![service_address, basis.layout.api_address, node.address, Ipv4Addr::LOCALHOST];
    let published = basis.cluster.network.api_server_address;
    if !published.is_unspecified() && !addresses.contains(&published) {
        addresses.push(published);
    }
    let apiserver = Subject {
        common_name: "kube-apiserver",
        names: API_NAMES.map(str::to_owned).into_iter().chain(local_names(node)).collect(),
        addresses,
        ..Subject::default()
    };
    files.add_identity(&format!("{PKI}/apiserver"), &secrets.ca.issue(&apiserver)?);
    let kubelet_client = client("kube-apiserver-kubelet-client", Some("kubeadm:cluster-admins"));
    files.add_identity(&format!("{PKI}/apiserver-kubelet-client"), &secrets.ca.issue(&kubelet_client)?);
    let front_proxy = client("front-proxy-client", None);
    files.add_identity(&format!("{PKI}/front-proxy-client"), &secrets.front_proxy_ca.issue(&front_proxy)?);
    let etcd_client = client("kube-apiserver-etcd-client", None);
    files.add_identity(&format!("{PKI}/apiserver-etcd-client"), &secrets.etcd_ca.issue(&etcd_client)?);
    Ok(())
}

/// Left without a certificate, the two make an RSA key at each start, when the cluster waits for them.
fn add_loopback_servers(files: &mut NodeFiles, secrets: &Secrets) -> Result<(), ClusterError> {
    for name in ["kube-controller-manager", "kube-scheduler"] {
        let server = Subject {
            common_name: name,
            names: vec!["localhost".to_owned()],
            addresses: vec![Ipv4Addr::LOCALHOST],
            ..Subject::default()
        };
        files.add_identity(&format!("{PKI}/{name}"), &secrets.ca.issue(&server)?);
    }
    Ok(())
}

fn add_etcd(files: &mut NodeFiles, secrets: &Secrets, node: &NodeLayout) -> Result<(), ClusterError> {
    let member = Subject {
        common_name: &node.spec.name,
        names: local_names(node),
        addresses: vec![node.address, Ipv4Addr::LOCALHOST],
        client: true,
        ..Subject::default()
    };
    for file in ["server", "peer"] {
        files.add_identity(&format!("{PKI}/etcd/{file}"), &secrets.etcd_ca.issue(&member)?);
    }
    let healthcheck = client("kube-etcd-healthcheck-client", None);
    files.add_identity(&format!("{PKI}/etcd/healthcheck-client"), &secrets.etcd_ca.issue(&healthcheck)?);
    Ok(())
}

fn client<'a>(common_name: &'a str, organization: Option<&'a str>) -> Subject<'a> {
    Subject { common_name, organization, ..Subject::default() }
}

fn local_names(node: &NodeLayout) -> Vec<String> {
    vec!["localhost".to_owned(), node.spec.name.clone()]
}
