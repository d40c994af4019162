//! Makes baked images of archives: the work of `devcluster-agent bake`, in a container that becomes a node image.

mod content;
mod copy;
mod daemon;
mod dedupe;
mod import;
mod links;
mod reference;
mod request;
mod run;

pub use run::run;
