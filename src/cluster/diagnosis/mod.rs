//! Everything about a cluster that a bug report needs, secrets left out.

mod collect;
mod containers;
mod objects;
mod part;
mod redact;

pub use collect::diagnose;
