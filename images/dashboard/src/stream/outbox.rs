//! What waits to be sent over the socket. Its bytes are bounded, so that a page that does not read stops what is read for it;
//! subscriptions get room in the order in which they asked, so that a busy one does not starve the others.

use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::messages::End;

/// A message may be larger, when nothing else waits.
const BYTES: usize = 512 * 1024;
const MESSAGES: usize = 64;

/// The socket is closed.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed;

/// A message, and the room that it takes until it is sent.
pub struct Parcel {
    pub text: Utf8Bytes,
    pub room: OwnedSemaphorePermit,
}

#[derive(Clone)]
pub struct Outbox {
    sender: Sender<Parcel>,
    room: Arc<Semaphore>,
}

impl Outbox {
    pub fn new() -> (Self, Receiver<Parcel>) {
        let (sender, receiver) = channel(MESSAGES);
        (Self { sender, room: Arc::new(Semaphore::new(BYTES)) }, receiver)
    }

    async fn send(&self, text: String) -> Result<(), Closed> {
        let size = u32::try_from(text.len().min(BYTES)).map_err(|_| Closed)?;
        let room = self.room.clone().acquire_many_owned(size).await.map_err(|_| Closed)?;
        self.sender.send(Parcel { text: text.into(), room }).await.map_err(|_| Closed)
    }
}

/// One subscription's way to the page.
pub struct Subscriber {
    id: u64,
    outbox: Outbox,
}

impl Subscriber {
    pub fn new(id: u64, outbox: Outbox) -> Self {
        Self { id, outbox }
    }

    /// Waits for room, then sends `{"id": ID, NAME: JSON}`.
    pub async fn tell(&self, name: &str, json: &str) -> Result<(), Closed> {
        self.outbox.send(format!(r#"{{"id":{},"{name}":{json}}}"#, self.id)).await
    }

    pub async fn end(&self, end: &End) -> Result<(), Closed> {
        let json = serde_json::to_string(end).map_err(|_| Closed)?;
        self.tell("ended", &json).await
    }
}

#[cfg(test)]
impl Subscriber {
    pub fn with_receiver(id: u64) -> (Self, Receiver<Parcel>) {
        let (outbox, receiver) = Outbox::new();
        (Self::new(id, outbox), receiver)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_page_that_does_not_read_stops_its_subscriptions() {
        let (page, mut receiver) = Subscriber::with_receiver(7);
        let json = format!("\"{}\"", "x".repeat(200 * 1024));
        page.tell("a", &json).await.unwrap();
        page.tell("a", &json).await.unwrap();
        assert!(timeout(Duration::from_millis(50), page.tell("a", &json)).await.is_err());
        assert!(receiver.recv().await.unwrap().text.starts_with(r#"{"id":7,"a":"xxx"#));
        page.tell("a", &json).await.unwrap();
        drop(receiver);
        assert_eq!(page.tell("a", "1").await, Err(Closed));
    }

    #[tokio::test]
    async fn what_is_larger_than_all_room_is_sent_alone() {
        let (page, mut receiver) = Subscriber::with_receiver(7);
        page.tell("a", &format!("\"{}\"", "x".repeat(BYTES))).await.unwrap();
        assert!(timeout(Duration::from_millis(50), page.tell("b", "1")).await.is_err());
        receiver.recv().await.unwrap();
        page.tell("b", "1").await.unwrap();
    }
}
