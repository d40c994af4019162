//! Pure planning: what is wanted and what is there in, what to do out. No IO, no clock, no randomness.

mod capacity;
mod layout;
mod start;

pub use capacity::{Capacity, cpuset, shortages};
pub use layout::{Layout, NodeLayout, free_subnet};
pub use start::{StartPlan, plan_start};
