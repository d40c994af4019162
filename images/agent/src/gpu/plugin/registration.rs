//! kubelet is told of the plugin, and told again whenever it has begun anew: it then empties the folder of sockets.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::messages::{Empty, RegisterRequest};
use super::service::Plugin;
use crate::error::Error;
use crate::grpc::{Channel, Server};

pub const FOLDER: &str = "/var/lib/kubelet/device-plugins";
const KUBELET: &str = "kubelet.sock";

/// The plugin as kubelet knows it.
#[derive(Debug)]
pub struct Registration {
    resource: String,
    plugin: Plugin,
    /// With the kubelet that was told.
    told: Option<(Kubelet, Server)>,
}

/// What tells a kubelet from one that was there before: its socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kubelet {
    inode: u64,
    /// When it was made: kubelet changes its mode later.
    made: (i64, i64),
}

impl Kubelet {
    fn of(socket: &Metadata) -> Self {
        Self { inode: socket.ino(), made: (socket.mtime(), socket.mtime_nsec()) }
    }
}

impl Registration {
    pub fn new(resource: String, plugin: Plugin) -> Self {
        Self { resource, plugin, told: None }
    }

    /// The name of its own socket: `devcluster-gpu.sock`, `devcluster-mig-1g.5gb.sock`.
    fn endpoint(&self) -> String {
        let (_, name) = self.resource.split_once('/').unwrap_or_default();
        format!("devcluster-{name}.sock")
    }

    /// Registers where the kubelet that is there was not told yet, and says whether it did. An error means that there
    /// is none, or one that does not listen yet.
    pub async fn renew(&mut self) -> Result<bool, Error> {
        let folder = Path::new(FOLDER);
        let endpoint = self.endpoint();
        let (socket, own) = (folder.join(KUBELET), folder.join(&endpoint));
        let find = || fs::metadata(&socket).map_err(Error::file("find", &socket));
        if self.told.as_ref().is_some_and(|(told, _)| find().is_ok_and(|there| *told == Kubelet::of(&there)))
            && own.exists()
        {
            return Ok(false);
        }
        self.told = None;
        // A kubelet that takes connections has emptied the folder: what is made there from now on stays.
        let mut channel = Channel::connect(&socket).await?;
        let kubelet = Kubelet::of(&find()?);
        // kubelet connects before it answers.
        let server = self.plugin.serve(&own)?;
        let request = RegisterRequest {
            version: "v1beta1".to_owned(),
            endpoint,
            resource_name: self.resource.clone(),
            options: Some(Plugin::options()),
        };
        channel.call::<_, Empty>("/v1beta1.Registration/Register", request).await?;
        self.told = Some((kubelet, server));
        Ok(true)
    }
}
