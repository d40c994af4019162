//! The way of an image into the nodes' containerd.

mod archive;
mod contents;
mod error;
mod fan_out;
mod incoming;
mod layout;
mod load;
mod load_archive;
mod node;
mod platform;
mod reference;
mod registry;

pub use archive::Archive;
pub use error::{STANDARD_INPUT, TransferError};
pub use load::{EngineImage, Loaded, Source, Way, load, prime};
pub use load_archive::{Input, load_archive};
pub use node::{Node, Wanted};
pub use platform::node_platform;
pub use reference::Reference;
pub use registry::{Registry, forget_pushes};
