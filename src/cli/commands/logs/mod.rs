//! `devcluster logs`: of pods that live by kubectl, of all others by a search.

mod command;
mod search;

pub use command::{Args, run};
