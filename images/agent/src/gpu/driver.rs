//! The driver: of simulated GPUs what it says it is, for it does not exist.

pub const DRIVER: &str = "580.65.06";
pub const CUDA: &str = "13.0";

/// What a driver says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Driver {
    pub version: String,
    /// The newest CUDA that it can serve.
    pub cuda: String,
}

impl Driver {
    /// Of GPUs that only seem to be there.
    pub fn simulated() -> Self {
        Self { version: DRIVER.to_owned(), cuda: CUDA.to_owned() }
    }
}
