//! Step: nodes come to a cluster that is there.

use std::collections::BTreeSet;
use std::net::SocketAddrV4;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::etcd;
use super::maker::{NodeMaker, environment, upload};
use super::static_pods::elect_leaders;
use crate::cluster::{
    Basis, ClusterState, Kube, MadeOf, NodeRecord, SystemImages, apply_nodes, connect, names, observe,
    render_node_files,
};
use crate::config::{NodeRole, NodeSpec};
use crate::engine::Engine;
use crate::host;
use crate::plan::{ApiHolder, Capacity, Layout, node_address};
use crate::report::{Reporter, Step};
use crate::steps::StepError;
use crate::steps::api::{control_planes as leading_to, lead_to, take_over};
use crate::steps::journal::Journal;

/// What joining nodes need.
pub struct Joining<'a> {
    pub engine: &'a dyn Engine,
    pub reporter: &'a Arc<dyn Reporter>,
    pub journal: &'a Journal,
    /// Before they join.
    pub state: &'a ClusterState,
    pub made_of: &'a MadeOf,
    /// Of nodes.
    pub image: &'a str,
    /// Of system pods.
    pub images: &'a SystemImages,
    pub capacity: Capacity,
    pub interrupt: &'a CancellationToken,
}

/// A node that joins.
#[derive(Debug, Clone)]
pub struct Joiner {
    pub record: NodeRecord,
    /// Whether its container is there, without its files.
    pub there: bool,
}

impl Joiner {
    /// A new node in the first place that is not taken.
    pub fn new(spec: NodeSpec, taken: &mut BTreeSet<u32>) -> Self {
        let index = (0..).find(|index| !taken.contains(index)).unwrap_or_default();
        taken.insert(index);
        Self { record: NodeRecord { index, ..NodeRecord::new(spec) }, there: false }
    }

    /// Name of the node.
    pub fn name(&self) -> String {
        self.record.spec.name.clone()
    }
}

/// Brings nodes in, and starts them: workers at once, control planes one after the other, as etcd wants it.
pub async fn join(joining: &Joining<'_>, joiners: &[Joiner]) -> Result<(), StepError> {
    let kube = connect(joining.engine, joining.state).await?;
    let (control_planes, workers): (Vec<_>, Vec<_>) =
        joiners.iter().cloned().partition(|joiner| joiner.record.spec.role == NodeRole::ControlPlane);
    join_workers(joining, &kube, &workers).await?;
    join_control_planes(joining, &kube, &control_planes, &workers).await
}

async fn join_workers(joining: &Joining<'_>, kube: &Kube, workers: &[Joiner]) -> Result<(), StepError> {
    if workers.is_empty() {
        return Ok(());
    }
    let step = Step::start(joining.reporter, "add workers");
    let layout = joining.layout(workers)?;
    let names: Vec<_> = workers.iter().map(|worker| worker.record.spec.name.as_str()).collect();
    // A kubelet that comes first makes its node without a pod subnet.
    apply_nodes(kube, &layout, &names).await?;
    joining.provide_in(&layout, workers, false).await?;
    let containers: Vec<_> = names.iter().map(|name| names::container(&joining.state.name, name)).collect();
    let starts = containers.iter().map(|container| joining.engine.start_container(container));
    for started in futures::future::join_all(starts).await {
        started?;
    }
    step.done_with(names.join(", "));
    Ok(())
}

