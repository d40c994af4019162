//! What can go wrong in the agent, in words that read after "failed to".

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{action} `{}`", path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },
    #[error("read `{}` as JSON", path.display())]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("start `{program}`")]
    Spawn { program: String, source: io::Error },
    #[error("run `{command}`, which ended with {status} and said: {said}")]
    Command { command: String, status: String, said: String },
    #[error("see {awaited} within {} s; the last that was seen: {last_seen}", limit.as_secs_f32())]
    Deadline { awaited: String, limit: Duration, last_seen: String },
    #[error("use the kubeconfig `{}`", path.display())]
    Kubeconfig { path: PathBuf, source: Box<kube::Error> },
    #[error("call `{method}`")]
    Call { method: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("{action}")]
    Api { action: &'static str, source: Box<kube::Error> },
    #[error("start the runtime of asynchronous work")]
    Runtime(#[source] io::Error),
    #[error("go on: {0}")]
    Unfit(String),
}

impl Error {
    /// For `map_err`: what was attempted on which path.
    pub fn file(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::File { action, path, source }
    }

    /// As [`Error::file`], for the errors of system calls.
    pub fn call(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(rustix::io::Errno) -> Self {
        let wrap = Self::file(action, path);
        move |errno| wrap(errno.into())
    }
}

/// An error and its causes in one line.
pub fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = format!("failed to {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// A step that failed: what it was to do, why it could not, and what to try.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Failure {
    pub what: &'static str,
    pub hint: &'static str,
    pub source: Error,
}
