//! What can go wrong in a step.

use ipnet::Ipv4Net;

use super::PortsError;
use crate::cluster::{ClusterError, GpuError};
use crate::doctor::Finding;
use crate::engine::EngineError;
use crate::fault::{Fault, Kind};
use crate::image::ImageError;

/// A step that failed.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Gpu(#[from] GpuError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    Ports(#[from] PortsError),
    #[error("no free subnet is left for the cluster's network")]
    NoSubnet,
    #[error("cluster `{name}` can't be started: {reason}")]
    Conflict { name: String, reason: String },
    #[error("`{object}` exists already and is not of a cluster of devcluster")]
    NotOurs { object: String },
    #[error("container `{container}` ended while the cluster came up")]
    NodeEnded { container: String, output: String },
    #[error("subnet {subnet} overlaps {other}, which this host or the engine uses")]
    SubnetTaken { subnet: Ipv4Net, other: Ipv4Net },
    #[error("the cluster does not fit: {}", .shortages.join("; "))]
    TooSmall { shortages: Vec<String> },
    #[error("the engine's host can't run nodes: {}", shown(.obstacles, |obstacle| Some(&obstacle.message)))]
    Unfit { obstacles: Vec<Finding> },
    #[error("cluster `{cluster}` is locked by {holder}")]
    Locked { cluster: String, holder: String, lock: String },
    #[error("the keys of cluster `{name}` are gone: no control plane has its files")]
    Lost { name: String },
    #[error("etcd did not do as it was told")]
    Etcd { output: String },
    #[error("the static pods of node `{node}` could not be changed")]
    Manifests { node: String, output: String },
    #[error("the cluster's network has addresses for {most} nodes, not for more")]
    TooMany { most: u32 },
    #[error("cluster `{cluster}` would be left without a control plane")]
    LastControlPlane { cluster: String },
    #[error("etcd could not decide any more: of the {left} members that would be left, {} would not run", .down.join(", "))]
    Quorum { left: usize, down: Vec<String> },
    #[error("node `{node}` has the only copy of the persistent volumes of {}", .claims.join(", "))]
    HoldsVolumes { node: String, claims: Vec<String> },
    #[error("pods could not leave {nodes}")]
    Drain { nodes: String, output: String },
    #[error("interrupted")]
    Interrupted,
    #[error("no port of this host is free for the API server")]
    NoPort(#[source] std::io::Error),
    #[error("the node's files could not be packed")]
    Files(#[source] std::io::Error),
}

impl Fault for StepError {
    fn kind(&self) -> Kind {
        match self {
            Self::Cluster(error) => error.kind(),
            Self::Gpu(error) => error.kind(),
            Self::Engine(error) => error.kind(),
            Self::Image(error) => error.kind(),
            Self::Ports(error) => error.kind(),
            Self::Conflict { .. }
            | Self::NotOurs { .. }
            | Self::SubnetTaken { .. }
            | Self::TooMany { .. }
            | Self::LastControlPlane { .. }
            | Self::Quorum { .. }
            | Self::HoldsVolumes { .. } => Kind::User,
            Self::NoSubnet | Self::NoPort(_) | Self::TooSmall { .. } | Self::Unfit { .. } => Kind::Environment,
            Self::NodeEnded { .. }
            | Self::Lost { .. }
            | Self::Etcd { .. }
            | Self::Manifests { .. }
            | Self::Drain { .. } => Kind::Cluster,
            Self::Locked { .. } => Kind::Environment,
            Self::Interrupted => Kind::Interrupted,
            Self::Files(_) => Kind::Internal,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Cluster(error) => error.hint(),
            Self::Gpu(error) => error.hint(),
            Self::Engine(error) => error.hint(),
            Self::Image(error) => error.hint(),
            Self::Ports(error) => error.hint(),
            Self::NoSubnet => Some("remove networks that nobody uses with `docker network prune`, or name a subnet with `network.subnet` in cluster.yaml".to_owned()),
            Self::SubnetTaken { .. } => Some("see what is used with `ip route` and `docker network ls`; leave `network.subnet` out to have a free one chosen".to_owned()),
            Self::TooSmall { .. } => Some("see what the engine's host has with `docker info`; ask for less with `--nodes`, or with `nodes` in cluster.yaml".to_owned()),
            Self::Unfit { obstacles } => Some(shown(obstacles, |obstacle| obstacle.remedy.as_ref())),
            Self::Conflict { name, .. } => Some(format!("remove it with `devcluster --name {name} delete` and start anew")),
            Self::NotOurs { object } => Some(format!("look at it with `docker inspect {object}`; choose another name with `--name`")),
            Self::NodeEnded { .. } => Some("keep it for a look with `devcluster start --retain`, then `docker logs` its container".to_owned()),
            Self::TooMany { .. } => Some("make another cluster with a larger `network.podSubnet` in cluster.yaml".to_owned()),
            Self::LastControlPlane { cluster } => Some(format!("remove the whole cluster with `devcluster --name {cluster} delete`")),
            Self::Quorum { down, .. } => Some(format!("start them with `devcluster node start {0}`, or remove them first with `devcluster node remove {0}`", down.join(" "))),
            Self::HoldsVolumes { node, .. } => Some(format!("remove the data with it by `devcluster node remove --force {node}`")),
            Self::Drain { .. } => Some("see what holds them with `devcluster kubectl -- get pods -A -o wide`; `devcluster node remove --force` removes them too".to_owned()),
            Self::Locked { lock, .. } => Some(format!("if it does not run any more, remove its lock with `docker rm {lock}`")),
            Self::Lost { name } => Some(format!("remove what is left with `devcluster --name {name} delete`, and start anew")),
            Self::Etcd { .. } => Some("see how its members are with `devcluster kubectl -- get pods -n kube-system -l component=etcd`".to_owned()),
            Self::Manifests { node, .. } => Some(format!("look at them with `devcluster node shell {node} -- ls -l /etc/kubernetes/manifests`")),
            Self::Interrupted | Self::NoPort(_) | Self::Files(_) => None,
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::NodeEnded { output, .. }
            | Self::Etcd { output }
            | Self::Manifests { output, .. }
            | Self::Drain { output, .. } => Some(output),
            Self::Image(error) => error.output(),
            Self::Ports(error) => error.output(),
            _ => None,
        }
    }
}

fn shown(findings: &[Finding], text: impl Fn(&Finding) -> Option<&String>) -> String {
    findings.iter().filter_map(text).map(String::as_str).collect::<Vec<_>>().join("; ")
}
