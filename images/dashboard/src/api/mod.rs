//! The way to the API server: its address, a user's credentials, requests, and what its refusals say.

mod body;
mod client;
mod credentials;
mod endpoint;
mod failure;
mod path;
pub mod protobuf;
mod upgrade;
mod user;

pub use body::{Reader, read_all};
pub use client::{Client, in_full};
pub use credentials::Credentials;
pub use endpoint::{Endpoint, EndpointError};
pub use failure::{Failure, refusal};
pub use path::{is_api_path, is_name};
pub use upgrade::Socket;
pub use user::{User, who_is};
