//! `start` where a cluster is there: what is gone or was never finished is made again, what is stopped runs again.

use std::collections::BTreeSet;

use super::Started;
use super::run::Run;
use crate::cluster::{
    Basis, ClusterState, Kube, NodeState, apply_nodes, connect_with, differences_to_made, has_etcd_data, has_files,
    holds_api_address, is_bootstrapped, made_of, nodes_without_subnet, observe, read_admin,
};
use crate::config::{Cluster, NodeRole};
use crate::host;
use crate::image::NodeImage;
use crate::plan::{Asked, Completion, Layout};
use crate::report::{Event, Step};
use crate::steps::StepError;
use crate::steps::api::{start_api, take_over};
use crate::steps::create_network::remake_network;
use crate::steps::delete::remove_objects;
use crate::steps::journal::Made;
use crate::steps::nodes::{NodeMaker, listed, mend_control_planes, wake_all};
use crate::steps::renew::renew;

impl<F> Run<'_, F>
where
    F: AsyncFn(NodeImage) -> Result<String, StepError>,
{
    pub async fn complete(&self, observed: ClusterState, plan: &Completion) -> Result<Started, StepError> {
        let ran_before = plan.wake.is_empty();
        let state = self.remake(observed, plan).await?;
        let unfinished = self.unfinished(&state, plan).await?;
        let Some(source) = state.control_planes().find(|node| !unfinished.contains(&node.name)) else {
            return self.start_over(&state, plan).await;
        };
        self.tell_differences(&state, plan).await?;
        if unfinished.is_empty() && plan.add.is_empty() {
            let state = self.wake(state, |_| true).await?;
            return self.bring_back(&state, ran_before).await;
        }
        let made_of = made_of(self.engine, source).await?;
        let joiners = self.joiners(&state, &unfinished, plan, &made_of.cluster)?;
        if has_etcd_data(self.engine, source).await? {
            let state = self.wake(state, |node| !unfinished.contains(&node.name)).await?;
            self.extend(&state, &unfinished, &made_of, joiners).await
        } else {
            self.joining(&state, &made_of, &self.image(&state).await?).provide(&joiners).await?;
            let state = self.wake(observe(self.engine, &state.name).await?, |_| true).await?;
            self.bring_back(&state, false).await
        }
    }

    /// What is wanted otherwise than it was made stays as it is.
    async fn tell_differences(&self, state: &ClusterState, plan: &Completion) -> Result<(), StepError> {
        let mut other: Vec<_> = plan.other.iter().map(|node| format!("node {node}")).collect();
        if self.options.asked == Asked::File {
            other.extend(differences_to_made(self.engine, state, self.cluster).await?);
        }
        if !other.is_empty() {
            let text = format!("the cluster keeps what it was made with, not what is asked for: {}", other.join(", "));
            let hint =
                "add and remove nodes with `devcluster node`; for everything else delete the cluster and start it anew";
            self.reporter.event(&Event::Warning { text, hint: Some(hint.to_owned()) });
        }
        Ok(())
    }

    /// The cluster with a network and a container for each of its nodes.
    async fn remake(&self, state: ClusterState, plan: &Completion) -> Result<ClusterState, StepError> {
        if plan.remake.is_empty() {
            return Ok(state);
        }
        let step = Step::start(self.reporter, "make what is gone again");
        let subnet = state.subnet.ok_or_else(|| StepError::Lost { name: state.name.clone() })?;
        if plan.network {
            let mtu = self.cluster.network.mtu.or_else(host::small_mtu);
            remake_network(self.engine, &self.journal, &state, subnet, mtu).await?;
        }
        let specs: Vec<_> = state.nodes.iter().map(|node| node.record.spec.clone()).collect();
        let maker = NodeMaker {
            engine: self.engine,
            journal: &self.journal,
            cluster: &state.name,
            kubernetes_version: state.kubernetes_version(),
            subnet,
            nodes: &specs,
            image: &self.image(&state).await?,
            capacity: self.options.capacity,
        };
        let nodes = state.nodes.iter().filter(|node| plan.remake.contains(&node.name));
        for remade in futures::future::join_all(nodes.map(|node| maker.remake(&node.record))).await {
            remade?;
        }
        step.done_with(plan.remake.join(", "));
        Ok(observe(self.engine, &state.name).await?)
    }

    /// Nodes that never ran and that have not got all of their files: the run that made them was killed. And control
    /// planes whose etcd lost its data: it gets them from the others.
    async fn unfinished(&self, state: &ClusterState, plan: &Completion) -> Result<BTreeSet<String>, StepError> {
        let fresh: Vec<_> = state.nodes.iter().filter(|node| node.started.is_none()).collect();
        let looked = futures::future::join_all(fresh.iter().map(|node| has_files(self.engine, node))).await;
        let mut unfinished = BTreeSet::new();
        for (node, has_files) in fresh.into_iter().zip(looked) {
            if !has_files? {
                unfinished.insert(node.name.clone());
            }
        }
        let remade = state.control_planes().filter(|node| plan.remake.contains(&node.name));
        for node in remade.filter(|node| !unfinished.contains(&node.name)).collect::<Vec<_>>() {
            if !has_etcd_data(self.engine, node).await? {
                unfinished.insert(node.name.clone());
            }
        }
        Ok(unfinished)
    }

    /// No control plane has its keys and data. Of a cluster that never ran nothing is lost; another one is not touched,
    /// nor one that may have run: of nodes that were made again nobody knows.
    async fn start_over(&self, state: &ClusterState, plan: &Completion) -> Result<Started, StepError> {
        if !plan.remake.is_empty() || state.nodes.iter().any(|node| node.started.is_some()) {
            return Err(StepError::Lost { name: state.name.clone() });
        }
        let step = Step::start(self.reporter, "remove what an unfinished start left");
        remove_objects(self.engine, state).await?;
        step.done();
        self.create().await
    }

    /// Starts nodes that do not run and whatever stands before them, all at once.
    async fn wake(&self, state: ClusterState, meant: impl Fn(&NodeState) -> bool) -> Result<ClusterState, StepError> {
        // Beside a lone control plane it comes later: only where there are several does one of them give something up.
        let lone = state.control_planes().count() == 1;
        let state = if lone { state } else { self.provide_api(state).await? };
        let state = self.start_nodes(state, meant).await?;
        if lone { self.provide_api(state).await } else { Ok(state) }
    }

    async fn start_nodes(
        &self,
        state: ClusterState,
        meant: impl Fn(&NodeState) -> bool,
    ) -> Result<ClusterState, StepError> {
        let nodes: Vec<_> = state.nodes.iter().filter(|node| !node.running && meant(node)).collect();
        if nodes.is_empty() && state.api.as_ref().is_none_or(|api| api.running) {
            return Ok(state);
        }
        self.renew(&state, &nodes).await?;
        let step = Step::start(self.reporter, "start nodes");
        for node in &nodes {
            let container = node.container.clone();
            self.journal.write(if node.paused { Made::Resumed(container) } else { Made::Started(container) });
        }
        let (first, later): (Vec<&NodeState>, Vec<_>) =
            nodes.iter().copied().partition(|node| node.role == NodeRole::ControlPlane);
        let woken = async {
            // What workers do waits for the API server: engine and CPUs are for the control planes first.
            wake_all(self.engine, &first).await?;
            wake_all(self.engine, &later).await
        };
        let (woken, api) = tokio::join!(woken, start_api(self.engine, &self.journal, &state));
        woken?;
        api?;
        step.done_with(listed(&nodes));
        Ok(observe(self.engine, &state.name).await?)
    }

    /// Makes the container that leads to the API servers, where it is wanted and is not there.
    async fn provide_api(&self, state: ClusterState) -> Result<ClusterState, StepError> {
        let Some(subnet) = state.subnet.filter(|_| state.api.is_none()) else { return Ok(state) };
        let alone = state.control_planes().count() == 1;
        if alone && holds_api_address(self.engine, state.first_control_plane()?).await? {
            return Ok(state);
        }
        let image = self.image(&state).await?;
        let endpoint = match state.nodes.iter().find_map(|node| node.record.shared_api) {
            Some(endpoint) => endpoint,
            None => self.endpoint(&made_of(self.engine, state.first_control_plane()?).await?.cluster.network)?,
        };
        take_over(self.engine, &self.journal, &state, subnet, &image, endpoint).await?;
        Ok(observe(self.engine, &state.name).await?)
    }

    /// What reads certificates at its start is started now.
    async fn renew(&self, state: &ClusterState, nodes: &[&NodeState]) -> Result<(), StepError> {
        let stopped: Vec<_> = nodes.iter().copied().filter(|node| !node.paused).collect();
        let renewed = renew(self.engine, &self.options.images, state, state.first_control_plane()?, &stopped).await?;
        if !renewed.is_empty() {
            let text = format!("renewed the certificates of {}", renewed.join(", "));
            self.reporter.event(&Event::Note { text });
        }
        Ok(())
    }

    /// Waits until the cluster is ready; objects are applied where the run that made it did not come to that.
    pub async fn bring_back(&self, state: &ClusterState, ran_before: bool) -> Result<Started, StepError> {
        let admin = read_admin(self.engine, state).await?;
        let kube = connect_with(&admin.super_kubeconfig).await?;
        self.wait_for_api(state, &kube).await?;
        self.mend_objects(state, &kube, &admin.ca).await?;
        let state = mend_control_planes(self.engine, self.reporter, &kube, state).await?;
        self.finish(&state, &kube).await?;
        self.write_kubeconfig(&admin.kubeconfig)?;
        Ok(Started { state, kubeconfig: admin.kubeconfig, ran_before })
    }

    /// Applies what the run that made the cluster, or a node of it, did not come to.
    async fn mend_objects(&self, state: &ClusterState, kube: &Kube, ca: &str) -> Result<(), StepError> {
        let (whole, lacking) = tokio::try_join!(is_bootstrapped(kube), nodes_without_subnet(kube, state))?;
        if whole && lacking.is_empty() {
            return Ok(());
        }
        let made_of = made_of(self.engine, state.first_control_plane()?).await?;
        let layout = self.layout(state, &made_of.cluster)?;
        if whole {
            let lacking: Vec<_> = lacking.iter().map(String::as_str).collect();
            return Ok(apply_nodes(kube, &layout, &lacking).await?);
        }
        self.apply_objects(state, kube, &self.basis(&made_of.cluster, &layout), ca).await
    }

    fn layout(&self, state: &ClusterState, made_of: &Cluster) -> Result<Layout, StepError> {
        let subnet = state.subnet.ok_or_else(|| StepError::Lost { name: state.name.clone() })?;
        Ok(Layout::observed(&made_of.network, state, subnet))
    }

    fn basis<'a>(&'a self, cluster: &'a Cluster, layout: &'a Layout) -> Basis<'a> {
        let mtu = cluster.network.mtu.or_else(host::small_mtu);
        Basis { cluster, layout, mtu, images: &self.options.images, joins: false }
    }
}
