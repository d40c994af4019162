//! Changed files into running containers, without a build.

mod decode;
mod delivery;
mod error;
mod pack;
mod receiver;
mod rule;
mod send;
mod supervise;

#[cfg(test)]
pub use decode::RULE_FIELDS;
pub use decode::decode_rule;
pub use delivery::{Delivery, deliveries};
pub use error::SyncError;
pub use rule::{SyncRule, Then};
pub use send::{Sent, send};
pub use supervise::supervised;
