//! Step: the host's ports become the wanted ones, or stay as they are.

use std::future::Future;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{container, settle};
use crate::cluster::{ClusterState, PortReport, PortsState, names};
use crate::config::PortSpec;
use crate::engine::{Engine, EngineError};
use crate::plan::{PortsPlan, distinct_ports, plan_ports};
use crate::report::{Event, Reporter, Step};
use crate::steps::journal::{Journal, Made, unwind};
use crate::steps::{PortsError, StepError};

/// The agent ends at once when it is told to.
const GRACE_SECONDS: i32 = 5;

/// Publishes these ports and no others; where they lead, if the cluster runs. When it fails, or is interrupted, what
/// was published before still is.
pub async fn set_ports(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    state: &ClusterState,
    ports: &[PortSpec],
    interrupt: &CancellationToken,
) -> Result<Vec<PortReport>, StepError> {
    let ports = distinct_ports(ports.to_vec()).map_err(PortsError::from)?;
    let there = settle::settle(engine, state).await?;
    let runs = state.nodes.iter().any(|node| node.running);
    let change = Change { engine, reporter, state, ports: &ports, runs, interrupt };
    let step = Step::start(reporter, "publish ports");
    let reports = match (plan_ports(&ports, there.as_ref(), runs), there) {
        (PortsPlan::Nothing, _) => {
            step.skipped("nothing changes");
            return Ok(Vec::new());
        }
        (PortsPlan::Create, _) | (_, None) => change.create().await?,
        (PortsPlan::Start, Some(there)) => match change.restart(&there).await {
            // Its network is gone and another one has its place: a container can't follow.
            Err(StepError::Engine(EngineError::Refused { status: 404, .. })) => change.replace(&there).await?,
            started => started?,
        },
        (PortsPlan::Replace, Some(there)) => change.replace(&there).await?,
        (PortsPlan::Remove, Some(there)) => {
            engine.remove_container(&there.container).await?;
            Vec::new()
        }
    };
    step.done_with(match ports.is_empty() {
        true => "none is left".to_owned(),
        false => ports.iter().map(PortSpec::to_string).collect::<Vec<_>>().join(", "),
    });
    Ok(reports)
}

struct Change<'a> {
    engine: &'a dyn Engine,
    reporter: &'a Arc<dyn Reporter>,
    state: &'a ClusterState,
    ports: &'a [PortSpec],
    /// Whether the cluster does.
    runs: bool,
    interrupt: &'a CancellationToken,
}

impl Change<'_> {
    async fn create(&self) -> Result<Vec<PortReport>, StepError> {
        let journal = Journal::default();
        let work = async {
            let made = self.make(&journal, &names::ports(&self.state.name)).await?;
            self.start(&made).await
        };
        self.or_unwind(&journal, work).await
    }

    /// The new one waits beside the old one until that has let go of the ports.
    async fn replace(&self, old: &PortsState) -> Result<Vec<PortReport>, StepError> {
        let next = names::next_ports(&self.state.name);
        let journal = Journal::default();
        if old.running {
            journal.write(Made::Stopped(old.container.clone()));
        }
        let work = async {
            let made = self.make(&journal, &next).await?;
            if self.runs {
                self.engine.stop_container(&old.container, GRACE_SECONDS).await?;
            }
            let reports = self.start(&made).await?;
            self.engine.remove_container(&old.container).await?;
            Ok(reports)
        };
        let reports = self.or_unwind(&journal, work).await?;
        // The ports work; the next change gives it its name.
        if let Err(error) = self.engine.rename_container(&next, &names::ports(&self.state.name)).await {
            self.reporter.event(&Event::Warning { text: error.to_string(), hint: None });
        }
        Ok(reports)
    }

    async fn make(&self, journal: &Journal, name: &str) -> Result<PortsState, StepError> {
        let entry = Made::Container(name.to_owned());
        journal.write(entry.clone());
        let made = container::create(self.engine, self.state, self.ports, name).await;
        if let Err(StepError::Engine(EngineError::NameTaken { name })) = made {
            journal.strike(&entry);
            return Err(StepError::NotOurs { object: name });
        }
        made
    }

    /// With a new certificate: nobody knows how long it was stopped.
    async fn restart(&self, there: &PortsState) -> Result<Vec<PortReport>, StepError> {
        container::provide(self.engine, self.state, self.ports, &there.container).await?;
        self.start(there).await
    }

    async fn start(&self, made: &PortsState) -> Result<Vec<PortReport>, StepError> {
        if !self.runs {
            return Ok(Vec::new());
        }
        container::start(self.engine, made).await?;
        container::wait(self.engine, made, self.interrupt).await
    }

    async fn or_unwind<T>(
        &self,
        journal: &Journal,
        work: impl Future<Output = Result<T, StepError>>,
    ) -> Result<T, StepError> {
        let done = work.await;
        if done.is_err() {
            let failures = unwind(self.engine, journal).await;
            if !failures.is_empty() {
                let hint = Some(format!("try again with `devcluster --name {} start`", self.state.name));
                self.reporter.event(&Event::Warning { text: failures.join("; "), hint });
            }
        }
        done
    }
}
