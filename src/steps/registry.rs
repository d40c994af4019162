//! The container that layers of images pass through on their way from the engine to the nodes: made once, started with
//! the cluster.

use super::StepError;
use super::journal::{Journal, Made};
use crate::cluster::state::REGISTRY_PORT;
use crate::cluster::{ClusterError, ClusterState, names};
use crate::engine::{ContainerSpec, Engine, EngineError, Mount, PortBinding, Privileges, Protocol};
use crate::host;
use crate::plan::registry_address;

const STORE: &str = "/var/lib/registry";
const PASSWORD_BYTES: usize = 16;

/// Starts it, where it does not run; makes it of `image`, where there is none.
pub async fn start_registry(
    engine: &dyn Engine,
    journal: &Journal,
    state: &ClusterState,
    image: &str,
) -> Result<(), StepError> {
    let container = match &state.registry {
        Some(there) if there.running => return Ok(()),
        Some(there) => {
            journal.write(Made::Started(there.container.clone()));
            there.container.clone()
        }
        None => make(engine, journal, state, image).await?,
    };
    Ok(engine.start_container(&container).await?)
}

async fn make(engine: &dyn Engine, journal: &Journal, state: &ClusterState, image: &str) -> Result<String, StepError> {
    let spec = spec(state, image)?;
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
        created => Ok(created.map(|()| spec.name)?),
    }
}

/// Published on 127.0.0.1 of the engine's host: engines push there without TLS. The port is fixed, since the engine
/// remembers by the registry's name which layers it has sent.
fn spec(state: &ClusterState, image: &str) -> Result<ContainerSpec, StepError> {
    let name = names::registry(&state.name);
    let subnet = state.subnet.ok_or_else(|| StepError::Lost { name: state.name.clone() })?;
    let password = password()?;
    let mut labels = names::cluster_labels(&state.name);
    labels.insert(names::ROLE_LABEL.to_owned(), names::REGISTRY_ROLE.to_owned());
    let volume = Mount { volume: Some(name.clone()), labels: labels.clone(), target: STORE.to_owned() };
    labels.insert(names::REGISTRY_LABEL.to_owned(), password.clone());
    Ok(ContainerSpec {
        image: image.to_owned(),
        hostname: Some(names::REGISTRY_ROLE.to_owned()),
        environment: vec![format!("REGISTRY_PASSWORD={password}")],
        labels,
        network: Some((names::network(&state.name), registry_address(subnet))),
        mounts: vec![volume],
        ports: vec![PortBinding {
            host_ip: "127.0.0.1".to_owned(),
            host_port: host::free_port().map_err(StepError::NoPort)?,
            container_port: REGISTRY_PORT,
            protocol: Protocol::Tcp,
        }],
        privileges: Privileges::None,
        restart: true,
        name,
        ..ContainerSpec::default()
    })
}

fn password() -> Result<String, StepError> {
    let mut bytes = [0; PASSWORD_BYTES];
    getrandom::fill(&mut bytes).map_err(ClusterError::Randomness)?;
    Ok(hex::encode(bytes))
}
