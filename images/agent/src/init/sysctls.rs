//! Keeps kubelet from changing the host's kernel, and sets what belongs to the node's own network.

use std::path::Path;

use rustix::mount::mount_bind;

use crate::error::Error;
use crate::{files, log};

/// What kubelet sets at its start (pkg/kubelet/cm/container_manager_linux.go, setupKernelTunables). They are the host's:
/// a file with the wanted value is mounted over each, so that kubelet finds nothing to change.
const SHIELDED: [(&str, &str); 6] = [
    ("vm/overcommit_memory", "1"),
    ("vm/panic_on_oom", "0"),
    ("kernel/panic", "10"),
    ("kernel/panic_on_oops", "1"),
    ("kernel/keys/root_maxkeys", "1000000"),
    ("kernel/keys/root_maxbytes", "25000000"),
];

/// Of the node's network namespace, so no other's concern: packets go from pod to pod through the node, and whoever asks
/// for a service that has no pods is told so each time, not once a second (icmp_ratelimit): a resolver waits 5 s for an
/// answer that it was not given.
const OWN: [(&str, &str); 3] =
    [("net/ipv4/ip_forward", "1"), ("net/ipv6/conf/all/forwarding", "1"), ("net/ipv4/icmp_ratelimit", "0")];

const VALUES: &str = "/run/devcluster/sysctl";

pub fn prepare() -> Result<(), Error> {
    for (name, value) in SHIELDED {
        shield(name, value)?;
    }
    for (name, value) in OWN {
        let path = Path::new("/proc/sys").join(name);
        if path.exists() && files::read(&path)?.trim() != value {
            files::write(&path, value)?;
        }
    }
    Ok(())
}

fn shield(name: &str, value: &str) -> Result<(), Error> {
    let target = Path::new("/proc/sys").join(name);
    if !target.exists() {
        log::line(&format!("this kernel has no {}: nothing to shield", target.display()));
        return Ok(());
    }
    let source = Path::new(VALUES).join(name.replace('/', "."));
    files::write(&source, &format!("{value}\n"))?;
    mount_bind(&source, &target).map_err(Error::call("mount a file over", &target))
}
