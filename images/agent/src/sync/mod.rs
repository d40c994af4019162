//! The subcommand `sync`: puts changed files into running containers of this node, for `devcluster up --watch`.
//!
//! Standard input carries a request, one line of JSON, and after it the files as a tar archive. Standard output gets one
//! line of JSON for each container. Nothing is asked of the container's image: no tar, no shell.

mod enter;
mod remove;
mod request;
mod run;
mod write;

pub use run::run;
