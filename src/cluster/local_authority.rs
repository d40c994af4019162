//! A certificate authority of this machine, for names that only this machine knows: who trusts it sees no warning when an
//! app is asked by https. It is no cluster's: one trust serves all of them, and it signs nothing for Kubernetes.

use std::fs::{OpenOptions, Permissions};
use std::io::Write;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use kube::Api;
use kube::api::{ObjectMeta, Patch, PatchParams};

use super::bootstrap::FIELD_MANAGER;
use super::pki::{Authority, Identity, Subject};
use super::{ClusterError, Kube};

const NAME: &str = "devcluster local authority";
const CERTIFICATE: &str = "ca.crt";
const KEY: &str = "ca.key";

/// The authority in a folder of this machine.
pub struct LocalAuthority {
    authority: Authority,
    certificate: PathBuf,
}

impl LocalAuthority {
    /// Reads it, or makes it where there is none; its key is for its owner alone.
    pub fn load_or_make(folder: &Path) -> Result<Self, ClusterError> {
        let fail = |path: &Path, source| ClusterError::LocalAuthority { path: path.to_owned(), source };
        let (certificate, key) = (folder.join(CERTIFICATE), folder.join(KEY));
        let read = |path: &PathBuf| std::fs::read_to_string(path).map_err(|error| fail(path, error));
        if certificate.is_file() && key.is_file() {
            let identity = Identity { certificate: read(&certificate)?, key: read(&key)? };
            return Ok(Self { authority: Authority::load(NAME, identity)?, certificate });
        }
        let authority = Authority::new(NAME)?;
        let identity = authority.identity();
        std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
        write_secret(&key, &identity.key).map_err(|error| fail(&key, error))?;
        std::fs::write(&certificate, &identity.certificate).map_err(|error| fail(&certificate, error))?;
        Ok(Self { authority, certificate })
    }

    /// The file with its certificate, PEM.
    pub fn certificate(&self) -> &Path {
        &self.certificate
    }

    /// A certificate with its key for servers of these names (`*.` for all below one) and addresses.
    pub fn issue(&self, hosts: &[String]) -> Result<Identity, ClusterError> {
        let (addresses, names): (Vec<_>, Vec<_>) = hosts.iter().partition(|host| host.parse::<Ipv4Addr>().is_ok());
        self.authority.issue(&Subject {
            common_name: hosts.first().map_or(NAME, String::as_str),
            names: names.into_iter().cloned().collect(),
            addresses: addresses.iter().filter_map(|address| address.parse().ok()).collect(),
            ..Subject::default()
        })
    }
}

/// Puts a certificate into a cluster as a Secret of type kubernetes.io/tls.
pub async fn apply_tls_secret(
    kube: &Kube,
    namespace: &str,
    name: &str,
    identity: &Identity,
) -> Result<(), ClusterError> {
    let bytes = |text: &str| ByteString(text.as_bytes().to_vec());
    let data = [("tls.crt", &identity.certificate), ("tls.key", &identity.key)];
    let secret = Secret {
        metadata: ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() },
        type_: Some("kubernetes.io/tls".to_owned()),
        data: Some(data.into_iter().map(|(key, text)| (key.to_owned(), bytes(text))).collect()),
        ..Secret::default()
    };
    let api: Api<Secret> = Api::namespaced(kube.client.clone(), namespace);
    let applied = api.patch(name, &PatchParams::apply(FIELD_MANAGER).force(), &Patch::Apply(secret)).await;
    applied.map(drop).map_err(|error| ClusterError::Api {
        action: format!("accept Secret `{name}` in namespace `{namespace}`"),
        source: Box::new(error),
    })
}

#[cfg(unix)]
fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    // One that was there keeps its mode.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = LocalAuthority::load_or_make(folder.path()).unwrap();
        let again = LocalAuthority::load_or_make(folder.path()).unwrap();
        assert_eq!(first.authority.identity().certificate, again.authority.identity().certificate);
        let issued = again.issue(&["shop.localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        assert!(issued.certificate.starts_with("-----BEGIN CERTIFICATE-----"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(KEY)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
