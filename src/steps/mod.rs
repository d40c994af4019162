//! What changes the world: one file a step, a journal of what was made, and the way back.

mod create_network;
mod create_node;
mod delete;
mod error;
mod journal;
mod pause;
mod ports;
mod preview;
mod select;
mod start;
mod stop;
mod wake;

pub use delete::delete;
pub use error::StepError;
pub use journal::{Journal, unwind};
pub use pause::pause;
pub use ports::{
    PortsError, add_ports, check_ports, check_start_ports, reach_service, remove_ports, set_ports, start_ports,
};
pub use preview::{Action, preview_start};
pub use start::{StartOptions, Started, start};
pub use stop::stop;
pub use wake::{Asleep, wake_nodes};
