//! Host ports: one container publishes them all and leads them into the cluster.

mod change;
mod check;
mod container;
mod error;
mod settle;
mod start;

pub use change::set_ports;
pub use check::check_ports;
pub use error::PortsError;
pub use start::start_ports;
