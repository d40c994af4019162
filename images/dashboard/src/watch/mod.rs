//! A subscription to a resource: its list, then its changes, again and again as the API server comes and goes.

mod batch;
mod changes;
mod frames;
mod list;
mod query;
mod run;
mod splitter;
mod trouble;

pub use run::run;
