//! The addresses of this node's pods from the moment that they are given: the API server hears of them up to a second later,
//! when programs run already.
//!
//! containerd's CNI library leaves a file for each pod's network, before the pod's first container is made.

use std::collections::BTreeMap;
use std::mem::MaybeUninit;
use std::net::Ipv4Addr;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::SystemTime;

use futures::{Stream, stream};
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use serde::Deserialize;
use tokio::sync::watch;

use crate::error::Error;
use crate::{files, log};

const FOLDER: &str = "/var/lib/cni/results";
/// With the name of the network that CNI's configuration has; there is also the loopback.
const PREFIX: &str = "devcluster-";

/// The addresses of pods, by `NAMESPACE/NAME`.
pub type Addresses = BTreeMap<String, Ipv4Addr>;

/// All addresses at each change, and first as they are. Ends where the folder can't be watched: then pods are known by
/// what the API server says.
pub fn follow() -> impl Stream<Item = Addresses> + Send {
    let sandboxes = Sandboxes::open(FOLDER).inspect_err(|error| log::line(&format!("failed to {error}"))).ok();
    stream::unfold((sandboxes, true), |(sandboxes, is_first)| async move {
        let mut sandboxes = sandboxes?;
        if !is_first && sandboxes.changes.changed().await.is_err() {
            return None;
        }
        Some((sandboxes.addresses(), (Some(sandboxes), false)))
    })
}

struct Sandboxes {
    folder: PathBuf,
    changes: watch::Receiver<()>,
    /// By the files' names, which are never given to another.
    known: BTreeMap<String, Sandbox>,
}

struct Sandbox {
    pod: String,
    address: Ipv4Addr,
    since: SystemTime,
}

impl Sandboxes {
    fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        files::make_folder(folder)?;
        let events = inotify::init(CreateFlags::CLOEXEC).and_then(|events| {
            let which = WatchFlags::CLOSE_WRITE | WatchFlags::DELETE | WatchFlags::MOVED_TO;
            inotify::add_watch(&events, folder, which).map(|_| events)
        });
        let events = events.map_err(Error::call("watch", folder))?;
        Ok(Self { folder: folder.to_path_buf(), changes: changes(events), known: BTreeMap::new() })
    }

    /// A pod has the address that it was given last, and an address is that of the last pod that it was given to.
    fn addresses(&mut self) -> Addresses {
        let names = self.names();
        self.known.retain(|name, _| names.contains(name));
        for name in names {
            if let Some(sandbox) = (!self.known.contains_key(&name)).then(|| read(&self.folder.join(&name))).flatten() {
                self.known.insert(name, sandbox);
            }
        }
        let mut sandboxes: Vec<_> = self.known.values().collect();
        sandboxes.sort_by_key(|sandbox| sandbox.since);
        let pods: BTreeMap<_, _> = sandboxes.iter().map(|sandbox| (sandbox.address, &sandbox.pod)).collect();
        let last = sandboxes.iter().filter(|sandbox| pods.get(&sandbox.address) == Some(&&sandbox.pod));
        last.map(|sandbox| (sandbox.pod.clone(), sandbox.address)).collect()
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| name.starts_with(PREFIX)).collect()
    }
}

/// Tells of events, from a thread that waits for them and ends with the first one that nobody hears of.
fn changes(events: OwnedFd) -> watch::Receiver<()> {
    let (sender, receiver) = watch::channel(());
    thread::spawn(move || {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = inotify::Reader::new(events, &mut buffer);
        while events.next().is_ok() && sender.send(()).is_ok() {}
    });
    receiver
}

/// `None` where it is not whole: another change follows.
fn read(path: &Path) -> Option<Sandbox> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Cached {
        cni_args: Vec<(String, String)>,
        result: Network,
    }
    #[derive(Deserialize)]
    struct Network {
        ips: Vec<Given>,
    }
    #[derive(Deserialize)]
    struct Given {
        address: String,
    }
    let since = std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
    let cached: Cached = files::read_json(path).ok()?;
    let argument = |key: &str| cached.cni_args.iter().find(|(name, _)| name == key).map(|(_, value)| value);
    let pod = format!("{}/{}", argument("K8S_POD_NAMESPACE")?, argument("K8S_POD_NAME")?);
    let address = cached.result.ips.iter().find_map(|given| given.address.split('/').next()?.parse().ok())?;
    Some(Sandbox { pod, address, since })
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::json;
    use tokio::runtime::Builder;

    use super::*;

    fn give(folder: &Path, name: &str, pod: &str, address: &str) {
        let cached = json!({
            "kind": "cniCacheV1", "containerId": "1", "config": "e30=", "networkName": "devcluster",
            "cniArgs": [["IgnoreUnknown", "1"], ["K8S_POD_NAMESPACE", "default"], ["K8S_POD_NAME", pod]],
            "result": { "cniVersion": "1.0.0", "ips": [{ "address": format!("{address}/24"), "gateway": "10.244.0.1" }] },
        });
        std::fs::write(folder.join(name), cached.to_string()).unwrap();
    }

    fn shown(sandboxes: &mut Sandboxes) -> Vec<String> {
        sandboxes.addresses().iter().map(|(pod, address)| format!("{pod} {address}")).collect()
    }

    #[test]
    fn addresses_come_and_go_with_their_files() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("results");
        let mut sandboxes = Sandboxes::open(&folder).unwrap();
        let runtime = Builder::new_current_thread().build().unwrap();
        let mut until = |expected: &[&str]| {
            while shown(&mut sandboxes) != expected {
                runtime.block_on(sandboxes.changes.changed()).unwrap();
            }
        };
        until(&[]);

        give(&folder, "devcluster-1-eth0", "web", "10.244.0.5");
        std::fs::write(folder.join("cni-loopback-1-lo"), "{}").unwrap();
        std::fs::write(folder.join("devcluster-2-eth0"), "{").unwrap();
        until(&["default/web 10.244.0.5"]);

        give(&folder, "devcluster-2-eth0", "db", "10.244.0.6");
        until(&["default/db 10.244.0.6", "default/web 10.244.0.5"]);

        std::fs::remove_file(folder.join("devcluster-1-eth0")).unwrap();
        until(&["default/db 10.244.0.6"]);
    }

    #[test]
    fn what_was_given_last_counts() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let mut sandboxes = Sandboxes::open(folder).unwrap();
        let then = |name: &str, seconds| {
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            std::fs::File::open(folder.join(name)).unwrap().set_modified(time).unwrap();
        };
        give(folder, "devcluster-z-eth0", "web", "10.244.0.5");
        then("devcluster-z-eth0", 1);
        give(folder, "devcluster-b-eth0", "web", "10.244.0.6");
        then("devcluster-b-eth0", 2);
        give(folder, "devcluster-a-eth0", "db", "10.244.0.5");
        then("devcluster-a-eth0", 3);
        assert_eq!(shown(&mut sandboxes), ["default/db 10.244.0.5", "default/web 10.244.0.6"]);
    }
}
