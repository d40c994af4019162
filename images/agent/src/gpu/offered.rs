//! The mark by which kubelet sees that it has been told of the node's devices.

use crate::files;

/// kubelet gets its pods only where it is there (images/kubernetes/devices.go): pods that had devices before are refused
/// where it knows of none.
const MARK: &str = "/run/devcluster/gpus-offered";

/// Made whenever a kubelet has been told: one that begins anew removes it.
pub fn mark() {
    // Without the mark kubelet waits for a while, and then goes on.
    let _ = files::write(MARK, "");
}
