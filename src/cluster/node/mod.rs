//! Single nodes: their files and folders, and programs that a person runs in them.

mod file;
mod folder;
mod kubernetes_folder;
mod program;

pub(super) use file::read_container_file;
pub use file::{EFFECTIVE_CONFIG, effective_config, read_node_file, trusted_cas};
pub(super) use folder::read_folder;
pub(super) use kubernetes_folder::KubernetesFolder;
pub use program::{Program, ProgramError, node_shell};
