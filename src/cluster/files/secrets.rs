//! What all nodes of a cluster have in common and nobody else may know.

use std::collections::BTreeMap;

use super::encryption::encryption_configuration;
use crate::cluster::ClusterError;
use crate::cluster::pki::{Authority, CLUSTER_AUTHORITY, Identity, Subject, service_account_keys};

const ETCD_AUTHORITY: &str = "etcd-ca";
const FRONT_PROXY_AUTHORITY: &str = "front-proxy-ca";

/// Authorities and keys of one cluster, as kubeadm has them.
pub struct Secrets {
    pub(super) ca: Authority,
    pub(super) etcd_ca: Authority,
    pub(super) front_proxy_ca: Authority,
    /// The key pair that signs service account tokens: (private, public), PEM.
    pub(super) service_account: (String, String),
    /// The API servers' EncryptionConfiguration (YAML), which holds the key that Secrets in etcd are encrypted with.
    pub(super) encryption: String,
    /// The user of admin.conf and of the host's kubeconfig.
    pub(super) admin: Identity,
    /// The user of super-admin.conf, whose rights need no RBAC object.
    pub(super) super_admin: Identity,
}

impl Secrets {
    /// Makes them for a new cluster.
    pub fn new() -> Result<Self, ClusterError> {
        let [ca, etcd_ca, front_proxy_ca] =
            [CLUSTER_AUTHORITY, ETCD_AUTHORITY, FRONT_PROXY_AUTHORITY].map(Authority::new);
        Self::of(ca?, etcd_ca?, front_proxy_ca?, service_account_keys()?, encryption_configuration()?)
    }

    /// Those of a cluster that is there: `files` of a control plane by path below /etc/kubernetes. Users get new
    /// certificates. `None` where a file is missing.
    pub fn load(files: &BTreeMap<String, Vec<u8>>) -> Result<Option<Self>, ClusterError> {
        let text = |path: &str| Some(std::str::from_utf8(files.get(path)?).ok()?.to_owned());
        let identity = |path: &str| {
            Some(Identity { certificate: text(&format!("pki/{path}.crt"))?, key: text(&format!("pki/{path}.key"))? })
        };
        let identities = || Some((identity("ca")?, identity("etcd/ca")?, identity("front-proxy-ca")?));
        let keys = || Some(((text("pki/sa.key")?, text("pki/sa.pub")?), text("pki/encryption.yaml")?));
        let (Some((ca, etcd_ca, front_proxy_ca)), Some((service_account, encryption))) = (identities(), keys()) else {
            return Ok(None);
        };
        let ca = Authority::load(CLUSTER_AUTHORITY, ca)?;
        let etcd_ca = Authority::load(ETCD_AUTHORITY, etcd_ca)?;
        let front_proxy_ca = Authority::load(FRONT_PROXY_AUTHORITY, front_proxy_ca)?;
        Self::of(ca, etcd_ca, front_proxy_ca, service_account, encryption).map(Some)
    }

    fn of(
        ca: Authority,
        etcd_ca: Authority,
        front_proxy_ca: Authority,
        service_account: (String, String),
        encryption: String,
    ) -> Result<Self, ClusterError> {
        let user = |common_name, organization| {
            ca.issue(&Subject { common_name, organization: Some(organization), ..Subject::default() })
        };
        let admin = user("kubernetes-admin", "kubeadm:cluster-admins")?;
        let super_admin = user("kubernetes-super-admin", "system:masters")?;
        Ok(Self { ca, etcd_ca, front_proxy_ca, service_account, encryption, admin, super_admin })
    }

    /// Certificate of the cluster's authority, PEM.
    pub fn ca_certificate(&self) -> String {
        self.ca.identity().certificate
    }
}
