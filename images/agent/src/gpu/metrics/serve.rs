//! Answers Prometheus.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::text::text;
use crate::error::{Error, in_full};
use crate::gpu::folders::{self, read_all};
use crate::gpu::holders::{Known, holders};
use crate::gpu::reading::{INTERVAL, Reading};
use crate::gpu::usage::Sample;
use crate::log;

/// That of dcgm-exporter.
const PORT: u16 = 9400;
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What the figures are about.
#[derive(Debug)]
pub struct Source {
    pub node: String,
    pub known: Known,
}

/// Answers for ever. A port that is taken (an exporter of the cluster's own may run in the node's network) is left to
/// who has it.
pub async fn serve(source: Source) {
    let source = Arc::new(source);
    let listener = match TcpListener::bind(("0.0.0.0", PORT)).await {
        Ok(listener) => listener,
        Err(error) => return log::line(&format!("no figures are offered on port {PORT}: {error}")),
    };
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, Arc::clone(&source)));
        }
    }
}

async fn talk(stream: TcpStream, source: Arc<Source>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let source = Arc::clone(&source);
        async move { Ok::<_, Infallible>(answer(&request, &source).await) }
    });
    // Who goes away is not told of it. With a timer, who says nothing is not listened to for ever.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: &Request<Incoming>, source: &Source) -> Response<Full<Bytes>> {
    if request.method() != Method::GET || request.uri().path() != "/metrics" {
        return response(StatusCode::NOT_FOUND, "figures are at /metrics\n".to_owned());
    }
    match figures(source).await {
        Ok(text) => response(StatusCode::OK, text),
        Err(error) => response(StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", in_full(&error))),
    }
}

async fn figures(source: &Source) -> Result<String, Error> {
    let earlier = Sample::take();
    sleep(INTERVAL).await;
    let readings = Reading::all(&read_all(folders::FOLDER.as_ref())?, &earlier, &Sample::take());
    Ok(text(&readings, &holders(&source.known).await?, &source.node))
}

fn response(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(TEXT));
    response
}
