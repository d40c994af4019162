//! Step: a node's container with its volumes and files, started.

use super::StepError;
use super::journal::{Journal, Made};
use crate::cluster::state::API_PORT;
use crate::cluster::{NodeFiles, names};
use crate::config::{Cluster, HostMount, NodeSpec};
use crate::engine::{
    Bind, ContainerSpec, Engine, EngineError, Labels, Mount, PortBinding, Privileges, Protocol, bytes,
};
use crate::plan::{Capacity, NodeLayout, cpuset};

/// How long `docker stop` waits for a node: pods get their 30 s, then etcd ends.
const STOP_TIMEOUT_SECONDS: i64 = 45;

/// What all nodes of a cluster are made with.
pub struct NodeMaker<'a> {
    pub engine: &'a dyn Engine,
    pub journal: &'a Journal,
    pub cluster: &'a Cluster,
    pub image: &'a str,
    /// Of the engine's host.
    pub capacity: Capacity,
    /// Of the nodes' processes, `NAME=value`.
    pub environment: Vec<String>,
}

/// Creates a node with its files in place, and starts it; `api_port` is the host's port of its API server.
pub async fn create_node(
    maker: &NodeMaker<'_>,
    node: &NodeLayout,
    files: &NodeFiles,
    api_port: Option<u16>,
) -> Result<(), StepError> {
    let NodeMaker { engine, journal, .. } = maker;
    let spec = spec(maker, node, api_port);
    let archive = files.archive().map_err(StepError::Files)?;
    let volumes = spec.mounts.iter().filter_map(|mount| mount.volume.clone()).map(Made::Volume);
    let made: Vec<_> = volumes.chain([Made::Container(spec.name.clone())]).collect();
    made.iter().for_each(|entry| journal.write(entry.clone()));
    match engine.create_container(&spec).await {
        // The engine looks at the name first: nothing was made.
        Err(EngineError::NameTaken { name }) => {
            made.iter().for_each(|entry| journal.strike(entry));
            return Err(StepError::NotOurs { object: name });
        }
        created => created?,
    }
    engine.upload(&spec.name, "/", bytes(archive)).await?;
    engine.start_container(&spec.name).await?;
    Ok(())
}

fn spec(maker: &NodeMaker<'_>, node: &NodeLayout, api_port: Option<u16>) -> ContainerSpec {
    let NodeMaker { cluster, image, capacity, .. } = maker;
    let labels = node_labels(cluster, node);
    let NodeSpec { name, role, .. } = &node.spec;
    ContainerSpec {
        name: names::container(&cluster.name, name),
        image: (*image).to_owned(),
        hostname: Some(name.clone()),
        environment: maker.environment.clone(),
        labels: labels.clone(),
        network: Some((names::network(&cluster.name), node.address)),
        mounts: names::node_volumes(*role)
            .map(|(what, target)| Mount {
                volume: Some(names::volume(&cluster.name, name, what)),
                labels: labels.clone(),
                target: target.to_owned(),
            })
            .collect(),
        binds: node.spec.mounts.iter().map(bind).collect(),
        milli_cpus: node.spec.milli_cpus,
        cpuset: cpuset(&cluster.nodes, &node.spec, *capacity),
        memory: node.spec.memory,
        tmpfs: vec!["/run".to_owned(), "/tmp".to_owned()],
        ports: api_port
            .map(|host_port| PortBinding {
                host_ip: "127.0.0.1".to_owned(),
                host_port,
                container_port: API_PORT,
                protocol: Protocol::Tcp,
            })
            .into_iter()
            .collect(),
        privileges: Privileges::Node,
        restart: true,
        stop_timeout: Some(STOP_TIMEOUT_SECONDS),
        ..ContainerSpec::default()
    }
}

fn bind(mount: &HostMount) -> Bind {
    Bind {
        source: mount.source.display().to_string(),
        target: mount.target.display().to_string(),
        read_only: mount.read_only,
    }
}

fn node_labels(cluster: &Cluster, node: &NodeLayout) -> Labels {
    let mut labels = names::cluster_labels(&cluster.name);
    labels.insert(names::NODE_LABEL.to_owned(), node.spec.name.clone());
    labels.insert(names::ROLE_LABEL.to_owned(), node.spec.role.name().to_owned());
    labels.insert(names::VERSION_LABEL.to_owned(), cluster.kubernetes_version.clone());
    labels
}
