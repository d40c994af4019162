//! What claims for GPUs wait for.

use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::api::resource::v1::{Device, ExactDeviceRequest, ResourceClaim, ResourceSlice};

use super::slices::{DRIVER, is_healthy, is_whole, text};

/// The device class of GPUs; that of parts of them is `mig.nvidia.com` (templates/cluster/objects/agent-gpu.yaml).
const GPUS: &str = "gpu.nvidia.com";
const PARTS: &str = "mig.nvidia.com";

/// A pod that waits for devices of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimWait {
    /// `NAMESPACE/NAME`.
    pub pod: String,
    /// Name of the claim, in the pod's namespace.
    pub claim: String,
    pub asked: usize,
    pub lack: Lack,
}

/// Why a claim gets no devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// No node offers such devices to claims.
    Devices,
    /// It names a product that no node has.
    Product { named: String, there: Vec<String> },
    /// There are so many, and too many are taken.
    Free { all: usize },
    /// So many are free, and too few of them are what it asks for.
    Fitting { free: usize },
}

/// What claims can be given and have been given, in the whole cluster.
pub struct Offered<'a> {
    pub slices: &'a [ResourceSlice],
    pub claims: &'a [ResourceClaim],
}

impl Offered<'_> {
    /// The pod's first claim for GPUs that was given nothing.
    pub fn wait(&self, pod: &Pod) -> Option<ClaimWait> {
        let namespace = pod.metadata.namespace.as_deref().unwrap_or_default();
        let names = claim_names(pod);
        let is_of_pod = |claim: &&ResourceClaim| {
            let metadata = &claim.metadata;
            metadata.namespace.as_deref() == Some(namespace)
                && metadata.name.as_ref().is_some_and(|name| names.contains(name))
        };
        let mut waiting = self.claims.iter().filter(is_of_pod).filter(|claim| results(claim).next().is_none());
        waiting.find_map(|claim| {
            let lacks: Vec<_> = requests(claim).map(|request| (count(request), self.lack(request))).collect();
            let explains = |(_, lack): &&(usize, Lack)| !matches!(lack, Lack::Fitting { .. });
            let (asked, lack) = lacks.iter().find(explains).or(lacks.first())?.clone();
            let pod = format!("{namespace}/{}", pod.metadata.name.as_deref().unwrap_or_default());
            Some(ClaimWait { pod, claim: claim.metadata.name.clone().unwrap_or_default(), asked, lack })
        })
    }

    fn lack(&self, request: &ExactDeviceRequest) -> Lack {
        let whole = request.device_class_name == GPUS;
        let devices: Vec<_> = self.devices().filter(|(_, device)| is_whole(device) == whole).collect();
        if devices.is_empty() {
            return Lack::Devices;
        }
        let named = product(request);
        let is_named = |device: &Device| named.is_none_or(|named| text(device, "productName") == Some(named));
        let meant: Vec<_> = devices.iter().filter(|(_, device)| is_named(device)).collect();
        if let (true, Some(named)) = (meant.is_empty(), named) {
            let mut there: Vec<_> = devices.iter().filter_map(|(_, device)| text(device, "productName")).collect();
            there.sort_unstable();
            there.dedup();
            return Lack::Product { named: named.to_owned(), there: there.into_iter().map(str::to_owned).collect() };
        }
        let free =
            meant.iter().filter(|(pool, device)| is_healthy(device) && !self.is_taken(pool, &device.name)).count();
        if free < count(request) { Lack::Free { all: meant.len() } } else { Lack::Fitting { free } }
    }

    /// With the pools that they are of.
    fn devices(&self) -> impl Iterator<Item = (&str, &Device)> {
        self.slices
            .iter()
            .flat_map(|slice| slice.spec.devices.iter().flatten().map(|device| (slice.spec.pool.name.as_str(), device)))
    }

    fn is_taken(&self, pool: &str, device: &str) -> bool {
        self.claims.iter().flat_map(results).any(|result| result == (DRIVER, pool, device))
    }
}

/// As the pod names its claims, or as those are named that were made for it.
fn claim_names(pod: &Pod) -> Vec<String> {
    let named = pod.spec.iter().flat_map(|spec| spec.resource_claims.iter().flatten());
    let named = named.filter_map(|claim| claim.resource_claim_name.clone());
    let made = pod.status.iter().flat_map(|status| status.resource_claim_statuses.iter().flatten());
    named.chain(made.filter_map(|claim| claim.resource_claim_name.clone())).collect()
}

