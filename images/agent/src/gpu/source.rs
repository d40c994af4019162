//! Where a node's GPUs come from, as node.json says it.

use std::path::Path;

use serde::Deserialize;

use super::definition::{Allocation, Definition};
use super::folders::{FOLDER, read_all};
use super::unit::{Unit, units};
use crate::error::Error;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", tag = "source")]
pub enum Source {
    /// They only seem to be there.
    Simulated(Definition),
    /// NVIDIA's driver tells of them.
    Host {
        /// How many containers may share what they are given.
        replicas: u32,
        #[serde(default)]
        allocation: Allocation,
    },
}

impl Source {
    pub fn replicas(&self) -> u32 {
        match self {
            Self::Simulated(definition) => definition.replicas,
            Self::Host { replicas, .. } => *replicas,
        }
    }

    pub fn allocation(&self) -> Allocation {
        match self {
            Self::Simulated(definition) => definition.allocation,
            Self::Host { allocation, .. } => *allocation,
        }
    }

    /// All that this node has to give. What the driver said of it the role has written down.
    pub fn units(&self) -> Result<Vec<Unit>, Error> {
        match self {
            Self::Simulated(definition) => Ok(units(definition)),
            Self::Host { .. } => Ok(read_all(Path::new(FOLDER))?.into_iter().map(|seen| seen.unit).collect()),
        }
    }
}
