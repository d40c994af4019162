//! `/api/kube/`: the API server's own paths with the session's credentials.

mod forward;
mod media;

pub use forward::forward;
