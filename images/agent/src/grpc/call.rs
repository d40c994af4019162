//! One call of a method that is served on a Unix socket.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::uri::PathAndQuery;
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper::{Request, Response, Uri};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::net::UnixStream;
use tonic::body::Body;
use tonic::client::{Grpc, GrpcService};
use tonic_prost::ProstCodec;

use crate::error::Error;

struct Connection(SendRequest<Body>);

impl GrpcService<Body> for Connection {
    type ResponseBody = Incoming;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Incoming>, hyper::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), hyper::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.0.send_request(request))
    }
}

/// Calls `/PACKAGE.SERVICE/METHOD` over a connection of its own.
pub async fn call<Q, A>(socket: &Path, method: &'static str, message: Q) -> Result<A, Error>
where
    Q: Message + 'static,
    A: Message + Default + 'static,
{
    let fail = |source: Box<dyn std::error::Error + Send + Sync>| Error::Call { method, source };
    let stream = UnixStream::connect(socket).await.map_err(Error::file("connect to", socket))?;
    let (sender, connection) =
        handshake(TokioExecutor::new(), TokioIo::new(stream)).await.map_err(|error| fail(error.into()))?;
    // It ends with the sender.
    tokio::spawn(connection);
    let mut grpc = Grpc::with_origin(Connection(sender), Uri::from_static("http://localhost"));
    grpc.ready().await.map_err(|error| fail(error.into()))?;
    let path = PathAndQuery::from_static(method);
    let answer = grpc.unary(tonic::Request::new(message), path, ProstCodec::<Q, A>::default()).await;
    answer.map(tonic::Response::into_inner).map_err(|status| fail(status.into()))
}
