//! How a role runs: a process of its own with one thread, until it is told to stop.

use std::future::Future;

use kube::Client;

use super::connect;
use crate::error::{Error, Failure};
use crate::log;
use crate::process::until_told;

/// Connects with the role's rights and runs `work`, which goes on for ever, until SIGTERM.
pub fn run_role<F>(role: &'static str, work: impl FnOnce(Client) -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Error>>,
{
    log::start();
    until_told(async { work(connect(role).await?).await }).map_err(|source| Failure {
        what: role,
        hint: "the API server may be away: see `kubectl get nodes`; this starts again by itself",
        source,
    })
}
