//! From readings to Prometheus' text (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use crate::exporter::{Kind, head};
use crate::gpu::holders::{Holder, Holders};
use crate::gpu::reading::Reading;
use crate::gpu::unit::{Gpu, Unit};
use crate::gpu::usage::Usage;

/// NVIDIA's number for a GPU that has fallen off the bus.
const LOST: u32 = 79;

struct Figure {
    name: &'static str,
    help: &'static str,
    /// Of a GPU or a part of one; `None` where it is not measured of that.
    value: fn(&Of<'_>) -> Option<String>,
}

/// What a figure is about: a GPU as a whole, or a part of it.
struct Of<'a> {
    reading: &'a Reading,
    unit: &'a Unit,
    usage: &'a Usage,
}

impl Of<'_> {
    /// What belongs to the GPU is told of its first part alone.
    fn once<T>(&self, value: T) -> Option<T> {
        self.unit.part.as_ref().is_none_or(|part| part.index == 0).then_some(value)
    }
}

const FIGURES: &[Figure] = &[
    Figure {
        name: "DCGM_FI_DEV_GPU_TEMP",
        help: "GPU temperature (in C).",
        value: |of| of.once(format!("{:.0}", of.reading.gauges.temperature)),
    },
    Figure {
        name: "DCGM_FI_DEV_POWER_USAGE",
        help: "Power draw (in W).",
        value: |of| of.once(format!("{:.3}", of.reading.gauges.power)),
    },
    Figure {
        name: "DCGM_FI_DEV_GPU_UTIL",
        help: "GPU utilization (in %).",
        value: |of| of.unit.part.is_none().then(|| format!("{:.0}", of.reading.gauges.share * 100.0)),
    },
    Figure {
        name: "DCGM_FI_DEV_XID_ERRORS",
        help: "Value of the last XID error encountered.",
        value: |of| of.once(if of.reading.failed { LOST } else { 0 }.to_string()),
    },
    Figure {
        name: "DCGM_FI_DEV_FB_FREE",
        help: "Framebuffer memory free (in MiB).",
        value: |of| Some(of.unit.memory_mib().saturating_sub(of.usage.memory_mib).to_string()),
    },
    Figure {
        name: "DCGM_FI_DEV_FB_USED",
        help: "Framebuffer memory used (in MiB).",
        value: |of| Some(of.usage.memory_mib.to_string()),
    },
];

/// All figures. What several containers share is told once for each of them.
pub fn text(readings: &[Reading], holders: &Holders, node: &str, driver: &str) -> String {
    let mut text = String::new();
    for Figure { name, help, value } in FIGURES {
        text += &head(name, help, Kind::Gauge);
        for reading in readings {
            for (unit, usage) in &reading.units {
                let Some(value) = value(&Of { reading, unit, usage }) else { continue };
                let own = labels(&reading.gpu, unit, node, driver);
                let of_unit = holders.get(unit.uuid()).map(Vec::as_slice).unwrap_or_default();
                text.extend(of_unit.iter().map(|holder| format!("{name}{{{own},{}}} {value}\n", held_by(holder))));
                if of_unit.is_empty() {
                    text += &format!("{name}{{{own}}} {value}\n");
                }
            }
        }
    }
    text
}

/// None of the values has a quote or a backslash in it.
fn labels(gpu: &Gpu, unit: &Unit, node: &str, driver: &str) -> String {
    let (index, uuid, bus, model) = (gpu.index, &gpu.uuid, &gpu.bus, &gpu.model);
    let part =
        unit.part.as_ref().map(|part| format!(",GPU_I_PROFILE=\"{}\",GPU_I_ID=\"{}\"", part.profile, part.index + 1));
    format!(
        "gpu=\"{index}\",UUID=\"{uuid}\",pci_bus_id=\"{bus}\",device=\"nvidia{index}\",modelName=\"{model}\"{},\
         Hostname=\"{node}\",DCGM_FI_DRIVER_VERSION=\"{driver}\"",
        part.unwrap_or_default()
    )
}

fn held_by(Holder { namespace, pod, container }: &Holder) -> String {
    format!("container=\"{container}\",namespace=\"{namespace}\",pod=\"{pod}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smi::samples::{split, whole};

    fn holder(pod: &str) -> Holder {
        Holder { namespace: "lab".into(), pod: pod.into(), container: "main".into() }
    }

    #[test]
    fn figures_are_those_of_dcgm_exporter() {
        let holders = Holders::from([("GPU-0".into(), vec![holder("train")])]);
        let text = text(&[whole(0)], &holders, "worker-1", "580.65.06");
        let labels = "gpu=\"0\",UUID=\"GPU-0\",pci_bus_id=\"00000000:07:00.0\",device=\"nvidia0\",\
                      modelName=\"NVIDIA A100-SXM4-40GB\",Hostname=\"worker-1\",DCGM_FI_DRIVER_VERSION=\"580.65.06\",\
                      container=\"main\",namespace=\"lab\",pod=\"train\"";
        let values: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let expected =
            ["GPU_TEMP 53", "POWER_USAGE 214.000", "GPU_UTIL 50", "XID_ERRORS 0", "FB_FREE 39936", "FB_USED 1024"];
        let expected = expected.map(|line| line.replacen(' ', &format!("{{{labels}}} "), 1));
        assert_eq!(values, expected.map(|line| format!("DCGM_FI_DEV_{line}")));
        assert!(text.contains("# TYPE DCGM_FI_DEV_FB_USED gauge\n"));
    }

    #[test]
    fn parts_have_memory_of_their_own_and_share_the_rest() {
        let holders = Holders::from([("MIG-b".into(), vec![holder("a"), holder("b")])]);
        let failed = Reading { failed: true, ..split() };
        let text = text(&[failed], &holders, "worker-1", "580.65.06");
        let count = |name: &str| text.lines().filter(|line| line.starts_with(name)).count();
        assert_eq!(count("DCGM_FI_DEV_GPU_TEMP"), 1);
        assert_eq!(count("DCGM_FI_DEV_GPU_UTIL"), 0);
        assert_eq!(count("DCGM_FI_DEV_FB_USED"), 3, "of one that is free and one that two share");
        assert!(text.contains("GPU_I_PROFILE=\"3g.20gb\",GPU_I_ID=\"2\",Hostname"));
        assert!(text.lines().any(|line| line.starts_with("DCGM_FI_DEV_XID_ERRORS") && line.ends_with(" 79")));
    }
}
