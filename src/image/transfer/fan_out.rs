//! One stream to many readers, each at its own pace within a bounded buffer, read once from its source.

use futures::StreamExt;
use tokio::sync::mpsc::{Sender, channel};

use crate::engine::{ByteStream, EngineError};

/// Chunks that a reader may lag behind the fastest one.
const BUFFERED_CHUNKS: usize = 16;

/// Gives `readers` copies of `source`, and the work that fills them: it must run beside the readers. `sent` is told
/// the bytes read so far. A reader that goes away is left out; the work ends early when all have gone.
/// The source's own error is told by that work; readers are told that there was one.
pub fn fan_out(
    source: ByteStream,
    readers: usize,
    sent: impl Fn(u64),
) -> (Vec<ByteStream>, impl Future<Output = Result<(), EngineError>>) {
    let (senders, streams): (Vec<_>, Vec<_>) =
        (0..readers)
            .map(|_| {
                let (sender, receiver) = channel(BUFFERED_CHUNKS);
                let stream = futures::stream::unfold(receiver, |mut receiver| async move {
                    Some((receiver.recv().await?, receiver))
                });
                (sender, Box::pin(stream) as ByteStream)
            })
            .unzip();
    (streams, pump(source, senders, sent))
}

async fn pump(
    mut source: ByteStream,
    mut senders: Vec<Sender<Result<bytes::Bytes, EngineError>>>,
    sent: impl Fn(u64),
) -> Result<(), EngineError> {
    let mut total = 0;
    while let Some(chunk) = source.next().await {
        let sends = match chunk {
            Ok(chunk) => {
                total += chunk.len() as u64;
                futures::future::join_all(senders.iter().map(|sender| sender.send(Ok(chunk.clone())))).await
            }
            Err(error) => {
                // Every reader must see a failure: what it has so far would look like the whole.
                let reason = error.to_string();
                let fail =
                    || EngineError::Refused { action: "send the image".to_owned(), status: 0, reason: reason.clone() };
                futures::future::join_all(senders.iter().map(|sender| sender.send(Err(fail())))).await;
                return Err(error);
            }
        };
        let mut alive = sends.iter().map(Result::is_ok);
        senders.retain(|_| alive.next().unwrap_or(false));
        if senders.is_empty() {
            return Ok(());
        }
        sent(total);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use bytes::Bytes;

    use super::*;

    fn numbers(count: u8) -> ByteStream {
        Box::pin(futures::stream::iter((0..count).map(|number| Ok(Bytes::from(vec![number])))))
    }

    async fn all(stream: ByteStream) -> Vec<u8> {
        stream.map(|chunk| chunk.unwrap().to_vec()).concat().await
    }

    #[tokio::test]
    async fn every_reader_gets_every_byte() {
        let sent = AtomicU64::new(0);
        let (streams, pump) = fan_out(numbers(100), 3, |bytes| sent.store(bytes, Ordering::Relaxed));
        let (copies, read) = tokio::join!(futures::future::join_all(streams.into_iter().map(all)), pump);
        let wanted: Vec<u8> = (0..100).collect();
        read.unwrap();
        assert_eq!(copies, vec![wanted.clone(), wanted.clone(), wanted]);
        assert_eq!(sent.into_inner(), 100);
    }

    #[tokio::test]
    async fn a_reader_that_goes_away_does_not_hold_up_the_others() {
        let (mut streams, pump) = fan_out(numbers(100), 2, |_| {});
        drop(streams.pop());
        let (copy, read) = tokio::join!(all(streams.remove(0)), pump);
        read.unwrap();
        assert_eq!(copy.len(), 100);
    }

    #[tokio::test]
    async fn a_source_that_breaks_is_seen_by_all() {
        let fail = || EngineError::NoImage { reference: "app".to_owned() };
        let source = Box::pin(futures::stream::iter([Ok(Bytes::from_static(b"x")), Err(fail())]));
        let (streams, pump) = fan_out(source, 2, |_| {});
        let reads = streams.into_iter().map(|stream| stream.map(|chunk| chunk.is_ok()).collect::<Vec<_>>());
        let (seen, read) = tokio::join!(futures::future::join_all(reads), pump);
        assert_eq!(seen, vec![vec![true, false], vec![true, false]]);
        assert!(matches!(read, Err(EngineError::NoImage { .. })));
    }
}
