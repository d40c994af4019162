//! A subscription to what a container logs.

mod query;
mod record;
mod run;

pub use run::run;
