//! Manifests into a cluster.

mod error;
mod fields;
mod image_mark;
mod images;
mod kinds;
mod manifest;
mod mark;
mod others;
mod outcome;
mod ownership;
mod run;

pub use error::ApplyError;
pub use fields::{ObjectName, set_fields, take_back_fields};
pub use image_mark::{ANNOTATION as IMAGE_ANNOTATION, ImageIds};
pub use images::{container_images, replace_images};
pub use manifest::{Document, ManifestError, parse as parse_manifest};
pub use others::objects_of_others;
pub use outcome::{Applied, Outcome};
pub(super) use run::Run;
pub use run::apply;
