//! The container that gives nodes images of the engine: it has the engine's socket, and does nothing else.

use std::path::Path;

use super::StepError;
use super::journal::{Journal, Made};
use super::nodes::upload;
use crate::cluster::{ClusterState, RegistryState, bridge_files, names};
use crate::engine::{Bind, ContainerSpec, Engine, EngineError, Privileges};
use crate::plan::bridge_address;

/// The agent ends at once when it is told to.
const GRACE_SECONDS: i32 = 5;
/// Where the agent looks for it (images/agent/src/bridge/engine.rs).
const SOCKET: &str = "/run/engine.sock";

/// Starts it, where the cluster's registry is shared and it does not run; makes it, where there is none. A registry that
/// is new it has to be told of.
pub async fn start_bridge(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    registry: &RegistryState,
    registry_is_new: bool,
    socket: &Path,
) -> Result<(), StepError> {
    if !registry.shared {
        return Ok(());
    }
    let container = match &state.bridge {
        Some(there) if there.running && !registry_is_new => return Ok(()),
        Some(there) => {
            if there.running {
                engine.stop_container(&there.container, GRACE_SECONDS).await?;
            } else {
                journal.write(Made::Started(there.container.clone()));
            }
            there.container.clone()
        }
        None => make(engine, journal, state, socket).await?,
    };
    upload(engine, &container, &bridge_files(engine, state, registry).await?).await?;
    Ok(engine.start_container(&container).await?)
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
        hostname: Some(names::BRIDGE_ROLE.to_owned()),
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
