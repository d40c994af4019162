//! The node's units as devices that claims can ask for, with the names that NVIDIA's driver has for what they are.

use std::collections::BTreeMap;

use k8s_openapi::api::resource::v1::{Device, DeviceAttribute, DeviceCapacity, DeviceTaint};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::gpu::driver::Driver;
use crate::gpu::unit::{Part, Unit};

/// That of NVIDIA.
pub const DRIVER_NAME: &str = "gpu.nvidia.com";
/// On a device that has failed.
const UNHEALTHY: &str = "gpu.nvidia.com/unhealthy";

type Attributes = BTreeMap<String, DeviceAttribute>;

/// The ids of units by the names of their devices.
pub fn names(units: &[Unit]) -> BTreeMap<String, String> {
    units.iter().map(|unit| (device_name(unit), unit.uuid().to_owned())).collect()
}

fn device_name(unit: &Unit) -> String {
    match &unit.part {
        Some(part) => format!("gpu-{}-mig-{}", unit.gpu.index, part.index),
        None => format!("gpu-{}", unit.gpu.index),
    }
}

/// The device of a unit. One that has failed stays, and nothing new gets it: who has it loses it as where GPUs are
/// counted, by `devcluster gpu fail`, which keeps to budgets and may leave pods where they are.
pub fn device(driver: &Driver, unit: &Unit, failed: bool) -> Device {
    let memory = DeviceCapacity { value: mebibytes(unit.memory_mib()), ..DeviceCapacity::default() };
    let taint = DeviceTaint { key: UNHEALTHY.to_owned(), effect: "NoSchedule".to_owned(), ..DeviceTaint::default() };
    Device {
        name: device_name(unit),
        attributes: Some(attributes(driver, unit)),
        capacity: Some(BTreeMap::from([("memory".to_owned(), memory)])),
        taints: failed.then(|| vec![taint]),
        ..Device::default()
    }
}

fn attributes(driver: &Driver, unit: &Unit) -> Attributes {
    let mut attributes = match &unit.part {
        Some(part) => of_part(unit, part),
        None => of_gpu(unit),
    };
    let mut add = |name: &str, value: DeviceAttribute| attributes.insert(name.to_owned(), value);
    add("uuid", text(unit.uuid()));
    add("productName", text(&unit.gpu.model));
    add("brand", text(brand(&unit.gpu.model)));
    add("driverVersion", version(&driver.version));
    add("cudaDriverVersion", version(&driver.cuda));
    if let Some(capability) = &unit.gpu.capability {
        add("cudaComputeCapability", version(capability));
        add("architecture", text(architecture(capability)));
    }
    attributes
}

fn of_gpu(unit: &Unit) -> Attributes {
    let index = number(unit.gpu.index);
    let attributes = [("type", text("gpu")), ("index", index.clone()), ("minor", index)];
    attributes.map(|(name, value)| (name.to_owned(), value)).into()
}

fn of_part(unit: &Unit, part: &Part) -> Attributes {
    let attributes = [
        ("type", text("mig")),
        ("index", number(part.index)),
        ("profile", text(&part.profile)),
        ("parentIndex", number(unit.gpu.index)),
        ("parentMinor", number(unit.gpu.index)),
        ("parentUUID", text(&unit.gpu.uuid)),
    ];
    attributes.map(|(name, value)| (name.to_owned(), value)).into()
}

/// As NVIDIA's library tells it, of a compute capability.
fn architecture(capability: &str) -> &'static str {
    match capability.split_once('.').unwrap_or_default() {
        ("5", _) => "Maxwell",
        ("6", _) => "Pascal",
        ("7", "5") => "Turing",
        ("7", _) => "Volta",
        ("8", "9") => "Ada Lovelace",
        ("8", _) => "Ampere",
        ("9", _) => "Hopper",
        ("10" | "11" | "12", _) => "Blackwell",
        _ => "Unknown",
    }
}

