//! Nodes: made, started and stopped, added and removed.

mod add;
mod discard;
mod etcd;
mod join;
mod maker;
mod mend;
mod pause;
mod remove;
mod select;
mod static_pods;
mod stop;
mod wake;

pub use add::{AddOptions, add_nodes, check_room};
pub use discard::undo_add;
pub use join::{Joiner, Joining, join};
pub use maker::{NodeMaker, api_binding, environment, image_of_nodes, upload};
pub use mend::mend_control_planes;
pub use pause::pause;
pub use remove::{RemoveOptions, remove_nodes};
pub use select::listed;
pub use stop::stop;
pub use wake::{Asleep, wake_all, wake_nodes};
