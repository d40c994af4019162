//! gRPC on Unix sockets, as kubelet and its plugins talk. The only user of tonic.

mod answer;
mod call;
mod serve;

pub use answer::{Answer, streaming, unary, unary_later, unknown_method};
pub use call::Channel;
pub use serve::{Server, serve};
