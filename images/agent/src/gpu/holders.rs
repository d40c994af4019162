//! Which containers hold which units: kubelet says it, over its pod-resources API
//! (<https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/#monitoring-device-plugin-resources>).

use std::collections::BTreeMap;
use std::path::Path;

use prost::Message;
use serde::Serialize;

use super::advertised::uuid;
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
}

#[derive(Clone, PartialEq, Message)]
struct Devices {
    #[prost(string, tag = "1")]
    resource: String,
    #[prost(string, repeated, tag = "2")]
    ids: Vec<String>,
}

/// The holders of the node's units now.
pub async fn holders() -> Result<Holders, Error> {
    let response =
        Channel::connect(Path::new(SOCKET)).await?.call("/v1.PodResourcesLister/List", ListRequest {}).await?;
    Ok(by_unit(response))
}

fn by_unit(response: ListResponse) -> Holders {
    let mut holders = Holders::new();
    for pod in response.pods {
        for container in pod.containers {
            for id in container
                .devices
                .iter()
                .filter(|devices| devices.resource.starts_with(RESOURCES))
                .flat_map(|of| &of.ids)
            {
                let of_unit = holders.entry(uuid(id).to_owned()).or_default();
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

    fn pod(name: &str, resource: &str, ids: &[&str]) -> Pod {
        let ids = ids.iter().map(ToString::to_string).collect();
        let devices = vec![Devices { resource: resource.into(), ids }];
        Pod { name: name.into(), namespace: "lab".into(), containers: vec![Container { name: "main".into(), devices }] }
    }

    #[test]
    fn shares_of_a_unit_are_held_by_several() {
        let pods = vec![
            pod("b", "nvidia.com/gpu", &["GPU-a::0"]),
            pod("a", "nvidia.com/gpu", &["GPU-a::1", "GPU-a::2", "GPU-b::0"]),
            pod("c", "example.com/other", &["GPU-a"]),
        ];
        let holders = by_unit(ListResponse { pods });
        let names = |unit: &str| holders[unit].iter().map(|holder| holder.pod.as_str()).collect::<Vec<_>>();
        assert_eq!((names("GPU-a"), names("GPU-b")), (vec!["a", "b"], vec!["a"]));
        assert_eq!(holders.len(), 2);
    }
}
