//! Images that nodes have: listed, removed, saved.

mod error;
mod listing;
mod parse;
mod remove;
mod save;

pub use error::StoreError;
pub use listing::{ListedImage, NodeImages, list, merged};
pub use parse::StoredImage;
pub use remove::{Removal, removals, remove};
pub use save::{Saving, save, saving};
