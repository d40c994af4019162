//! Figures of programs that listen on a node's loopback alone: etcd, kube-scheduler, kube-controller-manager, kube-proxy.
//!
//! They stay there. A pod in the node's network passes on what they tell at `/metrics`, and nothing else of them, to those
//! whose token the API server lets read `/metrics`. The pod has no rights of its own: it asks with the token that it is shown.

mod run;
mod source;
mod tls;
mod token;

pub use run::run;
