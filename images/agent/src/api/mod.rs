//! The cluster's API server as the agent's roles use it.

mod client;
mod known;
mod pause;
mod role;
mod trouble;

pub use client::{client, connect, in_cluster};
pub use known::Known;
pub use pause::EverySecond;
pub use role::run_role;
pub use trouble::Trouble;
