//! The simulated GPUs of this node, as node.json describes them.

use serde::Deserialize;

/// GPUs that are all alike.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// As nvidia-smi shows it.
    pub model: String,
    pub memory_mib: u64,
    /// The most power that each takes.
    pub watts: u32,
    /// Compute capability, `9.0`.
    #[serde(default)]
    pub capability: Option<String>,
    /// Whether the product knows MIG.
    pub can_be_split: bool,
    /// How many containers may share what they are given.
    pub replicas: u32,
    #[serde(default)]
    pub allocation: Allocation,
    /// What each GPU is split into.
    #[serde(default)]
    pub profile: Option<Profile>,
    pub devices: Vec<Device>,
}

/// How pods ask for what there is. Never in both ways: each would give out what the other has given already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Allocation {
    /// By number, `nvidia.com/gpu: 1`.
    #[default]
    DevicePlugin,
    /// By claims (Dynamic Resource Allocation).
    Dra,
}

/// A GPU.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Device {
    /// `GPU-…`.
    pub uuid: String,
    /// `MIG-…` of each part.
    #[serde(default)]
    pub parts: Vec<String>,
}

/// A part of a GPU.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// `1g.5gb`.
    pub name: String,
    pub memory_mib: u64,
    /// Of the GPU's seven slices of compute.
    pub slices: u32,
}
