//! The GPUs that a node has.

use super::model::{GpuModel, MODELS, Profile};

/// The GPUs of one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gpus {
    /// Devices that only seem to be there.
    Simulated(SimulatedGpus),
    /// All that NVIDIA's driver has on the engine's host.
    Host {
        /// How many pods share each; 1 is no sharing.
        replicas: u32,
    },
}

/// How many GPUs are asked for, which tells of what kind they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GpuCount {
    /// So many that only seem to be there.
    Simulated(u32),
    /// `all`: those of the engine's host.
    Host,
}

impl Gpus {
    /// GPUs without anything special; `model` is of simulated ones.
    pub fn new(count: GpuCount, model: Option<&GpuModel>) -> Self {
        match count {
            GpuCount::Simulated(count) => Self::Simulated(SimulatedGpus::of(count, model.unwrap_or(&MODELS[0]))),
            GpuCount::Host => Self::Host { replicas: 1 },
        }
    }

    pub fn is_host(&self) -> bool {
        matches!(self, Self::Host { .. })
    }
}

/// GPUs that only seem to be there, all alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedGpus {
    /// From 1.
    pub count: u32,
    /// As in the label `nvidia.com/gpu.product`; perhaps none that is known.
    pub model: String,
    /// Bytes of each.
    pub memory: u64,
    /// How many pods share each; 1 is no sharing.
    pub replicas: u32,
    /// What each is split into, `1g.5gb`; a profile of the model.
    pub profile: Option<String>,
}

impl SimulatedGpus {
    /// GPUs of a product without anything special.
    pub fn of(count: u32, model: &GpuModel) -> Self {
        Self { count, model: model.label.to_owned(), memory: model.memory_mib << 20, replicas: 1, profile: None }
    }

    /// GPUs of the product that is taken where none is named.
    pub fn new(count: u32) -> Self {
        Self::of(count, &MODELS[0])
    }

    /// What is known of the product.
    pub fn known(&self) -> Option<&'static GpuModel> {
        GpuModel::find(&self.model)
    }

    /// What each is split into.
    pub fn part(&self) -> Option<&'static Profile> {
        self.known()?.profile(self.profile.as_deref()?)
    }
}
