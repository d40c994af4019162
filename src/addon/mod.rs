//! Addons: parts that a cluster can do without, each a folder of data. What is there, what it becomes with its options,
//! and on and off.

mod catalogue;
mod certificate;
mod check;
mod current;
mod definition;
mod disable;
mod enable;
mod error;
mod folder;
mod images;
mod listing;
mod open;
mod options;
mod order;
mod outside;
mod render;
mod scaffold;
mod state;
mod upgrade;

pub use catalogue::{Catalogue, ChartSource, Source};
pub use check::{Checked, check};
pub use current::bring_up_to_date;
pub use definition::{Addon, AddonOption, OptionKind, OptionValue};
pub use disable::{DisableOptions, disable};
pub use enable::{EnableOptions, Enabled, enable, enable_chart};
pub use error::AddonError;
pub use folder::Folder;
pub use images::{image_folders, named, supply};
pub use listing::{ListedAddon, list};
pub use open::open;
pub use options::{Settings, parse_setting};
pub use outside::{Lock, lead_to_addons};
pub use scaffold::scaffold;
pub use state::{AddonPhase, AddonState, is_enabled, read_states, state_of};
pub use upgrade::upgrade_old;
