//! Manifests into a cluster.

mod error;
mod image_mark;
mod images;
mod kinds;
mod manifest;
mod mark;
mod outcome;
mod ownership;
mod run;

pub use error::ApplyError;
pub use image_mark::{ANNOTATION as IMAGE_ANNOTATION, ImageIds};
pub use images::{container_images, replace_images};
pub use manifest::{Document, ManifestError, parse as parse_manifest};
pub use outcome::{Applied, Outcome};
pub(super) use run::Run;
pub use run::apply;
