//! A double of the API server: a test says what it answers, and asks what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream::unfold;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// A request that it got.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

pub struct Double {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    stop: Sender<()>,
}

impl Double {
    /// Knows one user, whose token is `good`.
    pub async fn start(answer: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into(), answer).await
    }

    pub async fn start_at(address: SocketAddr, answer: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Self {
        let (answer, seen) = (Arc::new(answer), Arc::new(Mutex::new(Vec::new())));
        let recorded = seen.clone();
        let router = Router::new().fallback(move |request: Request| {
            let (answer, recorded) = (answer.clone(), recorded.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body = to_bytes(body, usize::MAX).await.unwrap();
                let (path, query) = (parts.uri.path().to_owned(), parts.uri.query().unwrap_or_default().to_owned());
                let seen = Seen { method: parts.method, path, query, headers: parts.headers, body };
                if seen.path.ends_with("/selfsubjectreviews") {
                    return review(&seen);
                }
                recorded.lock().unwrap().push(seen.clone());
                answer(&seen)
            }
        });
        let listener = std::net::TcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, mut stopped) = channel(1);
        // With a runtime of its own, so that its connections end with it, as a process's do.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    result = axum::serve(listener, router).into_future() => result.unwrap(),
                    _ = stopped.recv() => {}
                }
            });
        });
        Self { address, seen, stop }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// As if its process was killed.
    pub async fn stop(self) {
        self.stop.send(()).await.unwrap();
        self.stop.closed().await;
    }
}

fn review(seen: &Seen) -> Response {
    if seen.headers.get("authorization").is_none_or(|given| given != "Bearer good") {
        return refused(401, "Unauthorized");
    }
    json(&json!({"status": {"userInfo": {"username": "dev", "groups": ["developers"]}}}))
}

pub fn json(value: &serde_json::Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

pub fn refused(code: u16, message: &str) -> Response {
    let status = json!({"kind": "Status", "code": code, "message": message});
    (StatusCode::from_u16(code).unwrap(), [(CONTENT_TYPE, "application/json")], status.to_string()).into_response()
}

/// An answer that a test goes on with.
#[derive(Clone)]
pub struct Feed {
    pub sender: Sender<Bytes>,
    receiver: Arc<Mutex<Option<Receiver<Bytes>>>>,
}

impl Feed {
    pub fn new() -> Self {
        let (sender, receiver) = channel(4);
        Self { sender, receiver: Arc::new(Mutex::new(Some(receiver))) }
    }

    /// The answer to the first request; those after it get one that never goes on.
    pub fn answer(&self) -> Response {
        let receiver = self.receiver.lock().unwrap().take().unwrap_or_else(|| {
            let (sender, receiver) = channel(1);
            std::mem::forget(sender);
            receiver
        });
        Body::from_stream(unfold(receiver, |mut receiver| async {
            let data = receiver.recv().await?;
            Some((Ok::<_, std::io::Error>(data), receiver))
        }))
        .into_response()
    }

    pub async fn event(&self, kind: &str, object: &serde_json::Value) {
        let event = json!({"type": kind, "object": object});
        self.sender.send(format!("{event}\n").into()).await.unwrap();
    }
}
