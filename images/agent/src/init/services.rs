//! The daemons of a node, as far as they have been started.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::node_config::Role;
use crate::error::Error;
use crate::process::{Reaper, Service};

#[derive(Debug, Default)]
pub struct Services {
    started: Mutex<Started>,
}

#[derive(Debug, Default)]
struct Started {
    services: Vec<(Name, Service)>,
    /// Nothing is started any more.
    stopping: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Containerd,
    Kubelet,
    Role(Role),
}

impl Name {
    fn program(self) -> &'static str {
        match self {
            Self::Containerd => "containerd",
            Self::Kubelet => "kubelet",
            Self::Role(role) => role.name(),
        }
    }
}

impl Services {
    pub fn start(&self, name: Name, words: Vec<String>, reaper: &Arc<Reaper>) -> Result<(), Error> {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        if started.stopping {
            return Ok(());
        }
        let program = name.program();
        let service = Service::start(program, words, Arc::clone(reaper))
            .map_err(|source| Error::Spawn { program: program.into(), source })?;
        started.services.push((name, service));
        Ok(())
    }

    /// Stops those that run and are meant, and from now on starts none.
    pub fn stop(&self, patience: Duration, meant: impl Fn(Name) -> bool) {
        let services: Vec<_> = {
            let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
            started.stopping = true;
            started.services.extract_if(.., |(name, _)| meant(*name)).collect()
        };
        for (_, service) in services {
            service.stop(patience);
        }
    }
}
