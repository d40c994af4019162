//! One file with all that a machine without a network needs: this program, the images of clusters, and those of addons.
//!
//! A bundle is a gzipped tar archive: `devcluster/bundle.json`, `devcluster/devcluster`, then what the engine's `save` wrote.
//! So `tar` takes the program out, and an engine's own `load` would take the images.

mod create;
mod error;
mod load;
mod manifest;

pub use create::{Contents, create};
pub use error::BundleError;
pub use load::{install, load};
pub use manifest::Manifest;
