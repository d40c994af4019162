//! A new member of etcd begins with what the API server writes into every empty etcd: it then only checks, which takes
//! a third of the CPU time that it needs until it is ready.

use std::path::Path;
use std::process::Command;

use super::node_config::EtcdMember;
use crate::baked;
use crate::error::Error;
use crate::files;
use crate::process::Reaper;

const DATA: &str = "/var/lib/etcd";
/// The part of [`DATA`] that is etcd's; it is there at every start but the first.
const MEMBER: &str = "member";
/// On the same file system, so that it is moved in one go.
const PARTIAL: &str = ".restored";

/// Restores the node image's snapshot where the member has no data yet. All members of a new cluster restore the same.
pub fn seed(member: Option<&EtcdMember>, reaper: &Reaper) -> Result<(), Error> {
    let (data, snapshot) = (Path::new(DATA), baked::etcd_snapshot());
    let Some(member) = member.filter(|_| !data.join(MEMBER).exists() && snapshot.exists()) else {
        return Ok(());
    };
    let partial = data.join(PARTIAL);
    files::remove_folder(&partial)?;
    reaper.run(
        Command::new("/usr/local/bin/etcdutl")
            .args(["snapshot", "restore"])
            .arg(&snapshot)
            .arg(format!("--name={}", member.name))
            .arg(format!("--initial-cluster={}", member.initial_cluster))
            .arg(format!("--initial-advertise-peer-urls={}", member.peer_url))
            .arg(format!("--data-dir={}", partial.display())),
    )?;
    files::rename(&partial.join(MEMBER), &data.join(MEMBER))?;
    files::remove_folder(&partial)
}
