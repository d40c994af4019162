//! What all nodes of a cluster have in common and nobody else may know.

use super::encryption::encryption_configuration;
use crate::cluster::ClusterError;
use crate::cluster::pki::{Authority, CLUSTER_AUTHORITY, Identity, Subject, service_account_keys};

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
        let ca = Authority::new(CLUSTER_AUTHORITY)?;
        let user = |common_name, organization| {
            ca.issue(&Subject { common_name, organization: Some(organization), ..Subject::default() })
        };
        Ok(Self {
            admin: user("kubernetes-admin", "kubeadm:cluster-admins")?,
            super_admin: user("kubernetes-super-admin", "system:masters")?,
            etcd_ca: Authority::new("etcd-ca")?,
            front_proxy_ca: Authority::new("front-proxy-ca")?,
            service_account: service_account_keys()?,
            encryption: encryption_configuration()?,
            ca,
        })
    }

    /// Certificate of the cluster's authority, PEM.
    pub fn ca_certificate(&self) -> String {
        self.ca.identity().certificate
    }
}
