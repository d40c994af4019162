//! containerd's own client, in the namespace that kubelet's images and containers are in.

use std::process::Command;

use crate::error::Error;
use crate::process::Reaper;

pub const SOCKET: &str = "/run/containerd/containerd.sock";

/// Runs `ctr --namespace k8s.io WORDS` and returns its stdout.
pub fn run(reaper: &Reaper, words: &[&str]) -> Result<String, Error> {
    let mut command = Command::new("/usr/local/bin/ctr");
    command.args(["--address", SOCKET, "--namespace", "k8s.io"]).args(words);
    reaper.run(&mut command)
}
