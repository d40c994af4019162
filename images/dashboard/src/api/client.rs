//! Requests with a user's credentials. Answers are streams: nothing is read that is not asked for.

use std::error::Error;
use std::time::Duration;

use axum::body::Body;
use http::header::{ACCEPT, AUTHORIZATION};
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Response, Uri};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

use super::credentials::{Credentials, CredentialsError};
use super::endpoint::Endpoint;
use super::failure::{Failure, read_refusal};

/// The API server is in the same cluster: what takes longer to connect is not there.
const CONNECT: Duration = Duration::from_secs(5);
/// Longer than the API server allows itself for a request, which is 60 s.
const ANSWER: Duration = Duration::from_secs(75);
/// How much of an answer a connection holds at most.
const BUFFER: usize = 64 * 1024;

#[derive(Clone)]
pub struct Client {
    pool: Pool<HttpsConnector<HttpConnector>, Body>,
    endpoint: Endpoint,
    authorization: Option<HeaderValue>,
}

impl Client {
    pub fn new(endpoint: &Endpoint, credentials: &Credentials) -> Result<Self, CredentialsError> {
        let (tls, authorization) = credentials.apply(endpoint)?;
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        connector.set_keepalive(Some(Duration::from_secs(30)));
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(connector);
        let pool = Pool::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(4)
            .http1_max_buf_size(BUFFER)
            .build(connector);
        Ok(Self { pool, endpoint: endpoint.clone(), authorization })
    }

    /// Sends a request whose URI is a path and query, and gives the answer whatever its status.
    pub async fn send(&self, mut request: Request<Body>) -> Result<Response<Incoming>, Failure> {
        let mut parts = std::mem::take(request.uri_mut()).into_parts();
        parts.scheme = Some(self.endpoint.scheme.clone());
        parts.authority = Some(self.endpoint.authority.clone());
        parts.path_and_query.get_or_insert(PathAndQuery::from_static("/"));
        *request.uri_mut() = Uri::from_parts(parts).map_err(|error| Failure::Unreachable(error.to_string()))?;
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
        }
        match timeout(ANSWER, self.pool.request(request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(Failure::Unreachable(in_full(&error))),
            Err(_) => Err(Failure::Unreachable(format!("nothing came within {} s", ANSWER.as_secs()))),
        }
    }

    /// GETs what has to be a success.
    pub async fn get(&self, path_and_query: &str, accept: &'static str) -> Result<Incoming, Failure> {
        let request = Request::get(path_and_query).header(ACCEPT, accept).body(Body::empty());
        self.succeed(request).await
    }

    /// Sends what has to be a success.
    pub async fn succeed(&self, request: http::Result<Request<Body>>) -> Result<Incoming, Failure> {
        let request = request.map_err(|error| Failure::Refused { code: 400, message: error.to_string() })?;
        let response = self.send(request).await?;
        if response.status().is_success() {
            return Ok(response.into_body());
        }
        Err(read_refusal(response.status().as_u16(), response.into_body()).await)
    }
}

/// An error and its causes in one line.
pub fn in_full(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        // Some errors repeat their cause.
        if !text.ends_with(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}
