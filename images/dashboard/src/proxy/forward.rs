//! Passes a request on and its answer back, both as they come. Of the headers, only those that are named here: no cookie,
//! no credentials and no impersonation of the page's making.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use futures::stream::unfold;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, RETRY_AFTER, UPGRADE,
    WARNING,
};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use hyper::body::Incoming;

use super::media::narrowed;
use crate::answer::Problem;
use crate::api::{Failure, Reader};
use crate::sessions::{Current, Use};

pub const PREFIX: &str = "/api/kube";
const METHODS: [Method; 6] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
const OF_REQUESTS: [HeaderName; 2] = [ACCEPT, CONTENT_TYPE];
const OF_ANSWERS: [HeaderName; 5] = [ALLOW, CONTENT_ENCODING, CONTENT_LENGTH, RETRY_AFTER, WARNING];

pub async fn forward(Current(session): Current, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if !METHODS.contains(&parts.method) {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, format!("{} is not passed on", parts.method)));
    }
    if parts.headers.contains_key(UPGRADE) {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "a WebSocket is not passed on: use /api/stream or /api/exec",
        ));
    }
    let path = parts.uri.path_and_query().map_or("", PathAndQuery::as_str);
    let path = path.strip_prefix(PREFIX).unwrap_or_default();
    let mut passed = http::Request::builder().method(parts.method).uri(path);
    if let Some(headers) = passed.headers_mut() {
        copy(&OF_REQUESTS, &parts.headers, headers);
        // Over a port-forward to the same machine, compressing costs more than it saves.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }
    let passed =
        passed.body(body).map_err(|error| Problem::new(StatusCode::BAD_REQUEST, format!("no request: {error}")))?;
    let (parts, body) = session.client().send(passed).await?.into_parts();
    let mut answer = Response::new(while_signed_in(session, body));
    *answer.status_mut() = parts.status;
    copy(&OF_ANSWERS, &parts.headers, answer.headers_mut());
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = HeaderValue::from_str(narrowed(kind)).unwrap_or(HeaderValue::from_static(super::media::BYTES));
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(answer)
}

fn copy(names: &[HeaderName], from: &HeaderMap, to: &mut HeaderMap) {
    for name in names {
        for value in from.get_all(name) {
            to.append(name, value.clone());
        }
    }
}

/// The answer's body, which breaks off when the session ends.
fn while_signed_in(session: Use, body: Incoming) -> Body {
    let reader = Reader::new(body, None);
    Body::from_stream(unfold(Some((session, reader)), |state| async {
        let (session, mut reader) = state?;
        let next = tokio::select! {
            next = reader.next() => next,
            () = session.ended() => Err(Failure::Refused { code: 401, message: "the session ended".to_owned() }),
        };
        match next {
            Ok(Some(data)) => Some((Ok::<Bytes, Failure>(data), Some((session, reader)))),
            Ok(None) => None,
            Err(failure) => Some((Err(failure), None)),
        }
    }))
}
