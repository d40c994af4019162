//! Decides what this node does, from what is known of the cluster. Pure.

use super::duty;
use super::objects::{Claim, Class, Node, Phase, Volume};
use super::refusal::{self, Refusal};
use super::world::World;
use crate::quantity;

#[derive(Debug, Clone, PartialEq)]
pub enum Todo {
    /// Make a folder on this node, and the object for it.
    Provision { claim: Claim, class: Class },
    /// Say why there will be no volume.
    Refuse { claim: Claim, reason: Refusal },
    /// Let the scheduler choose anew: the node that it chose is lost.
    Reschedule { claim: Claim, lost: String },
    /// Grant a claim that asks for more what it asks for.
    Grow { claim: Claim, volume: String },
    /// Have the finalizer keep the object, or no longer.
    Guard { volume: Volume, keep: bool },
    /// Remove the folder and then the object.
    Delete { volume: Volume },
    /// Remove the object: its node is gone for good, and the data with it.
    Abandon { volume: Volume },
}

/// What is to be done by the node `own`. Repeating what has been done already is harmless.
pub fn plan(world: &World, own: &str) -> Vec<Todo> {
    let claims = world.claims.iter().filter_map(|claim| for_claim(world, claim, own));
    let volumes = world.volumes.iter().filter_map(|volume| for_volume(world, volume, own));
    claims.chain(volumes).collect()
}

fn for_claim(world: &World, claim: &Claim, own: &str) -> Option<Todo> {
    if claim.is_terminating {
        return None;
    }
    if let Some(volume) = &claim.volume {
        return grow(world, claim, volume, own);
    }
    if world.volumes.get(&claim.volume_name()).is_some() {
        return None;
    }
    let class = world.classes.get(&claim.class)?;
    let refused = refusal::of(claim, class);
    let (node, lost) = match &claim.selected_node {
        Some(node) if is_lost(world, node) => (duty::of(&claim.uid, ready(world)), Some(node.clone())),
        Some(node) => (Some(node.as_str()), None),
        None if !class.is_immediate => (None, None),
        None if refused.is_some() => (duty::of(&claim.uid, ready(world)), None),
        None => (duty::of(&claim.uid, open(world, class)), None),
    };
    if node != Some(own) {
        return None;
    }
    let claim = claim.clone();
    Some(match (lost, refused) {
        (Some(lost), _) => Todo::Reschedule { claim, lost },
        (None, Some(reason)) => Todo::Refuse { claim, reason },
        (None, None) => Todo::Provision { claim, class: class.clone() },
    })
}

fn grow(world: &World, claim: &Claim, volume: &str, own: &str) -> Option<Todo> {
    let volume = world.volumes.get(volume)?;
    let is_ours = volume.node == own && volume.claim_uid.as_ref() == Some(&claim.uid);
    let (wanted, granted) = (quantity::parse(&claim.requested)?, quantity::parse(claim.capacity.as_ref()?)?);
    (is_ours && wanted > granted).then(|| Todo::Grow { claim: claim.clone(), volume: volume.name.clone() })
}

fn for_volume(world: &World, volume: &Volume, own: &str) -> Option<Todo> {
    let node_is_there = world.nodes.get(&volume.node).is_some();
    let node = if node_is_there { Some(volume.node.as_str()) } else { duty::of(&volume.uid, ready(world)) };
    if node != Some(own) {
        return None;
    }
    let volume = volume.clone();
    if is_to_go(&volume) {
        return Some(if node_is_there { Todo::Delete { volume } } else { Todo::Abandon { volume } });
    }
    // One that is on its way out takes no new finalizers.
    let keep = volume.is_to_be_deleted;
    (volume.is_guarded != keep && !(keep && volume.is_terminating)).then_some(Todo::Guard { volume, keep })
}

fn is_to_go(volume: &Volume) -> bool {
    // Without our finalizer an object on its way out has been seen to already.
    let is_done = volume.is_terminating && !volume.is_guarded;
    volume.is_to_be_deleted
        && !is_done
        && match volume.phase {
            Phase::Released => true,
            Phase::Free => volume.is_terminating,
            Phase::Bound => false,
        }
}

/// Whether nothing can be expected of a node any more.
fn is_lost(world: &World, node: &str) -> bool {
    world.nodes.get(node).is_none_or(|node| node.is_unreachable)
}

fn ready(world: &World) -> impl Iterator<Item = &str> {
    world.nodes.iter().filter(|node| node.is_ready).map(|node| node.name.as_str())
}

/// The nodes on which a volume that no pod wants yet may be made.
fn open<'a>(world: &'a World, class: &'a Class) -> impl Iterator<Item = &'a str> {
    let fits = |node: &&Node| node.is_ready && node.is_open && class.allows(node);
    world.nodes.iter().filter(fits).map(|node| node.name.as_str())
}

#[cfg(test)]
mod tests;
