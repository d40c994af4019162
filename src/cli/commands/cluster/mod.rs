//! Commands about a cluster as a whole.

pub mod delete;
pub mod diagnose;
pub mod list;
pub mod pause;
pub mod restart;
pub mod start;
mod start_addons;
pub mod status;
pub mod stop;
pub mod unpause;
