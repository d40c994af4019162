//! What is wrong with a cluster, and which command mends it.

mod containers;
mod inside;
mod list;
mod problem;
#[cfg(test)]
mod tests;
mod waits;

pub use list::{Evidence, problems};
pub use problem::Problem;
pub use waits::waits;
