//! A program of others that a command hands over to.

use std::ffi::OsString;
use std::process::Stdio;

use tempfile::NamedTempFile;
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

use crate::cluster::{ClusterError, ClusterState};
use crate::fault::{Fault, Kind};

/// A program that could not be run.
#[derive(Debug, thiserror::Error)]
#[error("`{program}` could not be run")]
pub struct ProgramError {
    program: String,
    #[source]
    source: std::io::Error,
}

impl Fault for ProgramError {
    fn kind(&self) -> Kind {
        Kind::Environment
    }

    fn hint(&self) -> Option<String> {
        Some(format!("see what is found under that name with `command -v {}`", self.program))
    }
}

/// A program that is ready to be run. Its kubeconfig lives as long as this.
pub struct Program {
    pub program: OsString,
    /// Words before the arguments that it is run with.
    pub prefix: Vec<OsString>,
    pub kubeconfig: Option<NamedTempFile>,
}

impl Program {
    /// Commands inside a node, by the engine's own client: it knows how to hand a terminal on. `terminal` says that
    /// standard input and output are one; `environment` is `NAME=VALUE`.
    pub fn in_node(container: &str, terminal: bool, environment: &[String]) -> Self {
        let mut prefix = vec!["exec".to_owned(), if terminal { "-it" } else { "-i" }.to_owned()];
        prefix.extend(environment.iter().map(|variable| format!("--env={variable}")));
        prefix.push(container.to_owned());
        Self { program: "docker".into(), prefix: prefix.into_iter().map(OsString::from).collect(), kubeconfig: None }
    }

    /// Runs it with this process's streams until it ends; its exit code. Signals that would end this process go to
    /// it, so that the kubeconfig does not outlive them.
    pub async fn run(&self, arguments: &[OsString]) -> Result<u8, ProgramError> {
        let fail = |source| ProgramError { program: self.program.to_string_lossy().into_owned(), source };
        let mut command = Command::new(&self.program);
        command.args(&self.prefix).args(arguments).stdin(Stdio::inherit()).kill_on_drop(true);
        if let Some(kubeconfig) = &self.kubeconfig {
            command.env("KUBECONFIG", kubeconfig.path());
        }
        // A terminal sends Ctrl-C to both; here it is only kept from ending this process first.
        let mut interrupt = signal(SignalKind::interrupt()).map_err(fail)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(fail)?;
        let mut hang_up = signal(SignalKind::hangup()).map_err(fail)?;
        let mut child = command.spawn().map_err(fail)?;
        loop {
            tokio::select! {
                status = child.wait() => return Ok(exit_code(status.map_err(fail)?)),
                _ = interrupt.recv() => {}
                _ = terminate.recv() => child.start_kill().map_err(fail)?,
                _ = hang_up.recv() => child.start_kill().map_err(fail)?,
            }
        }
    }
}

/// A shell in a node that runs, the first control plane where none is named.
pub fn node_shell(cluster: &ClusterState, name: Option<&str>, terminal: bool) -> Result<Program, ClusterError> {
    let node = match name {
        Some(name) => cluster.node(name)?,
        None => cluster.first_control_plane()?,
    };
    if !node.running {
        return Err(ClusterError::NodeStopped { cluster: cluster.name.clone(), node: node.name.clone() });
    }
    Ok(Program::in_node(&node.container, terminal, &[]))
}

/// As a shell tells it: 128 and the signal's number where a signal ended it.
fn exit_code(status: std::process::ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
