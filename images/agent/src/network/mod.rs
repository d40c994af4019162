//! The node's part in the cluster's network: routes to other nodes' pods.

mod routes;
mod run;

pub use run::run;
