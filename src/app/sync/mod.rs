//! Changed files into running containers, without a build.

mod delivery;
mod error;
mod pack;
mod rule;
mod send;
mod supervise;

pub use delivery::{Delivery, deliveries};
pub use error::SyncError;
pub use rule::{RuleDefinition, SyncRule, Then};
pub use send::{Sent, send};
pub use supervise::supervised;

/// The rules of an app; what is wrong with the first bad one otherwise.
pub fn sync_rules(definitions: Vec<RuleDefinition>) -> Result<Vec<SyncRule>, String> {
    definitions.into_iter().map(SyncRule::of).collect()
}
