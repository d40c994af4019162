//! devcluster.yaml: what a person says of an app, and what its folder shows where nothing is said.

mod decode;
mod detect;
mod error;
mod read;
mod schema;
mod written;

pub use error::FileError;
pub use read::{AppFile, ImageSpec, Opening};
pub use schema::SCHEMA;
