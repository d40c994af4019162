//! All that rules follow from: the cluster's policies, and its pods and namespaces where there is a policy.

use super::objects::{Pod, Policy};
use super::sandboxes::Addresses;
use super::selector::Labels;
use super::watch::Change;
use crate::api::Known;

#[derive(Debug, Default)]
pub struct World {
    pub policies: Known<Policy>,
    pub pods: Known<Pod>,
    /// Their labels.
    pub namespaces: Known<Labels>,
    /// What this node's pods have been given.
    pub sandboxes: Addresses,
}

impl World {
    /// Takes over a change, as the node `own` sees it.
    pub fn take(&mut self, change: Change, own: &str) {
        match change {
            Change::Policy(event) => self.policies.take(*event, Policy::see),
            Change::Pod(event) => self.pods.take(*event, |pod| Pod::see(pod, own)),
            Change::Namespace(event) => {
                self.namespaces.take(*event, |namespace| Some(namespace.metadata.labels.clone().unwrap_or_default()));
            }
            Change::Sandboxes(addresses) => self.sandboxes = addresses,
        }
    }

    /// Whether enough is known to decide.
    pub fn is_whole(&self) -> bool {
        self.policies.is_whole() && self.pods.is_whole() && self.namespaces.is_whole()
    }

    /// Whether there is a policy, once that is known.
    pub fn has_policies(&self) -> Option<bool> {
        self.policies.is_whole().then(|| self.policies.iter().next().is_some())
    }

    pub fn forget_pods(&mut self) {
        self.pods = Known::default();
        self.namespaces = Known::default();
        self.sandboxes = Addresses::default();
    }
}
