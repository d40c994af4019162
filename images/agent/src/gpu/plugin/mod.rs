//! kubelet's device plugin API, v1beta1
//! (<https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/>).

mod allocate;
mod messages;
mod registration;
mod service;

pub use registration::{FOLDER, Registration};
pub use service::Plugin;
