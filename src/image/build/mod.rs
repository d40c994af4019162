//! Builds images: compiles what they hold, makes them in the engine, several at a time.

mod archive;
mod bake;
mod builder;
mod cargo;
mod cc;
mod command;
mod compile;
mod container;
mod debian;
mod docker;
mod go;
mod npm;
mod parallel;
mod python;
mod script;
mod store;
mod temporary;

pub use builder::{Builder, Built};
