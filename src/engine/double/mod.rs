//! An engine in memory, for tests.

mod archive;
mod engine;
mod world;

pub use engine::EngineDouble;
