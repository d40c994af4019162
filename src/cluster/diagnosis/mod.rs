//! Everything about a cluster that a bug report needs, secrets left out.

mod archive;
mod collect;
mod nodes;
mod objects;
mod redact;

pub use collect::{Diagnosis, diagnose};
