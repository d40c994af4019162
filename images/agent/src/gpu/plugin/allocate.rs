//! What a container gets with its devices, and which devices it should get.

use std::collections::{BTreeSet, HashMap};

use super::messages::{
    AllocateRequest, AllocateResponse, CdiDevice, ContainerAllocateRequest, ContainerAllocateResponse,
    ContainerPreferredRequest, ContainerPreferredResponse, PreferredRequest, PreferredResponse,
};
use crate::gpu::advertised::{preferred, uuid};
use crate::gpu::cdi::{VARIABLES, device_name};

/// What the containers get; an error for ids that this node has not.
pub fn allocate(request: AllocateRequest, known: &BTreeSet<String>) -> Result<AllocateResponse, String> {
    let containers = request.containers.iter().map(|container| of_container(container, known));
    Ok(AllocateResponse { containers: containers.collect::<Result<_, _>>()? })
}

fn of_container(
    request: &ContainerAllocateRequest,
    known: &BTreeSet<String>,
) -> Result<ContainerAllocateResponse, String> {
    let mut uuids: Vec<&str> = Vec::new();
    for id in &request.ids {
        let uuid = uuid(id);
        if !known.contains(uuid) {
            return Err(format!("this node has no device `{id}`"));
        }
        // Several shares of one unit are one device.
        if !uuids.contains(&uuid) {
            uuids.push(uuid);
        }
    }
    let visible = uuids.join(",");
    Ok(ContainerAllocateResponse {
        envs: HashMap::from(VARIABLES.map(|name| (name.to_owned(), visible.clone()))),
        cdi_devices: uuids.into_iter().map(|uuid| CdiDevice { name: device_name(uuid) }).collect(),
    })
}

/// Which devices the containers should get.
pub fn prefer(request: &PreferredRequest) -> PreferredResponse {
    let choose = |container: &ContainerPreferredRequest| {
        let size = usize::try_from(container.size).unwrap_or_default();
        ContainerPreferredResponse { ids: preferred(&container.available, &container.must_include, size) }
    };
    PreferredResponse { containers: request.containers.iter().map(choose).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(ids: &[&str]) -> AllocateRequest {
        let ids = ids.iter().map(ToString::to_string).collect();
        AllocateRequest { containers: vec![ContainerAllocateRequest { ids }] }
    }

    #[test]
    fn a_container_gets_each_of_its_units_once() {
        let known = BTreeSet::from(["GPU-a", "GPU-b"].map(str::to_owned));
        let answer = allocate(asking(&["GPU-b::1", "GPU-a::0", "GPU-b::0"]), &known).unwrap();
        let [container] = &answer.containers[..] else { panic!("{answer:?}") };
        assert_eq!(container.envs["NVIDIA_VISIBLE_DEVICES"], "GPU-b,GPU-a");
        assert_eq!(container.envs["CUDA_VISIBLE_DEVICES"], "GPU-b,GPU-a");
        let names: Vec<_> = container.cdi_devices.iter().map(|device| device.name.as_str()).collect();
        assert_eq!(names, ["nvidia.com/gpu=GPU-b", "nvidia.com/gpu=GPU-a"]);
        assert_eq!(allocate(asking(&["GPU-c"]), &known).unwrap_err(), "this node has no device `GPU-c`");
    }
}
