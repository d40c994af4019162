//! Puts the rules before all routes and the headers on all answers.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};

use super::headers::secure;
use super::rules::admit;
use crate::answer::Problem;

pub async fn guard(mut request: Request, next: Next) -> Response {
    let private = request.uri().path().starts_with("/api/");
    let mut response = match admit(request.method(), request.uri(), request.headers()) {
        Ok(address) => {
            request.extensions_mut().insert(address);
            next.run(request).await
        }
        Err(refusal) => Problem::new(StatusCode::FORBIDDEN, refusal.message()).into_response(),
    };
    secure(response.headers_mut());
    if private {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
