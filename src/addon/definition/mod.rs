//! `addon.yaml`: what an addon says of itself.

mod addon;
mod decode;

pub use addon::{Addon, AddonImage, AddonOption, OptionKind, OptionValue};
pub use decode::decode;
