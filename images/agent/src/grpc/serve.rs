//! A server on a Unix socket.

use std::convert::Infallible;
use std::future::Future;
use std::path::Path;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};

use super::Answer;
use crate::error::Error;
use crate::files;

/// Runs until it is dropped.
#[derive(Debug)]
pub struct Server(JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Answers requests on a socket, which takes the place of one that is there.
pub fn serve<F, W>(socket: &Path, answer: F) -> Result<Server, Error>
where
    F: Fn(Request<Incoming>) -> W + Clone + Send + 'static,
    W: Future<Output = Answer> + Send + 'static,
{
    files::remove_file(socket)?;
    let listener = UnixListener::bind(socket).map_err(Error::file("listen at", socket))?;
    Ok(Server(tokio::spawn(accept(listener, answer))))
}

async fn accept<F, W>(listener: UnixListener, answer: F)
where
    F: Fn(Request<Incoming>) -> W + Clone + Send + 'static,
    W: Future<Output = Answer> + Send + 'static,
{
    // Ended with this function.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(talk(stream, answer.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn talk<F, W>(stream: UnixStream, answer: F)
where
    F: Fn(Request<Incoming>) -> W + Send + 'static,
    W: Future<Output = Answer> + Send + 'static,
{
    let service = service_fn(move |request| {
        let answer = answer(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    // Who goes away is not told of it.
    let _ = http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
}
