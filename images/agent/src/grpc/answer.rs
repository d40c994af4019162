//! Answers to calls: the message of a request in, one message or a stream of them out.

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use futures::Stream;
use hyper::body::Incoming;
use hyper::{Request, Response};
use prost::Message;
use tonic::Status;
use tonic::body::Body;
use tonic::server::{Grpc, ServerStreamingService, UnaryService};
use tonic_prost::ProstCodec;

/// What goes back to the caller.
pub type Answer = Response<Body>;

struct Handler<F>(Option<F>);

impl<F, W, Q, A> UnaryService<Q> for Handler<F>
where
    F: FnOnce(Q) -> W,
    W: Future<Output = Result<A, String>> + Send + 'static,
{
    type Response = A;
    type Future = Pin<Box<dyn Future<Output = Result<tonic::Response<A>, Status>> + Send>>;

    fn call(&mut self, request: tonic::Request<Q>) -> Self::Future {
        let answer = self.0.take().map(|handler| handler(request.into_inner()));
        Box::pin(async {
            let answer = answer.ok_or_else(answered_already)?.await;
            answer.map(tonic::Response::new).map_err(Status::invalid_argument)
        })
    }
}

struct Messages<S>(Option<S>);

impl<S, Q, A> ServerStreamingService<Q> for Messages<S>
where
    S: Stream<Item = Result<A, Status>>,
{
    type Response = A;
    type ResponseStream = S;
    type Future = Ready<Result<tonic::Response<S>, Status>>;

    fn call(&mut self, _: tonic::Request<Q>) -> Self::Future {
        ready(self.0.take().map(tonic::Response::new).ok_or_else(answered_already))
    }
}

fn answered_already() -> Status {
    Status::internal("a call was answered already")
}

/// Answers a call with one message, or with what is wrong with it.
pub async fn unary<Q, A>(request: Request<Incoming>, answer: impl FnOnce(Q) -> Result<A, String>) -> Answer
where
    Q: Message + Default + 'static,
    A: Message + 'static,
{
    unary_later(request, |message| ready(answer(message))).await
}

/// As [`unary`], where the answer takes its time.
pub async fn unary_later<Q, A, W>(request: Request<Incoming>, answer: impl FnOnce(Q) -> W) -> Answer
where
    Q: Message + Default + 'static,
    A: Message + 'static,
    W: Future<Output = Result<A, String>> + Send + 'static,
{
    Grpc::new(ProstCodec::<A, Q>::default()).unary(Handler(Some(answer)), request).await
}

/// Answers a call with a stream of messages.
pub async fn streaming<Q, A, S>(request: Request<Incoming>, messages: S) -> Answer
where
    Q: Message + Default + 'static,
    A: Message + 'static,
    S: Stream<Item = A> + Send + 'static,
{
    let messages = futures::StreamExt::map(messages, Ok::<A, Status>);
    Grpc::new(ProstCodec::<A, Q>::default()).server_streaming(Messages(Some(messages)), request).await
}

/// The answer to what nobody here knows.
pub fn unknown_method(request: &Request<Incoming>) -> Answer {
    Status::unimplemented(format!("there is no method `{}`", request.uri().path())).into_http()
}