/// `others` have joined before.
async fn join_control_planes(
    joining: &Joining<'_>,
    kube: &Kube,
    control_planes: &[Joiner],
    others: &[Joiner],
) -> Result<(), StepError> {
    if control_planes.is_empty() {
        return Ok(());
    }
    // The others act alone until they elect leaders; no new one acts before its etcd has a vote.
    let mut elected = Some(elect_leaders(joining.engine, kube, joining.state));
    let mut joined = others.to_vec();
    for joiner in control_planes {
        let step = Step::start(joining.reporter, format!("add {}", joiner.record.spec.name));
        joined.push(joiner.clone());
        let layout = joining.layout(&joined)?;
        let arrives = joining.arrive(kube, &layout, joiner);
        let member = match elected.take() {
            Some(elected) => {
                let (member, elected) = tokio::join!(arrives, elected);
                elected?;
                member?
            }
            None => arrives.await?,
        };
        let promoted = etcd::promote(joining.engine, joining.state.first_control_plane()?, &member);
        tokio::select! {
            promoted = promoted => promoted?,
            () = joining.interrupt.cancelled() => return Err(StepError::Interrupted),
        }
        step.done();
    }
    let layout = joining.layout(&joined)?;
    if joining.state.api.is_some() {
        return lead_to(joining.engine, joining.state, &leading_to(&layout)).await;
    }
    let step = Step::start(joining.reporter, "lead to all control planes");
    let state = observe(joining.engine, &joining.state.name).await?;
    let address = joining.made_of.cluster.network.api_server_address;
    let endpoint = SocketAddrV4::new(address, host::free_port().map_err(StepError::NoPort)?);
    take_over(joining.engine, joining.journal, &state, layout.subnet, joining.image, endpoint).await?;
    step.done();
    Ok(())
}

impl Joining<'_> {
    /// Gives nodes their containers and files, all at the same time; where they start together, a new etcd among them.
    pub async fn provide(&self, joiners: &[Joiner]) -> Result<(), StepError> {
        self.provide_in(&self.layout(joiners)?, joiners, false).await
    }

    /// A control plane comes up with an etcd that follows the others and has no vote; the ID of that member.
    async fn arrive(&self, kube: &Kube, layout: &Layout, joiner: &Joiner) -> Result<String, StepError> {
        let name = joiner.record.spec.name.as_str();
        let address = node_address(layout.subnet, joiner.record.index);
        let member = etcd::add_learner(self.engine, self.state.first_control_plane()?, name, address).await?;
        apply_nodes(kube, layout, &[name]).await?;
        self.provide_in(layout, std::slice::from_ref(joiner), true).await?;
        self.engine.start_container(&names::container(&self.state.name, name)).await?;
        Ok(member)
    }

    async fn provide_in(&self, layout: &Layout, joiners: &[Joiner], joins: bool) -> Result<(), StepError> {
        let cluster = &self.made_of.cluster;
        let specs: Vec<_> = layout.nodes.iter().map(|node| node.spec.clone()).collect();
        let mtu = cluster.network.mtu.or_else(host::small_mtu);
        let basis = Basis { cluster, layout, mtu, images: self.images, joins };
        let maker = NodeMaker {
            engine: self.engine,
            journal: self.journal,
            cluster: &self.state.name,
            kubernetes_version: self.state.kubernetes_version(),
            subnet: layout.subnet,
            nodes: &specs,
            image: self.image,
            capacity: self.capacity,
        };
        let environment = environment(cluster, layout);
        let provided = layout.nodes.iter().filter_map(|node| {
            let joiner = joiners.iter().find(|joiner| joiner.record.spec.name == node.spec.name)?;
            let record = NodeRecord { environment: environment.clone(), ..joiner.record.clone() };
            let (maker, basis) = (&maker, &basis);
            Some(async move {
                let files = render_node_files(basis, &self.made_of.secrets, node)?;
                if joiner.there {
                    upload(self.engine, &names::container(&self.state.name, &node.spec.name), &files).await
                } else {
                    maker.make(&record, &files).await.map(drop)
                }
            })
        });
        for provided in futures::future::join_all(provided).await {
            provided?;
        }
        Ok(())
    }

    /// The cluster with those that join.
    fn layout(&self, joiners: &[Joiner]) -> Result<Layout, StepError> {
        let subnet = self.state.subnet.ok_or_else(|| StepError::Lost { name: self.state.name.clone() })?;
        let network = &self.made_of.cluster.network;
        let there = self.state.nodes.iter().map(|node| &node.record);
        let is_new = |record: &&NodeRecord| !joiners.iter().any(|joiner| joiner.record.spec.name == record.spec.name);
        let records = there.filter(is_new).chain(joiners.iter().map(|joiner| &joiner.record));
        let nodes: Vec<_> = records.map(|record| (record.index, record.spec.clone())).collect();
        let several = nodes.iter().filter(|(_, spec)| spec.role == NodeRole::ControlPlane).count() > 1;
        let holder = if several || self.state.api.is_some() { ApiHolder::Container } else { ApiHolder::ControlPlane };
        Ok(Layout::of(network, subnet, holder, nodes))
    }
}
