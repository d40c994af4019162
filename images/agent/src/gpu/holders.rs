//! Which containers hold which units: kubelet says it, over its pod-resources API
//! (<https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/#monitoring-device-plugin-resources>).

use std::collections::BTreeMap;
use std::path::Path;

use prost::Message;
use serde::Serialize;

use super::advertised::uuid;
use super::dra::DRIVER_NAME;
use crate::error::Error;
use crate::grpc::Channel;

/// Whole GPUs and parts of them.
const RESOURCES: &str = "nvidia.com/";
const SOCKET: &str = "/var/lib/kubelet/pod-resources/kubelet.sock";

/// A container that holds a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Holder {
    pub namespace: String,
    pub pod: String,
    pub container: String,
}

/// The ids of units by the names that claims have for them.
pub type Names = BTreeMap<String, String>;

/// The holders of each unit.
pub type Holders = BTreeMap<String, Vec<Holder>>;

#[derive(Clone, PartialEq, Message)]
struct ListRequest {}

#[derive(Clone, PartialEq, Message)]
struct ListResponse {
    #[prost(message, repeated, tag = "1")]
    pods: Vec<Pod>,
}

#[derive(Clone, PartialEq, Message)]
struct Pod {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    namespace: String,
    #[prost(message, repeated, tag = "3")]
    containers: Vec<Container>,
}

#[derive(Clone, PartialEq, Message)]
struct Container {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    devices: Vec<Devices>,
    #[prost(message, repeated, tag = "5")]
    claims: Vec<Claim>,
}

#[derive(Clone, PartialEq, Message)]
struct Claim {
    #[prost(message, repeated, tag = "4")]
    devices: Vec<ClaimedDevice>,
}

#[derive(Clone, PartialEq, Message)]
struct ClaimedDevice {
    #[prost(string, tag = "2")]
    driver: String,
    #[prost(string, tag = "4")]
    name: String,
}

#[derive(Clone, PartialEq, Message)]
struct Devices {
    #[prost(string, tag = "1")]
    resource: String,
    #[prost(string, repeated, tag = "2")]
    ids: Vec<String>,
}

/// The holders of the node's units now.
pub async fn holders(names: &Names) -> Result<Holders, Error> {
    let response =
        Channel::connect(Path::new(SOCKET)).await?.call("/v1.PodResourcesLister/List", ListRequest {}).await?;
    Ok(by_unit(response, names))
}

/// The ids of the units that a container has, some of them perhaps several times.
fn units<'a>(container: &'a Container, names: &'a Names) -> impl Iterator<Item = &'a str> {
    let counted = container.devices.iter().filter(|devices| devices.resource.starts_with(RESOURCES));
    let claimed =
        container.claims.iter().flat_map(|claim| &claim.devices).filter(|device| device.driver == DRIVER_NAME);
    let claimed = claimed.filter_map(|device| names.get(&device.name)).map(String::as_str);
    counted.flat_map(|of| &of.ids).map(|id| uuid(id)).chain(claimed)
}

fn by_unit(response: ListResponse, names: &Names) -> Holders {
    let mut holders = Holders::new();
    for pod in response.pods {
        for container in pod.containers {
            for uuid in units(&container, names) {
                let of_unit = holders.entry(uuid.to_owned()).or_default();
                let holder = Holder {
                    namespace: pod.namespace.clone(),
                    pod: pod.name.clone(),
                    container: container.name.clone(),
                };
                // It may hold several shares of one unit.
                if !of_unit.contains(&holder) {
                    of_unit.push(holder);
                }
            }
        }
    }
    holders.values_mut().for_each(|of_unit| of_unit.sort());
    holders
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(name: &str, devices: Vec<Devices>, claims: Vec<Claim>) -> Pod {
        let containers = vec![Container { name: "main".into(), devices, claims }];
        Pod { name: name.into(), namespace: "lab".into(), containers }
    }

    fn counted(name: &str, resource: &str, ids: &[&str]) -> Pod {
        let ids = ids.iter().map(ToString::to_string).collect();
        pod(name, vec![Devices { resource: resource.into(), ids }], Vec::new())
    }

    fn claimed(name: &str, driver: &str, device: &str) -> Pod {
        pod(
            name,
            Vec::new(),
            vec![Claim { devices: vec![ClaimedDevice { driver: driver.into(), name: device.into() }] }],
        )
    }

    fn claimed_as() -> Names {
        Names::from([("gpu-0".into(), "GPU-a".into())])
    }

    fn names<'a>(holders: &'a Holders, unit: &str) -> Vec<&'a str> {
        holders[unit].iter().map(|holder| holder.pod.as_str()).collect()
    }

    #[test]
    fn shares_of_a_unit_are_held_by_several() {
        let pods = vec![
            counted("b", "nvidia.com/gpu", &["GPU-a::0"]),
            counted("a", "nvidia.com/gpu", &["GPU-a::1", "GPU-a::2", "GPU-b::0"]),
            counted("c", "example.com/other", &["GPU-a"]),
        ];
        let holders = by_unit(ListResponse { pods }, &claimed_as());
        assert_eq!((names(&holders, "GPU-a"), names(&holders, "GPU-b")), (vec!["a", "b"], vec!["a"]));
        assert_eq!(holders.len(), 2);
    }

    #[test]
    fn a_claim_is_held_by_all_of_its_pods() {
        let pods = vec![
            claimed("b", DRIVER_NAME, "gpu-0"),
            claimed("a", DRIVER_NAME, "gpu-0"),
            claimed("c", "gpu.example.com", "gpu-0"),
        ];
        let holders = by_unit(ListResponse { pods }, &claimed_as());
        assert_eq!(names(&holders, "GPU-a"), ["a", "b"]);
        assert_eq!(holders.len(), 1);
    }
}
