//! GPUs of nodes: what they are made as, and the products that are known.

mod model;
mod spec;

pub use model::{GpuModel, MODELS, Profile};
pub use spec::{GpuAllocation, GpuCount, Gpus, SimulatedGpus};
