//! The CNI configuration, which makes the node ready for pods.

use std::path::Path;

use crate::error::Error;
use crate::files;

const UPLOADED: &str = "/etc/kubernetes/devcluster/cni.conflist";
const INSTALLED: &str = "/etc/cni/net.d/10-devcluster.conflist";

/// Puts the uploaded configuration where containerd looks for it, in one move, since containerd watches the folder.
pub fn install() -> Result<(), Error> {
    let partial = Path::new(INSTALLED).with_extension("partial");
    files::write(&partial, &files::read(UPLOADED)?)?;
    files::rename(&partial, Path::new(INSTALLED))
}
