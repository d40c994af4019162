//! Ctrl-C and SIGTERM as a token that running work looks at.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::CommandError;

/// A token that is cancelled by the first SIGINT or SIGTERM.
pub fn token() -> Result<CancellationToken, CommandError> {
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CommandError::internal)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(CommandError::internal)?;
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        cancelled.cancel();
    });
    Ok(token)
}
