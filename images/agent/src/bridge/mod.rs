//! The bridge to the engine's images: a node's containerd asks it before any registry, and gets what the engine has. It
//! has the engine's socket, and asks the engine for nothing but whether it runs this container, and to look up, tag, push and
//! untag images.

mod engine;
mod registry;
mod run;
mod settings;
mod share;
mod tag;
mod tls;
mod wanted;

pub use run::run;
