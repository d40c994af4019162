//! The command line's connection: what the page can't do at the API server, it asks of the command line.

mod link;
mod messages;
mod register;
mod relay;
mod socket;

pub use link::Link;
pub use relay::relay;
pub use socket::connect;
