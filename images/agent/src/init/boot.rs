//! The steps of a boot, in order, each with what to try when it fails.

use std::sync::Arc;

use super::services::{Name, Services};
use super::{
    addresses, adopt, baked_images, capabilities, cgroups, cni, devices, dns, etcd, identity, leftovers, limits,
    mounts, node_config, packets, resolv, sysctls, trust,
};
use crate::containerd;
use crate::error::Failure;
use crate::log::step;
use crate::process::Reaper;

const PRIVILEGES: &str = "the node's container needs all capabilities the engine has, seccomp=unconfined, \
    apparmor=unconfined and systempaths=unconfined; create it with `devcluster start`, or see `docker inspect`";
const CGROUPS: &str = "the node's container needs a private cgroup namespace (`--cgroupns=private`) and \
    CAP_SYS_ADMIN; see `docker info --format '{{.CgroupVersion}}'` and `docker inspect`";
const BAKED: &str = "the node image or the volume at /var/lib/containerd may be damaged or full: see `docker system df`; \
    `devcluster delete` and `devcluster start` make both anew";
const NODE_JSON: &str = "the node's files are uploaded by `devcluster start`: run it again, or see what is there with \
    `docker cp CONTAINER:/etc/kubernetes -`";
const NETWORK: &str =
    "see the container's networks with `docker inspect`; the node's address must be that on the cluster's";
/// This program.
const AGENT: &str = "/usr/local/bin/devcluster-agent";
const ETCD: &str = "the volume at /var/lib/etcd may be full or damaged: see `docker system df`; `devcluster delete` and \
    `devcluster start` make it anew";
const LOGS: &str = "see /var/log/containerd.log and /var/log/kubelet.log, on the node's volume `logs`";

/// Brings the node up: from mounts to a started kubelet.
pub fn boot(reaper: &Arc<Reaper>, services: &Services) -> Result<(), Failure> {
    step("clear what a former run left", PRIVILEGES, leftovers::clear)?;
    step("prepare mounts", PRIVILEGES, mounts::prepare)?;
    step("prepare cgroups", CGROUPS, cgroups::prepare)?;
    step("make devices", PRIVILEGES, devices::make)?;
    step("shield the host's sysctls", PRIVILEGES, sysctls::prepare)?;
    step("give the node its identity", PRIVILEGES, identity::provide)?;
    step("adapt containerd to the capabilities", PRIVILEGES, capabilities::adapt_containerd)?;
    let adapted = step("adapt kubelet to the capabilities", PRIVILEGES, capabilities::kubelet_args)?;
    let images = step("provide baked images", BAKED, || baked_images::provide(reaper))?;
    let node = step("read node.json", NODE_JSON, node_config::wait)?;
    step("show the node's limits as its size", PRIVILEGES, || limits::show(&node, reaper))?;
    step("trust the cluster's authorities", NODE_JSON, trust::install)?;
    step("start containerd", LOGS, || services.start(Name::Containerd, containerd::command(), reaper))?;

    // containerd needs some tenths of a second: what does not need it is done meanwhile.
    step("add the node's addresses", NETWORK, || addresses::keep(&node, reaper))?;
    step("set rules for pods' packets", NETWORK, || packets::install(&node.pod_subnet, &node.service_subnet, reaper))?;
    let resolver = step("write the pods' resolv.conf", NETWORK, || resolv::prepare(node.address))?;
    step("relay DNS", NETWORK, || dns::relay(node.address, resolver))?;
    step("configure CNI", NODE_JSON, cni::install)?;
    step("seed etcd", ETCD, || etcd::seed(node.etcd.as_ref(), reaper))?;

    step("wait for containerd", LOGS, containerd::wait)?;
    if let Some(images) = images {
        step("adopt the baked images of this node image", BAKED, || adopt::adopt(&images, reaper))?;
    }
    let mut kubelet = vec!["/usr/local/bin/kubelet".to_owned()];
    kubelet.extend(adapted);
    kubelet.extend(node.kubelet_args);
    step("start kubelet", LOGS, || services.start(Name::Kubelet, kubelet, reaper))?;
    for role in node.roles {
        let words = vec![AGENT.to_owned(), role.name().to_owned()];
        step("start a role", LOGS, || services.start(Name::Role(role), words, reaper))?;
    }
    Ok(())
}
