//! Answers nodes. Process 1 of the container `bridge`.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::OnceCell;
use tokio_rustls::TlsAcceptor;

use super::settings::{self, Settings};
use super::share::Shared;
use super::wanted::{Wanted, understand};
use super::{engine, registry, tls};
use crate::error::{Error, Failure};
use crate::log;
use crate::process::until_told;

const ADDRESS: (&str, u16) = ("0.0.0.0", 5001);

type Body = BoxBody<Bytes, hyper::Error>;

struct Bridge {
    settings: Settings,
    shared: Shared,
    /// Whether the engine at the socket is the one that runs this container.
    engine_is_ours: OnceCell<bool>,
}

pub fn run() -> Result<(), Failure> {
    log::start();
    until_told(serve()).map_err(|source| Failure {
        what: "share the engine's images with the nodes",
        hint: "start the cluster again: `devcluster stop`, then `devcluster start`",
        source,
    })
}

async fn serve() -> Result<(), Error> {
    let bridge = Bridge { settings: settings::read()?, shared: Shared::default(), engine_is_ours: OnceCell::new() };
    let bridge = Arc::new(bridge);
    let acceptor = tls::acceptor()?;
    let listener = TcpListener::bind(ADDRESS).await.map_err(|error| Error::Unfit(format!("port 5001: {error}")))?;
    log::line("answering nodes on port 5001");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve_connection(Arc::clone(&bridge), acceptor.clone(), stream));
            }
            Err(error) => log::line(&format!("a connection was lost: {error}")),
        }
    }
}

async fn serve_connection(bridge: Arc<Bridge>, acceptor: TlsAcceptor, stream: TcpStream) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    if !tls::is_node(stream.get_ref().1.peer_certificates()) {
        return;
    }
    let service = service_fn(|request| {
        let bridge = Arc::clone(&bridge);
        async move { Ok::<_, Infallible>(bridge.answer(request).await) }
    });
    // A node that goes away tells so itself.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

impl Bridge {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            return status(StatusCode::METHOD_NOT_ALLOWED);
        }
        match self.try_answer(&request).await {
            Ok(answer) => answer,
            Err(reason) => {
                log::line(&format!("{} {}: {reason}", request.method(), request.uri()));
                status(StatusCode::BAD_GATEWAY)
            }
        }
    }

    async fn try_answer(&self, request: &Request<Incoming>) -> Result<Response<Body>, String> {
        let path = match understand(request.uri().path(), request.uri().query()) {
            None => return Ok(status(StatusCode::NOT_FOUND)),
            Some(Wanted::Version) => return Ok(status(StatusCode::OK)),
            Some(Wanted::Known(path)) => path,
            Some(Wanted::Image(_)) if !self.may_ask_engine().await? => return Ok(status(StatusCode::NOT_FOUND)),
            Some(Wanted::Image(name)) => match self.shared.digest(&self.settings, &name).await? {
                Some(digest) => format!("manifests/{digest}"),
                None => return Ok(status(StatusCode::NOT_FOUND)),
            },
        };
        let answer = registry::forward(&self.settings, request.method().clone(), &path, request.headers()).await?;
        Ok(answer.map(BodyExt::boxed))
    }

    /// Looked up at the first request: an engine that starts us before it answers is not waited for.
    async fn may_ask_engine(&self) -> Result<bool, String> {
        let look_up = async || {
            let is_ours = engine::is_ours().await?;
            if !is_ours {
                log::line("the engine at the socket is not the one that runs this cluster: nothing comes from it");
            }
            Ok(is_ours)
        };
        self.engine_is_ours.get_or_try_init(look_up).await.copied()
    }
}

fn status(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Empty::new().map_err(|never| match never {}).boxed());
    *answer.status_mut() = status;
    answer
}
