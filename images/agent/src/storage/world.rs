//! All that decisions follow from: the claims, volumes, classes and nodes of the cluster.

use super::objects::{Claim, Class, Node, Volume};
use super::watch::Change;
use crate::api::Known;

#[derive(Debug, Default)]
pub struct World {
    /// Those that wait for a volume of ours, or have one.
    pub claims: Known<Claim>,
    /// Those that are ours.
    pub volumes: Known<Volume>,
    /// Those that name us.
    pub classes: Known<Class>,
    pub nodes: Known<Node>,
}

impl World {
    /// Whether enough is known to decide: what is missing in a list that has not come yet is not missing in the cluster.
    pub fn is_whole(&self) -> bool {
        self.claims.is_whole() && self.volumes.is_whole() && self.classes.is_whole() && self.nodes.is_whole()
    }

    pub fn take(&mut self, change: Change) {
        match change {
            Change::Claim(event) => self.claims.take(*event, Claim::see),
            Change::Volume(event) => self.volumes.take(*event, Volume::see),
            Change::Class(event) => self.classes.take(*event, Class::see),
            Change::Node(event) => self.nodes.take(*event, Node::see),
        }
    }
}
