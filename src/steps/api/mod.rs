//! The container that leads to the API servers of several control planes: it has the API's address and host port.

mod container;
mod take_over;

pub use container::{Api, control_planes, lead_to, make_api, start_api};
pub use take_over::take_over;
