//! What every command gets: the engine, a reporter, and how the user wants output.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::error::CommandError;
use super::interrupt;
use super::invocation::Invocation;
use super::output::Output;
use crate::app::Tools;
use crate::engine::Engine;
use crate::plan::Capacity;
use crate::report::Reporter;
use crate::steps::{self, StepError};

/// The outside world of one command.
pub struct Context {
    pub engine: Arc<dyn Engine>,
    pub reporter: Arc<dyn Reporter>,
    pub output: Output,
    /// Name given with `--name`, if any.
    pub name: Option<String>,
}

/// Name of the cluster where neither `--name` nor DEVCLUSTER nor the current context gives one.
const DEFAULT_NAME: &str = "dev";

impl Context {
    /// The cluster that the command is about: `--name`, then DEVCLUSTER (clap reads it), then the current context if
    /// it is one of ours, then `dev`.
    pub fn cluster_name(&self) -> String {
        self.name.clone().unwrap_or_else(implied_name)
    }

    /// What it takes to work on an app, with Ctrl-C as a token.
    pub fn tools(&self) -> Result<Tools, CommandError> {
        let (engine, reporter) = (Arc::clone(&self.engine), Arc::clone(&self.reporter));
        Ok(Tools { engine, reporter, interrupt: interrupt::token()? })
    }

    /// CPUs and memory of the engine's host.
    pub async fn capacity(&self) -> Result<Capacity, CommandError> {
        let engine = self.engine.info().await?;
        Ok(Capacity {
            cpus: engine.cpus.try_into().unwrap_or(u32::MAX),
            memory: engine.memory.try_into().unwrap_or(u64::MAX),
        })
    }

    /// Does work on the cluster that nobody else changes meanwhile; what can't be dropped half-way looks at the token.
    pub async fn alone<T>(
        &self,
        work: impl AsyncFnOnce(&CancellationToken) -> Result<T, StepError>,
    ) -> Result<T, CommandError> {
        let (engine, name, interrupt) = (self.engine.as_ref(), self.cluster_name(), interrupt::token()?);
        let work = async || work(&interrupt).await;
        Ok(steps::alone(engine, &self.reporter, &name, &interrupt, work).await?)
    }

    /// As `alone`, for work that can be dropped.
    pub async fn alone_unless_interrupted<T>(
        &self,
        work: impl AsyncFnOnce() -> Result<T, StepError>,
    ) -> Result<T, CommandError> {
        self.alone(async |interrupt| interrupt.run_until_cancelled(work()).await.unwrap_or(Err(StepError::Interrupted)))
            .await
    }

    /// How the next command on this cluster is to be typed.
    pub fn invocation(&self) -> Invocation {
        Invocation::of(self.name.as_deref())
    }
}

/// The cluster of a command that names none.
pub(super) fn implied_name() -> String {
    crate::cluster::kubeconfig::current_cluster(&crate::paths::kubeconfig()).unwrap_or_else(|| DEFAULT_NAME.to_owned())
}
