//! The two daemons of a node, as far as they have been started.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::error::Error;
use crate::process::{Reaper, Service};

#[derive(Debug, Default)]
pub struct Services {
    started: Mutex<Started>,
}

#[derive(Debug, Default)]
struct Started {
    containerd: Option<Service>,
    kubelet: Option<Service>,
    /// Nothing is started any more.
    stopping: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Containerd,
    Kubelet,
}

impl Services {
    pub fn start(&self, name: Name, words: Vec<String>, reaper: &Arc<Reaper>) -> Result<(), Error> {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        if started.stopping {
            return Ok(());
        }
        let (slot, program) = match name {
            Name::Containerd => (&mut started.containerd, "containerd"),
            Name::Kubelet => (&mut started.kubelet, "kubelet"),
        };
        let service = Service::start(program, words, Arc::clone(reaper))
            .map_err(|source| Error::Spawn { program: program.into(), source })?;
        *slot = Some(service);
        Ok(())
    }

    /// Stops one of them where it runs, and from now on starts none.
    pub fn stop(&self, name: Name, patience: Duration) {
        let service = {
            let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
            started.stopping = true;
            match name {
                Name::Containerd => started.containerd.take(),
                Name::Kubelet => started.kubelet.take(),
            }
        };
        if let Some(service) = service {
            service.stop(patience);
        }
    }
}
