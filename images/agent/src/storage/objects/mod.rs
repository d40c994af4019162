//! Kubernetes' objects as far as they matter here.

mod claim;
mod class;
mod node;
mod volume;

pub use claim::{Claim, Extra};
pub use class::Class;
pub use node::Node;
pub use volume::{Phase, Volume};
