//! Certificate authorities that the node trusts beside Debian's.

use std::path::Path;

use crate::error::Error;
use crate::files;

const UPLOADED: &str = "/etc/kubernetes/devcluster/trusted-cas.pem";
/// What containerd reads, and static pods find in their /etc/ssl/certs.
const BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Adds the uploaded certificates to the node's bundle, once.
pub fn install() -> Result<(), Error> {
    if !Path::new(UPLOADED).exists() {
        return Ok(());
    }
    let (certificates, bundle) = (files::read(UPLOADED)?, files::read(BUNDLE)?);
    if bundle.contains(certificates.trim()) {
        return Ok(());
    }
    let partial = Path::new(BUNDLE).with_extension("partial");
    files::write(&partial, &format!("{}\n{}\n", bundle.trim_end(), certificates.trim()))?;
    files::rename(&partial, Path::new(BUNDLE))
}
