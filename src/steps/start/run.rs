//! A run of `start`: under the cluster's lock, and unwound where it fails.

use std::sync::Arc;

use super::{StartOptions, Started};
use crate::cluster::kubeconfig::Current;
use crate::cluster::{ClusterState, Kube, STOPPING, kubeconfig, label_nodes, observe};
use crate::config::Cluster;
use crate::engine::Engine;
use crate::image::NodeImage;
use crate::plan::{StartPlan, plan_start, shortages};
use crate::report::{Event, Reporter, Step};
use crate::steps::bridge::start_bridge;
use crate::steps::journal::{Journal, unwind};
use crate::steps::lock::{image_of, locked};
use crate::steps::nodes::image_of_nodes;
use crate::steps::registry::start_registry;
use crate::steps::{StepError, check_start_ports, start_ports};

/// Brings a cluster up. `node_image` is asked for only where nodes have to be made. A run that fails or is
/// interrupted removes what it made.
pub async fn start(
    engine: &Arc<dyn Engine>,
    reporter: &Arc<dyn Reporter>,
    cluster: &Cluster,
    options: &StartOptions,
    node_image: impl AsyncFn(NodeImage) -> Result<String, StepError>,
) -> Result<Started, StepError> {
    let engine = engine.as_ref();
    kubeconfig::check(&options.kubeconfig)?;
    let image = match image_of(engine, &cluster.name).await? {
        Some(image) => image,
        None => {
            let shortages = shortages(cluster, options.capacity);
            if !shortages.is_empty() {
                return Err(StepError::TooSmall { shortages });
            }
            check_start_ports(engine, &observe(engine, &cluster.name).await?, cluster).await?;
            node_image(image_of_nodes(&cluster.nodes)).await?
        }
    };
    let run = Run { engine, reporter, cluster, options, node_image: &node_image, journal: Journal::default() };
    locked(engine, reporter, &cluster.name, Some(&image), &options.interrupt, async || {
        let result = run.start().await;
        if result.is_err() && !options.retain && !run.journal.is_empty() {
            run.unwind().await;
        }
        result
    })
    .await
}

/// What all parts of a run share.
pub struct Run<'a, F> {
    pub engine: &'a dyn Engine,
    pub reporter: &'a Arc<dyn Reporter>,
    pub cluster: &'a Cluster,
    pub options: &'a StartOptions,
    /// Gives the reference of an image that the engine has.
    pub node_image: &'a F,
    pub journal: Journal,
}

impl<F> Run<'_, F>
where
    F: AsyncFn(NodeImage) -> Result<String, StepError>,
{
    async fn start(&self) -> Result<Started, StepError> {
        let observed = self.settled().await?;
        check_start_ports(self.engine, &observed, self.cluster).await?;
        match plan_start(self.cluster, &observed, self.options.asked) {
            StartPlan::Create => self.create().await,
            StartPlan::Complete(plan) => self.complete(observed, &plan).await,
            StartPlan::Conflict(reason) => Err(StepError::Conflict { name: self.cluster.name.clone(), reason }),
        }
    }

    /// The cluster, once no node of it is on its way out: a `stop` whose process was killed goes on in the engine, which
    /// tells nothing of it.
    async fn settled(&self) -> Result<ClusterState, StepError> {
        let observed = observe(self.engine, &self.cluster.name).await?;
        let running = observed.nodes.iter().filter(|node| node.running);
        let stopping = futures::future::try_join_all(running.map(async |node| {
            Ok::<_, StepError>(self.engine.modified(&node.container, STOPPING).await?.map(|_| node))
        }));
        let stopping: Vec<_> = stopping.await?.into_iter().flatten().collect();
        if stopping.is_empty() {
            return Ok(observed);
        }
        let step = Step::start(self.reporter, "wait for nodes that stop");
        let ends =
            futures::future::try_join_all(stopping.iter().map(|node| self.engine.wait_container(&node.container)));
        self.options.interrupt.run_until_cancelled(ends).await.ok_or(StepError::Interrupted)??;
        step.done_with(stopping.iter().map(|node| node.name.as_str()).collect::<Vec<_>>().join(", "));
        Ok(observe(self.engine, &self.cluster.name).await?)
    }

    /// What needs nothing but the API server, at the same time.
    pub async fn finish(&self, state: &ClusterState, kube: &Kube) -> Result<(), StepError> {
        let Self { engine, reporter, journal, cluster, options, .. } = self;
        let ports = start_ports(*engine, reporter, journal, state, &cluster.ports, &options.interrupt);
        let sharing = async {
            let image = &options.registry_image;
            let (registry, is_new) = start_registry(*engine, journal, state, image, cluster.images).await?;
            start_bridge(*engine, reporter, journal, state, &registry, is_new, &options.engine_socket).await
        };
        // What is done beside may want ports of its own.
        let ports = async {
            let ports = ports.await;
            (options.beside)(state.clone(), kube.clone()).await;
            ports
        };
        let ready = async {
            self.wait_until_ready(state, kube).await?;
            Ok(label_nodes(*engine, kube, state).await?)
        };
        let (ready, ports, sharing) = tokio::join!(ready, ports, sharing);
        ready.and(ports).and(sharing)
    }

    /// The image of nodes that are added to a cluster or made again.
    pub async fn image(&self, state: &ClusterState) -> Result<String, StepError> {
        let there = state.nodes.iter().map(|node| &node.record.spec);
        (self.node_image)(image_of_nodes(there.chain(&self.cluster.nodes))).await
    }

    pub fn write_kubeconfig(&self, kubeconfig: &str) -> Result<(), StepError> {
        let step = Step::start(self.reporter, "write kubeconfig");
        let path = &self.options.kubeconfig;
        kubeconfig::merge(path, kubeconfig, Current::Ours)?;
        step.done_with(path.display().to_string());
        Ok(())
    }

    async fn unwind(&self) {
        let step = Step::start(self.reporter, "undo what this run made");
        let failures = unwind(self.engine, &self.journal).await;
        if failures.is_empty() {
            step.done();
        } else {
            drop(step);
            let hint = Some(format!("remove the rest with `devcluster --name {} delete`", self.cluster.name));
            self.reporter.event(&Event::Warning { text: failures.join("; "), hint });
        }
    }
}
