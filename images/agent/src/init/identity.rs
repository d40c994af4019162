//! What tells a node from all others: kubelet reports both as the node's machineID and systemUUID.

use std::path::Path;

use rustix::mount::mount_bind;

use crate::error::Error;
use crate::files;

/// machine-id(5): 32 hexadecimal digits.
const MACHINE_ID: &str = "/etc/machine-id";
/// The host's, which all its nodes would share.
const SYSTEM_UUID: &str = "/sys/class/dmi/id/product_uuid";
const OWN_SYSTEM_UUID: &str = "/run/devcluster/product_uuid";
const RANDOM_UUID: &str = "/proc/sys/kernel/random/uuid";

/// Makes the node's identity at its first start, and keeps it from then on.
pub fn provide() -> Result<(), Error> {
    if !Path::new(MACHINE_ID).exists() {
        files::write(MACHINE_ID, &machine_id(&files::read(RANDOM_UUID)?))?;
    }
    let target = Path::new(SYSTEM_UUID);
    if target.exists() {
        files::write(OWN_SYSTEM_UUID, &uuid(&files::read(MACHINE_ID)?))?;
        mount_bind(OWN_SYSTEM_UUID, target).map_err(Error::call("mount a file over", target))?;
    }
    Ok(())
}

fn machine_id(uuid: &str) -> String {
    uuid.replace('-', "")
}

fn uuid(machine_id: &str) -> String {
    let digits = machine_id.trim();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}\n", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_made_of_the_other() {
        let text = "0f3c1a52-9f8e-4f6b-8d7a-1b2c3d4e5f60\n";
        assert_eq!(uuid(&machine_id(text)), text);
    }
}
