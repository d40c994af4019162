//! What a cluster's containers have: what they said; of nodes also logs and configuration.

use serde_json::Value;

use super::part::Part;
use super::redact::redact;
use crate::cluster::node::read_folder;
use crate::cluster::{ClusterState, NodeState};
use crate::engine::Engine;
use crate::yaml;

const LOG_LINES: usize = 2000;
/// Bytes of a log that are kept, its last ones.
const LOG_BYTES: usize = 1 << 20;
/// The config that the cluster was made of; it may hold passwords of registries and proxies.
const CONFIG: &str = "devcluster/cluster.yaml";

pub(super) async fn of_node(engine: &dyn Engine, node: &NodeState) -> Part {
    let mut part = Part::default();
    let folder_of = |name: &str| format!("nodes/{}/{name}", node.name);
    let (said, logs, configuration) = tokio::join!(
        engine.container_logs(&node.container, LOG_LINES),
        read_folder(engine, &node.container, "/var/log", is_system_log),
        read_folder(engine, &node.container, "/etc/kubernetes", is_configuration),
    );
    match said {
        Ok(said) => drop(part.files.insert(folder_of("agent.log"), said.into_bytes())),
        Err(error) => part.missing(&format!("what node {} said", node.name), &error),
    }
    match logs {
        Ok(logs) => {
            let logs = logs.into_iter().map(|(path, log)| (folder_of(&format!("log/{path}")), end(log)));
            part.files.extend(logs);
        }
        Err(error) => part.missing(&format!("the logs of node {}", node.name), &error),
    }
    match configuration {
        Ok(files) => {
            let files = files.into_iter().filter_map(|(path, content)| {
                let content = if path == CONFIG { without_secrets(&content)? } else { content };
                Some((folder_of(&format!("kubernetes/{path}")), content))
            });
            part.files.extend(files);
        }
        Err(error) => part.missing(&format!("the configuration of node {}", node.name), &error),
    }
    part
}

/// What containers beside the nodes said.
pub(super) async fn of_others(engine: &dyn Engine, cluster: &ClusterState) -> Part {
    let mut part = Part::default();
    for (container, _) in cluster.beside_nodes() {
        match engine.container_logs(container, LOG_LINES).await {
            Ok(said) => drop(part.files.insert(format!("containers/{container}.log"), said.into_bytes())),
            Err(error) => part.missing(&format!("what container {container} said"), &error),
        }
    }
    part
}

/// Logs of users' pods are theirs, and in the audit log are the arguments of what they run by `kubectl exec`.
fn is_system_log(path: &str) -> bool {
    ["kubelet.log", "containerd.log", "pods/kube-system_"].iter().any(|beginning| path.starts_with(beginning))
}

/// No key, no kubeconfig.
fn is_configuration(path: &str) -> bool {
    path.starts_with("manifests/") || path == "devcluster/node.json" || path == CONFIG
}

fn without_secrets(config: &[u8]) -> Option<Vec<u8>> {
    let mut value: Value = yaml::parse(&String::from_utf8_lossy(config)).ok()?;
    redact(&mut value);
    Some(yaml::render(&value).ok()?.into_bytes())
}

fn end(mut log: Vec<u8>) -> Vec<u8> {
    log.split_off(log.len().saturating_sub(LOG_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_logs_of_users_are_left_out() {
        assert!(is_system_log("kubelet.log") && is_system_log("pods/kube-system_etcd_1/etcd/0.log"));
        assert!(!is_system_log("pods/default_web_1/web/0.log") && !is_system_log("kubernetes/audit.log"));
        assert!(is_configuration("manifests/etcd.yaml") && is_configuration(CONFIG));
        assert!(!is_configuration("pki/ca.key") && !is_configuration("admin.conf"));
    }

    #[test]
    fn the_config_has_no_passwords() {
        let config =
            b"registries: [{ host: r.example, password: hunter2 }]\nproxy: { http: 'http://me:pw@p.example' }\n";
        let text = String::from_utf8(without_secrets(config).unwrap()).unwrap();
        assert!(text.contains("r.example") && text.contains("p.example"), "{text}");
        assert!(!text.contains("hunter2") && !text.contains("me:pw"), "{text}");
    }

    #[test]
    fn the_end_of_a_log_is_kept() {
        assert_eq!(end(b"short".to_vec()), b"short");
        assert_eq!(end([vec![b'a'; LOG_BYTES], b"end".to_vec()].concat()).split_off(LOG_BYTES - 3), b"end");
    }
}
