//! What single values look like: text in, value or what is wrong with it out.

mod flags;
mod gpus;
mod labels;
mod names;
mod network;
mod paths;
mod quantities;
mod urls;

pub use flags::{api_version, feature_gate, flag_name, flag_value};
pub use gpus::{MOST_REPLICAS, gpu_allocation, gpu_count, gpu_model, known_gpu_model, known_models};
pub use labels::{label_key, label_value, taint_effect};
pub use names::{addon, cluster_name, kubernetes_version};
pub use network::{host_address, overlap, service_subnet, subnet};
pub use paths::mount_target;
pub use quantities::{bytes, bytes_as_text, milli_cpus, milli_cpus_as_text};
pub use urls::{is_loopback, mirror_url, no_proxy_entry, proxy_url, registry_host};
