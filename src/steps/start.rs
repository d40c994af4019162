//! `start`, from what is there to a cluster whose system pods are all ready.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::create_network::create_network;
use super::create_node::{NodeMaker, create_node};
use super::journal::{Journal, Made};
use super::select::listed;
use super::wake::wake;
use super::{StepError, check_start_ports, start_ports, unwind};
use crate::cluster::{
    Admin, Basis, ClusterState, Kube, Secrets, SystemImages, admin, bootstrap, connect_with, host_kubeconfig,
    kubeconfig, observe, render_node_files, wait_for_api, wait_until_ready,
};
use crate::config::{Cluster, ProxySpec};
use crate::engine::Engine;
use crate::host;
use crate::plan::{Capacity, Layout, StartPlan, plan_start, proxy_environment, shortages};
use crate::report::{Event, Reporter, Step};

/// How long the API server may take at least; a slow disk needs most of it.
const API_LIMIT: Duration = Duration::from_secs(120);
/// How often a node that comes up is looked at, to see that it still runs.
const ALIVE_INTERVAL: Duration = Duration::from_millis(500);
const SHOWN_LOG_LINES: usize = 20;

/// What `start` may be told.
pub struct StartOptions {
    /// How long the nodes and system pods may take to be ready; zero does not wait for them.
    pub wait: Duration,
    /// Keep what was made when it fails.
    pub retain: bool,
    /// Host port of the API server; a free one where none is given. Only for a cluster that is made.
    pub api_port: Option<u16>,
    /// CPUs and memory of the engine's host.
    pub capacity: Capacity,
    /// What system pods run.
    pub images: SystemImages,
    /// Where the cluster's context is written.
    pub kubeconfig: PathBuf,
    pub interrupt: CancellationToken,
}

/// A cluster that runs.
pub struct Started {
    pub state: ClusterState,
    /// kubeconfig for programs on the host (YAML); merged already.
    pub kubeconfig: String,
    /// Whether it ran before.
    pub ran_before: bool,
}

/// Brings a cluster up. `node_image` is asked for only where nodes have to be made. A run that fails or is
/// interrupted removes what it made.
pub async fn start<F>(
    engine: &Arc<dyn Engine>,
    reporter: &Arc<dyn Reporter>,
    cluster: &Cluster,
    options: &StartOptions,
    node_image: F,
) -> Result<Started, StepError>
where
    F: AsyncFnOnce() -> Result<String, StepError>,
{
    let run = Run { engine: engine.as_ref(), reporter, cluster, options, journal: Journal::default() };
    let result = run.start(node_image).await;
    if result.is_err() && !options.retain && !run.journal.is_empty() {
        run.unwind().await;
    }
    result
}

struct Run<'a> {
    engine: &'a dyn Engine,
    reporter: &'a Arc<dyn Reporter>,
    cluster: &'a Cluster,
    options: &'a StartOptions,
    journal: Journal,
}

