//! What changes the world: one file a step, a journal of what was made, and the way back.

mod api;
mod bridge;
mod create_network;
mod delete;
mod error;
mod gpus;
mod holder;
mod journal;
mod lock;
mod nodes;
mod ports;
mod preview;
mod registry;
mod renew;
mod rotate;
mod start;

pub use delete::delete;
pub use error::StepError;
pub use gpus::{fail_a_gpu, heal_a_gpu};
pub use journal::{Journal, unwind};
pub use lock::alone;
pub use nodes::{AddOptions, Asleep, RemoveOptions, add_nodes, image_of_nodes, pause, remove_nodes, stop, wake_nodes};
pub use ports::{
    PortsError, add_ports, check_ports, check_start_ports, reach_service, remove_ports, set_ports, start_ports,
};
pub use preview::{Action, preview_start};
pub use rotate::rotate_kubeconfig;
pub use start::{Beside, StartOptions, Started, start};
