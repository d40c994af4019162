//! Host ports: one container publishes them all and leads them into the cluster.

mod change;
mod check;
mod container;
mod edit;
mod error;
mod reach;
mod settle;
mod start;

pub use change::set_ports;
pub use check::check_ports;
pub use edit::{add_ports, remove_ports};
pub use error::PortsError;
pub use reach::reach_service;
pub use start::{check_start_ports, start_ports};
