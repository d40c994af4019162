//! Waits of a run, each of which ends when the run is interrupted or a node does.

use std::future::Future;
use std::time::Duration;

use super::run::Run;
use crate::cluster::{ClusterState, Kube, wait_for_api, wait_until_ready};
use crate::report::Step;
use crate::steps::StepError;

/// How long the API server may take at least; a slow disk needs most of it.
const API_LIMIT: Duration = Duration::from_mins(2);
/// How often a node that comes up is looked at, to see that it still runs.
const ALIVE_INTERVAL: Duration = Duration::from_millis(500);
const SHOWN_LOG_LINES: usize = 20;

impl<F> Run<'_, F> {
    pub async fn wait_for_api(&self, state: &ClusterState, kube: &Kube) -> Result<(), StepError> {
        let step = Step::start(self.reporter, "wait for API server");
        self.while_alive(state, async { Ok(wait_for_api(kube, self.options.wait.max(API_LIMIT)).await?) }).await?;
        step.done();
        Ok(())
    }

    pub async fn wait_until_ready(&self, state: &ClusterState, kube: &Kube) -> Result<(), StepError> {
        if self.options.wait.is_zero() {
            return Ok(());
        }
        let step = Step::start(self.reporter, "wait for system pods");
        let seen = |missing: &str| step.output(missing);
        self.while_alive(state, async { Ok(wait_until_ready(kube, state, self.options.wait, seen).await?) }).await?;
        step.done();
        Ok(())
    }

    pub fn check_interrupt(&self) -> Result<(), StepError> {
        if self.options.interrupt.is_cancelled() { Err(StepError::Interrupted) } else { Ok(()) }
    }

    /// Only for work that can be dropped half-way, nothing that creates objects in the engine. Ends when a node does:
    /// nothing that is waited for comes then.
    pub async fn while_alive<T>(
        &self,
        state: &ClusterState,
        work: impl Future<Output = Result<T, StepError>>,
    ) -> Result<T, StepError> {
        tokio::select! {
            result = work => result,
            () = self.options.interrupt.cancelled() => Err(StepError::Interrupted),
            error = self.watch_nodes(state) => Err(error),
        }
    }

    async fn watch_nodes(&self, state: &ClusterState) -> StepError {
        loop {
            tokio::time::sleep(ALIVE_INTERVAL).await;
            let nodes = state.nodes.iter().map(|node| (&node.container, node.started));
            for (container, started) in nodes.chain(state.api.iter().map(|api| (&api.container, api.started))) {
                match self.engine.find_container(container).await {
                    // One that ended is started again by the engine.
                    Ok(Some(there)) if there.is_running() && there.started == started => {}
                    Ok(_) => {
                        let output = self.engine.container_logs(container, SHOWN_LOG_LINES).await.unwrap_or_default();
                        return StepError::NodeEnded { container: container.clone(), output };
                    }
                    Err(error) => return error.into(),
                }
            }
        }
    }
}
