//! The way of an image into the nodes' containerd.

mod archive;
mod error;
mod fan_out;
mod load;
mod node;
mod reference;
mod registry;

pub use error::TransferError;
pub use load::{Loaded, Source, Way, load, prime};
pub use node::{Node, Wanted};
pub use reference::Reference;
pub use registry::Registry;
