//! Pure planning: what is wanted and what is there in, what to do out. No IO, no clock, no randomness.

mod capacity;
mod layout;
mod proxy;
mod start;

pub use capacity::{Capacity, cpuset, shortages};
pub use layout::{Layout, NodeLayout, free_subnet};
pub use proxy::proxy_environment;
pub use start::{StartPlan, plan_start};
