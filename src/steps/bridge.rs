//! The container that gives nodes images of the engine: it has the engine's socket, and does nothing else.

use std::path::Path;
use std::sync::Arc;

use super::StepError;
use super::journal::{Journal, Made};
use super::nodes::upload;
use crate::cluster::{ClusterState, NodeFiles, RegistryState, bridge_files, names};
use crate::engine::{Bind, ContainerSpec, Engine, EngineError, Privileges};
use crate::plan::bridge_address;
use crate::report::{Event, Reporter};

/// Where the agent looks for it (images/agent/src/bridge/engine.rs).
const SOCKET: &str = "/run/engine.sock";
/// For engines that are reached by another door than their own.
const DEFAULT_SOCKET: &str = "/var/run/docker.sock";

/// Starts it, where the cluster's registry is shared and it does not run; makes it, where there is none. A registry that
/// is new it has to be told of. Where it can't be had, the cluster goes without, and the person is told.
pub async fn start_bridge(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    journal: &Journal,
    state: &ClusterState,
    registry: &RegistryState,
    registry_is_new: bool,
    socket: &Path,
) -> Result<(), StepError> {
    let runs = state.bridge.as_ref().is_some_and(|there| there.running);
    if !registry.shared || runs && !registry_is_new {
        return Ok(());
    }
    if let Some(there) = &state.bridge {
        // The engine's socket may be elsewhere by now, and what the registry is called: a new one knows.
        engine.remove_container(&there.container).await?;
    }
    let files = bridge_files(engine, state, registry).await?;
    let mut last = None;
    for socket in [socket, Path::new(DEFAULT_SOCKET)] {
        match bring_up(engine, journal, state, &files, socket).await {
            Err(StepError::Engine(error)) => last = Some(error),
            done => return done,
        }
    }
    if let Some(error) = last {
        reporter.event(&Event::Warning {
            text: format!("pods get no images of the engine by themselves: {error}"),
            hint: Some("load them with `devcluster image load`; `images: {shared: false}` does without".to_owned()),
        });
    }
    Ok(())
}

/// Nothing of it is left where that fails: a socket that is not there is seen at the latest when it starts.
async fn bring_up(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    files: &NodeFiles,
    socket: &Path,
) -> Result<(), StepError> {
    let made = make(engine, journal, state, socket).await?;
    let started = async {
        upload(engine, &made, files).await?;
        Ok(engine.start_container(&made).await?)
    };
    let started = started.await;
    if started.is_err() {
        engine.remove_container(&made).await?;
    }
    started
}

async fn make(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    socket: &Path,
) -> Result<String, StepError> {
    let image = engine.container(&state.first_control_plane()?.container).await?.image;
    let subnet = state.subnet.ok_or_else(|| StepError::Lost { name: state.name.clone() })?;
    let mut labels = names::cluster_labels(&state.name);
    labels.insert(names::ROLE_LABEL.to_owned(), names::BRIDGE_ROLE.to_owned());
    let spec = ContainerSpec {
        name: names::bridge(&state.name),
        image,
        // By its host name, its id, it knows the engine that runs it.
        hostname: None,
        command: vec!["bridge".to_owned()],
        labels,
        network: Some((names::network(&state.name), bridge_address(subnet))),
        binds: vec![Bind { source: socket.display().to_string(), target: SOCKET.to_owned(), read_only: false }],
        privileges: Privileges::None,
        restart: true,
        ..ContainerSpec::default()
    };
    let container = Made::Container(spec.name.clone());
    journal.write(container.clone());
    match engine.create_container(&spec).await {
        Err(EngineError::NameTaken { name }) => {
            journal.strike(&container);
            Err(StepError::NotOurs { object: name })
        }
        created => Ok(created.map(|()| spec.name)?),
    }
}
