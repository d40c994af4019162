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
        allocation: GpuAllocation,
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
    pub fn new(count: GpuCount, model: Option<&GpuModel>, allocation: GpuAllocation) -> Self {
        match count {
            GpuCount::Simulated(count) => {
                Self::Simulated(SimulatedGpus { allocation, ..SimulatedGpus::of(count, model.unwrap_or(&MODELS[0])) })
            }
            GpuCount::Host => Self::Host { replicas: 1, allocation },
        }
    }

    pub fn is_host(&self) -> bool {
        matches!(self, Self::Host { .. })
    }

    /// Whether pods ask for them by claims.
    pub fn are_claimed(&self) -> bool {
        let (Self::Simulated(SimulatedGpus { allocation, .. }) | Self::Host { allocation, .. }) = self;
        *allocation == GpuAllocation::Dra
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
    pub allocation: GpuAllocation,
}

/// How pods ask for GPUs. Never in both ways: each would give out what the other has given already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GpuAllocation {
    /// By number, of `nvidia.com/gpu`.
    #[default]
    DevicePlugin,
    /// By claims (Dynamic Resource Allocation).
    Dra,
}

impl GpuAllocation {
    pub const ALL: [Self; 2] = [Self::DevicePlugin, Self::Dra];

    /// As users write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::DevicePlugin => "device-plugin",
            Self::Dra => "dra",
        }
    }
}

impl SimulatedGpus {
    /// GPUs of a product without anything special.
    pub fn of(count: u32, model: &GpuModel) -> Self {
        Self {
            count,
            model: model.label.to_owned(),
            memory: model.memory_mib << 20,
            replicas: 1,
            profile: None,
            allocation: GpuAllocation::default(),
        }
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
