//! Where manifests come from: files, folders, URLs, kustomizations and charts.

mod archive;
mod chart;
mod closure;
mod container;
mod files;
mod image_files;
mod kustomize;
mod manifests;
mod source;

pub(super) use closure::kustomization_places;
pub(super) use files::{KUSTOMIZATIONS, has_kustomization, is_manifest, yaml_files};
pub use image_files::files_of_image;
pub use manifests::{Tools, manifests};
pub use source::{Chart, ManifestSource};
