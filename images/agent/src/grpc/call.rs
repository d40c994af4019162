//! Calls of methods that are served on a Unix socket.

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

/// A way to those who listen on a socket.
pub struct Channel(Grpc<Connection>);

impl Channel {
    pub async fn connect(socket: &Path) -> Result<Self, Error> {
        let stream = UnixStream::connect(socket).await.map_err(Error::file("connect to", socket))?;
        let handshake = handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
        let (sender, connection) = handshake.map_err(|error| Error::Call { method: "HTTP/2", source: error.into() })?;
        // It ends with the sender.
        tokio::spawn(connection);
        Ok(Self(Grpc::with_origin(Connection(sender), Uri::from_static("http://localhost"))))
    }

    /// Calls `/PACKAGE.SERVICE/METHOD`.
    pub async fn call<Q, A>(&mut self, method: &'static str, message: Q) -> Result<A, Error>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let fail = |source: Box<dyn std::error::Error + Send + Sync>| Error::Call { method, source };
        self.0.ready().await.map_err(|error| fail(error.into()))?;
        let path = PathAndQuery::from_static(method);
        let answer = self.0.unary(tonic::Request::new(message), path, ProstCodec::<Q, A>::default()).await;
        answer.map(tonic::Response::into_inner).map_err(|status| fail(status.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grpc::{serve, unary, unknown_method};

    #[derive(Clone, PartialEq, Message)]
    struct Word {
        #[prost(string, tag = "1")]
        text: String,
    }

    #[tokio::test]
    async fn calls_are_answered_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("test.sock");
        let server = serve(&socket, |request| async move {
            match request.uri().path() {
                "/test.Words/Twice" => {
                    unary(request, |word: Word| match word.text.as_str() {
                        "" => Err("there is no word".to_owned()),
                        text => Ok(Word { text: text.repeat(2) }),
                    })
                    .await
                }
                _ => unknown_method(&request),
            }
        });
        let server = server.unwrap();
        let mut channel = Channel::connect(&socket).await.unwrap();
        let word = |text: &str| Word { text: text.to_owned() };
        let answer: Word = channel.call("/test.Words/Twice", word("ha")).await.unwrap();
        assert_eq!(answer, word("haha"));
        let refused = channel.call::<_, Word>("/test.Words/Twice", word("")).await.unwrap_err();
        assert!(crate::error::in_full(&refused).contains("there is no word"), "{refused}");
        let unknown = channel.call::<_, Word>("/test.Words/Thrice", word("")).await.unwrap_err();
        assert!(crate::error::in_full(&unknown).contains("there is no method"), "{unknown}");
        drop(server);
        tokio::task::yield_now().await;
        assert!(Channel::connect(&socket).await.is_err());
    }
}
