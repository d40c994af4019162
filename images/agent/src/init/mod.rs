//! Process 1 of a node: the steps from an empty container to a running kubelet, and back.

mod addresses;
mod adopt;
mod baked_images;
mod boot;
mod capabilities;
mod cgroups;
mod cni;
mod devices;
mod dns;
mod etcd;
mod identity;
mod leftovers;
mod limits;
pub mod mount_table;
mod mounts;
mod node_config;
mod overlay;
mod packets;
mod resolv;
mod run;
mod services;
mod shutdown;
mod sysctls;
mod trust;

pub use node_config::{NodeConfig, node_config};
pub use run::run;