/// Driver, pool and name of the devices that a claim was given.
fn results(claim: &ResourceClaim) -> impl Iterator<Item = (&str, &str, &str)> {
    let allocation = claim.status.as_ref().and_then(|status| status.allocation.as_ref());
    let devices = allocation.and_then(|allocation| allocation.devices.as_ref());
    let results = devices.into_iter().flat_map(|devices| devices.results.iter().flatten());
    results.map(|result| (result.driver.as_str(), result.pool.as_str(), result.device.as_str()))
}

/// What a claim asks for of GPUs.
fn requests(claim: &ResourceClaim) -> impl Iterator<Item = &ExactDeviceRequest> {
    let requests = claim.spec.devices.iter().flat_map(|devices| devices.requests.iter().flatten());
    let exact = requests.filter_map(|request| request.exactly.as_ref());
    exact.filter(|request| [GPUS, PARTS].contains(&request.device_class_name.as_str()))
}

fn count(request: &ExactDeviceRequest) -> usize {
    request.count.and_then(|count| usize::try_from(count).ok()).unwrap_or(1)
}

/// The product that selectors name, where they name one without any choice: the rest of their language is the
/// scheduler's to understand.
fn product(request: &ExactDeviceRequest) -> Option<&str> {
    let expressions =
        request.selectors.iter().flatten().filter_map(|selector| Some(&selector.cel.as_ref()?.expression));
    expressions.filter(|text| !text.contains("||") && !text.contains('!')).find_map(|text| {
        let (_, rest) = text.split_once(".productName")?;
        let value = rest.trim_start().strip_prefix("==")?.trim_start();
        let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        value[1..].split(quote).next()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const T4: &str = "device.attributes['gpu.nvidia.com'].productName == 'Tesla T4'";

    fn slices(count: usize) -> Vec<ResourceSlice> {
        let device = |index: usize| {
            json!({
                "name": format!("gpu-{index}"),
                "attributes": { "type": { "string": "gpu" }, "productName": { "string": "NVIDIA L4" } },
            })
        };
        let devices: Vec<_> = (0..count).map(device).collect();
        let pool = json!({ "name": "worker-1", "generation": 1, "resourceSliceCount": 1 });
        vec![serde_json::from_value(json!({ "spec": { "driver": DRIVER, "pool": pool, "devices": devices } })).unwrap()]
    }

    fn claim(name: &str, count: u32, selector: &str, given: &[&str]) -> ResourceClaim {
        let result = |device: &&str| json!({ "request": "a", "driver": DRIVER, "pool": "worker-1", "device": device });
        let exactly =
            json!({ "deviceClassName": GPUS, "count": count, "selectors": [{ "cel": { "expression": selector } }] });
        let results: Vec<_> = given.iter().map(result).collect();
        serde_json::from_value(json!({
            "metadata": { "namespace": "lab", "name": name },
            "spec": { "devices": { "requests": [{ "name": "a", "exactly": exactly }] } },
            "status": { "allocation": { "devices": { "results": results } } },
        }))
        .unwrap()
    }

    fn lack(slices: &[ResourceSlice], claims: &[ResourceClaim]) -> Option<Lack> {
        let pod = serde_json::from_value(json!({
            "metadata": { "namespace": "lab", "name": "train" },
            "spec": { "containers": [], "resourceClaims": [{ "name": "gpu", "resourceClaimName": "own" }] },
        }));
        Some(Offered { slices, claims }.wait(&pod.unwrap())?.lack)
    }

    #[test]
    fn says_why_a_claim_gets_nothing() {
        let other = claim("other", 1, "true", &["gpu-0"]);
        let own = |count, selector| [claim("own", count, selector, &[]), other.clone()];
        assert_eq!(lack(&[], &own(1, "true")), Some(Lack::Devices));
        let (named, there) = ("Tesla T4".to_owned(), vec!["NVIDIA L4".to_owned()]);
        assert_eq!(lack(&slices(2), &own(1, T4)), Some(Lack::Product { named, there }));
        assert_eq!(lack(&slices(2), &own(2, "true")), Some(Lack::Free { all: 2 }));
        assert_eq!(lack(&slices(2), &own(1, &format!("{T4} || true"))), Some(Lack::Fitting { free: 1 }));
        assert_eq!(lack(&slices(2), &[claim("own", 1, "true", &["gpu-1"])]), None, "it has what it asks for");
    }
}
