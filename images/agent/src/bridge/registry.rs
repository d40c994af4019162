//! The cluster's registry, which answers in the end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper::header::{ACCEPT, AUTHORIZATION, HOST, RANGE};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::settings::Settings;

/// What of a request matters to it.
const PASSED_ON: [hyper::header::HeaderName; 2] = [ACCEPT, RANGE];

/// Its answer to a request for something in its repository: `manifests/sha256:…`.
pub async fn forward(
    settings: &Settings,
    method: Method,
    path: &str,
    headers: &HeaderMap,
) -> Result<Response<Incoming>, String> {
    let stream = TcpStream::connect(&settings.registry).await.map_err(|error| error.to_string())?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let password = STANDARD.encode(format!("{}:{}", settings.user, settings.password));
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/v2/images/{path}"))
        .header(HOST, &settings.registry)
        .header(AUTHORIZATION, format!("Basic {password}"));
    for name in PASSED_ON {
        for value in headers.get_all(&name) {
            request = request.header(&name, value);
        }
    }
    let request = request.body(Empty::<Bytes>::new()).map_err(|error| error.to_string())?;
    sender.send_request(request).await.map_err(|error| error.to_string())
}

/// Whether it has a manifest.
pub async fn has(settings: &Settings, digest: &str) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, hyper::header::HeaderValue::from_static("*/*"));
    let path = format!("manifests/{digest}");
    let answer = forward(settings, Method::HEAD, &path, &headers).await;
    answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
}
