//! What the driver says it is that does not exist.

pub const DRIVER: &str = "580.65.06";
pub const CUDA: &str = "13.0";
