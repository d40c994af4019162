//! The steps on an engine in memory: each call fails once, in each position, and nothing may be left behind.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod ports;
mod start;
mod status;
mod stop_and_delete;
mod support;
