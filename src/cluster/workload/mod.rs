//! Workloads: whether they run as their manifests say, why not, and which pods are an app's.

mod app_pods;
mod backend;
mod pod_report;
mod pod_trouble;
mod rollout;
mod wait;

pub use app_pods::{AppPods, PodsError, find_app_pods};
pub use backend::{Backend, connect_to_pod, find_backend};
pub use wait::{Workload, WorkloadError, wait_for_rollout};
