//! Workloads: whether they run as their manifests say, why not, and which pods are an app's.

mod app_pods;
mod backend;
mod containers;
mod image_users;
mod pod_logs;
mod pod_report;
mod pod_security;
mod pod_trouble;
mod ready_pod;
mod restart;
mod rollout;
mod service_proxy;
mod wait;

pub use app_pods::{AppPods, PodsError, find_app_pods};
pub use backend::{Backend, connect_to_pod, connect_to_this_pod, find_backend};
pub use containers::{AppContainer, ContainerState, Containers};
pub use image_users::{ImageUser, image_users};
pub use pod_logs::{Lines, follow_output};
pub use pod_security::forbids_host_paths;
pub use ready_pod::wait_for_ready_pod;
pub use restart::{Owner, owner_of, restart_workload};
pub use service_proxy::{ProxiedService, ask_service};
pub use wait::{Workload, WorkloadError, wait_for_rollout};
