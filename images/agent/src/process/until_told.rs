//! Work that goes on until the process is told to end.

use std::future::Future;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use crate::error::Error;

/// Runs `work` on this thread until it fails, or until SIGTERM.
pub fn until_told(work: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    Builder::new_current_thread().enable_all().build().map_err(Error::Runtime)?.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).map_err(Error::Runtime)?;
        tokio::select! {
            ended = work => ended,
            _ = terminate.recv() => Ok(()),
        }
    })
}
