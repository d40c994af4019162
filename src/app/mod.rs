//! A local app on its way from a folder to an answered request.

mod apply;
mod arrival;
mod build;
mod definition;
mod error;
mod images;
mod load;
mod open;
mod scaffold;
mod trusted_build;
mod up;
mod up_error;

pub use apply::{ManifestSource, manifests};
pub use build::{BuildError, Built, build, check_folder};
pub use definition::App;
pub use error::AppError;
pub use images::{ChosenNodes, ImagesError, Renewal, choose_nodes, remove_images, renew_pods};
pub use load::{load, load_archive, registry_of, source_of};
pub use open::open_in_browser;
pub use scaffold::{ScaffoldError, Template, scaffold, templates};
pub use up::{Running, UpOptions, up};
pub use up_error::UpError;
