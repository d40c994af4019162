//! Readings for tests.

use crate::gpu::{Gauges, Gpu, Part, Reading, Unit, Usage};

pub fn gpu(index: usize) -> Gpu {
    Gpu {
        index,
        uuid: format!("GPU-{index}"),
        model: "NVIDIA A100-SXM4-40GB".into(),
        memory_mib: 40_960,
        watts: 400,
        can_be_split: true,
        bus: format!("00000000:{:02X}:00.0", 7 + index),
        capability: Some("8.0".into()),
    }
}

fn usage(share: f64, processes: &[(u32, &str, u64)]) -> Usage {
    let memory_mib = processes.iter().map(|(_, _, memory)| memory).sum();
    let processes = processes.iter().map(|(pid, name, memory)| (*pid, (*name).to_owned(), *memory)).collect();
    Usage { share, memory_mib, processes }
}

pub fn reading(gpu: Gpu, units: Vec<(Unit, Usage)>) -> Reading {
    Reading { gauges: Gauges::simulated(&gpu, &units), gpu, units, failed: false }
}

pub fn whole(index: usize) -> Reading {
    let unit = Unit { gpu: gpu(index), part: None };
    reading(gpu(index), vec![(unit, usage(0.5, &[(1, "python", 1024)]))])
}

pub fn split() -> Reading {
    let unit = |index: usize, uuid: &str| {
        let profile = "3g.20gb".to_owned();
        let part = Part { index, uuid: uuid.to_owned(), profile, memory_mib: 19_073, slices: 3 };
        Unit { gpu: gpu(1), part: Some(part) }
    };
    let units = vec![
        (unit(0, "MIG-a"), usage(1.0, &[(7, "/usr/local/lib/python3.14/site-packages/server", 300)])),
        (unit(1, "MIG-b"), Usage::default()),
    ];
    reading(gpu(1), units)
}
