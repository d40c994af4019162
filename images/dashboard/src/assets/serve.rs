//! Answers what is no `/api/`: a file, or the page for a route of its own.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};

use super::file::{File, read};
use super::kind::of_extension;
use super::path::{Asked, asked};
use crate::answer::Problem;
use crate::server::Shared;

const PAGE: &str = "index.html";

pub async fn serve(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if method != Method::GET && method != Method::HEAD {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "files are only read"));
    }
    let name = match asked(uri.path()) {
        Asked::File(name) => name,
        Asked::Route => PAGE.to_owned(),
        Asked::Nothing => return Err(absent(uri.path())),
    };
    let accepted = text(&headers, &ACCEPT_ENCODING);
    let file = read(&shared.assets, &name, accepted).await.map_err(|error| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, format!("failed to read `{name}`: {error}"))
    })?;
    match file {
        Some(file) => Ok(answer(&name, file, text(&headers, &IF_NONE_MATCH))),
        None => Err(absent(uri.path())),
    }
}

fn absent(path: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, format!("the dashboard has no file `{path}`"))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn answer(name: &str, file: File, known: &str) -> Response {
    // The build names what is in assets/ after its content.
    let caching = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind =
        name.rsplit_once('.').and_then(|(_, extension)| of_extension(extension)).unwrap_or("application/octet-stream");
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&file.tag) {
        headers.insert(ETAG, tag);
    }
    if known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == file.tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(encoding) = file.encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name));
    }
    (headers, Body::from(file.content)).into_response()
}
