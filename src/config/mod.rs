//! The config of a cluster: `cluster.yaml` and flags in, a validated `Cluster` out.

mod cluster;
mod default;
mod error;
mod load;
mod v1alpha1;
mod validate;

pub use cluster::{
    Cluster, ClusterNetwork, Component, Components, HostMount, NodeRole, NodeSpec, PortProtocol, PortSpec, PortTarget,
    ProxySpec, RegistrySpec, Taint, nth,
};
pub use default::KUBERNETES_VERSION;
pub use error::ConfigError;
pub use load::{from_file, named, set_workers};
pub use validate::cluster_name;
