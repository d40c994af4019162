//! Work that Ctrl-C ends: dropped where it is, since nothing of it has to be undone.

use tokio_util::sync::CancellationToken;

/// Does the work; `interrupted` where the token is cancelled before it ends.
pub async fn unless_interrupted<T, E>(
    interrupt: &CancellationToken,
    work: impl Future<Output = Result<T, E>>,
    interrupted: E,
) -> Result<T, E> {
    interrupt.run_until_cancelled(work).await.unwrap_or(Err(interrupted))
}