impl Run<'_> {
    async fn start<F>(&self, node_image: F) -> Result<Started, StepError>
    where
        F: AsyncFnOnce() -> Result<String, StepError>,
    {
        kubeconfig::check(&self.options.kubeconfig)?;
        let observed = observe(self.engine, &self.cluster.name).await?;
        check_start_ports(self.engine, &observed, &self.cluster.ports).await?;
        match plan_start(self.cluster, &observed) {
            StartPlan::Create => self.create(node_image).await,
            StartPlan::Resume(containers) => self.resume(&observed, &containers).await,
            StartPlan::Nothing => self.finish(&observed, true).await,
            StartPlan::Conflict(reason) => Err(StepError::Conflict { name: self.cluster.name.clone(), reason }),
        }
    }

    async fn create<F>(&self, node_image: F) -> Result<Started, StepError>
    where
        F: AsyncFnOnce() -> Result<String, StepError>,
    {
        let shortages = shortages(self.cluster, self.options.capacity);
        if !shortages.is_empty() {
            return Err(StepError::TooSmall { shortages });
        }
        let image = node_image().await?;
        let mtu = self.cluster.network.mtu.or_else(host::small_mtu);

        let step = Step::start(self.reporter, "create network");
        let layout = create_network(self.engine, &self.journal, self.cluster, mtu).await?;
        step.done_with(layout.subnet.to_string());
        self.check_interrupt()?;

        let port = match self.options.api_port {
            Some(port) => port,
            None => host::free_port().map_err(StepError::NoPort)?,
        };
        let basis = Basis { cluster: self.cluster, layout: &layout, mtu, images: &self.options.images };
        let secrets = Secrets::new()?;
        let admin = admin(&basis, &secrets, port)?;
        self.create_nodes(&basis, &secrets, &image, port).await?;
        self.check_interrupt()?;
        let state = observe(self.engine, &self.cluster.name).await?;
        self.bring_up(&state, &basis, &admin).await?;
        self.write_kubeconfig(&admin.kubeconfig)?;
        Ok(Started { state, kubeconfig: admin.kubeconfig, ran_before: false })
    }

    /// All nodes at the same time; all have come to an end, well or not, before an error is told.
    async fn create_nodes(
        &self,
        basis: &Basis<'_>,
        secrets: &Secrets,
        image: &str,
        api_port: u16,
    ) -> Result<(), StepError> {
        let nodes = &basis.layout.nodes;
        let names: Vec<_> = nodes.iter().map(|node| node.spec.name.as_str()).collect();
        let step = Step::start(self.reporter, if nodes.len() == 1 { "create node" } else { "create nodes" });
        let maker = NodeMaker {
            engine: self.engine,
            journal: &self.journal,
            cluster: self.cluster,
            image,
            capacity: self.options.capacity,
            environment: self.proxy_environment(basis.layout),
        };
        let created = nodes.iter().enumerate().map(|(index, node)| {
            let maker = &maker;
            async move {
                let files = render_node_files(basis, secrets, node)?;
                create_node(maker, node, &files, (index == 0).then_some(api_port)).await
            }
        });
        for created in futures::future::join_all(created).await {
            created?;
        }
        step.done_with(names.join(", "));
        Ok(())
    }

    /// The config's proxy, else the host's: a node pulls what the host would.
    fn proxy_environment(&self, layout: &Layout) -> Vec<String> {
        let host = || {
            let (http, https, no_proxy) = host::proxy();
            ProxySpec { http, https, no_proxy }
        };
        let proxy = self.cluster.proxy.clone().unwrap_or_else(host);
        proxy_environment(&proxy, &self.cluster.network, layout)
    }

    async fn bring_up(&self, state: &ClusterState, basis: &Basis<'_>, admin: &Admin) -> Result<(), StepError> {
        let kube = connect_with(&admin.super_kubeconfig).await?;
        let step = Step::start(self.reporter, "wait for API server");
        self.while_alive(state, async { Ok(wait_for_api(&kube, self.options.wait.max(API_LIMIT)).await?) }).await?;
        step.done();

        let step = Step::start(self.reporter, "apply system objects");
        self.while_alive(state, async { Ok(bootstrap(&kube, basis, &admin.ca).await?) }).await?;
        step.done();
        self.finish_parts(state, &kube).await
    }

    async fn resume(&self, observed: &ClusterState, containers: &[String]) -> Result<Started, StepError> {
        let step = Step::start(self.reporter, "start node");
        let nodes: Vec<_> = observed.nodes.iter().filter(|node| containers.contains(&node.container)).collect();
        nodes.iter().for_each(|node| self.journal.write(Made::Started(node.container.clone())));
        for woken in futures::future::join_all(nodes.iter().map(|node| wake(self.engine, node))).await {
            woken?;
        }
        step.done_with(listed(&nodes));
        self.finish(&observe(self.engine, &observed.name).await?, false).await
    }

    async fn finish(&self, state: &ClusterState, ran_before: bool) -> Result<Started, StepError> {
        let kubeconfig = host_kubeconfig(self.engine, state).await?;
        let kube = connect_with(&kubeconfig).await?;
        let step = Step::start(self.reporter, "wait for API server");
        self.while_alive(state, async { Ok(wait_for_api(&kube, self.options.wait.max(API_LIMIT)).await?) }).await?;
        step.done();
        self.finish_parts(state, &kube).await?;
        self.write_kubeconfig(&kubeconfig)?;
        Ok(Started { state: state.clone(), kubeconfig, ran_before })
    }

    /// What needs nothing but the API server, at the same time.
    async fn finish_parts(&self, state: &ClusterState, kube: &Kube) -> Result<(), StepError> {
        let Self { engine, reporter, journal, cluster, options } = self;
        let ports = start_ports(*engine, reporter, journal, state, &cluster.ports, &options.interrupt);
        let (ready, ports) = tokio::join!(self.wait_until_ready(state, kube), ports);
        ready.and(ports)
    }

    async fn wait_until_ready(&self, state: &ClusterState, kube: &Kube) -> Result<(), StepError> {
        if self.options.wait.is_zero() {
            return Ok(());
        }
        let step = Step::start(self.reporter, "wait for system pods");
        let seen = |missing: &str| step.output(missing);
        self.while_alive(state, async { Ok(wait_until_ready(kube, state, self.options.wait, seen).await?) }).await?;
        step.done();
        Ok(())
    }

    fn write_kubeconfig(&self, kubeconfig: &str) -> Result<(), StepError> {
        let step = Step::start(self.reporter, "write kubeconfig");
        let path = &self.options.kubeconfig;
        kubeconfig::merge(path, kubeconfig)?;
        step.done_with(path.display().to_string());
        Ok(())
    }

    fn check_interrupt(&self) -> Result<(), StepError> {
        if self.options.interrupt.is_cancelled() { Err(StepError::Interrupted) } else { Ok(()) }
    }

    /// Only for work that can be dropped half-way: nothing that creates objects in the engine.
    async fn unless_interrupted<T>(&self, work: impl Future<Output = Result<T, StepError>>) -> Result<T, StepError> {
        tokio::select! {
            result = work => result,
            () = self.options.interrupt.cancelled() => Err(StepError::Interrupted),
        }
    }

    /// As `unless_interrupted`, and ends when a node does: nothing that is waited for comes then.
    async fn while_alive<T>(
        &self,
        state: &ClusterState,
        work: impl Future<Output = Result<T, StepError>>,
    ) -> Result<T, StepError> {
        tokio::select! {
            result = self.unless_interrupted(work) => result,
            error = self.watch_nodes(state) => Err(error),
        }
    }

    async fn watch_nodes(&self, state: &ClusterState) -> StepError {
        loop {
            tokio::time::sleep(ALIVE_INTERVAL).await;
            for node in &state.nodes {
                match self.engine.find_container(&node.container).await {
                    // One that ended is started again by the engine.
                    Ok(Some(container)) if container.is_running() && container.started == node.started => {}
                    Ok(_) => {
                        let output =
                            self.engine.container_logs(&node.container, SHOWN_LOG_LINES).await.unwrap_or_default();
                        return StepError::NodeEnded { node: node.name.clone(), output };
                    }
                    Err(error) => return error.into(),
                }
            }
        }
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
