//! The way down: kubelet, pods, control plane, etcd, containerd, each given time to end by itself.

mod process_table;
mod stop_pods;

use std::collections::HashSet;
use std::time::Duration;

use super::services::{Name, Services};
use crate::{files, log};
use process_table::Process;
use stop_pods::stop_pods;

/// There while the node stops: the command line asks for it, since an engine tells of no container that it is about to end.
pub const STOPPING: &str = "/etc/kubernetes/devcluster/stopping";

const KUBELET: Duration = Duration::from_secs(2);
const PODS: Duration = Duration::from_secs(6);
const CONTROL_PLANE: Duration = Duration::from_secs(4);
const ETCD: Duration = Duration::from_secs(3);
const ROLES: Duration = Duration::from_secs(1);
const CONTAINERD: Duration = Duration::from_secs(2);

/// Kubelet goes first, since it would start again what stops. etcd goes last of the pods, since the control plane ends
/// cleanly only while it can still write. What is left (pause containers, shims) dies with process 1.
pub fn shutdown(services: &Services) {
    log::line("stopping");
    if let Err(error) = files::write(STOPPING, "") {
        log::line(&error.to_string());
    }
    services.stop(KUBELET, |name| name == Name::Kubelet);
    stop_pods("pods", PODS, |process, _| !process.is_of_static_pod());
    stop_pods("control plane", CONTROL_PLANE, |process, etcd| !is_etcd(process, etcd));
    stop_pods("etcd", ETCD, |_, _| true);
    services.stop(ROLES, |name| matches!(name, Name::Role(_)));
    services.stop(CONTAINERD, |name| name == Name::Containerd);
    log::line("stopped");
}

/// Whether a process is of a pod in which etcd runs.
fn is_etcd(process: &Process, etcd: &HashSet<String>) -> bool {
    process.pod.as_ref().is_some_and(|pod| etcd.contains(pod))
}
