//! Groups of nodes to nodes: how many, how large, and what they see of the host.

use super::files::Files;
use super::findings::Findings;
use super::gpus;
use crate::config::cluster::{HostMount, MOST_NODES, NodeRole, NodeSpec, Taint};
use crate::config::syntax;
use crate::config::v1alpha1::{Mount, NodeGroup};
use crate::yaml::{Located, Problems};

/// etcd's own advice (https://etcd.io/docs/v3.6/faq/#what-is-maximum-cluster-size).
const MOST_CONTROL_PLANES: u32 = 7;

/// Whether a cluster may have so many nodes.
pub fn node_count(count: u32) -> Result<(), String> {
    if count <= MOST_NODES {
        return Ok(());
    }
    Err(format!("{count} nodes are too many: a cluster's network has addresses for {MOST_NODES}"))
}

/// The nodes, control planes first, numbered by role.
pub fn nodes(groups: Located<Vec<NodeGroup>>, files: Files<'_>, findings: &mut Findings) -> Vec<NodeSpec> {
    check_counts(&groups, &mut findings.problems);
    let mut nodes: Vec<NodeSpec> = Vec::new();
    for role in [NodeRole::ControlPlane, NodeRole::Worker] {
        for group in groups.value.iter().filter(|group| group.role == Some(role)) {
            let like = like(role, group, files, findings);
            let count = group.count.as_ref().map_or(0, |count| count.value).min(MOST_NODES);
            for _ in 0..count {
                let number = 1 + nodes.iter().filter(|node| node.role == role).count();
                nodes.push(NodeSpec { name: NodeSpec::new(role, number).name, ..like.clone() });
            }
        }
    }
    nodes
}

fn check_counts(groups: &Located<Vec<NodeGroup>>, problems: &mut Problems) {
    // What was noted as a problem already is not counted to make another.
    let counted: Option<Vec<_>> = groups.value.iter().map(|group| Some((group.role?, group.count.as_ref()?))).collect();
    let Some(counted) = counted else { return };
    let mut total = 0u32;
    for (_, count) in &counted {
        total = total.saturating_add(count.value);
        if let Err(reason) = node_count(total) {
            problems.add(count.place, reason);
            return;
        }
    }
    let control_planes = counted.iter().filter(|(role, _)| *role == NodeRole::ControlPlane);
    let control_planes: Vec<_> = control_planes.map(|(_, count)| count).filter(|count| count.value > 0).collect();
    let number: u32 = control_planes.iter().map(|count| count.value).sum();
    if let Some(last) = control_planes.last().filter(|_| number > MOST_CONTROL_PLANES) {
        let reason =
            format!("{number} control planes are too many: more than {MOST_CONTROL_PLANES} only slow etcd down");
        problems.add(last.place, reason);
    }
    if number == 0 {
        problems.add(groups.place, "the cluster needs a node with `role: control-plane`");
    }
}

/// A node of the group, its name aside.
fn like(role: NodeRole, group: &NodeGroup, files: Files<'_>, findings: &mut Findings) -> NodeSpec {
    if let Some(memory) = &group.memory {
        check_memory(role, memory, &mut findings.problems);
    }
    NodeSpec {
        labels: group.labels.clone(),
        taints: taints(&group.taints, &mut findings.problems),
        milli_cpus: group.milli_cpus,
        memory: group.memory.as_ref().map(|memory| memory.value),
        mounts: mounts(&group.mounts, files, &mut findings.problems),
        gpus: group.gpus.as_ref().and_then(|gpus| gpus::gpus(gpus, &mut findings.problems)),
        ..NodeSpec::new(role, 1)
    }
}

fn check_memory(role: NodeRole, memory: &Located<u64>, problems: &mut Problems) {
    if memory.value < role.least_memory() {
        let [given, least] = [memory.value, role.least_memory()].map(syntax::bytes_as_text);
        let what = role.name();
        problems.add(memory.place, format!("`{given}` of memory is too little: a {what} node needs {least}"));
    }
}

fn taints(taints: &[Located<Taint>], problems: &mut Problems) -> Vec<Taint> {
    for (index, taint) in taints.iter().enumerate() {
        let same = |other: &&Located<Taint>| {
            (&other.value.key, &other.value.effect) == (&taint.value.key, &taint.value.effect)
        };
        if taints[..index].iter().any(|other| same(&other)) {
            let Taint { key, effect, .. } = &taint.value;
            problems.add(taint.place, format!("taint `{key}` is given twice with effect {effect}"));
        }
    }
    taints.iter().map(|taint| taint.value.clone()).collect()
}

fn mounts(mounts: &[Mount], files: Files<'_>, problems: &mut Problems) -> Vec<HostMount> {
    for (index, mount) in mounts.iter().enumerate() {
        if mounts[..index].iter().any(|other| other.target.value == mount.target.value) {
            problems.add(mount.target.place, format!("two mounts have the target `{}`", mount.target.value));
        }
    }
    let mount = |mount: &Mount| match files.existing(&mount.source.value) {
        Ok(source) => Some(HostMount { source, target: mount.target.value.clone().into(), read_only: mount.read_only }),
        Err(reason) => {
            problems.add(mount.source.place, reason);
            None
        }
    };
    mounts.iter().filter_map(mount).collect()
}
