//! The cluster's API server as the agent's roles use it.

mod client;
mod role;

pub use client::connect;
pub use role::run_role;
