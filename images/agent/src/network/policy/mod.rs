//! NetworkPolicies: what pods may send and be sent is enforced on their own node, by nftables.
//!
//! `policies + pods + namespaces -> isolations -> rules` is pure ([`plan`], [`rules`]); [`run`] watches, and hands the
//! rules to nft when they are others than before. docs/network-policy.md tells what is covered.

mod isolation;
mod objects;
mod plan;
mod ranges;
mod rules;
mod run;
mod sandboxes;
mod selector;
mod watch;
mod world;

pub use run::run;
