//! `WS /api/exec`: a command in a container, with a terminal or without.

mod channel;
mod fate;
mod outcome;
mod relay;
mod socket;
mod target;

pub use socket::connect;
