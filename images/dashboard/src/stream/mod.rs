//! `WS /api/stream`: many subscriptions of a page over one socket.

mod messages;
mod outbox;
mod socket;
mod subscription;

pub use messages::{End, Logs, Watch};
pub use outbox::{Closed, Subscriber};
pub use socket::connect;
