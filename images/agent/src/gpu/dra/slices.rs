//! The ResourceSlices of a node: what they should be, and what has to change of those that are there.

use k8s_openapi::api::core::v1::Node;
use k8s_openapi::api::resource::v1::{Device, ResourcePool, ResourceSlice, ResourceSliceSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;
use kube::{Resource, ResourceExt};

use super::DRIVER_NAME;

/// The most devices of a slice in which some have taints.
const MOST_DEVICES: usize = 64;

/// What has to change.
#[derive(Debug, Default, PartialEq)]
pub struct Changes {
    /// All slices as they should be, or none.
    pub write: Vec<ResourceSlice>,
    /// Names of those that should not be there.
    pub remove: Vec<String>,
}

/// What has to change until a node tells of these devices.
pub fn changes(there: &[ResourceSlice], node: &Node, devices: &[Device]) -> Changes {
    let generation = there.iter().map(|slice| slice.spec.pool.generation).max().unwrap_or_default();
    let wanted = slices(node, devices, generation + 1);
    let name = |slice: &ResourceSlice| slice.name_any();
    let is_there =
        |wanted: &ResourceSlice| there.iter().any(|slice| name(slice) == name(wanted) && alike(slice, wanted));
    let of_one_generation = there.iter().all(|slice| slice.spec.pool.generation == generation);
    let is_wanted = |slice: &&ResourceSlice| wanted.iter().any(|wanted| name(wanted) == name(slice));
    let remove = there.iter().filter(|slice| !is_wanted(slice)).map(name).collect();
    let as_wanted = of_one_generation && wanted.iter().all(is_there);
    Changes { remove, write: if as_wanted { Vec::new() } else { wanted } }
}

fn slices(node: &Node, devices: &[Device], generation: i64) -> Vec<ResourceSlice> {
    let chunks: Vec<_> = devices.chunks(MOST_DEVICES).collect();
    let count = i64::try_from(chunks.len()).unwrap_or_default();
    let of_chunk = |(index, devices): (usize, &[Device])| slice(node, index, devices.to_vec(), (generation, count));
    chunks.into_iter().enumerate().map(of_chunk).collect()
}

fn slice(node: &Node, index: usize, devices: Vec<Device>, (generation, count): (i64, i64)) -> ResourceSlice {
    let name = node.name_any();
    // With its node it goes.
    let owner = OwnerReference { controller: Some(true), ..node.owner_ref(&()).unwrap_or_default() };
    let mut slice = ResourceSlice {
        spec: ResourceSliceSpec {
            driver: DRIVER_NAME.to_owned(),
            node_name: Some(name.clone()),
            pool: ResourcePool { name: name.clone(), generation, resource_slice_count: count },
            devices: Some(devices),
            ..ResourceSliceSpec::default()
        },
        ..ResourceSlice::default()
    };
    slice.metadata.name = Some(format!("{name}-{DRIVER_NAME}-{index}"));
    slice.metadata.owner_references = Some(vec![owner]);
    slice
}

/// Whether two slices tell the same. The API server adds to what it is told, and writes quantities in its own way: what
/// it leaves as it is tells enough.
fn alike(there: &ResourceSlice, wanted: &ResourceSlice) -> bool {
    let owner = |slice: &ResourceSlice| slice.owner_references().iter().map(|owner| owner.uid.clone()).next();
    let device = |device: &Device| (device.name.clone(), device.attributes.clone(), is_tainted(device));
    let devices = |slice: &ResourceSlice| slice.spec.devices.iter().flatten().map(device).collect::<Vec<_>>();
    owner(there) == owner(wanted)
        && there.spec.pool.resource_slice_count == wanted.spec.pool.resource_slice_count
        && devices(there) == devices(wanted)
}

fn is_tainted(device: &Device) -> bool {
    device.taints.as_ref().is_some_and(|taints| !taints.is_empty())
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::resource::v1::DeviceTaint;

    use super::*;

    fn node(uid: &str) -> Node {
        let mut node = Node::default();
        node.metadata.name = Some("worker-1".into());
        node.metadata.uid = Some(uid.into());
        node
    }

    fn devices(count: usize) -> Vec<Device> {
        (0..count).map(|index| Device { name: format!("gpu-{index}"), ..Device::default() }).collect()
    }

    #[test]
    fn a_pool_of_many_devices_is_told_in_several_slices() {
        let Changes { write, remove } = changes(&[], &node("1"), &devices(65));
        assert_eq!(remove, [""; 0]);
        let [first, second] = &write[..] else { panic!("{write:?}") };
        assert_eq!(first.name_any(), "worker-1-gpu.nvidia.com-0");
        assert_eq!(second.spec.pool, ResourcePool { name: "worker-1".into(), generation: 1, resource_slice_count: 2 });
        assert_eq!((second.spec.driver.as_str(), second.spec.node_name.as_deref()), (DRIVER_NAME, Some("worker-1")));
        assert_eq!(second.spec.devices.as_ref().unwrap()[0].name, "gpu-64");
        assert_eq!(second.owner_references()[0].uid, "1");
    }

    #[test]
    fn what_is_there_is_left_alone() {
        let mut there = changes(&[], &node("1"), &devices(65)).write;
        assert_eq!(changes(&there, &node("1"), &devices(65)), Changes::default());
        there[0].spec.pool.resource_slice_count = 3;
        assert_eq!(changes(&there, &node("1"), &devices(65)).write.len(), 2);
    }

    #[test]
    fn a_change_of_one_slice_makes_a_new_generation_of_all() {
        let there = changes(&[], &node("1"), &devices(65)).write;
        let mut failed = devices(65);
        failed[3].taints = Some(vec![DeviceTaint::default()]);
        let generations = |there: &[ResourceSlice], node: &Node, devices: &[Device]| -> Vec<_> {
            changes(there, node, devices).write.iter().map(|slice| slice.spec.pool.generation).collect()
        };
        assert_eq!(generations(&there, &node("1"), &failed), [2, 2]);
        assert_eq!(generations(&there[..1], &node("1"), &devices(65)), [2, 2], "one was removed");
        assert_eq!(generations(&there, &node("2"), &devices(65)), [2, 2], "the node is another one of that name");
        let mut half = there.clone();
        half[1].spec.pool.generation = 2;
        assert_eq!(generations(&half, &node("1"), &devices(65)), [3, 3], "a writer was interrupted");
    }

    #[test]
    fn slices_of_devices_that_are_gone_are_removed() {
        let there = changes(&[], &node("1"), &devices(65)).write;
        let less = changes(&there, &node("1"), &devices(2));
        assert_eq!((less.write.len(), less.remove), (1, vec!["worker-1-gpu.nvidia.com-1".to_owned()]));
    }
}
