//! A folder a unit, which containers that have the unit see under the same path: what nvidia-smi reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::unit::Unit;
use crate::error::Error;
use crate::files;

pub const FOLDER: &str = "/run/devcluster/gpus";
const FILE: &str = "device.json";

/// What a container is shown of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub unit: Unit,
    pub failed: bool,
}

/// The folder of a unit.
pub fn folder(uuid: &str) -> PathBuf {
    Path::new(FOLDER).join(uuid)
}

/// Writes what containers see of each unit. Readers find the old file or the new one.
pub fn show(units: &[Unit], failed: &BTreeSet<String>) -> Result<(), Error> {
    for unit in units {
        let folder = folder(unit.uuid());
        let seen = Seen { unit: unit.clone(), failed: failed.contains(unit.uuid()) };
        let text = serde_json::to_string(&seen).unwrap_or_default();
        let new = folder.join("new");
        files::write(&new, &text)?;
        files::rename(&new, &folder.join(FILE))?;
    }
    Ok(())
}

/// The units that are to be seen here, in the order of the node's devices.
pub fn read_all(folder: &Path) -> Result<Vec<Seen>, Error> {
    let read = |folder: &PathBuf| files::read_json::<Seen>(folder.join(FILE));
    let mut all = files::list(folder)?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|seen| (seen.unit.gpu.index, seen.unit.part.as_ref().map(|part| part.index)));
    Ok(all)
}
