//! The container that layers of images pass through on their way from the engine to the nodes: made once, started with
//! the cluster.

use std::time::Duration;

use super::StepError;
use super::journal::{Journal, Made};
use crate::cluster::state::REGISTRY_PORT;
use crate::cluster::{ClusterError, ClusterState, RegistryState, names};
use crate::config::Images;
use crate::engine::{ContainerSpec, Engine, EngineError, Mount, PortBinding, Privileges, Protocol};
use crate::host;
use crate::image::transfer::forget_pushes;
use crate::plan::registry_address;

const STORE: &str = "/var/lib/registry";
const PASSWORD_BYTES: usize = 16;
/// Later it was killed.
const LONGEST_PUSH: Duration = Duration::from_hours(1);

/// Starts it, where it does not run; makes it of `image`, where there is none. What it is, and whether it is a new one.
/// `images` says what a new one is for, beside loads.
pub async fn start_registry(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    image: &str,
    images: Images,
) -> Result<(RegistryState, bool), StepError> {
    match &state.registry {
        Some(there) => {
            forget_pushes(engine, there.port, LONGEST_PUSH).await;
            if !there.running {
                journal.write(Made::Started(there.container.clone()));
                engine.start_container(&there.container).await?;
            }
            Ok((there.clone(), false))
        }
        None => {
            let made = make(engine, journal, state, image, images).await?;
            engine.start_container(&made.container).await?;
            Ok((made, true))
        }
    }
}

async fn make(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    image: &str,
    images: Images,
) -> Result<RegistryState, StepError> {
    let made = RegistryState {
        container: names::registry(&state.name),
        port: host::free_port().map_err(StepError::NoPort)?,
        password: password()?,
        shared: images.shared,
        running: true,
    };
    let spec = spec(state, image, &made)?;
    // Its volume may be there from before, and is worth keeping: what lies in it need not be sent again.
    let volume = Made::Volume(spec.name.clone());
    let container = Made::Container(spec.name.clone());
    if !state.volumes.contains(&spec.name) {
        journal.write(volume.clone());
    }
    journal.write(container.clone());
    match engine.create_container(&spec).await {
        Err(EngineError::NameTaken { name }) => {
            journal.strike(&container);
            journal.strike(&volume);
            Err(StepError::NotOurs { object: name })
        }
        created => Ok(created.map(|()| made)?),
    }
}

/// Published on 127.0.0.1 of the engine's host: engines push there without TLS. The port is fixed, since the engine
/// remembers by the registry's name which layers it has sent.
fn spec(state: &ClusterState, image: &str, made: &RegistryState) -> Result<ContainerSpec, StepError> {
    let RegistryState { container: name, port, password, shared, .. } = made;
    let subnet = state.subnet.ok_or_else(|| StepError::Lost { name: state.name.clone() })?;
    let mut labels = names::cluster_labels(&state.name);
    labels.insert(names::ROLE_LABEL.to_owned(), names::REGISTRY_ROLE.to_owned());
    let volume = Mount { volume: Some(name.clone()), labels: labels.clone(), target: STORE.to_owned() };
    labels.insert(names::REGISTRY_LABEL.to_owned(), password.clone());
    if *shared {
        labels.insert(names::SHARED_LABEL.to_owned(), "true".to_owned());
    }
    Ok(ContainerSpec {
        image: image.to_owned(),
        hostname: Some(names::REGISTRY_ROLE.to_owned()),
        environment: vec![format!("REGISTRY_PASSWORD={password}")],
        labels,
        network: Some((names::network(&state.name), registry_address(subnet))),
        mounts: vec![volume],
        ports: vec![PortBinding {
            host_ip: "127.0.0.1".to_owned(),
            host_port: *port,
            container_port: REGISTRY_PORT,
            protocol: Protocol::Tcp,
        }],
        privileges: Privileges::None,
        restart: true,
        name: name.clone(),
        ..ContainerSpec::default()
    })
}

fn password() -> Result<String, StepError> {
    let mut bytes = [0; PASSWORD_BYTES];
    getrandom::fill(&mut bytes).map_err(ClusterError::Randomness)?;
    Ok(hex::encode(bytes))
}
