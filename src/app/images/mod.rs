//! Images that a cluster's nodes have, beside how they get there: removed, and pods brought up to date with them.

mod error;
mod nodes;
mod outdated;
mod remove;
mod renew;

pub use error::ImagesError;
pub use nodes::{ChosenNodes, choose_nodes};
pub use remove::remove_images;
pub use renew::{restart_old_pods, tell_old_pods};
