//! Changed files into running containers, without a build.

mod rule;

pub use rule::{RuleDefinition, SyncRule, Then};

/// The rules of an app; what is wrong with the first bad one otherwise.
pub fn sync_rules(definitions: Vec<RuleDefinition>) -> Result<Vec<SyncRule>, String> {
    definitions.into_iter().map(SyncRule::of).collect()
}
