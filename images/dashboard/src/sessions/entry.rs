//! The ways into a session and out of it.

use std::time::Instant;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Json};
use http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};

use super::cookie;
use super::current::Current;
use super::session::App;
use super::store::StoreError;
use crate::answer::Problem;
use crate::api::{Client, Credentials, User, in_full, who_is};
use crate::gate::Address;
use crate::server::Shared;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const SPENT: &str = include_str!("spent.html");
const NO_STORE: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("no-store"));

#[derive(Deserialize)]
pub struct Opening {
    #[serde(default)]
    ticket: String,
}

/// `GET /open?ticket=T`
pub async fn open(
    State(shared): State<Shared>,
    Extension(address): Extension<Address>,
    Query(opening): Query<Opening>,
) -> Response {
    let cookie = shared.sessions.redeem(&opening.ticket, Instant::now());
    match cookie.and_then(|value| cookie::set(&address, &value)) {
        Some(cookie) => {
            let root = HeaderValue::from_static("/");
            (StatusCode::SEE_OTHER, [NO_STORE, (LOCATION, root), (SET_COOKIE, cookie)]).into_response()
        }
        None => (StatusCode::FORBIDDEN, [NO_STORE], Html(SPENT)).into_response(),
    }
}

#[derive(Deserialize)]
pub struct SignIn {
    token: String,
}

/// `POST /api/session`
pub async fn sign_in(
    State(shared): State<Shared>,
    Extension(address): Extension<Address>,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(SignIn { token }) =
        body.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "JSON with a `token` is expected"))?;
    let credentials = Credentials::Token { token: token.trim().to_owned() };
    let client = Client::new(&shared.endpoint, &credentials)
        .map_err(|error| Problem::new(StatusCode::UNAUTHORIZED, format!("failed to {}", in_full(&error))))?;
    let user = who_is(&client).await.map_err(refused_token)?;
    let cookie = shared.sessions.sign_in(user.clone(), client, Instant::now()).map_err(Problem::from)?;
    let cookie = cookie::set(&address, &cookie)
        .ok_or_else(|| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failed to write the cookie"))?;
    let shown = Shown { user, cluster: shared.cluster.clone(), host: false, app: None, version: VERSION };
    Ok(([(SET_COOKIE, cookie)], Json(shown)).into_response())
}

fn refused_token(failure: crate::api::Failure) -> Problem {
    let mut problem = Problem::from(failure);
    if problem.status == StatusCode::UNAUTHORIZED {
        problem.message = "the API server does not accept this token: it may have run out; `kubectl create token \
                           SERVICEACCOUNT` makes a new one"
            .to_owned();
    }
    problem
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let status = match error {
            StoreError::Full => StatusCode::SERVICE_UNAVAILABLE,
            StoreError::Foreign => StatusCode::FORBIDDEN,
            StoreError::Secret(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.to_string())
    }
}

#[derive(Serialize)]
pub struct Shown {
    user: User,
    cluster: String,
    host: bool,
    app: Option<App>,
    version: &'static str,
}

/// `GET /api/session`
pub async fn show(State(shared): State<Shared>, Current(session): Current) -> Json<Shown> {
    let state = session.state();
    Json(Shown {
        user: state.user.clone(),
        cluster: shared.cluster.clone(),
        host: state.link.is_some(),
        app: state.app.clone(),
        version: VERSION,
    })
}

/// `DELETE /api/session`
pub async fn end(
    State(shared): State<Shared>,
    Extension(address): Extension<Address>,
    Current(session): Current,
) -> Response {
    shared.sessions.end(&session);
    let mut headers = HeaderMap::new();
    headers.extend(cookie::clear(&address).map(|cookie| (SET_COOKIE, cookie)));
    (StatusCode::NO_CONTENT, headers).into_response()
}
