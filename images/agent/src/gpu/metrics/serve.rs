//! Answers Prometheus.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use tokio::net::TcpListener;

use super::text::text;
use crate::error::{Error, in_full};
use crate::exporter;
use crate::gpu::holders::{Names, holders};
use crate::gpu::instruments::Instruments;
use crate::log;

/// That of dcgm-exporter.
const PORT: u16 = 9400;

/// What the figures are about.
#[derive(Debug)]
pub struct Source {
    pub node: String,
    /// The driver's version.
    pub driver: String,
    pub instruments: Instruments,
    /// The ids of units by the names that claims have for them.
    pub names: Names,
}

/// Answers for ever. A port that is taken (an exporter of the cluster's own may run in the node's network) is left to
/// who has it.
pub async fn serve(source: Source) {
    let source = Arc::new(source);
    let listener = match TcpListener::bind(("0.0.0.0", PORT)).await {
        Ok(listener) => listener,
        Err(error) => return log::line(&format!("no figures are offered on port {PORT}: {error}")),
    };
    exporter::serve(listener, move |request| answer(request, Arc::clone(&source))).await;
}

async fn answer(request: Request<Incoming>, source: Arc<Source>) -> Response<Full<Bytes>> {
    if request.method() != Method::GET || request.uri().path() != "/metrics" {
        return exporter::answer(StatusCode::NOT_FOUND, "figures are at /metrics\n".to_owned());
    }
    match figures(&source).await {
        Ok(text) => exporter::answer(StatusCode::OK, text),
        Err(error) => exporter::answer(StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", in_full(&error))),
    }
}

async fn figures(source: &Source) -> Result<String, Error> {
    let readings = source.instruments.read().await?;
    Ok(text(&readings, &holders(&source.names).await?, &source.node, &source.driver))
}
