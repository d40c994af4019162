//! A local app on its way from a folder to an answered request.

mod arrival;
mod build;
mod definition;
mod down;
mod error;
mod file;
mod forward;
mod images;
mod interrupted;
mod load;
mod open;
mod prime;
mod scaffold;
mod sources;
mod sync;
mod target;
mod trusted_build;
mod up;
mod up_error;
mod url;
mod wait;
mod watch;

pub use build::{BuildError, BuildFlags, Built, PushError, Pushed, build, push};
pub use definition::App;
pub use down::{DownOptions, down};
pub use error::AppError;
pub use file::{AppFile, FileError, ImageSpec, Opening, SCHEMA};
pub use forward::{ForwardError, Forwarding, PortPair, forward};
pub use images::{
    ChosenNodes, ImagesError, choose_nodes, remove_images, restart_old_pods, tell_old_pods, users_of_images,
};
pub use load::{load, load_archive, registry_of, source_of};
pub use open::open_in_browser;
pub use prime::Unprimed;
pub use scaffold::{ScaffoldError, Template, scaffold, templates};
pub use sources::{Chart, ManifestSource, Tools, manifests};
pub use target::{Destination, Place, Target};
pub use up::{Running, UpOptions, apply_app, up};
pub use up_error::UpError;
pub use url::{NoUrl, url_of};
pub use wait::wait_for;
pub use watch::{Audience, WatchError, watch};
