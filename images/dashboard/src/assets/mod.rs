//! The page's files.

mod encoding;
mod file;
mod kind;
mod path;
mod serve;

pub use serve::serve;
