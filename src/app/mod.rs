//! A local app on its way from a folder to an answered request.

mod apply;
mod arrival;
mod build;
mod definition;
mod error;
mod load;
mod open;
mod scaffold;
mod sync;
mod trusted_build;
mod up;
mod up_error;
mod watch;

pub use apply::{ManifestSource, manifests};
pub use build::{BuildError, Built, build, check_folder};
pub use definition::App;
pub use error::AppError;
pub use load::{load, source_of};
pub use open::open_in_browser;
pub use scaffold::{ScaffoldError, Template, scaffold, templates};
pub use up::{Running, UpOptions, up};
pub use up_error::UpError;
pub use watch::{Audience, WatchError, watch};
