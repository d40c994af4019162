//! What flags say beside the config file: they lie over it.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::cluster::{AddonSpec, NodeRole, PortSpec};
use super::gpus::{GpuAllocation, GpuCount, GpuModel};
use super::v1alpha1::{Cluster, Gpus, NodeGroup};
use super::{syntax, validate};
use crate::yaml::{Located, Place, Problems};

/// What flags say; what is left out is as in the file, else the default.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--name`.
    pub name: Option<String>,
    /// `--control-planes`: cuts off or adds some that are like the file's.
    pub control_planes: Option<u32>,
    /// `--nodes`: nodes of either role; the control planes stay, the number of workers follows.
    pub nodes: Option<u32>,
    /// `--workers`; not together with `nodes`.
    pub workers: Option<u32>,
    /// `--gpus`: of each worker, or of each node where there are no workers.
    pub gpus: Option<GpuCount>,
    /// `--gpu-model`; only together with `gpus`.
    pub gpu_model: Option<&'static GpuModel>,
    /// `--gpu-allocation`; only together with `gpus`.
    pub gpu_allocation: Option<GpuAllocation>,
    /// `--api-address`.
    pub api_address: Option<Ipv4Addr>,
    /// `--addons`: beside those of the file.
    pub addons: Vec<String>,
    /// `--port`: each takes the place of the file's with the same host port and protocol.
    pub ports: Vec<PortSpec>,
}

const ADDONS: Place = Place::Outside("--addons");
const GPUS: Place = Place::Outside("--gpus");
const NAME: Place = Place::Outside("--name");
const CONTROL_PLANES: Place = Place::Outside("--control-planes");
const NODES: Place = Place::Outside("--nodes");
const WORKERS: Place = Place::Outside("--workers");

impl Overrides {
    /// Lays the flags over what was written.
    pub(super) fn lay_over(&self, wire: &mut Cluster, problems: &mut Problems) {
        if let Some(name) = &self.name {
            wire.name = syntax::cluster_name(name).map_err(|reason| problems.add(NAME, reason)).ok();
        }
        if let Some(control_planes) = self.control_planes {
            lay_count(NodeRole::ControlPlane, control_planes, CONTROL_PLANES, wire, problems);
        }
        wire.network.api_server_address = self.api_address.or(wire.network.api_server_address);
        match (self.nodes, self.workers) {
            (Some(_), Some(_)) => problems.add(NODES, "say `--nodes` or `--workers`, not both"),
            (Some(nodes), None) => self.lay_nodes(nodes, wire, problems),
            (None, Some(workers)) => lay_count(NodeRole::Worker, workers, WORKERS, wire, problems),
            (None, None) => {}
        }
        if let Some(count) = self.gpus {
            self.lay_gpus(count, wire);
        }
        for name in &self.addons {
            match syntax::addon(name) {
                Ok(name) if wire.addons.iter().any(|addon| addon.name == name) => {}
                Ok(name) => wire.addons.push(AddonSpec { name, options: BTreeMap::new() }),
                Err(reason) => problems.add(ADDONS, reason),
            }
        }
        let replaced = |port: &PortSpec| self.ports.iter().any(|flag| flag.key() == port.key());
        wire.ports.retain(|port| !replaced(&port.value));
        wire.ports.extend(self.ports.iter().cloned().map(|port| Located::outside("--port", port)));
    }

    /// Of GPUs that the file describes only the number changes, and what else is named.
    fn lay_gpus(&self, count: GpuCount, wire: &mut Cluster) {
        let Some(Located { value: groups, .. }) = &mut wire.nodes else { return };
        let is_worker = |group: &NodeGroup| {
            group.role == Some(NodeRole::Worker) && group.count.as_ref().is_some_and(|count| count.value > 0)
        };
        let any_worker = groups.iter().any(is_worker);
        for group in groups.iter_mut().filter(|group| !any_worker || is_worker(group)) {
            let mut gpus = match (&group.gpus, self.gpu_model) {
                (Some(gpus), None) => Gpus { count: Some(count), ..gpus.clone() },
                (_, Some(model)) => {
                    let model = Located { value: model.label.to_owned(), place: GPUS };
                    Gpus { model: Some(model), ..Gpus::new(GPUS, count) }
                }
                (None, None) => Gpus::new(GPUS, count),
            };
            gpus.allocation = match self.gpu_allocation {
                Some(value) => Some(Located { value, place: GPUS }),
                None => gpus.allocation.or_else(|| group.gpus.as_ref()?.allocation.clone()),
            };
            group.gpus = Some(gpus);
        }
    }

    fn lay_nodes(&self, nodes: u32, wire: &mut Cluster, problems: &mut Problems) {
        if let Err(reason) = validate::node_count(nodes) {
            problems.add(NODES, reason);
            return;
        }
        let groups = wire.nodes.iter().flat_map(|nodes| &nodes.value);
        let control_planes: u32 = groups
            .filter(|group| group.role == Some(NodeRole::ControlPlane))
            .filter_map(|group| group.count.as_ref())
            .fold(0, |sum, count| sum.saturating_add(count.value));
        match nodes.checked_sub(control_planes) {
            Some(workers) if nodes > 0 => lay_count(NodeRole::Worker, workers, NODES, wire, problems),
            _ => problems.add(
                NODES,
                format!(
                    "{nodes} is too few: {control_planes} of the nodes {}",
                    if control_planes == 1 { "is the control plane" } else { "are control planes" }
                ),
            ),
        }
    }
}

/// Cuts nodes of a role off from the end, or adds some that are like the last.
fn lay_count(role: NodeRole, count: u32, place: Place, wire: &mut Cluster, problems: &mut Problems) {
    if let Err(reason) = validate::node_count(count) {
        problems.add(place, reason);
        return;
    }
    let Some(Located { value: groups, .. }) = &mut wire.nodes else { return };
    let mut missing = count;
    for group in groups.iter_mut().filter(|group| group.role == Some(role)) {
        let count = group.count.as_ref().map_or(0, |count| count.value).min(missing);
        group.count = Some(Located { value: count, place });
        missing -= count;
    }
    if missing == 0 {
        return;
    }
    match groups.iter_mut().rfind(|group| group.role == Some(role)) {
        Some(last) => {
            let count = last.count.as_ref().map_or(0, |count| count.value);
            last.count = Some(Located { value: count + missing, place });
        }
        None => groups.push(NodeGroup::new(role, place, missing)),
    }
}
