//! Answers to calls: the message of a request in, one message or a stream of them out.

use std::future::{Ready, ready};

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

impl<F> Handler<F> {
    fn answer<Q, A>(&mut self, request: tonic::Request<Q>) -> Result<tonic::Response<A>, Status>
    where
        F: FnOnce(Q) -> Result<A, String>,
    {
        let handler = self.0.take().ok_or_else(|| Status::internal("a call was answered already"))?;
        handler(request.into_inner()).map(tonic::Response::new).map_err(Status::invalid_argument)
    }
}

impl<F, Q, A> UnaryService<Q> for Handler<F>
where
    F: FnOnce(Q) -> Result<A, String>,
{
    type Response = A;
    type Future = Ready<Result<tonic::Response<A>, Status>>;

    fn call(&mut self, request: tonic::Request<Q>) -> Self::Future {
        ready(self.answer(request))
    }
}

struct StreamHandler<F>(Handler<F>);

impl<F, Q, A, S> ServerStreamingService<Q> for StreamHandler<F>
where
    F: FnOnce(Q) -> Result<S, String>,
    S: Stream<Item = Result<A, Status>>,
{
    type Response = A;
    type ResponseStream = S;
    type Future = Ready<Result<tonic::Response<S>, Status>>;

    fn call(&mut self, request: tonic::Request<Q>) -> Self::Future {
        ready(self.0.answer(request))
    }
}

/// Answers a call with one message, or with what is wrong with it.
pub async fn unary<Q, A>(request: Request<Incoming>, answer: impl FnOnce(Q) -> Result<A, String>) -> Answer
where
    Q: Message + Default + 'static,
    A: Message + 'static,
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
    let handler = StreamHandler(Handler(Some(move |_: Q| Ok(messages))));
    Grpc::new(ProstCodec::<A, Q>::default()).server_streaming(handler, request).await
}

/// The answer to what nobody here knows.
pub fn unknown_method(request: &Request<Incoming>) -> Answer {
    Status::unimplemented(format!("there is no method `{}`", request.uri().path())).into_http()
}
