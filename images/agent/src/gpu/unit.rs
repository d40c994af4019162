//! What a container can be given: a GPU, or a part of one; and what nvidia-smi has to know of it.

use serde::{Deserialize, Serialize};

use super::definition::{Definition, Device};

/// The first GPU's place on its bus.
const FIRST_BUS: usize = 0x07;

/// A GPU or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unit {
    pub gpu: Gpu,
    pub part: Option<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gpu {
    /// On the node.
    pub index: usize,
    pub uuid: String,
    pub model: String,
    pub memory_mib: u64,
    pub watts: u32,
    pub can_be_split: bool,
    /// `00000000:07:00.0`.
    pub bus: String,
    /// What programs for it are compiled for, `9.0`; `None` of a product that is not known.
    pub capability: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// In its GPU.
    pub index: usize,
    pub uuid: String,
    pub profile: String,
    pub memory_mib: u64,
    pub slices: u32,
}

impl Unit {
    /// `GPU-…` or `MIG-…`.
    pub fn uuid(&self) -> &str {
        self.part.as_ref().map_or(&self.gpu.uuid, |part| &part.uuid)
    }

    /// What pods ask for to have it.
    pub fn resource(&self) -> String {
        match &self.part {
            Some(part) => format!("nvidia.com/mig-{}", part.profile),
            None => "nvidia.com/gpu".to_owned(),
        }
    }

    pub fn memory_mib(&self) -> u64 {
        self.part.as_ref().map_or(self.gpu.memory_mib, |part| part.memory_mib)
    }
}

/// All that this node has to give.
pub fn units(definition: &Definition) -> Vec<Unit> {
    definition.devices.iter().enumerate().flat_map(|(index, device)| of_device(definition, index, device)).collect()
}

fn of_device(definition: &Definition, index: usize, device: &Device) -> Vec<Unit> {
    let gpu = Gpu {
        index,
        uuid: device.uuid.clone(),
        model: definition.model.clone(),
        memory_mib: definition.memory_mib,
        watts: definition.watts,
        can_be_split: definition.can_be_split,
        bus: format!("00000000:{:02X}:00.0", FIRST_BUS + index),
        capability: definition.capability.clone(),
    };
    let Some(profile) = &definition.profile else { return vec![Unit { gpu, part: None }] };
    let part = |(index, uuid): (usize, &String)| Part {
        index,
        uuid: uuid.clone(),
        profile: profile.name.clone(),
        memory_mib: profile.memory_mib,
        slices: profile.slices,
    };
    device.parts.iter().enumerate().map(|part_of| Unit { gpu: gpu.clone(), part: Some(part(part_of)) }).collect()
}
