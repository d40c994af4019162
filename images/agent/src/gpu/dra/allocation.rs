//! Which units a claim was given.

use std::collections::BTreeMap;

use k8s_openapi::api::resource::v1::{DeviceRequestAllocationResult, ResourceClaim};

use super::DRIVER_NAME;

/// A device that a request of a claim was given.
#[derive(Debug, PartialEq, Eq)]
pub struct Given {
    pub request: String,
    pub device: String,
    pub uuid: String,
}

/// What the claim with that UID was given of this node's pool; an error where it is another claim, or devices are not
/// there. `names` are the ids of units by the names of their devices.
pub fn given(
    claim: &ResourceClaim,
    uid: &str,
    node: &str,
    names: &BTreeMap<String, String>,
) -> Result<Vec<Given>, String> {
    let name = claim.metadata.name.as_deref().unwrap_or_default();
    if claim.metadata.uid.as_deref() != Some(uid) {
        return Err(format!("claim `{name}` was deleted, and another one of that name was made"));
    }
    let allocation = claim.status.as_ref().and_then(|status| status.allocation.as_ref());
    let allocation = allocation.ok_or_else(|| format!("claim `{name}` was given no devices yet"))?;
    let results = allocation.devices.iter().flat_map(|devices| devices.results.iter().flatten());
    let own = results.filter(|result| result.driver == DRIVER_NAME && result.pool == node);
    own.map(|result| of_result(result, names)).collect()
}

fn of_result(result: &DeviceRequestAllocationResult, names: &BTreeMap<String, String>) -> Result<Given, String> {
    let device = result.device.clone();
    let uuid = names.get(&device).ok_or_else(|| format!("this node has no device `{device}`"))?.clone();
    // Of `main/large`, one of several ways to answer a request, containers know the request.
    let request = result.request.split('/').next().unwrap_or_default().to_owned();
    Ok(Given { request, device, uuid })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claim(results: &[(&str, &str, &str, &str)]) -> ResourceClaim {
        let result = |(request, driver, pool, device): &(&str, &str, &str, &str)| json!({ "request": request, "driver": driver, "pool": pool, "device": device });
        let results: Vec<_> = results.iter().map(result).collect();
        serde_json::from_value(json!({
            "metadata": { "name": "one", "uid": "u" },
            "spec": {},
            "status": { "allocation": { "devices": { "results": results } } },
        }))
        .unwrap()
    }

    fn names() -> BTreeMap<String, String> {
        BTreeMap::from([("gpu-0".to_owned(), "GPU-a".to_owned())])
    }

    #[test]
    fn only_what_is_of_this_node_is_given() {
        let claim = claim(&[
            ("main/large", DRIVER_NAME, "worker-1", "gpu-0"),
            ("main", DRIVER_NAME, "worker-2", "gpu-0"),
            ("nic", "dranet", "worker-1", "eth1"),
        ]);
        let given = given(&claim, "u", "worker-1", &names()).unwrap();
        assert_eq!(given, [Given { request: "main".into(), device: "gpu-0".into(), uuid: "GPU-a".into() }]);
    }

    #[test]
    fn says_what_is_wrong_with_a_claim() {
        let all = claim(&[("main", DRIVER_NAME, "worker-1", "gpu-7")]);
        let error = |claim: &ResourceClaim, uid: &str| given(claim, uid, "worker-1", &names()).unwrap_err();
        assert_eq!(error(&all, "u"), "this node has no device `gpu-7`");
        assert_eq!(error(&all, "v"), "claim `one` was deleted, and another one of that name was made");
        let waiting = ResourceClaim { status: None, ..all };
        assert_eq!(error(&waiting, "u"), "claim `one` was given no devices yet");
    }
}
