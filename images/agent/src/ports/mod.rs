//! Host ports: the container that publishes them leads each to a service of the cluster, as the API server knows it.

mod conntrack;
mod definition;
mod destination;
mod gateway;
mod proxy_health;
mod report;
mod rules;
mod run;

pub use run::run;
