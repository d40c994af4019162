//! What there is in the engine in memory.

use std::collections::BTreeMap;
use std::path::Path;

use time::OffsetDateTime;

use crate::engine::{
    Container, ContainerSpec, ContainerState, EngineError, Image, Labels, Network, PortBinding, Result,
};

/// What is there, and what was asked.
#[derive(Debug, Default)]
pub(super) struct World {
    pub containers: BTreeMap<String, Container>,
    pub networks: BTreeMap<String, Network>,
    pub volumes: BTreeMap<String, Labels>,
    pub images: BTreeMap<String, Image>,
    /// By path; each container has them.
    pub files: BTreeMap<String, String>,
    /// What was uploaded, by container and path: it lies on the container's volumes, and stays for as long as those.
    pub uploads: BTreeMap<(String, String), Vec<u8>>,
    /// The container that each volume was made with.
    pub volume_of: BTreeMap<String, String>,
    pub calls: Vec<String>,
}

impl World {
    /// The files of a container at or below a path.
    pub fn files_at(&self, container: &str, path: &str) -> Vec<(&str, &[u8])> {
        let below = |(there, file): &(String, String)| there == container && Path::new(file).starts_with(path);
        let uploaded = self.uploads.iter().filter(|(place, _)| below(place));
        let own = self.files.get_key_value(path).map(|(path, content)| (path.as_str(), content.as_bytes()));
        uploaded.map(|((_, file), content)| (file.as_str(), content.as_slice())).chain(own).collect()
    }

    pub fn set_state(&mut self, container: &str, state: ContainerState) -> Result<()> {
        let there = self.containers.get_mut(container);
        let there = there.ok_or_else(|| EngineError::NoContainer { name: container.to_owned() })?;
        if state == ContainerState::Running {
            there.started = Some(OffsetDateTime::UNIX_EPOCH);
        }
        there.state = state;
        Ok(())
    }

    /// A host port of a container that another one, which runs, publishes.
    pub fn port_in_use(&self, container: &str) -> Option<u16> {
        let holds = |other: &Container, port: &PortBinding| {
            let same = |held: &PortBinding| (held.host_port, held.protocol) == (port.host_port, port.protocol);
            other.name != container && other.is_running() && other.ports.iter().any(same)
        };
        let wanted = &self.containers.get(container)?.ports;
        wanted.iter().find(|port| self.containers.values().any(|other| holds(other, port))).map(|port| port.host_port)
    }
}

pub(super) fn matches(labels: &Labels, wanted: &Labels) -> bool {
    wanted.iter().all(|(key, value)| labels.get(key).is_some_and(|there| value.is_empty() || there == value))
}

pub(super) fn refused(action: &str, status: u16, reason: &str) -> EngineError {
    EngineError::Refused { action: action.to_owned(), status, reason: reason.to_owned() }
}

pub(super) fn made(spec: &ContainerSpec) -> Container {
    Container {
        id: format!("id-{}", spec.name),
        name: spec.name.clone(),
        image: spec.image.clone(),
        labels: spec.labels.clone(),
        state: ContainerState::Created,
        created: None,
        started: None,
        addresses: spec.network.iter().cloned().collect(),
        ports: spec.ports.clone(),
    }
}