/// As NVIDIA's library tells it.
fn brand(model: &str) -> &'static str {
    if model.contains("GeForce") {
        "GeForce"
    } else if model.starts_with("Tesla") {
        "Tesla"
    } else {
        "Nvidia"
    }
}

fn text(value: &str) -> DeviceAttribute {
    DeviceAttribute { string: Some(value.to_owned()), ..DeviceAttribute::default() }
}

fn number(value: usize) -> DeviceAttribute {
    DeviceAttribute { int: i64::try_from(value).ok(), ..DeviceAttribute::default() }
}

/// In three numbers without zeros before them, as Kubernetes has versions: `580.65.06` is `580.65.6`.
fn version(value: &str) -> DeviceAttribute {
    let mut numbers = value.split('.').map(|number| number.parse().unwrap_or_default());
    let version = [(); 3].map(|()| numbers.next().unwrap_or(0_u32).to_string()).join(".");
    DeviceAttribute { version: Some(version), ..DeviceAttribute::default() }
}

fn mebibytes(mib: u64) -> Quantity {
    Quantity(format!("{mib}Mi"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::gpu::definition::{Allocation, Definition, Device as Described, Profile};
    use crate::gpu::unit::units;

    fn definition(profile: Option<Profile>) -> Definition {
        let parts = profile.iter().flat_map(|_| ["MIG-a", "MIG-b"].map(str::to_owned)).collect();
        Definition {
            model: "NVIDIA A100-SXM4-40GB".into(),
            memory_mib: 40_960,
            watts: 400,
            capability: Some("8.0".into()),
            can_be_split: true,
            replicas: 1,
            allocation: Allocation::Dra,
            profile,
            devices: vec![Described { uuid: "GPU-a".into(), parts }],
        }
    }

    #[test]
    fn a_gpu_says_what_it_is() {
        let device = device(&Driver::simulated(), &units(&definition(None))[0], false);
        assert_eq!(
            serde_json::to_value(device).unwrap(),
            json!({
                "name": "gpu-0",
                "attributes": {
                    "type": { "string": "gpu" },
                    "index": { "int": 0 },
                    "minor": { "int": 0 },
                    "uuid": { "string": "GPU-a" },
                    "productName": { "string": "NVIDIA A100-SXM4-40GB" },
                    "brand": { "string": "Nvidia" },
                    "architecture": { "string": "Ampere" },
                    "cudaComputeCapability": { "version": "8.0.0" },
                    "driverVersion": { "version": "580.65.6" },
                    "cudaDriverVersion": { "version": "13.0.0" },
                },
                "capacity": { "memory": { "value": "40960Mi" } },
            })
        );
    }

    #[test]
    fn a_part_says_what_it_is_of_and_that_it_has_failed() {
        let units = units(&definition(Some(Profile { name: "3g.20gb".into(), memory_mib: 19_073, slices: 3 })));
        let device = serde_json::to_value(device(&Driver::simulated(), &units[1], true)).unwrap();
        assert_eq!(device["name"], "gpu-0-mig-1");
        let attribute = |name: &str, kind: &str| device["attributes"][name][kind].clone();
        assert_eq!((attribute("type", "string"), attribute("profile", "string")), ("mig".into(), "3g.20gb".into()));
        assert_eq!((attribute("parentUUID", "string"), attribute("uuid", "string")), ("GPU-a".into(), "MIG-b".into()));
        assert_eq!(device["capacity"]["memory"]["value"], "19073Mi");
        assert_eq!(device["taints"], json!([{ "key": "gpu.nvidia.com/unhealthy", "effect": "NoSchedule" }]));
        assert_eq!(names(&units)["gpu-0-mig-1"], "MIG-b");
    }

    #[test]
    fn brands_are_told_apart() {
        let models = ["NVIDIA GeForce RTX 4090", "Tesla T4", "NVIDIA H200", "Mine"];
        assert_eq!(models.map(brand), ["GeForce", "Tesla", "Nvidia", "Nvidia"]);
    }
}
