//! The socket itself: starts and stops subscriptions as the page says, and sends what they tell.

use std::collections::HashMap;

use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures::SinkExt;
use futures::stream::{SplitSink, StreamExt};
use tokio::sync::mpsc::Receiver;
use tokio::task::{AbortHandle, JoinSet};

use super::messages::{End, Message};
use super::outbox::{Outbox, Parcel, Subscriber};
use super::subscription::run;
use crate::sessions::{Current, Use};

/// A page with many windows has some dozens.
const MOST: usize = 256;
const LARGEST: usize = 256 * 1024;
const BUFFER: usize = 8 * 1024;

pub async fn connect(Current(session): Current, upgrade: WebSocketUpgrade) -> Response {
    let upgrade =
        upgrade.read_buffer_size(BUFFER).write_buffer_size(0).max_message_size(LARGEST).max_frame_size(LARGEST);
    upgrade.on_upgrade(|socket| serve(session, socket))
}

async fn serve(session: Use, socket: WebSocket) {
    let (writer, mut reader) = socket.split();
    let (outbox, parcels) = Outbox::new();
    let mut subscriptions =
        Subscriptions { session: session.clone(), outbox, tasks: JoinSet::new(), open: HashMap::new() };
    let mut sending = tokio::spawn(send(writer, parcels));
    loop {
        tokio::select! {
            frame = reader.next() => match frame {
                Some(Ok(Frame::Text(text))) => match serde_json::from_str(&text) {
                    Ok(message) => subscriptions.take(message),
                    Err(error) => subscriptions.refuse(&text, &error),
                },
                Some(Ok(Frame::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
            Some(_) = subscriptions.tasks.join_next() => subscriptions.forget_ended(),
            () = session.ended() => break,
            _ = &mut sending => break,
        }
    }
    sending.abort();
}

async fn send(mut writer: SplitSink<WebSocket, Frame>, mut parcels: Receiver<Parcel>) {
    while let Some(Parcel { text, room }) = parcels.recv().await {
        if writer.send(Frame::Text(text)).await.is_err() {
            return;
        }
        drop(room);
    }
}

/// All stop when it is dropped.
struct Subscriptions {
    session: Use,
    outbox: Outbox,
    tasks: JoinSet<()>,
    open: HashMap<u64, AbortHandle>,
}

impl Subscriptions {
    fn take(&mut self, message: Message) {
        let Message { id, open, close } = message;
        if (close.is_some() || open.is_some())
            && let Some(task) = self.open.remove(&id)
        {
            task.abort();
        }
        let Some(open) = open else { return };
        if self.open.len() >= MOST {
            self.end(id, End::failed(429, format!("{MOST} subscriptions are open: close some windows")));
            return;
        }
        let (session, page) = (self.session.clone(), Subscriber::new(id, self.outbox.clone()));
        let task = self.tasks.spawn(async move { run(&session, open, page).await });
        self.open.insert(id, task);
    }

    /// Tells what is wrong with a message, where it has an id to tell it to.
    fn refuse(&mut self, text: &str, error: &serde_json::Error) {
        #[derive(serde::Deserialize)]
        struct Addressed {
            id: u64,
        }
        if let Ok(Addressed { id }) = serde_json::from_str(text) {
            self.end(id, End::failed(400, format!("the server does not understand the message: {error}")));
        }
    }

    fn end(&mut self, id: u64, end: End) {
        // Whoever sends more of what is refused than it reads answers of gets none.
        if self.tasks.len() >= 2 * MOST {
            return;
        }
        let page = Subscriber::new(id, self.outbox.clone());
        self.tasks.spawn(async move {
            let _ = page.end(&end).await;
        });
    }

    fn forget_ended(&mut self) {
        self.open.retain(|_, task| !task.is_finished());
    }
}
