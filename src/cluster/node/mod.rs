//! Single nodes: their files and folders, and programs that a person runs in them.

mod file;
mod folder;
mod kubernetes_folder;
mod made_of;
mod program;
mod registry_names;

pub use file::{EFFECTIVE_CONFIG, NODE_CONFIG, STOPPING, effective_config, read_node_file, trusted_cas};
pub(super) use file::{not_found, read_container_file};
pub(super) use folder::read_folder;
pub use kubernetes_folder::KubernetesFolder;
pub use made_of::{MadeOf, differences_to_made, has_etcd_data, has_files, holds_api_address, made_of};
pub use program::{Program, ProgramError, node_shell};
pub use registry_names::{forget_registry, name_registry};
