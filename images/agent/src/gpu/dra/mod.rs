//! kubelet's API for Dynamic Resource Allocation, v1: devices are described in ResourceSlices, pods claim them by what
//! they are, and the scheduler says which claim gets which
//! (<https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/>).

mod allocation;
mod devices;
mod health;
mod messages;
mod prepare;
mod publish;
mod service;
mod slices;

pub use devices::{DRIVER_NAME, names};
pub use health::Health;
pub use prepare::Claims;
pub use publish::{Offer, publish};
pub use service::{FOLDER, serve_kubelet};
