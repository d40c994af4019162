//! The container engine behind a small trait: what the rest of the project knows of Docker.

mod api;
pub mod docker;
pub mod double;
mod error;
mod info;
mod temporary;
mod types;

pub use api::{ByteStream, Engine, Labels, LineSink, bytes};
pub use docker::pushed_digest;
pub use error::EngineError;
pub use info::{EngineInfo, EngineKind};
pub use temporary::TemporaryContainer;
pub use types::{
    Bind, BuildRequest, Container, ContainerSpec, ContainerState, ContainerStats, Credentials, ExecOutput, ExecRequest,
    Image, Mount, Network, NetworkSpec, PortBinding, Privileges, Protocol, Volume,
};

/// Result of an engine call.
pub type Result<T> = std::result::Result<T, EngineError>;
