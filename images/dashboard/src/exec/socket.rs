//! The page's side: opens the command, relays, and says how it ended.

use std::time::Duration;

use axum::extract::RawQuery;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use http::StatusCode;
use tokio::time::timeout;

use super::channel::PROTOCOLS;
use super::fate::with_fate;
use super::outcome::Outcome;
use super::relay::{from_page, to_page};
use super::target::Target;
use crate::answer::Problem;
use crate::sessions::{Current, Use};

/// A paste comes in one message.
const LARGEST: usize = 4 << 20;
const BUFFER: usize = 8 * 1024;
const FAREWELL: Duration = Duration::from_secs(2);

pub async fn connect(
    Current(session): Current,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    let target = Target::of_query(&query.unwrap_or_default())
        .map_err(|message| Problem::new(StatusCode::BAD_REQUEST, message))?;
    let upgrade =
        upgrade.read_buffer_size(BUFFER).write_buffer_size(0).max_message_size(LARGEST).max_frame_size(LARGEST);
    Ok(upgrade.on_upgrade(|socket| serve(session, target, socket)))
}

async fn serve(session: Use, target: Target, socket: WebSocket) {
    let client = session.client();
    let (mut to, mut from) = socket.split();
    let outcome = match client.upgrade(&target.exec_path(), PROTOCOLS).await {
        Err(failure) => Some(Outcome::failed(failure.to_string())),
        Ok(pod) => {
            let (pod_to, pod_from) = pod.split();
            let outcome = tokio::select! {
                outcome = to_page(pod_from, &mut to) => outcome,
                () = from_page(&mut from, pod_to) => None,
                () = session.ended() => Some(Outcome::failed("the session ended: sign in again")),
            };
            match outcome {
                Some(outcome) => Some(with_fate(&client, &target, outcome).await),
                None => None,
            }
        }
    };
    if let Some(outcome) = outcome {
        tell(&mut to, &outcome).await;
        // A socket that is dropped with something unread is reset, and the page might not get to read how it ended.
        let _ = timeout(FAREWELL, async { while let Some(Ok(_)) = from.next().await {} }).await;
    }
}

async fn tell(page: &mut SplitSink<WebSocket, Message>, outcome: &Outcome) {
    let Ok(text) = serde_json::to_string(outcome) else { return };
    // The page may be gone by now.
    let _ = page.send(Message::Text(text.into())).await;
    let _ = page.send(Message::Close(None)).await;
}
