//! `addon.yaml`: what an addon says of itself.

mod addon;
mod decode;

pub use addon::{Addon, AddonImage, AddonOption, OptionKind, OptionValue, RegistryName};
pub use decode::decode;
