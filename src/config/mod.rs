//! The config of a cluster: `cluster.yaml` and flags in, a validated `Cluster` out.

mod cluster;
mod default;
mod error;
mod load;
mod overrides;
mod owned_flags;
mod port;
mod render;
mod syntax;
mod v1alpha1;
mod validate;

pub use cluster::{
    Cluster, ClusterNetwork, Component, Components, HostMount, NodeRole, NodeSpec, PortProtocol, PortSpec, PortTarget,
    ProxySpec, RegistrySpec, Taint, nth,
};
pub use default::KUBERNETES_VERSION;
pub use error::ConfigError;
pub use load::{Loaded, cluster_name, load, load_rendered, named};
pub use overrides::Overrides;
pub use render::render;
pub use v1alpha1::{SAMPLE, SCHEMA};
