//! `node remove`: pods leave first, and what only this node has is not thrown away unasked.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::discard::{discard, lead_to_others};
use super::etcd;
use super::static_pods::retire_api_server;
use crate::cluster::{ClusterError, ClusterState, NodeState, connect, has_node_object, require_there, volumes_on};
use crate::config::NodeRole;
use crate::engine::{Engine, ExecRequest};
use crate::report::{Event, Reporter, Step};
use crate::steps::StepError;
use crate::steps::lock::alone;

/// What `node remove` may be told.
pub struct RemoveOptions {
    /// Also where pods, data or etcd's quorum are lost.
    pub force: bool,
    /// How long pods may take to leave a node.
    pub drain: Duration,
    pub interrupt: CancellationToken,
}

/// Removes nodes from a cluster that runs.
pub async fn remove_nodes(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    nodes: &[String],
    options: &RemoveOptions,
) -> Result<(), StepError> {
    alone(engine, reporter, cluster, &options.interrupt, async || {
        let state = require_there(engine, cluster).await?;
        let leaving = known(engine, &state, nodes).await?;
        Removal { engine, reporter, state: &state, leaving: &leaving, names: nodes, options }.run().await
    })
    .await
}

/// Nodes that the engine knows; the API server must know the others.
async fn known<'a>(
    engine: &dyn Engine,
    state: &'a ClusterState,
    names: &[String],
) -> Result<Vec<&'a NodeState>, StepError> {
    let (known, unknown): (Vec<_>, Vec<_>) = names.iter().map(|name| state.node(name)).partition(Result::is_ok);
    let kube = match unknown.is_empty() {
        true => None,
        false => Some(connect(engine, state).await?),
    };
    for (name, error) in names.iter().filter(|name| state.node(name).is_err()).zip(unknown) {
        let is_there = match &kube {
            Some(kube) => has_node_object(kube, name).await?,
            None => false,
        };
        if !is_there {
            error?;
        }
    }
    Ok(known.into_iter().flatten().collect())
}

struct Removal<'a> {
    engine: &'a dyn Engine,
    reporter: &'a Arc<dyn Reporter>,
    state: &'a ClusterState,
    /// Those that the engine knows.
    leaving: &'a [&'a NodeState],
    /// All of them.
    names: &'a [String],
    options: &'a RemoveOptions,
}

impl Removal<'_> {
    async fn run(&self) -> Result<(), StepError> {
        let survivor = self.survivor()?;
        if !self.options.force {
            self.check_quorum(survivor).await?;
            self.check_volumes().await?;
        }
        self.drain(survivor).await.or_else(|error| self.unless_forced(error))?;
        // From here on it is not interrupted: half of it would be neither a node nor none.
        let step = Step::start(self.reporter, "remove nodes");
        lead_to_others(self.engine, self.state, self.names).await?;
        let control_planes = self.leaving.iter().filter(|node| node.role == NodeRole::ControlPlane && node.running);
        for retired in futures::future::join_all(control_planes.map(|node| retire_api_server(self.engine, node))).await
        {
            retired.or_else(|error| self.unless_forced(error))?;
        }
        let refused = discard(self.engine, &self.state.name, self.names, self.options.force).await?;
        step.done_with(self.names.join(", "));
        refused.map_or(Ok(()), |error| self.unless_forced(error))
    }

    /// What was asked for goes on; what went wrong is told.
    fn unless_forced(&self, error: StepError) -> Result<(), StepError> {
        if !self.options.force || matches!(error, StepError::Interrupted) {
            return Err(error);
        }
        self.reporter.event(&Event::Warning { text: error.to_string(), hint: None });
        Ok(())
    }

    /// A control plane that runs and stays: it is asked.
    fn survivor(&self) -> Result<&NodeState, StepError> {
        let leaves = |node: &NodeState| self.leaving.iter().any(|leaving| leaving.name == node.name);
        if self.state.control_planes().all(leaves) {
            return Err(StepError::LastControlPlane { cluster: self.state.name.clone() });
        }
        let survivor = self.state.control_planes().find(|node| node.running && !leaves(node));
        Ok(survivor.ok_or_else(|| ClusterError::Stopped { name: self.state.name.clone() })?)
    }

    /// Members that are left must be able to decide without those that are down.
    async fn check_quorum(&self, survivor: &NodeState) -> Result<(), StepError> {
        let leaves = |name: &str| self.leaving.iter().any(|node| node.name == name);
        if !self.leaving.iter().any(|node| node.role == NodeRole::ControlPlane) {
            return Ok(());
        }
        let members = etcd::members(self.engine, survivor).await?;
        let staying: Vec<_> = members.iter().filter(|member| !member.learner && !leaves(&member.name)).collect();
        let runs = |name: &str| self.state.node(name).is_ok_and(|node| node.running);
        let (down, up): (Vec<_>, Vec<_>) =
            staying.iter().map(|member| member.name.clone()).partition(|name| !runs(name));
        let quorum = staying.len() / 2 + 1;
        if up.len() >= quorum { Ok(()) } else { Err(StepError::Quorum { left: staying.len(), down }) }
    }

    /// Files of persistent volumes lie on one node.
    async fn check_volumes(&self) -> Result<(), StepError> {
        let kube = connect(self.engine, self.state).await?;
        for node in self.names {
            let claims = volumes_on(&kube, node).await?;
            if !claims.is_empty() {
                return Err(StepError::HoldsVolumes { node: node.clone(), claims });
            }
        }
        Ok(())
    }

    /// Pods of a node that does not run are Kubernetes' own concern.
    async fn drain(&self, survivor: &NodeState) -> Result<(), StepError> {
        let running: Vec<_> = self.leaving.iter().filter(|node| node.running).map(|node| node.name.as_str()).collect();
        if running.is_empty() {
            return Ok(());
        }
        let step = Step::start(self.reporter, "drain nodes");
        let timeout = format!("--timeout={}s", self.options.drain.as_secs());
        let mut words = vec!["drain", "--ignore-daemonsets", "--delete-emptydir-data", &timeout];
        if self.options.force {
            words.extend(["--force", "--disable-eviction"]);
        }
        words.extend(&running);
        let drained = self.options.interrupt.run_until_cancelled(self.kubectl(survivor, &words)).await;
        let failed = match drained {
            Some(Ok(Ok(()))) => {
                step.done();
                return Ok(());
            }
            Some(Ok(Err(output))) => StepError::Drain { nodes: running.join(", "), output },
            Some(Err(error)) => error,
            None => StepError::Interrupted,
        };
        if !self.options.force {
            let back: Vec<_> = ["uncordon"].iter().chain(&running).copied().collect();
            if let Err(text) = self.kubectl(survivor, &back).await? {
                self.reporter.event(&Event::Warning { text, hint: None });
            }
        }
        Err(failed)
    }

    /// Upstream's own, on a control plane; what it says where it fails.
    async fn kubectl(&self, node: &NodeState, words: &[&str]) -> Result<Result<(), String>, StepError> {
        let command: Vec<_> =
            ["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf"].iter().chain(words).copied().collect();
        let output = self.engine.exec(ExecRequest::new(&node.container, &command)).await?;
        Ok(if output.exit_code == 0 { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) })
    }
}
