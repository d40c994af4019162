//! What addons have to do with the world outside of the API server: ports of the host, and registries that nodes find by
//! other names.

mod carry;
mod leads;
mod wanted;

pub use carry::{Lock, carry, name_registries, refuse, take_back};
pub use leads::lead_to_addons;
pub use wanted::{Outside, wanted};
