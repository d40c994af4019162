//! Manifests into a cluster.

mod error;
mod image_mark;
mod manifest;
mod ownership;
mod run;

pub use error::ApplyError;
pub use image_mark::{ANNOTATION as IMAGE_ANNOTATION, ImageIds, container_images};
pub use manifest::{Document, ManifestError, parse as parse_manifest};
pub use run::{Applied, Outcome, apply};
