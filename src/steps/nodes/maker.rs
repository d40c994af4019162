//! Step: a node's container with its volumes and files.

use std::net::SocketAddrV4;

use ipnet::Ipv4Net;

use crate::cluster::state::API_PORT;
use crate::cluster::{NodeFiles, NodeRecord, names};
use crate::config::{Cluster, Gpus, HostMount, NodeSpec, ProxySpec};
use crate::engine::{
    Bind, ContainerSpec, Engine, EngineError, Labels, Mount, PortBinding, Privileges, Protocol, bytes,
};
use crate::host;
use crate::image::NodeImage;
use crate::plan::{Capacity, Layout, cpuset, node_address, proxy_environment};
use crate::steps::StepError;
use crate::steps::journal::{Journal, Made};

/// How long `docker stop` waits for a node: pods get their 30 s, then etcd ends.
const STOP_TIMEOUT_SECONDS: i64 = 45;

/// What all nodes of a cluster are made with.
pub struct NodeMaker<'a> {
    pub engine: &'a dyn Engine,
    pub journal: &'a Journal,
    /// Name of the cluster.
    pub cluster: &'a str,
    pub kubernetes_version: &'a str,
    pub subnet: Ipv4Net,
    /// All nodes of the cluster, among which the host's CPUs are shared out.
    pub nodes: &'a [NodeSpec],
    pub image: &'a str,
    /// Of the engine's host.
    pub capacity: Capacity,
}

impl NodeMaker<'_> {
    /// Creates a new node with its files in place; the name of its container.
    pub async fn make(&self, record: &NodeRecord, files: &NodeFiles) -> Result<String, StepError> {
        let spec = self.spec(record);
        let volumes = spec.mounts.iter().filter_map(|mount| mount.volume.clone()).map(Made::Volume);
        self.create(&spec, volumes.chain([Made::Container(spec.name.clone())]).collect()).await?;
        upload(self.engine, &spec.name, files).await?;
        Ok(spec.name)
    }

    /// Creates the container of a node whose volumes are there.
    pub async fn remake(&self, record: &NodeRecord) -> Result<(), StepError> {
        let spec = self.spec(record);
        self.create(&spec, vec![Made::Container(spec.name.clone())]).await
    }

    async fn create(&self, spec: &ContainerSpec, made: Vec<Made>) -> Result<(), StepError> {
        made.iter().for_each(|entry| self.journal.write(entry.clone()));
        match self.engine.create_container(spec).await {
            // The engine looks at the name first: nothing was made.
            Err(EngineError::NameTaken { name }) => {
                made.iter().for_each(|entry| self.journal.strike(entry));
                Err(StepError::NotOurs { object: name })
            }
            created => Ok(created?),
        }
    }

    fn spec(&self, record: &NodeRecord) -> ContainerSpec {
        let NodeSpec { name, role, milli_cpus, memory, mounts, gpus, .. } = &record.spec;
        let gpus = gpus.as_ref().is_some_and(Gpus::is_host);
        // What of the driver comes into the node; pods get what is there.
        let driver = gpus.then(|| "NVIDIA_DRIVER_CAPABILITIES=all".to_owned());
        let record = NodeRecord { subnet: Some(self.subnet), ..record.clone() };
        let labels = self.labels(&record);
        ContainerSpec {
            name: names::container(self.cluster, name),
            image: self.image.to_owned(),
            hostname: Some(name.clone()),
            environment: record.environment.iter().cloned().chain(driver).collect(),
            labels: labels.clone(),
            network: Some((names::network(self.cluster), node_address(self.subnet, record.index))),
            mounts: names::node_volumes(*role)
                .map(|(what, target)| Mount {
                    volume: Some(names::volume(self.cluster, name, what)),
                    labels: labels.clone(),
                    target: target.to_owned(),
                })
                .collect(),
            binds: mounts.iter().map(bind).collect(),
            milli_cpus: *milli_cpus,
            cpuset: cpuset(self.nodes, &record.spec, self.capacity),
            memory: *memory,
            tmpfs: vec!["/run".to_owned(), "/tmp".to_owned()],
            ports: record.api.map(api_binding).into_iter().collect(),
            privileges: Privileges::Node,
            gpus,
            restart: true,
            stop_timeout: Some(STOP_TIMEOUT_SECONDS),
            ..ContainerSpec::default()
        }
    }

    fn labels(&self, record: &NodeRecord) -> Labels {
        let mut labels = names::cluster_labels(self.cluster);
        labels.insert(names::NODE_LABEL.to_owned(), record.spec.name.clone());
        labels.insert(names::ROLE_LABEL.to_owned(), record.spec.role.name().to_owned());
        labels.insert(names::VERSION_LABEL.to_owned(), self.kubernetes_version.to_owned());
        labels.insert(names::RECORD_LABEL.to_owned(), record.to_label());
        labels
    }
}

/// What nodes are made of: alike for all, with the driver's tools where any of them has the host's GPUs.
pub fn image_of_nodes<'a>(nodes: impl IntoIterator<Item = &'a NodeSpec>) -> NodeImage {
    let any = nodes.into_iter().any(|node| node.gpus.as_ref().is_some_and(Gpus::is_host));
    if any { NodeImage::WithDriverTools } else { NodeImage::Plain }
}

/// Environment of a cluster's nodes. The config's proxy, else the host's: a node pulls what the host would.
pub fn environment(cluster: &Cluster, layout: &Layout) -> Vec<String> {
    let host = || {
        let (http, https, no_proxy) = host::proxy();
        ProxySpec { http, https, no_proxy }
    };
    proxy_environment(&cluster.proxy.clone().unwrap_or_else(host), &cluster.network, layout)
}

/// Puts files into a node, whether it runs or not.
pub async fn upload(engine: &dyn Engine, container: &str, files: &NodeFiles) -> Result<(), StepError> {
    let archive = files.archive().map_err(StepError::Files)?;
    Ok(engine.upload(container, "/", bytes(archive)).await?)
}

/// The API server on a port of this host.
pub fn api_binding(endpoint: SocketAddrV4) -> PortBinding {
    PortBinding {
        host_ip: endpoint.ip().to_string(),
        host_port: endpoint.port(),
        container_port: API_PORT,
        protocol: Protocol::Tcp,
    }
}

fn bind(mount: &HostMount) -> Bind {
    Bind {
        source: mount.source.display().to_string(),
        target: mount.target.display().to_string(),
        read_only: mount.read_only,
    }
}
