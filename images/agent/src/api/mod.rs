//! The cluster's API server as the agent's roles use it.

mod client;
mod known;
mod role;

pub use client::{client, connect};
pub use known::Known;
pub use role::run_role;
