//! Child processes of a process 1: started, reaped, supervised, and their logs kept.

mod backoff;
mod log_file;
mod reaper;
mod service;
mod until_told;

pub use reaper::Reaper;
pub use service::Service;
pub use until_told::until_told;
