//! containerd for the time of a bake.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::containerd;
use crate::error::Error;
use crate::files;
use crate::process::{Reaper, Service};

const PATIENCE: Duration = Duration::from_secs(10);

/// `upperdir_label` makes containerd tell the folder of a snapshot.
const IMPORT: &str = "\
version = 4
disabled_plugins = ['io.containerd.cri.v1.images', 'io.containerd.cri.v1.runtime', 'io.containerd.grpc.v1.cri']

[plugins.'io.containerd.snapshotter.v1.overlayfs']
  upperdir_label = true
";

#[derive(Debug, Clone, Copy)]
pub enum Role {
    /// Without CRI plugin.
    Import,
    /// As on a node.
    Check,
}

#[derive(Debug)]
pub struct Daemon(Service);

impl Daemon {
    /// Starts containerd and waits until it takes connections.
    pub fn start(role: Role, reaper: &Arc<Reaper>) -> Result<Self, Error> {
        let drop_in = Path::new(containerd::DROP_INS).join("bake.toml");
        match role {
            Role::Import => files::write(drop_in, IMPORT)?,
            Role::Check => files::remove_file(drop_in)?,
        }
        files::remove_folder("/run/containerd")?;
        files::make_folder("/etc/cni/net.d")?;
        let service = Service::start("containerd", containerd::command(), Arc::clone(reaper))
            .map_err(|source| Error::Spawn { program: "containerd".into(), source })?;
        containerd::wait()?;
        Ok(Self(service))
    }

    pub fn stop(self) {
        self.0.stop(PATIENCE);
    }
}
