//! The programs, and how each tells its figures.

use http::Request;
use kube::config::AuthInfo;
use kube::{Client, Config};

use super::token::Token;

/// A program on the node's loopback.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    url: &'static str,
    /// Whether it asks itself who asks, and so has to be shown the token. The others speak without TLS.
    wants_token: bool,
}

/// The program that a path is named after.
pub fn find(path: &str) -> Option<Source> {
    let (url, wants_token) = match path {
        "/etcd" => ("http://127.0.0.1:2381", false),
        "/kube-controller-manager" => ("https://127.0.0.1:10257", true),
        "/kube-proxy" => ("http://127.0.0.1:10249", false),
        "/kube-scheduler" => ("https://127.0.0.1:10259", true),
        _ => return None,
    };
    Some(Source { url, wants_token })
}

impl Source {
    /// What it tells. `cluster` knows the authority that signed its certificate.
    pub async fn figures(self, cluster: &Config, token: &Token) -> Result<String, kube::Error> {
        let mut config = cluster.clone();
        config.cluster_url = http::Uri::from_static(self.url);
        config.auth_info = if self.wants_token { token.as_auth() } else { AuthInfo::default() };
        let request = Request::get("/metrics").body(Vec::new()).map_err(kube::Error::HttpError)?;
        Client::try_from(config)?.request_text(request).await
    }
}
