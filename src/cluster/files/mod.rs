//! Everything that a node finds on its disk when it starts: certificates, kubeconfigs, static pods, kubelet and CNI
//! configuration. All of it is computed here, before any container runs.

mod basis;
mod encryption;
mod flags;
mod kubeconfigs;
mod node_files;
mod pki_files;
mod ports_files;
mod registries;
mod render;
mod secrets;

pub use basis::Basis;
pub(super) use basis::Values;
pub use kubeconfigs::{Admin, admin, host_server};
pub use node_files::NodeFiles;
pub use ports_files::render_ports_files;
pub use render::render_node_files;
pub use secrets::Secrets;
