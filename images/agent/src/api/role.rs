//! How a role runs: a process of its own with one thread, until it is told to stop.

use std::future::Future;

use kube::Client;
use tokio::signal::unix::{SignalKind, signal};

use super::connect;
use crate::error::{Error, Failure};
use crate::log;

/// Connects with the role's rights and runs `work`, which goes on for ever, until SIGTERM.
pub fn run_role<F>(role: &'static str, work: impl FnOnce(Client) -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Error>>,
{
    log::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let run = async {
        let mut terminate = signal(SignalKind::terminate()).map_err(Error::Runtime)?;
        let work = async { work(connect(role).await?).await };
        tokio::select! {
            ended = work => ended,
            _ = terminate.recv() => Ok(()),
        }
    };
    runtime.map_err(Error::Runtime).and_then(|runtime| runtime.block_on(run)).map_err(|source| Failure {
        what: role,
        hint: "the API server may be away: see `kubectl get nodes`; this starts again by itself",
        source,
    })
}
