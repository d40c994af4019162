//! Images of an app by the user's own docker client: built, and pushed where a registry has to bring them on.

mod docker;
mod flags;
mod push;

pub use docker::{BuildError, Built, build};
pub use flags::BuildFlags;
pub use push::{PushError, Pushed, push};
