//! The GPUs of the machine itself: what NVIDIA's driver says of them, by way of the programs of images/nvidia.

mod describe;
mod inventory;
mod program;
mod watch;

pub use describe::describe;
pub use inventory::find;
pub use watch::{Line, follow, readings};
