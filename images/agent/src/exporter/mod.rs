//! Answers Prometheus: the connection, and the text that it reads.

mod connection;
mod text;

pub use connection::{answer, serve, talk};
pub use text::{Family, Kind, Line, head, lines};
