//! Workloads: whether they run as their manifests say, why not, and which pods are an app's.

mod app_pods;
mod containers;
mod pod_logs;
mod pod_report;
mod pod_security;
mod pod_trouble;
mod rollout;
mod wait;

pub use app_pods::{AppPods, PodsError, find_app_pods};
pub use containers::{AppContainer, ContainerState, Containers};
pub use pod_logs::{Lines, follow_output};
pub use pod_security::forbids_host_paths;
pub use wait::{Workload, WorkloadError, wait_for_rollout};
