//! What there is: what `nvidia-gpus list` prints.

use serde::Deserialize;

use super::program::{GPUS, output};
use crate::error::Error;
use crate::gpu::driver::Driver;
use crate::gpu::unit::{Gpu, Part, Unit};

/// All that a machine has, as long as it runs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Inventory {
    /// Version of the driver.
    driver: String,
    /// The newest CUDA that it can serve.
    cuda: String,
    gpus: Vec<Device>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Device {
    index: usize,
    uuid: String,
    model: String,
    memory_mib: u64,
    bus: String,
    /// Compute capability.
    capability: String,
    watts: u32,
    mig_capable: bool,
    #[serde(default)]
    parts: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Piece {
    uuid: String,
    profile: String,
    memory_mib: u64,
    slices: u32,
}

/// The GPUs and parts of GPUs that can be given to containers, and their driver.
pub async fn find() -> Result<(Vec<Unit>, Driver), Error> {
    read(&output(GPUS, &["list"]).await?)
}

fn read(text: &[u8]) -> Result<(Vec<Unit>, Driver), Error> {
    let inventory: Inventory =
        serde_json::from_slice(text).map_err(|source| Error::Json { path: GPUS.into(), source })?;
    let units: Vec<_> = inventory.gpus.into_iter().flat_map(units).collect();
    if units.is_empty() {
        return Err(Error::Unfit("NVIDIA's driver answers, but it knows of no GPU".to_owned()));
    }
    Ok((units, Driver { version: inventory.driver, cuda: inventory.cuda }))
}

fn units(device: Device) -> Vec<Unit> {
    let gpu = Gpu {
        index: device.index,
        uuid: device.uuid,
        model: device.model,
        memory_mib: device.memory_mib,
        watts: device.watts,
        can_be_split: device.mig_capable,
        bus: device.bus,
        capability: Some(device.capability),
    };
    if device.parts.is_empty() {
        return vec![Unit { gpu, part: None }];
    }
    let part = |(index, piece): (usize, Piece)| Part {
        index,
        uuid: piece.uuid,
        profile: piece.profile,
        memory_mib: piece.memory_mib,
        slices: piece.slices,
    };
    let parts = device.parts.into_iter().enumerate().map(part);
    parts.map(|part| Unit { gpu: gpu.clone(), part: Some(part) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a machine with one H200.
    const RECORDED: &str = include_str!("../../../../nvidia/testdata/list.json");

    #[test]
    fn a_recorded_machine_has_one_gpu() {
        let (units, driver) = read(RECORDED.as_bytes()).unwrap();
        let [Unit { gpu, part: None }] = &units[..] else { panic!("{units:?}") };
        assert_eq!((gpu.model.as_str(), gpu.memory_mib, gpu.watts), ("NVIDIA H200", 143_771, 700));
        assert_eq!((gpu.capability.as_deref(), driver.version.as_str()), (Some("9.0"), "580.159.04"));
        assert_eq!(units[0].resource(), "nvidia.com/gpu");
    }

    #[test]
    fn of_a_gpu_that_is_split_the_parts_can_be_had() {
        let parts = r#""migCapable":true,"parts":[
            {"uuid":"MIG-a","profile":"3g.71gb","memoryMib":71424,"slices":3},
            {"uuid":"MIG-b","profile":"1g.18gb","memoryMib":18176,"slices":1}]"#;
        let (units, _) = read(RECORDED.replace(r#""migCapable":true"#, parts).as_bytes()).unwrap();
        let resources: Vec<_> = units.iter().map(|unit| (unit.uuid(), unit.resource())).collect();
        let expected = [("MIG-a", "nvidia.com/mig-3g.71gb"), ("MIG-b", "nvidia.com/mig-1g.18gb")];
        assert_eq!(resources, expected.map(|(uuid, resource)| (uuid, resource.to_owned())));
    }

    #[test]
    fn a_driver_without_gpus_is_told() {
        let error = read(br#"{"driver":"580","cuda":"13.0","gpus":[]}"#).unwrap_err();
        assert!(error.to_string().contains("no GPU"), "{error}");
    }
}
