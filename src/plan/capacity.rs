//! Whether the engine's host is large enough for a cluster, and which of its CPUs each node gets.

use crate::config::{Cluster, NodeSpec};

/// CPUs and memory of the engine's host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    pub cpus: u32,
    /// Bytes.
    pub memory: u64,
}

/// Everything that the host is too small for, as sentences.
pub fn shortages(cluster: &Cluster, host: Capacity) -> Vec<String> {
    let mut found = Vec::new();
    for node in &cluster.nodes {
        if let Some(milli) = node.milli_cpus.filter(|milli| *milli > host.cpus * 1000) {
            let asked = f64::from(milli) / 1000.0;
            found.push(format!("node `{}` asks for {asked} CPUs, the engine's host has {}", node.name, host.cpus));
        }
        if let Some(asked) = node.memory.filter(|memory| *memory > host.memory) {
            let (asked, has) = (mebibytes(asked), mebibytes(host.memory));
            found.push(format!("node `{}` asks for {asked} MiB of memory, the engine's host has {has}", node.name));
        }
    }
    let least: u64 = cluster.nodes.iter().map(|node| node.role.least_memory()).sum();
    if least > host.memory {
        let (least, has) = (mebibytes(least), mebibytes(host.memory));
        let nodes = cluster.nodes.len();
        found.push(format!("{nodes} nodes need {least} MiB of memory at the least, the engine's host has {has}"));
    }
    found
}

/// The CPUs that a node may run on, `0-1`: as many as it shall show; nodes are spread over the host's CPUs.
pub fn cpuset(nodes: &[NodeSpec], node: &NodeSpec, host: Capacity) -> Option<String> {
    let count = node.milli_cpus?.div_ceil(1000).min(host.cpus);
    let before = nodes.iter().take_while(|other| other.name != node.name);
    let first: u32 = before.filter_map(|other| other.milli_cpus).map(|milli| milli.div_ceil(1000)).sum();
    let mut cpus: Vec<_> = (0..count).map(|offset| (first + offset) % host.cpus).collect();
    cpus.sort_unstable();
    Some(cpus.iter().map(u32::to_string).collect::<Vec<_>>().join(","))
}

fn mebibytes(bytes: u64) -> u64 {
    bytes >> 20
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{NodeRole, named};

    const HOST: Capacity = Capacity { cpus: 4, memory: 2 << 30 };

    fn cluster(workers: usize, milli_cpus: u32, memory: Option<u64>) -> Cluster {
        let mut cluster = named("dev").unwrap();
        cluster.nodes.extend((1..=workers).map(|number| NodeSpec {
            milli_cpus: Some(milli_cpus),
            memory,
            ..NodeSpec::new(NodeRole::Worker, number)
        }));
        cluster
    }

    #[test]
    fn all_shortages_are_told() {
        assert_eq!(shortages(&cluster(2, 4000, Some(1 << 30)), HOST), Vec::<String>::new());
        insta::assert_snapshot!(shortages(&cluster(1, 4500, Some(4 << 30)), HOST).join("\n"), @r"
        node `worker-1` asks for 4.5 CPUs, the engine's host has 4
        node `worker-1` asks for 4096 MiB of memory, the engine's host has 2048
        ");
        insta::assert_snapshot!(shortages(&cluster(20, 100, None), HOST).join("\n"), @"21 nodes need 4608 MiB of memory at the least, the engine's host has 2048");
    }

    #[test]
    fn nodes_are_spread_over_the_cpus() {
        let nodes = cluster(3, 1500, None).nodes;
        let sets: Vec<_> = nodes.iter().map(|node| cpuset(&nodes, node, HOST)).collect();
        assert_eq!(sets, [None, Some("0,1".into()), Some("2,3".into()), Some("0,1".into())]);
    }
}
