//! `WS /api/host`: first who it is, then work and what is told of it, until the connection or the session ends.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use bytes::Bytes;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout};

use super::link::Link;
use super::messages::Welcome;
use super::register::register;
use crate::server::Shared;
use crate::sessions::Session;

const HELLO: Duration = Duration::from_secs(10);
/// Without an answer to two of them the command line is taken for gone, so that the page does not wait for it.
const PING: Duration = Duration::from_secs(20);
const LARGEST: usize = 4 << 20;
const BUFFER: usize = 8 * 1024;

pub async fn connect(State(shared): State<Shared>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade =
        upgrade.read_buffer_size(BUFFER).write_buffer_size(0).max_message_size(LARGEST).max_frame_size(LARGEST);
    upgrade.on_upgrade(|socket| serve(shared, socket))
}

async fn serve(shared: Shared, mut socket: WebSocket) {
    let Ok(Some(Ok(Message::Text(hello)))) = timeout(HELLO, socket.recv()).await else { return };
    let (link, outgoing) = Link::new();
    match register(&shared, &hello, link.clone()).await {
        Ok((session, user)) => {
            if say(&mut socket, &Welcome::Registered { user }).await {
                work(&session, &link, &mut socket, outgoing).await;
            }
            session.unlink(&link);
            link.close();
        }
        Err(message) => {
            say(&mut socket, &Welcome::Refused { message }).await;
        }
    }
    // The other side may be gone already.
    let _ = socket.send(Message::Close(None)).await;
}

async fn say(socket: &mut WebSocket, welcome: &Welcome) -> bool {
    match serde_json::to_string(welcome) {
        Ok(text) => socket.send(Message::Text(text.into())).await.is_ok(),
        Err(_) => false,
    }
}

async fn work(session: &Session, link: &Arc<Link>, socket: &mut WebSocket, mut outgoing: Receiver<String>) {
    let mut pings = tokio::time::interval(PING);
    let mut heard = Instant::now();
    loop {
        let sent = tokio::select! {
            message = socket.recv() => {
                heard = Instant::now();
                match message {
                    Some(Ok(Message::Text(text))) => {
                        // What a newer command line tells beyond the contract is not for this page.
                        if let Ok(told) = serde_json::from_str(&text) {
                            link.tell(told);
                        }
                        continue;
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => continue,
                }
            }
            Some(text) = outgoing.recv() => socket.send(Message::Text(text.into())).await,
            _ = pings.tick() => {
                if heard.elapsed() > 2 * PING + PING / 2 {
                    return;
                }
                socket.send(Message::Ping(Bytes::new())).await
            }
            () = session.ended() => return,
        };
        if sent.is_err() {
            return;
        }
    }
}
