//! The GPUs of a cluster's nodes: how they are, who has them, and what becomes of those who have one that failed.

mod capacity;
mod claims;
mod error;
mod labels;
mod node;
mod pods;
mod slices;
mod waiting;

pub(super) use capacity::has_its_gpus;
pub use capacity::wait_for_gpus;
pub(super) use claims::{ClaimWait, Lack};
pub use error::GpuError;
pub use labels::label_nodes;
pub use node::{GpuHolder, GpuStatus, fail_gpu, heal_gpu, list_gpus};
pub use pods::{Moved, move_pods};
pub(super) use slices::gpu_slices;
pub(super) use waiting::{GpuWait, GpuWaits, gpu_waits};
