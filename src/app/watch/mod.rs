//! The app in a folder kept up: each change of its files is brought to the cluster.

mod builds;
mod courier;
mod error;
mod files;
mod ignore;
mod make;
mod pattern;
mod place;
mod pods;
mod round;
mod run;
mod scope;
mod session;
mod sources;
mod tree;

pub use error::WatchError;
pub(super) use ignore::decide;
pub(super) use pattern::Pattern;
pub(super) use place::{plain, slashed};
pub use run::watch;
pub use session::Audience;
pub(super) use tree::{Changes, Tree};
