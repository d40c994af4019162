//! State of a former run that would mislead this one. The volumes keep what pods need; this is not among it.

use super::shutdown::STOPPING;
use crate::baked::CONTAINERD;
use crate::error::Error;
use crate::files;

/// No process outlives its container, so sockets, shim states and leased pod addresses of a former run are all stale.
/// Addresses matter: containerd frees those of the pods it remembers, but one killed amid a pod's start would leave its
/// pod's address taken for ever.
pub fn clear() -> Result<(), Error> {
    for folder in ["/run/containerd", "/run/netns", "/var/lib/cni/networks"] {
        files::remove_folder(folder)?;
    }
    files::remove_file(STOPPING)?;
    // Layers that were unpacked when the node ended, and have no place yet (images/containerd/layer.go).
    for folder in files::list(CONTAINERD).unwrap_or_default() {
        if folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("devcluster-incoming-")) {
            files::remove_folder(folder)?;
        }
    }
    // containerd watches the first, so it must be there before. Kubelet looks for static pods in the second, and complains
    // every second where it is missing, as on workers.
    ["/etc/cni/net.d", "/etc/kubernetes/manifests"].into_iter().try_for_each(files::make_folder)
}
