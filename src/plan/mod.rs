//! Pure planning: what is wanted and what is there in, what to do out. No IO, no clock, no randomness.

mod layout;
mod start;

pub use layout::{Layout, NodeLayout, SUBNET_POOL, free_subnet};
pub use start::{StartPlan, plan_start};
