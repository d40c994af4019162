//! The session of a request, for handlers that can't do without one.

use std::time::Instant;

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;

use super::cookie;
use super::session::Use;
use crate::answer::Problem;
use crate::gate::Address;
use crate::server::Shared;

const SIGNED_OUT: &str =
    "you are not signed in, or the session ran out: run `devcluster dashboard` again, or sign in with a token";

pub struct Current(pub Use);

impl FromRequestParts<Shared> for Current {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        let now = Instant::now();
        parts
            .extensions
            .get::<Address>()
            .and_then(|address| {
                let values = cookie::values(&parts.headers, address);
                values.into_iter().find_map(|value| shared.sessions.find(value, now))
            })
            .map(Self)
            .ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, SIGNED_OUT))
    }
}
