//! Makes what containers get with a claim, and removes it: a CDI specification a claim.

use std::collections::BTreeMap;
use std::path::PathBuf;

use futures::future::join_all;
use k8s_openapi::api::resource::v1::ResourceClaim;
use kube::{Api, Client};

use super::allocation::{Given, given};
use super::messages::{Claim, ClaimsRequest, Device, PrepareResponse, Prepared, UnprepareResponse, Unprepared};
use crate::error::{Error, in_full};
use crate::files;
use crate::gpu::cdi::{Brought, claim_device_name, claim_path, claim_specification, device_name};

/// The claims of this node's pods.
#[derive(Clone)]
pub struct Claims {
    pub client: Client,
    pub node: String,
    /// The ids of units by the names of their devices.
    pub names: BTreeMap<String, String>,
    /// Where containerd looks for specifications.
    pub folder: PathBuf,
    /// What claims bring.
    pub brought: Brought,
}

impl Claims {
    /// Prepares claims, again where kubelet has forgotten that it asked for it.
    pub async fn prepare(self, request: ClaimsRequest) -> Result<PrepareResponse, String> {
        let prepare = async |claim: &Claim| {
            let prepared = match self.prepare_one(claim).await {
                Ok(devices) => Prepared { devices, error: String::new() },
                Err(error) => Prepared { devices: Vec::new(), error },
            };
            (claim.uid.clone(), prepared)
        };
        Ok(PrepareResponse { claims: join_all(request.claims.iter().map(prepare)).await.into_iter().collect() })
    }

    async fn prepare_one(&self, claim: &Claim) -> Result<Vec<Device>, String> {
        let claims: Api<ResourceClaim> = Api::namespaced(self.client.clone(), &claim.namespace);
        let read = claims.get(&claim.name).await;
        let found = read.map_err(|error| format!("claim `{}` can't be read: {error}", claim.name))?;
        let given = given(&found, &claim.uid, &self.node, &self.names)?;
        self.write(&claim.uid, &given).map_err(|error| in_full(&error))?;
        Ok(devices(&claim.uid, &self.node, &given, self.brought))
    }

    /// containerd finds no specification, or a whole one: what does not end with `.json` it does not read.
    fn write(&self, uid: &str, given: &[Given]) -> Result<(), Error> {
        let mut units: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for Given { request, uuid, .. } in given {
            units.entry(request.clone()).or_default().push(uuid.clone());
        }
        let path = claim_path(&self.folder, uid);
        let new = path.with_extension("new");
        files::write(&new, &claim_specification(uid, &units, self.brought).to_string())?;
        files::rename(&new, &path)
    }

    /// Takes back what was prepared; nothing where that has happened already.
    pub fn unprepare(&self, request: &ClaimsRequest) -> UnprepareResponse {
        let unprepare = |claim: &Claim| {
            let removed = files::remove_file(claim_path(&self.folder, &claim.uid));
            let error = removed.err().map(|error| in_full(&error)).unwrap_or_default();
            (claim.uid.clone(), Unprepared { error })
        };
        UnprepareResponse { claims: request.claims.iter().map(unprepare).collect() }
    }
}

/// The devices as kubelet is told of them. All of a request come by one name, which is told with the first: a container
/// would be given them as often as it is told.
fn devices(uid: &str, node: &str, given: &[Given], brought: Brought) -> Vec<Device> {
    let device = |(index, Given { request, device, uuid, .. }): (usize, &Given)| {
        let is_first = !given[..index].iter().any(|before| before.request == *request);
        let of_driver = (brought == Brought::Nothing).then(|| device_name(uuid));
        // The later of two specifications sets a variable, and the driver's hides what is not asked for.
        let of_claim = is_first.then(|| claim_device_name(uid, request));
        Device {
            requests: vec![request.clone()],
            pool: node.to_owned(),
            name: device.clone(),
            cdi_ids: of_driver.into_iter().chain(of_claim).collect(),
        }
    };
    given.iter().enumerate().map(device).collect()
}

#[cfg(test)]
mod tests {
    use http::{Request, Response};
    use http_body_util::Full;
    use kube::client::Body;

    use super::*;
    use crate::gpu::dra::DRIVER_NAME;

    /// An API server that knows one claim with two requests.
    fn api_server() -> Client {
        let result = |request: &str, device: &str| serde_json::json!({ "request": request, "driver": DRIVER_NAME, "pool": "worker-1", "device": device });
        let claim = serde_json::json!({
            "apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim", "metadata": { "name": "one", "uid": "u" }, "spec": {},
            "status": { "allocation": { "devices": {
                "results": [result("a", "gpu-0"), result("a", "gpu-1"), result("b", "gpu-2")],
            } } },
        });
        let answer = move |request: Request<Body>| {
            assert_eq!(request.uri().path(), "/apis/resource.k8s.io/v1/namespaces/lab/resourceclaims/one");
            let body = Full::new(bytes::Bytes::from(claim.to_string()));
            std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(body)))
        };
        Client::new(tower::service_fn(answer), "lab")
    }

    fn claims(folder: &std::path::Path) -> Claims {
        let names = (0..3).map(|index| (format!("gpu-{index}"), format!("GPU-{index}"))).collect();
        Claims {
            client: api_server(),
            node: "worker-1".into(),
            names,
            folder: folder.into(),
            brought: Brought::Folders,
        }
    }

    fn request() -> ClaimsRequest {
        ClaimsRequest { claims: vec![Claim { namespace: "lab".into(), uid: "u".into(), name: "one".into() }] }
    }

    #[tokio::test]
    async fn a_claim_is_prepared_as_often_as_kubelet_asks() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let answer = claims(folder.path()).prepare(request()).await.unwrap();
            let prepared = &answer.claims["u"];
            assert_eq!(prepared.error, "");
            let ids: Vec<_> = prepared.devices.iter().map(|device| device.cdi_ids.join(",")).collect();
            assert_eq!(ids, ["k8s.gpu.nvidia.com/claim=u-a", "", "k8s.gpu.nvidia.com/claim=u-b"]);
        }
        let specification: serde_json::Value = files::read_json(claim_path(folder.path(), "u")).unwrap();
        assert_eq!(specification["devices"][0]["name"], "u-a");
        let edits = &specification["devices"][0]["containerEdits"];
        assert_eq!(edits["env"][0], "NVIDIA_VISIBLE_DEVICES=GPU-0,GPU-1");
        assert_eq!(edits["mounts"].as_array().unwrap().len(), 2);
        for _ in 0..2 {
            assert_eq!(claims(folder.path()).unprepare(&request()).claims["u"].error, "");
            assert!(files::list(folder.path()).unwrap().is_empty());
        }
    }
}
