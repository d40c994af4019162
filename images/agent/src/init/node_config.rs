//! node.json: what the CLI says about this node.

use std::net::IpAddr;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::error::Error;
use crate::files;
use crate::gpu::Source;

const PATH: &str = "/etc/kubernetes/devcluster/node.json";
const LIMIT: Duration = Duration::from_mins(1);
const INTERVAL: Duration = Duration::from_millis(5);

/// Unknown fields are ignored: a CLI may be newer than the node image.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeConfig {
    pub node_name: String,
    /// The node's own address on the cluster's network.
    pub address: IpAddr,
    /// More addresses beside the node's own, with prefix length: `172.24.0.2/22`.
    #[serde(default)]
    pub extra_addresses: Vec<String>,
    pub kubelet_args: Vec<String>,
    /// Subnet of all pods of the cluster, `10.244.0.0/16`.
    pub pod_subnet: String,
    /// Subnet of the services' addresses, `10.96.0.0/16`.
    pub service_subnet: String,
    /// Addresses for services of type LoadBalancer, `172.24.3.0/24`.
    #[serde(default)]
    pub load_balancer_pool: Option<String>,
    /// The member of etcd on this node; none on workers.
    #[serde(default)]
    pub etcd: Option<EtcdMember>,
    /// Bytes that the engine gives the node; all where there is none.
    #[serde(default)]
    pub memory: Option<u64>,
    /// Thousandths of a CPU that the engine gives the node; all where there is none.
    #[serde(default)]
    pub milli_cpus: Option<u32>,
    /// Subcommands of the agent that run beside kubelet.
    #[serde(default)]
    pub roles: Vec<Role>,
    #[serde(default)]
    pub gpus: Option<Source>,
}

/// What a member's data directory is bound to.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EtcdMember {
    pub name: String,
    pub peer_url: String,
    /// `NAME=PEER_URL,…` of all members that start together.
    pub initial_cluster: String,
}

/// What the node does for the cluster's network, storage and devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    Network,
    Storage,
    Gpu,
}

impl Role {
    /// The subcommand.
    pub fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Storage => "storage",
            Self::Gpu => "gpu",
        }
    }
}

/// Reads node.json, and waits for it where the CLI has not uploaded it yet.
pub fn wait() -> Result<NodeConfig, Error> {
    wait_at(Path::new(PATH), LIMIT)
}

/// node.json as it is now, for those that run only where it has been read.
pub fn node_config() -> Result<NodeConfig, Error> {
    files::read_json(PATH)
}

fn wait_at(path: &Path, limit: Duration) -> Result<NodeConfig, Error> {
    let deadline = Instant::now() + limit;
    loop {
        // A file that is no JSON may be half written; one that is and lacks something stays as it is.
        let error = match files::read_json(path) {
            Ok(config) => return Ok(config),
            Err(Error::Json { path, source }) if source.is_data() => return Err(Error::Json { path, source }),
            Err(error) => error,
        };
        if Instant::now() > deadline {
            return match error {
                Error::File { source, .. } => Err(Error::Deadline {
                    awaited: format!("`{}`", path.display()),
                    limit,
                    last_seen: source.to_string(),
                }),
                other => Err(other),
            };
        }
        thread::sleep(INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"nodeName":"control-plane-1","address":"172.24.0.10","extraAddresses":["172.24.0.2/22"],
        "kubeletArgs":["--node-ip=172.24.0.10"],"podSubnet":"10.244.0.0/16","serviceSubnet":"10.96.0.0/16","roles":["network","storage","gpu"],
        "gpus":{"source":"simulated","model":"Tesla T4","memoryMib":15360,"watts":70,"canBeSplit":false,"replicas":1,"profile":null,"devices":[{"uuid":"GPU-a","parts":[]}]},"ofANewerCLI":true}"#;

    #[test]
    fn reads_node_json() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("node.json");
        files::write(&path, TEXT).unwrap();
        let config = wait_at(&path, Duration::ZERO).unwrap();
        assert_eq!(config.node_name, "control-plane-1");
        assert_eq!(config.address.to_string(), "172.24.0.10");
        assert_eq!(config.extra_addresses, ["172.24.0.2/22"]);
        assert_eq!(config.kubelet_args, ["--node-ip=172.24.0.10"]);
        assert_eq!(config.roles, [Role::Network, Role::Storage, Role::Gpu]);
        let units = config.gpus.unwrap().units().unwrap();
        assert_eq!(units[0].uuid(), "GPU-a");
    }

    #[test]
    fn says_what_it_waited_for() {
        let error = wait_at(Path::new("/no/node.json"), Duration::ZERO).unwrap_err();
        assert_eq!(
            error.to_string(),
            "see `/no/node.json` within 0 s; the last that was seen: No such file or directory (os error 2)"
        );
    }

    #[test]
    fn says_what_is_wrong_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("node.json");
        files::write(&path, r#"{"nodeName":"a","address":"here","kubeletArgs":[]}"#).unwrap();
        let error = wait_at(&path, LIMIT).unwrap_err();
        assert!(matches!(error, Error::Json { .. }), "{error}");
    }
}
