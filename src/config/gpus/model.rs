//! Products that a simulated GPU can be, as NVIDIA's tools describe them.

/// A product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GpuModel {
    /// As in the label `nvidia.com/gpu.product`.
    pub label: &'static str,
    /// As nvidia-smi shows it.
    pub name: &'static str,
    pub memory_mib: u64,
    /// Major and minor number of what programs for it are compiled for.
    pub compute: (u8, u8),
    /// The most power that it takes.
    pub watts: u32,
    /// What it can be split into; nothing where it can't.
    pub profiles: &'static [Profile],
}

/// A part of a GPU (MIG): <https://docs.nvidia.com/datacenter/tesla/mig-user-guide/#supported-mig-profiles>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// `1g.5gb`: slices of compute, and memory in 10⁹ bytes.
    pub name: &'static str,
    /// How many of it one GPU has room for.
    pub per_gpu: u32,
}

const fn profile(name: &'static str, per_gpu: u32) -> Profile {
    Profile { name, per_gpu }
}

const OF_40_GB: &[Profile] = &[
    profile("1g.5gb", 7),
    profile("1g.10gb", 4),
    profile("2g.10gb", 3),
    profile("3g.20gb", 2),
    profile("4g.20gb", 1),
    profile("7g.40gb", 1),
];
const OF_80_GB: &[Profile] = &[
    profile("1g.10gb", 7),
    profile("1g.20gb", 4),
    profile("2g.20gb", 3),
    profile("3g.40gb", 2),
    profile("4g.40gb", 1),
    profile("7g.80gb", 1),
];
const OF_141_GB: &[Profile] = &[
    profile("1g.18gb", 7),
    profile("1g.35gb", 4),
    profile("2g.35gb", 3),
    profile("3g.71gb", 2),
    profile("4g.71gb", 1),
    profile("7g.141gb", 1),
];

/// The first is taken where none is named.
pub const MODELS: &[GpuModel] = &[
    GpuModel {
        label: "NVIDIA-A100-SXM4-40GB",
        name: "NVIDIA A100-SXM4-40GB",
        memory_mib: 40_960,
        compute: (8, 0),
        watts: 400,
        profiles: OF_40_GB,
    },
    GpuModel {
        label: "NVIDIA-A100-SXM4-80GB",
        name: "NVIDIA A100-SXM4-80GB",
        memory_mib: 81_920,
        compute: (8, 0),
        watts: 400,
        profiles: OF_80_GB,
    },
    GpuModel {
        label: "NVIDIA-H100-80GB-HBM3",
        name: "NVIDIA H100 80GB HBM3",
        memory_mib: 81_559,
        compute: (9, 0),
        watts: 700,
        profiles: OF_80_GB,
    },
    GpuModel {
        label: "NVIDIA-H200",
        name: "NVIDIA H200",
        memory_mib: 143_771,
        compute: (9, 0),
        watts: 700,
        profiles: OF_141_GB,
    },
    GpuModel {
        label: "NVIDIA-A10",
        name: "NVIDIA A10",
        memory_mib: 23_028,
        compute: (8, 6),
        watts: 150,
        profiles: &[],
    },
    GpuModel { label: "NVIDIA-L4", name: "NVIDIA L4", memory_mib: 23_034, compute: (8, 9), watts: 72, profiles: &[] },
    GpuModel {
        label: "NVIDIA-L40S",
        name: "NVIDIA L40S",
        memory_mib: 46_068,
        compute: (8, 9),
        watts: 350,
        profiles: &[],
    },
    GpuModel { label: "Tesla-T4", name: "Tesla T4", memory_mib: 15_360, compute: (7, 5), watts: 70, profiles: &[] },
    GpuModel {
        label: "Tesla-V100-SXM2-16GB",
        name: "Tesla V100-SXM2-16GB",
        memory_mib: 16_384,
        compute: (7, 0),
        watts: 300,
        profiles: &[],
    },
    GpuModel {
        label: "NVIDIA-GeForce-RTX-4090",
        name: "NVIDIA GeForce RTX 4090",
        memory_mib: 24_564,
        compute: (8, 9),
        watts: 450,
        profiles: &[],
    },
];

impl GpuModel {
    /// The product of that label.
    pub fn find(label: &str) -> Option<&'static Self> {
        MODELS.iter().find(|model| model.label == label)
    }

    /// What it can be split into under that name.
    pub fn profile(&self, name: &str) -> Option<&'static Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }
}

impl Profile {
    /// Slices of compute and memory (10⁹ bytes), as the name says them.
    fn numbers(&self) -> (u32, u64) {
        let (slices, memory) = self.name.split_once("g.").unwrap_or_default();
        let number = |text: &str| text.trim_end_matches("gb").parse().unwrap_or_default();
        (slices.parse().unwrap_or_default(), number(memory))
    }

    /// How many of the GPU's seven slices of compute it has.
    pub fn slices(&self) -> u32 {
        self.numbers().0
    }

    pub fn memory_mib(&self) -> u64 {
        (self.numbers().1 * 1_000_000_000) >> 20
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::syntax;

    #[test]
    fn products_are_labels_and_their_parts_fit() {
        for model in MODELS {
            assert_eq!(model.label, model.name.replace(' ', "-"));
            syntax::label_value(model.label).unwrap();
            for part in model.profiles {
                assert!(part.memory_mib() > 4000 && part.slices() > 0, "{} {}", model.label, part.name);
                let (slices, memory) = (part.slices() * part.per_gpu, part.memory_mib() * u64::from(part.per_gpu));
                assert!(slices <= 7 && memory <= model.memory_mib, "{} {}", model.label, part.name);
            }
        }
        assert_eq!(GpuModel::find("Tesla-T4").unwrap().memory_mib, 15_360);
        assert_eq!(MODELS[0].profile("1g.5gb").unwrap().memory_mib(), 4768);
        assert_eq!(MODELS[0].profile("1g.18gb"), None);
    }
}
