//! The server under test, on a port of its own.

use std::net::SocketAddr;
use std::path::Path;

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::double::Double;
use crate::api::Endpoint;
use crate::server::{Shared, router};

pub struct Dashboard {
    pub address: SocketAddr,
    pub assets: TempDir,
}

impl Dashboard {
    pub async fn start(double: &Double) -> Self {
        let assets = tempfile::tempdir().unwrap();
        std::fs::write(assets.path().join("index.html"), "<p>page").unwrap();
        let endpoint = Endpoint::new(&format!("http://{}", double.address), Path::new("/none")).unwrap();
        let shared = Shared::new(endpoint, assets.path().to_owned(), "test".to_owned());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router(shared)).await.unwrap() });
        Self { address, assets }
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.origin()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
        let response = client.request(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
    }

    /// The cookie of a session with the token that the double knows.
    pub async fn sign_in(&self) -> String {
        let headers = [("origin", self.origin()), ("content-type", "application/json".to_owned())];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let response = self.send("POST", "/api/session", &headers, r#"{"token": "good"}"#).await;
        assert_eq!(response.status(), 200, "{response:?}");
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
        cookie.split(';').next().unwrap().to_owned()
    }
}
