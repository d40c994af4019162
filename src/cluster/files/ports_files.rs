//! Files of the container that carries the host's ports.

use serde_json::{Value, json};

use super::kubeconfigs::{Entry, kubeconfig};
use super::node_files::NodeFiles;
use crate::cluster::ClusterError;
use crate::cluster::pki::{Authority, Subject};
use crate::config::{PortSpec, PortTarget};

const FOLDER: &str = "etc/kubernetes/devcluster";
/// What it may do is in templates/cluster/objects/agent-ports.yaml.
const USER: &str = "devcluster:ports";

/// A kubeconfig for `server`, the API server's URL inside the cluster's network, and the list of ports.
pub fn render_ports_files(
    cluster: &str,
    server: &str,
    authority: &Authority,
    ports: &[PortSpec],
) -> Result<NodeFiles, ClusterError> {
    let identity = authority.issue(&Subject { common_name: USER, ..Subject::default() })?;
    let context = format!("{USER}@{cluster}");
    let entry = Entry { cluster, server, user: USER, context: &context };
    let mut files = NodeFiles::default();
    let kubeconfig = kubeconfig(&entry, &authority.identity().certificate, &identity)?;
    files.add(format!("{FOLDER}/ports.conf"), kubeconfig, 0o600);
    let list: Vec<_> = ports.iter().map(definition).collect();
    files.add(format!("{FOLDER}/ports.json"), Value::from(list).to_string(), 0o644);
    Ok(files)
}

/// A port as the agent reads it.
fn definition(port: &PortSpec) -> Value {
    let target = match &port.target {
        PortTarget::NodePort(number) => json!({ "nodePort": number }),
        PortTarget::Service { namespace, name, port } => {
            json!({ "service": { "namespace": namespace, "name": name, "port": port } })
        }
    };
    json!({ "hostPort": port.host_port, "protocol": port.protocol.name(), "target": target })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agent_is_told_where_each_port_leads() {
        let ports = ["8080:30080", "5353:dns@kube-system/kube-dns/udp"].map(|text| text.parse().unwrap());
        let authority = Authority::new("kubernetes").unwrap();
        let files = render_ports_files("dev", "https://172.24.0.2:6443", &authority, &ports).unwrap();
        insta::assert_snapshot!(files.text("etc/kubernetes/devcluster/ports.json"), @r#"[{"hostPort":8080,"protocol":"tcp","target":{"nodePort":30080}},{"hostPort":5353,"protocol":"udp","target":{"service":{"name":"kube-dns","namespace":"kube-system","port":"dns"}}}]"#);
        let kubeconfig = files.text("etc/kubernetes/devcluster/ports.conf");
        assert!(kubeconfig.contains("server: https://172.24.0.2:6443"), "{kubeconfig}");
        assert!(kubeconfig.contains("current-context: devcluster:ports@dev"), "{kubeconfig}");
    }
}
