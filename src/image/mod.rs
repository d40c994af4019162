//! Images: which there are, how they are built, and how the node image of a cluster comes about.

mod build;
mod catalogue;
mod ensure;
mod error;
mod hash;
pub mod node_store;
mod plan;
mod recipe;
mod source_files;
pub mod transfer;

pub use build::{Builder, Built};
pub use catalogue::{Catalogue, Folder};
pub use ensure::{NodeImage, ensure, ensure_image, ensure_images, node_image, registry_image};
pub use error::{ImageError, Result};
