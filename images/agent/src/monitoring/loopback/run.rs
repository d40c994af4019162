//! Answers Prometheus in the network of a node.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use kube::Config;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::source;
use super::tls;
use super::token::Token;
use crate::api::in_cluster;
use crate::error::{Error, Failure};
use crate::process::until_told;
use crate::{exporter, log};

const PORT: u16 = 9110;
/// A program that does not answer by then is not waited for: Prometheus has given up.
const LIMIT: Duration = Duration::from_secs(10);

pub fn run() -> Result<(), Failure> {
    log::start();
    until_told(serve()).map_err(|source| Failure {
        what: "pass on figures of programs on the node's loopback",
        hint: "it runs in a pod of the addon: `devcluster addon enable monitoring`",
        source,
    })
}

async fn serve() -> Result<(), Error> {
    let mut cluster = in_cluster()?;
    cluster.read_timeout = Some(LIMIT);
    let cluster = Arc::new(cluster);
    let acceptor = tls::acceptor()?;
    let listener = TcpListener::bind(("0.0.0.0", PORT)).await;
    let listener = listener.map_err(|error| Error::Unfit(format!("port {PORT} of the node: {error}")))?;
    log::line(&format!("answering on port {PORT}"));
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, acceptor.clone(), Arc::clone(&cluster)));
        }
    }
}

async fn talk(stream: TcpStream, acceptor: TlsAcceptor, cluster: Arc<Config>) {
    let Ok(Ok(stream)) = tokio::time::timeout(LIMIT, acceptor.accept(stream)).await else { return };
    exporter::talk(stream, |request| answer(request, Arc::clone(&cluster))).await;
}

async fn answer(request: Request<Incoming>, cluster: Arc<Config>) -> Response<Full<Bytes>> {
    let refuse = |status, text: &str| exporter::answer(status, format!("{text}\n"));
    let Some(source) = source::find(request.uri().path()) else {
        return refuse(StatusCode::NOT_FOUND, "there is no program of this name");
    };
    let Some(token) = Token::shown(request.headers()) else {
        return refuse(StatusCode::UNAUTHORIZED, "a token is needed");
    };
    match token.may_read_figures(&cluster).await {
        Ok(true) => {}
        Ok(false) => return refuse(StatusCode::FORBIDDEN, "the bearer of this token may not read /metrics"),
        Err(error) => return refuse(StatusCode::BAD_GATEWAY, &format!("the API server can't be asked: {error}")),
    }
    match source.figures(&cluster, &token).await {
        Ok(text) => exporter::answer(StatusCode::OK, text),
        Err(error) => refuse(StatusCode::BAD_GATEWAY, &format!("it does not tell: {error}")),
    }
}
