//! Who a client is to the API server, and certificates for the same user that last a day at most.

mod client_certificate;
mod user;

pub use client_certificate::client_certificate;
pub use user::{User, who_am_i};
