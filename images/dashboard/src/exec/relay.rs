//! Carries bytes both ways at once, so that a command which waits to be read does not keep what is typed from it.

use std::time::Duration;

use axum::extract::ws::{Message as PageMessage, WebSocket};
use bytes::Bytes;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message as PodMessage;

use super::channel::{Received, input, received, resize};
use super::outcome::Outcome;
use crate::api::Socket;

/// Keeps what is between from taking a terminal that nobody types in for one that is gone.
const PING: Duration = Duration::from_secs(30);

/// Until the page leaves: then nobody is left to tell.
pub async fn from_page(page: &mut SplitStream<WebSocket>, mut pod: SplitSink<Socket, PodMessage>) {
    let mut pings = tokio::time::interval(PING);
    loop {
        let message = tokio::select! {
            message = page.next() => match message {
                Some(Ok(PageMessage::Binary(data))) => PodMessage::Binary(input(&data)),
                Some(Ok(PageMessage::Text(text))) => match resize(&text) {
                    Some(resize) => PodMessage::Binary(resize),
                    None => continue,
                },
                Some(Ok(PageMessage::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            _ = pings.tick() => PodMessage::Ping(Bytes::new()),
        };
        if pod.send(message).await.is_err() {
            // The other direction tells why.
            std::future::pending::<()>().await;
        }
    }
}

/// Until the command ends; None where the page is gone.
pub async fn to_page(mut pod: SplitStream<Socket>, page: &mut SplitSink<WebSocket, PageMessage>) -> Option<Outcome> {
    loop {
        match pod.next().await {
            Some(Ok(PodMessage::Binary(message))) => match received(message) {
                Received::Output(data) => page.send(PageMessage::Binary(data)).await.ok()?,
                Received::Status(status) => return Some(Outcome::of_status(&status)),
                Received::Nothing => {}
            },
            Some(Ok(PodMessage::Close(_))) | None => {
                return Some(Outcome::failed("the connection to the container was closed before the command ended"));
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                return Some(Outcome::failed(format!("the connection to the container broke off: {error}")));
            }
        }
    }
}
