//! `node remove`: pods leave first, and what only this node has is not thrown away unasked.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::discard::{discard, lead_to_others};
use super::etcd;
use super::select::{listed, select};
use crate::cluster::{ClusterError, ClusterState, NodeState, connect, require_there, volumes_on};
use crate::config::NodeRole;
use crate::engine::{Engine, ExecRequest};
use crate::report::{Event, Reporter, Step};
use crate::steps::StepError;
use crate::steps::lock::alone;

/// Has kubelet end the API server, and waits until nobody listens in its place: not longer than kubelet's own patience.
const RETIRE: &str = "rm -f /etc/kubernetes/manifests/kube-apiserver.yaml
timeout 40 bash -c 'while : </dev/tcp/127.0.0.1/6443; do sleep 0.1; done 2>/dev/null'
[ $? -ne 124 ]";

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
        let removal = async {
            let state = require_there(engine, cluster).await?;
            Removal { engine, reporter, state: &state, leaving: &select(&state, nodes)?, options }.run().await
        };
        options.interrupt.run_until_cancelled(removal).await.unwrap_or(Err(StepError::Interrupted))
    })
    .await
}

struct Removal<'a> {
    engine: &'a dyn Engine,
    reporter: &'a Arc<dyn Reporter>,
    state: &'a ClusterState,
    leaving: &'a [&'a NodeState],
    options: &'a RemoveOptions,
}

impl Removal<'_> {
    async fn run(&self) -> Result<(), StepError> {
        let survivor = self.survivor()?;
        if !self.options.force {
            self.check_quorum(survivor).await?;
            self.check_volumes().await?;
        }
        self.drain(survivor).await?;
        let step = Step::start(self.reporter, "remove nodes");
        let names: Vec<_> = self.leaving.iter().map(|node| node.name.clone()).collect();
        lead_to_others(self.engine, self.state, &names).await?;
        let control_planes = self.leaving.iter().filter(|node| node.role == NodeRole::ControlPlane && node.running);
        for retired in futures::future::join_all(control_planes.map(|node| self.retire(node))).await {
            retired?;
        }
        discard(self.engine, self.state, &names).await?;
        step.done_with(listed(self.leaving));
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
        for node in self.leaving {
            let claims = volumes_on(&kube, &node.name).await?;
            if !claims.is_empty() {
                return Err(StepError::HoldsVolumes { node: node.name.clone(), claims });
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
        if let Err(output) = self.kubectl(survivor, &words).await? {
            let back: Vec<_> = ["uncordon"].iter().chain(&running).copied().collect();
            if let Err(text) = self.kubectl(survivor, &back).await? {
                self.reporter.event(&Event::Warning { text, hint: None });
            }
            return Err(StepError::Drain { nodes: running.join(", "), output });
        }
        step.done();
        Ok(())
    }

    /// An API server that ends takes its address out of the service `kubernetes`, for which it needs its etcd.
    async fn retire(&self, node: &NodeState) -> Result<(), StepError> {
        let output = self.engine.exec(ExecRequest::new(&node.container, &["bash", "-c", RETIRE])).await?;
        if output.exit_code == 0 {
            return Ok(());
        }
        let output = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(StepError::Manifests { node: node.name.clone(), output })
    }

    /// Upstream's own, on a control plane; what it says where it fails.
    async fn kubectl(&self, node: &NodeState, words: &[&str]) -> Result<Result<(), String>, StepError> {
        let command: Vec<_> =
            ["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf"].iter().chain(words).copied().collect();
        let output = self.engine.exec(ExecRequest::new(&node.container, &command)).await?;
        Ok(if output.exit_code == 0 { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) })
    }
}
