//! The wire form of `cluster.yaml`, apiVersion devcluster.dev/v1alpha1: what may be written, each value by itself.
//!
//! A `None` that has a default stands for a value that was noted as a problem.

mod addon;
mod cluster;
mod components;
mod gpus;
mod network;
mod node;
mod registry;
mod schema;

pub use cluster::{API_VERSION, Cluster, KIND, MINIMAL};
pub use components::COMPONENTS;
pub use gpus::Gpus;
pub use network::{Network, Proxy};
pub use node::{Mount, NodeGroup};
pub use registry::Registry;
pub use schema::{SAMPLE, SCHEMA};
