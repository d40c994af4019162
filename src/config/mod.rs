//! The config of a cluster: `cluster.yaml` and flags in, a validated `Cluster` out.

mod cluster;
mod default;
mod differences;
mod error;
mod gpus;
mod load;
mod overrides;
mod owned_flags;
mod port;
mod render;
mod syntax;
mod v1alpha1;
mod validate;

pub use cluster::{
    AddonSpec, Cluster, ClusterNetwork, Component, Components, HostMount, Images, NODE_POD_PREFIX, NodeRole, NodeSpec,
    PortProtocol, PortSpec, PortTarget, ProxySpec, RegistrySpec, Taint, nth,
};
pub use default::KUBERNETES_VERSION;
pub use differences::differences;
pub use error::ConfigError;
pub use gpus::{GpuAllocation, GpuCount, GpuModel, Gpus, Profile, SimulatedGpus};
pub use load::{Loaded, cluster_name, load, load_rendered, named};
pub use overrides::Overrides;
pub use port::PortKey;
pub use render::render;
pub use syntax::{
    bytes as parse_memory, gpu_allocation as parse_gpu_allocation, gpu_count as parse_gpu_count,
    known_gpu_model as parse_gpu_model, milli_cpus as parse_cpus,
};
pub use v1alpha1::{SAMPLE, SCHEMA};
