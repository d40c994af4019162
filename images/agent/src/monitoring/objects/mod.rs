//! Figures of the cluster's objects under the names and labels of kube-state-metrics
//! (<https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics>), of the kinds that labs are about.

mod about;
mod claim;
mod container;
mod job;
mod namespace;
mod node;
mod pod;
mod resources;
mod run;
mod table;
mod workload;

pub use run::run;
