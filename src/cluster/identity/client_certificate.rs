//! A certificate with a new key for the user that we are, signed by the cluster itself: what is handed on is good for some
//! hours, and the user's own key stays where it is.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use k8s_openapi::api::certificates::v1::CertificateSigningRequest;
use kube::api::{DeleteParams, Patch, PatchParams, PostParams};
use kube::{Api, ResourceExt};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use serde_json::json;
use tokio::time::Instant;

use super::User;
use crate::cluster::pki::Identity;
use crate::cluster::{ClusterError, Kube};

const SIGNER: &str = "kubernetes.io/kube-apiserver-client";
/// The API server adds it to everybody's.
const EVERYBODY: &str = "system:authenticated";
const LIMIT: Duration = Duration::from_secs(30);
const INTERVAL: Duration = Duration::from_millis(50);

/// Has the cluster sign a certificate for `user`, whom we have to be allowed to approve one for.
pub async fn client_certificate(kube: &Kube, user: &User, life: Duration) -> Result<Identity, ClusterError> {
    let key = KeyPair::generate().map_err(ClusterError::Certificates)?;
    let request = json!({
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": { "generateName": "devcluster-" },
        "spec": {
            "request": BASE64.encode(request(user, &key)?),
            "signerName": SIGNER,
            "usages": ["client auth", "digital signature"],
            "expirationSeconds": life.as_secs(),
        },
    });
    let request =
        serde_json::from_value(request).map_err(|source| failed("read a request", kube::Error::SerdeError(source)))?;
    let api: Api<CertificateSigningRequest> = Api::all(kube.client.clone());
    let made = api.create(&PostParams::default(), &request).await;
    let name = made.map_err(|source| refused(user, "take a request for a certificate", source))?.name_any();
    let certificate = signed(&api, &name, user).await;
    // What it was for is here by now, and the API server forgets requests after an hour anyway.
    let _ = api.delete(&name, &DeleteParams::default()).await;
    Ok(Identity { certificate: certificate?, key: key.serialize_pem() })
}

fn request(user: &User, key: &KeyPair) -> Result<String, ClusterError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, user.name.as_str());
    let groups: Vec<_> = user.groups.iter().filter(|group| *group != EVERYBODY).collect();
    match groups.as_slice() {
        [] => {}
        [group] => params.distinguished_name.push(DnType::OrganizationName, group.as_str()),
        // rcgen has one of each kind in a name.
        _ => return Err(ClusterError::ManyGroups { user: user.name.clone() }),
    }
    let request = params.serialize_request(key).and_then(|request| request.pem());
    request.map_err(ClusterError::Certificates)
}

/// Approves a request and waits for its certificate.
async fn signed(api: &Api<CertificateSigningRequest>, name: &str, user: &User) -> Result<String, ClusterError> {
    let approval = json!({ "status": { "conditions": [{
        "type": "Approved",
        "status": "True",
        "reason": "DevclusterDashboard",
        "message": "for the session of the user who made it",
    }] } });
    let approved = api.patch_approval(name, &PatchParams::default(), &Patch::Strategic(approval)).await;
    approved.map_err(|source| refused(user, "approve a certificate", source))?;
    let deadline = Instant::now() + LIMIT;
    loop {
        let request = api.get(name).await.map_err(|source| failed("tell of a request for a certificate", source))?;
        let status = request.status.unwrap_or_default();
        if let Some(certificate) = status.certificate {
            return Ok(String::from_utf8_lossy(&certificate.0).into_owned());
        }
        let conditions = status.conditions.unwrap_or_default();
        let last = conditions.last().map_or("it has no condition".to_owned(), |condition| {
            let message = condition.message.as_deref().unwrap_or_default();
            format!("{} ({message})", condition.type_)
        });
        let is_failed = conditions.iter().any(|condition| condition.type_ == "Failed");
        if is_failed || Instant::now() > deadline {
            let what = format!("the cluster did not sign a certificate for `{}`", user.name);
            return Err(ClusterError::TimedOut { what, seconds: LIMIT.as_secs(), last });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

fn refused(user: &User, action: &str, source: kube::Error) -> ClusterError {
    match source {
        kube::Error::Api(status) if status.code == 403 => {
            ClusterError::NoCertificate { user: user.name.clone(), reason: status.message.clone() }
        }
        source => failed(action, source),
    }
}

fn failed(action: &str, source: kube::Error) -> ClusterError {
    ClusterError::Api { action: action.to_owned(), source: Box::new(source) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request_of(groups: &[&str]) -> Result<String, ClusterError> {
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        request(&User { name: "ada".to_owned(), groups }, &KeyPair::generate().unwrap())
    }

    #[test]
    fn a_request_names_user_and_group() {
        let pem = request_of(&["kubeadm:cluster-admins", EVERYBODY]).unwrap();
        let (_, pem) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).unwrap();
        let text = String::from_utf8_lossy(&pem.contents).into_owned();
        assert!(text.contains("ada") && text.contains("kubeadm:cluster-admins") && !text.contains(EVERYBODY));
        assert!(request_of(&[]).is_ok());
        assert!(matches!(request_of(&["a", "b"]), Err(ClusterError::ManyGroups { .. })));
    }
}
