//! Step: a node's container with its volumes and files, started.

use super::StepError;
use super::journal::{Journal, Made};
use crate::cluster::state::API_PORT;
use crate::cluster::{NodeFiles, names};
use crate::config::Cluster;
use crate::engine::{ContainerSpec, Engine, EngineError, Labels, Mount, PortBinding, Privileges, Protocol, bytes};
use crate::plan::NodeLayout;

/// How long `docker stop` waits for a node: pods get their 30 s, then etcd ends.
const STOP_TIMEOUT_SECONDS: i64 = 45;

/// Creates a node of `image` with its files in place, and starts it.
pub async fn create_node(
    engine: &dyn Engine,
    journal: &Journal,
    cluster: &Cluster,
    node: &NodeLayout,
    image: &str,
    files: &NodeFiles,
    api_port: Option<u16>,
) -> Result<(), StepError> {
    let spec = spec(cluster, node, image, api_port);
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

fn spec(cluster: &Cluster, node: &NodeLayout, image: &str, api_port: Option<u16>) -> ContainerSpec {
    let labels = node_labels(cluster, node);
    ContainerSpec {
        name: names::container(&cluster.name, &node.name),
        image: image.to_owned(),
        hostname: Some(node.name.clone()),
        labels: labels.clone(),
        network: Some((names::network(&cluster.name), node.address)),
        mounts: names::NODE_VOLUMES
            .iter()
            .map(|(what, target)| Mount {
                volume: Some(names::volume(&cluster.name, &node.name, what)),
                labels: labels.clone(),
                target: (*target).to_owned(),
            })
            .collect(),
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

fn node_labels(cluster: &Cluster, node: &NodeLayout) -> Labels {
    let mut labels = names::cluster_labels(&cluster.name);
    labels.insert(names::NODE_LABEL.to_owned(), node.name.clone());
    labels.insert(names::ROLE_LABEL.to_owned(), node.role.name().to_owned());
    labels.insert(names::VERSION_LABEL.to_owned(), cluster.kubernetes_version.clone());
    labels
}
