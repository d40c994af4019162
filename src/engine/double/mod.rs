//! An engine in memory, for tests.

mod archive;
mod engine;

pub use engine::EngineDouble;
