//! The node's part in the cluster's network: routes to other nodes' pods, NetworkPolicies, and addresses of services of
//! type LoadBalancer.
//!
//! Every node takes routes from Node objects, and the addresses that it holds from one table, a ConfigMap. The first
//! control plane fills the table (`load_balancer`): one writer decides, all others follow what is written.

mod addresses;
mod closed_ports;
mod commands;
mod keep;
mod load_balancer;
mod policy;
mod prune;
pub mod routes;
mod run;
mod watch;

pub use run::run;
