//! GPUs that nodes offer to claims, as their ResourceSlices tell of them.

use k8s_openapi::api::resource::v1::{Device, ResourceSlice};
use kube::api::ListParams;
use kube::{Api, Client};

use crate::plan::GPU_RESOURCES;

/// That of NVIDIA, whose attributes the devices have.
pub const DRIVER: &str = "gpu.nvidia.com";

/// The slices that tell of GPUs.
pub async fn gpu_slices(client: &Client) -> Result<Vec<ResourceSlice>, kube::Error> {
    let of_gpus = ListParams::default().fields(&format!("spec.driver={DRIVER}"));
    Ok(Api::<ResourceSlice>::all(client.clone()).list(&of_gpus).await?.items)
}

/// The devices of a node.
pub fn devices_of<'a>(slices: &'a [ResourceSlice], node: &str) -> impl Iterator<Item = &'a Device> {
    let of_node = slices.iter().filter(move |slice| slice.spec.node_name.as_deref() == Some(node));
    of_node.flat_map(|slice| slice.spec.devices.iter().flatten())
}

/// Whether a device can be given to claims: one that failed has a taint.
pub fn is_healthy(device: &Device) -> bool {
    device.taints.iter().flatten().next().is_none()
}

/// Whether a device is a whole GPU, not a part of one.
pub fn is_whole(device: &Device) -> bool {
    text(device, "type") == Some("gpu")
}

/// What pods would ask for where GPUs are counted.
pub fn resource_of(device: &Device) -> String {
    match text(device, "profile") {
        Some(profile) => format!("{GPU_RESOURCES}mig-{profile}"),
        None => format!("{GPU_RESOURCES}gpu"),
    }
}

/// What a device tells of itself in words.
pub fn text<'a>(device: &'a Device, attribute: &str) -> Option<&'a str> {
    device.attributes.as_ref()?.get(attribute)?.string.as_deref()
}
