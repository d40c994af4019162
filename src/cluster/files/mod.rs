//! Everything that a node finds on its disk when it starts: certificates, kubeconfigs, static pods, kubelet and CNI
//! configuration. All of it is computed here, before any container runs.

mod api_files;
mod basis;
mod bridge_files;
mod encryption;
mod flags;
mod gpu_config;
mod kubeconfigs;
mod node_files;
mod pki_files;
mod ports_files;
mod registries;
mod render;
mod secrets;

pub use api_files::{API_CONFIG, render_api_files};
pub(super) use basis::Values;
pub use basis::{Basis, etcd_peer_url};
pub use bridge_files::render_bridge_files;
pub use kubeconfigs::{Admin, admin, host_server};
pub use node_files::{COMPLETE, NodeFiles};
pub use ports_files::render_ports_files;
pub(super) use registries::{FOLDER as REGISTRIES, add_registry_name};
pub use render::render_node_files;
pub use secrets::Secrets;
