//! A NetworkPolicy.

use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::super::ranges::Ranges;
use super::super::selector::Selector;
use super::Protocol;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub namespace: String,
    /// The pods that it is for.
    pub pods: Selector,
    /// What they may be sent; `None` where it does not say.
    pub ingress: Option<Vec<Rule>>,
    /// What they may send; `None` where it does not say.
    pub egress: Option<Vec<Rule>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// Any of them; all that there is where there is none.
    pub peers: Vec<Peer>,
    /// Any of them; all, of any protocol, where there is none.
    pub ports: Vec<Port>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// Pods of the policy's own namespace, where it names no others.
    Pods { namespaces: Option<Selector>, pods: Selector },
    /// Addresses.
    Block(Ranges),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    pub protocol: Protocol,
    pub numbers: Numbers,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbers {
    All,
    Range(u16, u16),
    /// As the pod names it that is sent to.
    Named(String),
}

impl Policy {
    pub fn see(policy: &NetworkPolicy) -> Option<Self> {
        let spec = policy.spec.as_ref()?;
        let ingress = spec.ingress.iter().flatten().map(|rule| Rule::read(rule.from.as_ref(), rule.ports.as_ref()));
        let egress = spec.egress.iter().flatten().map(|rule| Rule::read(rule.to.as_ref(), rule.ports.as_ref()));
        Some(Self {
            namespace: policy.metadata.namespace.clone()?,
            pods: spec.pod_selector.as_ref().map(Selector::from).unwrap_or_default(),
            ingress: is_about("Ingress", spec).then(|| ingress.collect()),
            egress: is_about("Egress", spec).then(|| egress.collect()),
        })
    }
}

/// What types it has where it names none: Ingress, and Egress where it has rules for that.
fn is_about(kind: &str, spec: &NetworkPolicySpec) -> bool {
    match spec.policy_types.as_deref() {
        None | Some([]) => kind == "Ingress" || spec.egress.as_ref().is_some_and(|rules| !rules.is_empty()),
        Some(types) => types.iter().any(|named| named == kind),
    }
}

impl Rule {
    fn read(peers: Option<&Vec<NetworkPolicyPeer>>, ports: Option<&Vec<NetworkPolicyPort>>) -> Self {
        Self {
            peers: peers.into_iter().flatten().map(Peer::read).collect(),
            ports: ports.into_iter().flatten().map(Port::read).collect(),
        }
    }
}

impl Peer {
    fn read(peer: &NetworkPolicyPeer) -> Self {
        if let Some(block) = &peer.ip_block {
            return Self::Block(addresses(block));
        }
        if peer.pod_selector.is_none() && peer.namespace_selector.is_none() {
            // Says nothing that is known here: lets nothing pass.
            return Self::Block(Ranges::default());
        }
        Self::Pods {
            namespaces: peer.namespace_selector.as_ref().map(Selector::from),
            pods: peer.pod_selector.as_ref().map(Selector::from).unwrap_or_default(),
        }
    }
}

/// Of IPv6 there is nothing to let pass.
fn addresses(block: &IPBlock) -> Ranges {
    let excepted = block.except.iter().flatten().filter_map(|except| Ranges::block(except));
    excepted.fold(Ranges::block(&block.cidr).unwrap_or_default(), |left, except| left.without(&except))
}

impl Port {
    fn read(port: &NetworkPolicyPort) -> Self {
        let (protocol, numbers) = match Protocol::read(port.protocol.as_deref()) {
            Some(protocol) => (protocol, Numbers::read(port)),
            None => (Protocol::Tcp, Numbers::NONE),
        };
        Self { protocol, numbers }
    }
}

impl Numbers {
    const NONE: Self = Self::Named(String::new());

    fn read(port: &NetworkPolicyPort) -> Self {
        let number = |number: &i32| u16::try_from(*number).ok();
        match &port.port {
            None => Self::All,
            Some(IntOrString::String(name)) => Self::Named(name.clone()),
            Some(IntOrString::Int(first)) => match (number(first), number(port.end_port.as_ref().unwrap_or(first))) {
                (Some(first), Some(last)) if first <= last => Self::Range(first, last),
                _ => Self::NONE,
            },
        }
    }
}

#[cfg(test)]
mod tests;
