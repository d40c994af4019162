//! devcluster.yaml: what a person says of an app, and what its folder shows where nothing is said.

mod decode;
mod detect;
mod error;
mod read;
mod schema;
mod written;

pub(super) use detect::{CHART_FOLDERS, KUSTOMIZATION_FOLDERS, MANIFEST_FOLDERS};
pub use error::FileError;
pub(super) use read::FILE;
pub use read::{AppFile, ImageSpec, Opening};
pub use schema::SCHEMA;
