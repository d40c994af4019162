//! Does what was decided: folders, objects, Events.

mod ask;
mod delete;
mod events;
mod grow;
mod hands;
mod provision;
mod volume_object;

pub use ask::{ask, patch};
pub use hands::Hands;
